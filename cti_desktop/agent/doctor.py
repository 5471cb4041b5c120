"""Examines this desk for `cti-desktop doctor`: what works, what Zoom changed, what was unreadable.

Reads everything itself and changes nothing but the place up to which the journal was surveyed. It
may run beside the open window.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import keyring
import msgspec
from keyring.errors import KeyringError

from cti_desktop.agent.do_not_call import list_of
from cti_desktop.agent.handlers.here import handlers_here
from cti_desktop.agent.handlers.opener import system_opener
from cti_desktop.agent.link_trial import LinkTrial, LinkTrials
from cti_desktop.agent.not_taken import REFUSED
from cti_desktop.agent.own_command import own_command
from cti_desktop.agent.own_outcomes import outcomes_here
from cti_desktop.agent.page_drift import KEPT as PAGE_DRIFT
from cti_desktop.agent.session_keeper import SessionKeeper
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.skew import MUCH, SKEW, clock_hint
from cti_desktop.agent.softphone import words_for
from cti_desktop.agent.softphone_memory import KEPT as SOFTPHONE
from cti_desktop.agent.softphone_memory import read_last
from cti_desktop.agent.softphone_words import Cause
from cti_desktop.calls.errors import CtiError, Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.quarantine import Unread
from cti_desktop.sync.client import CompanionClient
from cti_desktop.zoom.drift import Drift, DriftCount, DriftReport, as_row, read_kept
from cti_desktop.zoom.survey import survey, survey_result

SURVEYED = "doctor.drift.2"
"""Cursor under which the drift report is kept with its place in the journal.

The number counts up when more is looked at, so that the journal is surveyed from its beginning.
"""

_THIRD_PARTY = (
    'A Zoom admin allows them in Account Settings, Zoom Phone: "Automatically Call From Third '
    'Party Apps".'
)
_PAGE = 500
_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        ok: False when a person has to do something about it.
        text: how it stands; when it is not well, what to do.
    """

    name: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything the doctor found.

    Attributes:
        surveyed: events of the journal that the drift report covers.
        drift: what Zoom sent that was not as known, most frequent first.
        quarantine: what could not be read or was refused, latest first.
        companion_drift: as the companion beside counts it, where there is one.
        companion_quarantine: what that could not read.
        links: what became of test links, where any were sent.
    """

    checks: tuple[Check, ...]
    surveyed: int = 0
    drift: tuple[DriftCount, ...] = ()
    quarantine: tuple[Unread, ...] = ()
    companion_drift: tuple[DriftCount, ...] = ()
    companion_quarantine: tuple[Unread, ...] = ()
    links: tuple[LinkTrial, ...] = ()

    @property
    def well(self) -> bool:
        """Whether nobody has to do anything."""
        return all(c.ok for c in self.checks) and all(one.ok for one in self.links)

    def as_json(self) -> dict[str, Any]:
        """Return it for machines; times are ISO 8601 in UTC."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        told["drift"] = [as_row(one) for one in self.drift]
        told["companion_drift"] = [as_row(one) for one in self.companion_drift]
        return {"well": self.well, **told}

    @property
    def text(self) -> str:
        """Return it for a terminal."""
        lines = [f"{'ok  ' if c.ok else 'HELP'}  {c.name:<10} {c.text}" for c in self.checks]
        lines += [
            f"{'ok  ' if one.ok else 'HELP'}  {one.scheme + ':':<12} {one.text}"
            for one in self.links
        ]
        lines += [f"Surveyed {self.surveyed} events for changes of Zoom's."]
        lines += _seen(self.drift, self.quarantine)
        if self.companion_drift or self.companion_quarantine:
            lines += ["At the companion:"]
            lines += _seen(self.companion_drift, self.companion_quarantine)
        return "\n".join(lines)


def _seen(drift: Sequence[DriftCount], quarantine: Sequence[Unread]) -> Iterator[str]:
    for d in drift[:_SHOWN]:
        yield f"  {d.times} x {d.drift.kind} in {d.drift.name} {d.drift.detail}"
    for q in quarantine[:_SHOWN]:
        what = (
            "not taken by the companion" if q.source == REFUSED else f"unreadable from {q.source}"
        )
        yield f"  {q.times} x {what}: {q.reason}"


def examine(settings: DeskSettings, environment: Mapping[str, str]) -> Findings:
    """Look at everything; what is broken is told, never raised."""
    checks = [_data_dir(settings), _settings(settings), _do_not_call(settings)]
    checks += [_keyring(), _handlers(environment)]
    checks.append(asyncio.run(_companion(settings)))
    try:
        store = open_store(settings.database_url, region=settings.region)
    except CtiError as error:
        return Findings(checks=(*checks, Check(name="database", ok=False, text=error.message)))
    try:
        quarantine = store.journal.unread()
        checks += [_database(store), *_not_taken(quarantine), _clock(store)]
        checks.append(_softphone(store, settings))
        surveyed, drift = survey_journal(store)
        drift = (*drift, *read_kept(store.cursors.get(PAGE_DRIFT)))
        return Findings(
            checks=tuple(checks),
            surveyed=surveyed,
            drift=tuple(sorted(drift, key=lambda one: -one.times)),
            quarantine=quarantine,
        )
    finally:
        store.close()


def try_links(settings: DeskSettings, environment: Mapping[str, str]) -> tuple[LinkTrial, ...]:
    """Send harmless links through the system, if this program is registered for any.

    Starts the system's opener, so only a person who asked for it may cause it.
    """
    try:
        report = handlers_here(environment).status()
        if not report.registered or settings.door is None:
            return ()
        opener = system_opener(environment)
        return LinkTrials(settings.door, opener, own_command(environment)[0]).run(report)
    except (CtiError, OSError) as error:
        told = error.message if isinstance(error, CtiError) else str(error)
        failed = LinkTrial(scheme="links", received_by="", ms=None, ok=False, text=told)
        return (failed,)


def survey_journal(store: Store) -> tuple[int, tuple[DriftCount, ...]]:
    """Bring the drift report up to date with the journal; returns its length and the counts.

    Only events since the last survey are read; the counts so far are kept in the store.
    """
    kept = _kept(store.cursors.get(SURVEYED))
    report = DriftReport(known=kept.counts)
    place, surveyed = kept.place, kept.surveyed
    before: CallEvent | None = None
    while (page := store.journal.after(place, _PAGE)).events:
        for event in page.events:
            report.note(_drifts(event, before), at=event.seen_at)
            before = event
        place, surveyed = page.cursor, surveyed + len(page.events)
    if place != kept.place:
        now = _Surveyed(place=place, surveyed=surveyed, counts=report.counts())
        store.cursors.set(SURVEYED, msgspec.json.encode(now).decode()).result()
    return surveyed, report.counts()


def _drifts(event: CallEvent, before: CallEvent | None) -> Iterator[Drift]:
    """Survey an event; the message that the one before it was read from too counts once."""
    same = before is not None and before.name == event.name and before.raw == event.raw
    return survey_result(event) if same else survey(event)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surveyed:
    place: int = 0
    surveyed: int = 0
    counts: tuple[DriftCount, ...] = ()


def _kept(text: str | None) -> _Surveyed:
    """Read the kept report; one of another version is made anew."""
    try:
        return msgspec.json.decode(text or "{}", type=_Surveyed)
    except msgspec.MsgspecError:
        return _Surveyed()


def _data_dir(settings: DeskSettings) -> Check:
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data_dir) as probe:
            probe.write(b"x")
    except OSError as error:
        text = f"{settings.data_dir} cannot be written: {error.strerror or error}."
        return Check(name="data", ok=False, text=text)
    return Check(name="data", ok=True, text=str(settings.data_dir))


def _do_not_call(settings: DeskSettings) -> Check:
    listed = list_of(settings)
    numbers = listed.numbers()
    if numbers is None:
        text = f"{listed.path} cannot be read, so every number is asked about first."
        return Check(name="do not call", ok=False, text=text)
    return Check(name="do not call", ok=True, text=f"{len(numbers)} numbers are asked about first")


def _settings(settings: DeskSettings) -> Check:
    outcomes_here(settings.store)  # says what is wrong with the file that is named
    if problems := settings.store.problems:
        return Check(name="settings", ok=False, text=" ".join(problems))
    return Check(name="settings", ok=True, text="all of them can be used")


def _database(store: Store) -> Check:
    events, waiting = store.journal.count(), store.outbox.count()
    return Check(name="database", ok=True, text=f"{events} entries, {waiting} not sent yet")


def _not_taken(quarantine: Sequence[Unread]) -> tuple[Check, ...]:
    """Say of what the companion refused that it is still here; nothing when it took all."""
    count = sum(one.times for one in quarantine if one.source == REFUSED)
    if not count:
        return ()
    told = Check(
        name="not taken",
        ok=False,
        text="The companion did not take an entry of this desk. It stays here and is sent again at "
        "the next start. Show this to your administrator."
        if count == 1
        else f"The companion did not take {count} entries of this desk. They stay here and are "
        "sent again at the next start. Show this to your administrator.",
    )
    return (told,)


def _clock(store: Store) -> Check:
    kept = store.cursors.get(SKEW)
    if kept is None:
        return Check(name="clock", ok=True, text="not compared with a companion yet")
    skew = timedelta(seconds=float(kept))
    if abs(skew) > MUCH:
        return Check(name="clock", ok=False, text=clock_hint(skew).text)
    return Check(name="clock", ok=True, text="agrees with the companion's")


def _softphone(store: Store, settings: DeskSettings) -> Check:
    """Tell whether Zoom lets the page in and calls out, by how it went last."""
    last = read_last(store.cursors.get(SOFTPHONE))
    words = words_for(settings)
    if last.page is not None:
        told = f"When it was open last: {words.of(last.page)}"
    elif last.nothing_rang_at is not None:
        told = f"When a number was dialled last: {words.of(Cause.NO_RINGING)} {_THIRD_PARTY}"
    else:
        well = "works" if last.page_at else "was not open here yet"
        return Check(name="softphone", ok=True, text=well)
    return Check(name="softphone", ok=False, text=told)


def _keyring() -> Check:
    try:
        keyring.get_password("cti-desktop", "doctor")
    except KeyringError as error:
        text = f"No keyring ({type(error).__name__}): you sign in again at every start."
        return Check(name="keyring", ok=False, text=text)
    return Check(name="keyring", ok=True, text=keyring.get_keyring().name)


def _handlers(environment: Mapping[str, str]) -> Check:
    try:
        report = handlers_here(environment).status()
    except CtiError as error:
        return Check(name="links", ok=False, text=error.message)
    if not report.registered:
        text = "not registered; run cti-desktop handlers install to open tel: links here"
        return Check(name="links", ok=True, text=text)
    ours = ", ".join(one.scheme for one in report.schemes if one.ours)
    return Check(name="links", ok=True, text=f"opens {ours or 'none by default'}")


async def _companion(settings: DeskSettings) -> Check:
    """Ask the companion who we are: any answer of its own shows that it is there."""
    if settings.companion_url is None:
        return Check(name="companion", ok=True, text="none is set; calls are kept here only")
    keeper = SessionKeeper(settings.companion_url)
    await keeper.load()
    client = CompanionClient.open(settings.companion_url, lambda: keeper.token or "doctor")
    try:
        session = await client.me()
    except Denied:
        return Check(name="companion", ok=True, text=f"{settings.companion_url}, not signed in")
    except CtiError as error:
        return Check(
            name="companion", ok=False, text=f"tried {settings.companion_url}: {error.message}"
        )
    finally:
        await client.close()
    text = f"{settings.companion_url}, signed in as {session.role}"
    return Check(name="companion", ok=True, text=text)
