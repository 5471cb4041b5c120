"""How the companion stands, in one value: for metrics, for machines and in words for people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from cti_desktop.companion.grants import GrantInfo
from cti_desktop.store.quarantine import Unread
from cti_desktop.zoom.drift import DriftCount
from cti_desktop.zoom.rate_limits import Headroom

_SHOWN = 20
_MOST_NAMES = 100
_OF_THE_PERSON = frozenset({"access_denied", "no_phone_user", "other_account"})
"""Codes of sign-ins that say nothing of the app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWaiting:
    """A call without its record.

    Attributes:
        call: our own id.
        since: when it ended, UTC.
        tries: answers so far without the record.
        why: a code: `not_there_yet`, or of what hinders asking.
        next_at: when it is asked for again; None when it was given up.
    """

    call: str
    since: datetime
    tries: int
    why: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilerState:
    """How the fetching of records stands; the counts are of all calls, the list of the first.

    Attributes:
        elsewhere: another companion on this database fetches, and knows what waits.
    """

    waiting: int
    oldest_s: float
    given_up: int
    last_error: str | None
    calls: tuple[CallWaiting, ...]
    elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepState:
    """How far the call history has been read; `share` goes from 0 to 1."""

    share: float | None
    rows: int
    done_until: datetime | None
    finished_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookState:
    """What came last from Zoom, and how much since the start.

    Attributes:
        last_at: when the last one was taken, UTC, also before a restart.
        wrongly_signed: refused for their signature, since one came that was signed well.
        delay_s: how long the last one was on its way.
        waiting: on the disk and not in the journal yet.
        seen: when each kind of event came first, by its name, UTC.
        of_others: of other accounts, since the start; they are dropped.
    """

    last_at: datetime | None
    last_name: str | None
    delay_s: float | None
    taken: int
    refused: int
    waiting: int = 0
    seen: dict[str, datetime] = field(default_factory=dict)
    of_others: int = 0
    wrongly_signed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """How what runs by itself now and then went last.

    Attributes:
        retention_at: when the policy of keeping was applied by this process, UTC.
        retention_error: code of why it could not be; None after a success.
        users_error: code of why Zoom's users cannot be listed for the teams.
        profile_error: a sentence on why the profile cannot be given to desktops.
    """

    retention_at: datetime | None = None
    retention_error: str | None = None
    users_error: str | None = None
    profile_error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInState:
    """How sign-ins went, also before a restart; times are UTC.

    Attributes:
        begun_at: when a browser was sent to Zoom last.
        unreturned: how many were since one came back.
        well_at: when somebody got in last.
        failed_at: when it went wrong last after Zoom sent somebody back.
        code: of what went wrong then.
    """

    begun_at: datetime | None = None
    unreturned: int = 0
    well_at: datetime | None = None
    failed_at: datetime | None = None
    code: str | None = None

    @property
    def trouble(self) -> str | None:
        """Code of what has kept people out since somebody got in last; None of one person's."""
        if self.failed_at is None or self.code in _OF_THE_PERSON:
            return None
        since = self.well_at is None or self.failed_at > self.well_at
        return self.code if since else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How often something was seen, and when last (UTC)."""

    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Everything about one running companion that its administrator may ask.

    Attributes:
        feed_lag: events the slowest open stream is behind.
        now: UTC.
        quarantined: how many inputs could not be read; `quarantine` has them by reason.
    """

    version: str
    now: datetime
    started_at: datetime
    journal_events: int
    quarantined: int
    streams: int
    feed_lag: int
    webhooks: WebhookState
    reconciler: ReconcilerState
    sweep: SweepState
    grants: tuple[GrantInfo, ...]
    limits: tuple[Headroom, ...]
    drift: tuple[DriftCount, ...]
    quarantine: tuple[Unread, ...] = ()
    upkeep: Upkeep = Upkeep()
    sign_in: SignInState = SignInState()

    def drift_by_name(self) -> dict[tuple[str, str], Seen]:
        """Sum drifts up by kind and name; beyond so many the rarest have the name `other`."""
        found: dict[tuple[str, str], Seen] = {}
        for one in self.drift:  # most frequent first
            mark = (one.drift.kind, one.drift.name)
            if mark not in found and len(found) >= _MOST_NAMES:
                mark = (one.drift.kind, "other")
            known = found.get(mark)
            found[mark] = Seen(
                times=one.times + (known.times if known else 0),
                last_at=max(one.last_at, known.last_at) if known else one.last_at,
            )
        return found


def encode(status: Status) -> bytes:
    """Write a status as JSON; `decode` reads it."""
    return msgspec.json.encode(status)


def decode(data: bytes) -> Status:
    """Read what `encode` wrote.

    Raises:
        msgspec.MsgspecError: it is something else.
    """
    return msgspec.json.decode(data, type=Status)


def in_words(status: Status) -> str:
    """Write a status for people, a few lines long."""
    return "\n".join(
        [
            f"Companion {status.version}, running for {_span(status.now - status.started_at)}",
            f"Journal      {status.journal_events} events, {status.quarantined} in quarantine",
            f"Feed         {status.streams} streams open, the slowest {status.feed_lag} behind",
            f"Webhooks     {_webhooks(status)}",
            f"Records      {_records(status.reconciler)}",
            *(f"             {line}" for line in _calls(status)),
            f"History      {_sweep(status.sweep)}",
            *_grants(status),
            *_sign_in(status),
            *_limits(status),
            *_upkeep(status),
            *_quarantine(status),
            *_drifts(status),
        ]
    )


def _webhooks(status: Status) -> str:
    told = status.webhooks
    counts = f"{told.taken} taken, {told.refused} refused since the start"
    if told.wrongly_signed:
        counts += f", the last {told.wrongly_signed} signed with another secret"
    if told.of_others:
        counts += f", {told.of_others} of other accounts dropped"
    if told.waiting:
        counts += f", {told.waiting} to be read"
    if told.last_at is None:
        return f"none yet; {counts}"
    late = "" if told.delay_s is None else f", {told.delay_s:.1f} s on its way"
    name = f" ({told.last_name})" if told.last_name else ""
    return f"last {_span(status.now - told.last_at)} ago{name}{late}; {counts}"


def _records(told: ReconcilerState) -> str:
    if told.elsewhere:
        return "another companion on this database fetches them"
    trouble = f"; failing: {told.last_error}" if told.last_error else ""
    return f"calls waiting: {told.waiting}, given up: {told.given_up}{trouble}"


def _calls(status: Status) -> Iterator[str]:
    for one in status.reconciler.calls[:_SHOWN]:
        then = "given up" if one.next_at is None else f"again in {_span(one.next_at - status.now)}"
        age = _span(status.now - one.since)
        yield f"{one.call}  ended {age} ago, {one.tries} tries, {one.why}, {then}"


def _sweep(told: SweepState) -> str:
    if told.share is None:
        return f"not read yet{f': {told.last_error}' if told.last_error else ''}"
    until = f" until {told.done_until:%Y-%m-%d %H:%M} UTC" if told.done_until else ""
    trouble = f"; failing: {told.last_error}" if told.last_error else ""
    return f"{told.share:.0%} read{until}, {told.rows} rows{trouble}"


def _grants(status: Status) -> Iterator[str]:
    if not status.grants:
        yield "Grants       none: nobody connected Zoom"
    for grant in status.grants:
        yield f"Grant        {grant.key}: {len(grant.scopes)} scopes"
        for feature, scopes in grant.missing.items():
            yield f"             {feature} needs {', '.join(scopes)}"


def _sign_in(status: Status) -> Iterator[str]:
    told = status.sign_in
    if told.trouble is not None:
        yield f"Sign-in      failing: {told.trouble}"
    elif told.well_at is not None:
        yield f"Sign-in      the last one {_span(status.now - told.well_at)} ago"
    if told.unreturned:
        yield f"             begun since one came back from Zoom: {told.unreturned}"


def _limits(status: Status) -> Iterator[str]:
    for one in status.limits:
        if one.stopped_until is not None:
            rest = _span(one.stopped_until - status.now)
            yield f"Zoom's limit {one.label} requests stopped for {rest}"
        elif one.left_today is not None:
            yield f"Zoom's limit {one.label}: {one.left_today} left today"


def _upkeep(status: Status) -> Iterator[str]:
    told = status.upkeep
    if told.retention_error:
        yield f"Retention    failing: {told.retention_error}"
    elif told.retention_at is not None:
        yield f"Retention    applied {_span(status.now - told.retention_at)} ago"
    if told.users_error:
        yield f"Teams        Zoom's users cannot be listed: {told.users_error}"
    if told.profile_error:
        yield f"Profile      {told.profile_error} Desktops keep the one they have."


def _quarantine(status: Status) -> Iterator[str]:
    for one in status.quarantine[:_SHOWN]:
        age = _span(status.now - one.last_at)
        yield f"Quarantine   {one.times} x {one.reason} from {one.source}, the last {age} ago"


def _drifts(status: Status) -> Iterator[str]:
    for one in status.drift[:_SHOWN]:
        detail = f" {one.drift.detail}" if one.drift.detail else ""
        yield f"Drift        {one.drift.kind} in {one.drift.name}{detail}: {one.times} times"


def _span(length: timedelta) -> str:
    seconds = max(0, round(length.total_seconds()))
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
