from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti_desktop.agent.dial_desk import MOST_QUESTIONS, DialDesk, DialRules
from cti_desktop.agent.dial_intents import DialIntents
from cti_desktop.agent.dial_views import DialQuestion, DialQuestions
from cti_desktop.agent.do_not_call import DoNotCallList
from cti_desktop.agent.handoff import HandedOver
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.text_views import ShowTexts
from cti_desktop.agent.views import Notice, ShowWindow, View
from cti_desktop.assets import asset
from cti_desktop.calls.asking import AskReason, Dialled
from cti_desktop.calls.contacts import MatchKind
from cti_desktop.calls.events import CallEvent, Kind
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.opening import Store, open_store
from tests.agent.desks import ADA

ADA_LINK = "tel:+44-20-7946-0018"
BO_LINK = "tel:+12125550147"


@dataclass
class Softphone:
    """Dials nothing and remembers it; `busy` refuses as the real one does while it dials."""

    busy: bool = False
    has_editor: bool = True
    dialled: list[tuple[str, str | None]] = field(default_factory=list)
    texted: list[str] = field(default_factory=list)

    def dial(self, number: str, caller_id: str | None = None) -> bool:
        if not self.busy:
            self.dialled.append((number, caller_id))
        return not self.busy

    def write_sms(self, number: str) -> bool:
        self.texted.append(number)
        return self.has_editor


@dataclass
class Bench:
    """A dial desk with all that surrounds it."""

    store: Store
    folder: Path
    phone: Softphone = field(default_factory=Softphone)
    views: list[View] = field(default_factory=list)
    events: list[CallEvent] = field(default_factory=list)
    time: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def desk(
        self, *, at_once: bool = False, region: str | None = "GB", connected: bool = True
    ) -> DialDesk:
        listed = DoNotCallList(self.folder / "do-not-call.txt", region)
        rules = DialRules(region=region, at_once=lambda: at_once, do_not_call=listed.numbers)
        desk = DialDesk(
            phone=self.phone, rules=rules, tell=self.views.append, now=lambda: self.time
        )
        if connected:
            self.connect(desk, region)
        return desk

    def connect(self, desk: DialDesk, region: str | None = "GB") -> None:
        desk.connect(
            CallReader(self.store.directory, read_outcomes(asset("outcomes.toml")), region),
            DialIntents(self.events.extend, lambda: "user:bo", region),
            self.views.append,
        )

    def later(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    @property
    def questions(self) -> tuple[DialQuestion, ...]:
        return self.shown.questions

    @property
    def shown(self) -> DialQuestions:
        return next(
            (v for v in reversed(self.views) if isinstance(v, DialQuestions)), DialQuestions()
        )

    @property
    def notices(self) -> list[str]:
        return [v.text for v in self.views if isinstance(v, Notice)]

    @property
    def texts_shown(self) -> list[ShowTexts]:
        return [v for v in self.views if isinstance(v, ShowTexts)]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", region="GB")
    store.directory.put([ADA]).result(10)
    yield Bench(store, tmp_path)
    store.close()


def test_a_link_asks_who_is_about_to_be_called(bench: Bench) -> None:
    desk = bench.desk()
    link = "cti-desktop://dial?number=%2B442079460018&callerid=800&source=HubSpot&record=77"
    assert desk.open_link(link, program="firefox") is None
    (asked,) = bench.questions
    assert (asked.name, asked.firm, asked.number) == (
        "Ada Lovelace",
        "Analytical Engines Ltd",
        "020 7946 0018",
    )
    assert (asked.place, asked.time_zone, asked.country) == ("London", "Europe/London", "GB")
    assert asked.matches[0].kind is MatchKind.EXACT
    assert (asked.caller_id, asked.source, asked.record) == ("800", "HubSpot", "77")
    assert (asked.why, asked.reasons) == ("", (AskReason.SETTING,))
    assert bench.phone.dialled == []


def test_yes_dials_from_the_wished_number_and_closes_the_question(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link("zoomphonecall://+442079460018?callerid=800")
    desk.confirm(bench.questions[0].question_id)
    assert bench.phone.dialled == [("+442079460018", "800")]
    assert bench.questions == ()


def test_the_persons_caller_id_beats_the_links(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link("zoomphonecall://+442079460018?callerid=800")
    desk.confirm(bench.questions[0].question_id, "+442079460099")
    assert bench.phone.dialled == [("+442079460018", "+442079460099")]


def test_the_persons_own_number_beats_the_links(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link("zoomphonecall://+442079460018?callerid=800")
    desk.confirm(bench.questions[0].question_id, "")
    assert bench.phone.dialled == [("+442079460018", None)]


def test_no_dials_nothing_and_is_written_down(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link(ADA_LINK)
    key = bench.questions[0].question_id
    desk.drop(key)
    desk.confirm(key)
    assert bench.phone.dialled == []
    assert bench.questions == ()
    assert [(e.kind, e.name) for e in bench.events] == [
        (Kind.ALERT, "dial-asked"),
        (Kind.ALERT, "dial-dropped"),
    ]


def test_two_links_make_one_dialog_with_both(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link(ADA_LINK)
    desk.open_link(BO_LINK)
    assert [q.name for q in bench.questions] == ["Ada Lovelace", "+1 212-555-0147"]
    desk.confirm(bench.questions[1].question_id)
    assert [q.name for q in bench.questions] == ["Ada Lovelace"]
    assert bench.phone.dialled == [("+12125550147", None)]


def test_a_double_click_is_one_question(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link(ADA_LINK)
    desk.open_link("callto://+442079460018")
    (asked,) = bench.questions
    assert asked.times == 2


def test_while_another_call_is_dialled_the_question_stays(bench: Bench) -> None:
    desk = bench.desk()
    desk.open_link(ADA_LINK)
    bench.phone.busy = True
    desk.confirm(bench.questions[0].question_id)
    assert bench.notices == ["A call is being dialled already."]
    assert len(bench.questions) == 1
    bench.phone.busy = False
    desk.confirm(bench.questions[0].question_id)
    assert len(bench.phone.dialled) == 1


def test_a_flood_neither_dials_nor_fills_the_screen(bench: Bench) -> None:
    desk = bench.desk(at_once=True)
    bench.phone.busy = True  # the first of them would be a click like any other
    for number in range(1000):
        desk.receive(HandedOver(link=f"tel:+4420794{number:05}"))
        bench.later(0.001)
    assert bench.phone.dialled == []
    assert len(bench.questions) == MOST_QUESTIONS
    assert desk.view().left_out == 1000 - MOST_QUESTIONS
    assert len(bench.notices) == 1
    assert len(bench.views) < 50
    assert len(bench.events) == MOST_QUESTIONS
    for asked in desk.view().questions:
        desk.drop(asked.question_id)
    assert desk.view() == DialQuestions()


def test_a_flood_of_rubbish_is_one_sentence(bench: Bench) -> None:
    desk = bench.desk()
    for number in range(1000):
        desk.open_link(f"tel:nobody{number}")
        bench.later(0.001)
    assert len(bench.notices) == 1
    assert bench.questions == ()


def test_at_once_dials_without_a_word(bench: Bench) -> None:
    desk = bench.desk(at_once=True)
    desk.receive(HandedOver(link=ADA_LINK, activation="x"))
    assert bench.phone.dialled == [("+442079460018", None)]
    assert bench.views == []


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("tel:999", AskReason.EMERGENCY),
        ("tel:112", AskReason.EMERGENCY),
        ("tel:+442079460099", AskReason.DO_NOT_CALL),
        ("tel:09012345678", AskReason.PREMIUM),
        ("tel:*67", AskReason.SERVICE_CODE),
        ("cti-desktop://dial?number=%2B442079460018&autodial=0", AskReason.LINK_ASKS),
    ],
)
def test_at_once_still_asks_what_must_be_asked(bench: Bench, link: str, reason: AskReason) -> None:
    (bench.folder / "do-not-call.txt").write_text("# complaints\n020 7946 0099  # 2026-02-01\n")
    desk = bench.desk(at_once=True)
    desk.open_link(link)
    assert bench.phone.dialled == []
    assert bench.questions[0].reasons[0] is reason
    assert bench.questions[0].why


def test_a_link_cannot_dial_at_once_by_itself(bench: Bench) -> None:
    desk = bench.desk(at_once=False)
    desk.open_link("cti-desktop://dial?number=%2B442079460018&autodial=1")
    assert bench.phone.dialled == []
    assert len(bench.questions) == 1


def test_at_once_asks_when_links_come_faster_than_clicks(bench: Bench) -> None:
    desk = bench.desk(at_once=True)
    for number in range(6):
        desk.open_link(f"tel:+44207946001{number}")
        bench.later(0.1)
    assert len(bench.phone.dialled) == 3
    assert {q.reasons[0] for q in bench.questions} == {AskReason.BURST}


def test_at_once_asks_while_the_softphone_dials(bench: Bench) -> None:
    desk = bench.desk(at_once=True)
    bench.phone.busy = True
    desk.open_link(ADA_LINK)
    assert bench.questions[0].reasons == (AskReason.BUSY,)


def test_a_number_that_comes_back_is_left_alone(bench: Bench) -> None:
    desk = bench.desk(at_once=True)
    desk.open_link(ADA_LINK)
    before = len(bench.phone.dialled)
    bench.later(2)
    refused = desk.open_link("zoomphonecall://+442079460018")
    assert refused is not None
    assert "came back" in refused
    assert len(bench.phone.dialled) == before
    bench.later(10)
    assert desk.open_link(ADA_LINK) is None
    assert len(bench.phone.dialled) == before + 1


def test_a_clock_that_is_set_back_holds_no_number_up(bench: Bench) -> None:
    desk = bench.desk(at_once=True)
    desk.open_link(ADA_LINK)
    assert desk.open_link("tel:") is not None
    bench.later(-3600)
    assert desk.open_link("tel:") is not None
    assert len(bench.notices) == 2  # said again: for this clock it was long ago
    bench.later(1)
    assert desk.open_link(ADA_LINK) is None
    assert len(bench.phone.dialled) == 2


@pytest.mark.parametrize("link", ["", "tel:", "tel:call-me", "tel:1%00", "http://x", "x" * 5000])
def test_what_is_no_number_is_a_sentence(bench: Bench, link: str) -> None:
    refused = bench.desk().open_link(link)
    assert refused
    assert bench.notices == [refused]
    assert bench.events == []


def test_a_number_clicked_here_is_dialled_without_a_question(bench: Bench) -> None:
    desk = bench.desk()
    desk.dial("020 7946 0018", source="log", contact_id="ada")
    assert bench.phone.dialled == [("+442079460018", None)]
    (event,) = bench.events
    assert (event.kind, event.name, event.author) == (Kind.DIALLED, "dialled", "user:bo")
    assert event.raw["source"] == "log"
    assert event.raw["contact_id"] == "ada"


def test_an_emergency_number_clicked_here_is_asked_about(bench: Bench) -> None:
    desk = bench.desk()
    desk.dial("999", source="contacts")
    assert bench.phone.dialled == []
    assert bench.questions[0].reasons == (AskReason.EMERGENCY,)
    desk.confirm(bench.questions[0].question_id)
    assert bench.phone.dialled == [("999", None)]


def test_nothing_to_dial_is_said(bench: Bench) -> None:
    bench.desk().dial("nobody", source="log")
    assert bench.notices == ["There is no number to dial."]


def test_an_extension_is_dialled_as_it_is(bench: Bench) -> None:
    desk = bench.desk(region="DE")
    desk.dial("7042", source="log")
    assert bench.phone.dialled == [("7042", None)]
    assert bench.events[0].facts.callee is not None
    assert bench.events[0].facts.callee.extension == "7042"


def test_the_window_comes_forward_for_a_question(bench: Bench) -> None:
    desk = bench.desk()
    desk.receive(HandedOver(link=ADA_LINK, activation="token"))
    assert ShowWindow(activation="token") in bench.views
    desk.receive(HandedOver(link=None, activation="again"))
    assert bench.views[-1] == ShowWindow(activation="again")


def test_while_nobody_knows_who_is_listed_every_number_is_asked_about(bench: Bench) -> None:
    (bench.folder / "do-not-call.txt").write_bytes(b"\x00\x81 no text\n")
    desk = bench.desk(at_once=True)
    desk.open_link(ADA_LINK)
    assert bench.phone.dialled == []
    assert bench.questions[0].why == "The do-not-call list cannot be read."
    (bench.folder / "do-not-call.txt").unlink()
    assert desk.try_dial("+442079460020", source="list") is Dialled.DIALLED


def test_before_the_log_is_open_links_are_dialled_and_written_down_later(bench: Bench) -> None:
    desk = bench.desk(at_once=True, connected=False)
    clicked_at = bench.time
    assert desk.open_link(ADA_LINK) is None
    assert bench.phone.dialled == [("+442079460018", None)]
    assert bench.events == []
    bench.later(2)
    bench.connect(desk)
    (event,) = bench.events
    assert (event.kind, event.at, event.author) == (Kind.DIALLED, clicked_at, "user:bo")


def test_a_question_asked_before_the_log_is_open_gets_its_name_later(bench: Bench) -> None:
    desk = bench.desk(connected=False)
    desk.open_link(ADA_LINK)
    assert bench.questions[0].name == "020 7946 0018"
    bench.connect(desk)
    assert bench.questions[0].name == "Ada Lovelace"
    desk.drop(bench.questions[0].question_id)
    assert [event.name for event in bench.events] == ["dial-asked", "dial-dropped"]


def test_the_number_in_a_text_is_asked_about_like_a_link(bench: Bench) -> None:
    desk = bench.desk()
    assert desk.open_text("Ada, 020 7946 0018, London", source="dropped") is None
    (asked,) = bench.questions
    assert (asked.name, asked.source, asked.reasons) == (
        "Ada Lovelace",
        "dropped",
        (AskReason.SETTING,),
    )
    assert desk.open_text("tel:+12125550147", source="dropped") is None
    assert [one.number for one in bench.questions][1:] == ["+1 212-555-0147"]
    assert "no phone number" in (desk.open_text("hello", source="dropped") or "")


def test_the_next_of_a_list_tells_what_became_of_it(bench: Bench) -> None:
    desk = bench.desk()
    assert desk.try_dial("020 7946 0018", source="list") is Dialled.DIALLED
    bench.phone.busy = True
    assert desk.try_dial("020 7946 0099", source="list") is Dialled.BUSY
    assert desk.try_dial("*67 020 7946 0099", source="list") is Dialled.ASKED
    assert desk.try_dial("nobody", source="list") is Dialled.NO_NUMBER
    assert bench.notices == []
    assert [event.name for event in bench.events] == ["dialled", "dial-asked"]
    assert bench.events[0].raw["source"] == "list"
