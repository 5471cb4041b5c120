"""The link to the softphone page: readiness, one dial at a time, and what is said when it fails."""

from collections.abc import Callable

import pytest

from cti_desktop.agent.one_dial import DIAL_TIMEOUT_S, FIRST_PATIENCE_S, PATIENCE_S
from cti_desktop.agent.softphone import READY_TIMEOUT_S
from cti_desktop.agent.softphone_words import Cause
from cti_desktop.agent.views import SoftphoneState
from cti_desktop.calls.events import Kind
from tests.agent.desks import CALLER, ME
from tests.agent.softphone_line import ORIGIN, Line


@pytest.fixture
def line() -> Line:
    line = Line()
    line.says("zp-ready")
    return line


def test_a_page_that_never_answers_names_the_origin_to_approve() -> None:
    line = Line()
    line.clock.pass_time(READY_TIMEOUT_S)
    assert line.state == SoftphoneState.STALLED
    assert ORIGIN in line.link.text
    line.says("zp-ready")
    assert line.link.text == "Zoom ready"


def test_a_refused_origin_is_told_with_the_origin() -> None:
    line = Line()
    line.link.page_failed("refused_origin")
    assert line.state == SoftphoneState.REFUSED
    assert ORIGIN in line.link.text


def test_one_dial_at_a_time(line: Line) -> None:
    assert line.link.dial("+442079460018")
    assert not line.link.dial("+442079460018")
    assert line.types.count("zp-make-call") == 1
    line.rings()
    assert line.state == SoftphoneState.READY
    assert line.link.dial("+442079460018")


def test_after_a_dial_that_rang_nowhere_one_can_dial_again(line: Line) -> None:
    line.link.dial("+442079460018")
    line.clock.pass_time(DIAL_TIMEOUT_S - 0.1)
    assert line.state == SoftphoneState.DIALLING
    line.clock.pass_time(0.2)
    assert line.state == SoftphoneState.STALLED
    assert "Nothing rang" in line.link.text
    assert line.link.dial("+442079460018")
    assert line.types.count("zp-make-call") == 2
    line.rings()
    assert line.state == SoftphoneState.READY


NO_DEVICE = "No available device"


def test_no_device_is_said_until_it_is_there(line: Line) -> None:
    line.link.dial("+442079460018")
    line.link.page_showed("no_device")
    assert line.link.text.startswith(NO_DEVICE)
    line.clock.pass_time(DIAL_TIMEOUT_S)
    assert line.link.text.startswith(NO_DEVICE)
    line.link.page_showed("")
    assert line.state == SoftphoneState.READY
    line.link.page_showed("")
    assert line.link.dial("+442079460018")


@pytest.mark.parametrize(
    "happening",
    [
        lambda line: line.says("zp-contact-search-event", requestId="r", searchString="ada"),
        lambda line: line.says("zp-ready"),
        lambda line: (line.link.network_changed(False), line.link.network_changed(True)),
        lambda line: (line.link.page_reloading(), line.link.page_loaded(), line.clock.pass_time(1)),
        lambda line: (line.link.page_failed("crashed"), line.says("zp-ready")),
    ],
    ids=["a message", "ready", "network", "reload", "crash"],
)
def test_nothing_but_a_look_takes_back_that_the_device_is_missing(
    line: Line, happening: Callable[[Line], object]
) -> None:
    line.link.page_showed("no_device")
    happening(line)
    assert line.link.text.startswith(NO_DEVICE)
    assert line.link.cause is Cause.NO_DEVICE
    line.link.page_showed("")
    assert line.state == SoftphoneState.READY


def test_a_missing_device_does_not_greet_the_page_at_every_message(line: Line) -> None:
    line.link.page_showed("no_device")
    line.says("zp-contact-search-event", requestId="r", searchString="ada")
    assert line.types.count("zp-init-config") == 1


def test_a_page_that_asks_about_thousands_is_told_of_the_first(line: Line) -> None:
    ada = [f"+44 20 7946 0018 x{desk}" for desk in range(200)]
    line.says("zp-contact-match-event", requestId="r", phoneNumbers=ada)
    assert line.sent[-1]["type"] == "zp-contact-match-response"
    assert 0 < len(line.sent[-1]["data"]["contacts"]) <= 50


def test_whoever_dials_without_a_device_hears_so(line: Line) -> None:
    line.link.page_showed("no_device")
    assert line.notices == []
    line.link.dial("+442079460018")
    line.clock.pass_time(DIAL_TIMEOUT_S)
    line.link.dial("+442079460018")
    line.link.page_showed("no_device")
    assert [text[: len(NO_DEVICE)] for text in line.notices] == [NO_DEVICE] * 2


@pytest.mark.parametrize(
    ("happening", "said"),
    [
        (lambda line: line.clock.pass_time(DIAL_TIMEOUT_S), "Nothing rang."),
        (lambda line: line.link.network_changed(False), "There is no network."),
        (lambda line: line.link.page_failed("crashed"), "The softphone stopped"),
        (lambda line: line.link.page_reloading(), "The softphone was loaded anew"),
    ],
    ids=["silence", "network", "crash", "reload"],
)
def test_a_dial_that_comes_to_nothing_is_told_to_whoever_dialled(
    line: Line, happening: Callable[[Line], object], said: str
) -> None:
    line.link.dial("+442079460018")
    happening(line)
    (notice,) = line.notices
    assert notice.startswith(said)
    line.clock.pass_time(DIAL_TIMEOUT_S)
    assert len(line.notices) == 1


def test_a_call_that_comes_in_is_not_the_one_that_was_dialled(line: Line) -> None:
    line.link.dial("+442079460018")
    line.says(
        "zp-call-ringing-event",
        callId="068cba3db27ba0d0aaa",
        direction="inbound",
        caller=CALLER,
        callee=ME,
    )
    assert line.state == SoftphoneState.DIALLING
    assert not line.link.dial("+442079460077")
    line.clock.pass_time(DIAL_TIMEOUT_S)
    assert line.link.cause is Cause.NO_RINGING
    assert len(line.notices) == 1


def test_a_call_out_that_rings_proves_that_there_is_a_device(line: Line) -> None:
    line.link.page_showed("no_device")
    line.link.dial("+442079460018")
    line.rings()
    assert line.state == SoftphoneState.READY
    assert line.notices == []


def test_a_reload_is_watched_as_the_first_load_was(line: Line) -> None:
    line.link.page_reloading()
    assert line.state == SoftphoneState.STARTING
    line.clock.pass_time(READY_TIMEOUT_S)
    assert line.link.cause is Cause.TIMEOUT


def test_a_lost_network_is_said_and_forgotten(line: Line) -> None:
    line.link.network_changed(False)
    assert "no network" in line.link.text
    line.link.network_changed(True)
    assert line.state == SoftphoneState.READY


def test_a_network_that_is_lost_while_the_page_starts() -> None:
    line = Line()
    line.link.network_changed(False)
    line.link.network_changed(True)
    assert line.state == SoftphoneState.STARTING


def test_a_crashed_page_takes_commands_again_once_it_is_back(line: Line) -> None:
    line.link.page_failed("crashed")
    assert line.state == SoftphoneState.FAILED
    line.link.dial("+442079460018")
    assert "zp-make-call" not in line.types
    line.says("zp-ready")
    assert line.types[-2:] == ["zp-init-config", "zp-make-call"]


# numbers clicked while the page is not ready

NOT_DIALLED = "The softphone was not ready, so the number was not dialled."


def test_a_number_is_not_dialled_by_itself_minutes_later(line: Line) -> None:
    line.link.page_failed("network")
    assert line.link.dial("+442079460018")
    assert not line.link.dial("+442079460077")  # it is under way: one at a time
    line.clock.pass_time(PATIENCE_S)
    assert line.notices == [NOT_DIALLED]
    line.says("zp-ready")
    assert line.dialled == []
    assert line.link.dial("+442079460077")
    assert line.dialled == ["+442079460077"]


def test_a_number_that_waited_when_the_computer_slept_is_not_dialled_in_the_morning() -> None:
    line = Line()
    line.link.dial("+442079460018")
    line.link.woke()  # no timer counted the night
    assert line.notices == [NOT_DIALLED]
    line.link.page_reloading()
    line.says("zp-ready")
    assert line.dialled == []
    line.link.woke()
    assert line.notices == [NOT_DIALLED]


def test_of_two_numbers_clicked_around_a_failure_only_the_last_is_dialled() -> None:
    line = Line()
    line.link.dial("+442079460018")
    line.link.page_failed("crashed")
    assert line.notices == [NOT_DIALLED]
    line.link.dial("+442079460077")
    line.says("zp-ready")
    assert line.dialled == ["+442079460077"]
    line.rings()
    assert line.notices == [NOT_DIALLED]


def test_the_number_that_started_the_program_waits_for_the_first_page() -> None:
    line = Line()
    line.link.dial("+442079460018")
    line.clock.pass_time(READY_TIMEOUT_S)
    assert line.state == SoftphoneState.STALLED
    line.link.page_reloading()
    line.clock.pass_time(FIRST_PATIENCE_S - READY_TIMEOUT_S - 1)
    assert line.notices == []
    line.says("zp-ready")
    assert line.dialled == ["+442079460018"]
    line.rings()
    line.clock.pass_time(FIRST_PATIENCE_S)
    assert line.state == SoftphoneState.READY
    assert line.notices == []


def test_even_that_number_is_let_go_in_the_end() -> None:
    line = Line()
    line.link.dial("+442079460018")
    line.clock.pass_time(FIRST_PATIENCE_S)
    assert line.notices == [NOT_DIALLED]
    line.says("zp-ready")
    assert line.dialled == []


def test_the_end_of_the_program_says_nothing_of_what_waits() -> None:
    line = Line()
    line.link.dial("+442079460018")
    line.link.close()
    assert line.notices == []


# Contact Center


@pytest.fixture
def centre() -> Line:
    line = Line("contact_center")
    line.says("zcc-init-config-request")
    return line


def test_contact_center_is_given_its_settings_when_it_asks(centre: Line) -> None:
    assert centre.types == ["zcc-init-config-response", "zcc-agent-info-request"]
    assert centre.state == SoftphoneState.READY


def test_contact_center_says_that_nobody_is_signed_in(centre: Line) -> None:
    centre.says("zcc-error", code="agent-not-authenticated", message="Please log in")
    assert centre.state == SoftphoneState.STALLED
    assert "signed in" in centre.link.text
    centre.says("zcc-agent-info-response", name="Bo")
    assert centre.state == SoftphoneState.READY


def test_contact_center_speaks_of_its_page_and_not_of_the_client(centre: Line) -> None:
    said = []
    for reason in ("refused_origin", "crashed", "gave_up"):
        centre.link.page_failed(reason)
        said.append(centre.link.text)
    centre.says("zcc-init-config-request")
    centre.link.page_showed("no_device")
    said.append(centre.link.text)
    centre.link.page_showed("")
    centre.link.dial("+442079460018")
    centre.clock.pass_time(DIAL_TIMEOUT_S)
    said.append(centre.link.text)
    assert not any("Zoom client" in text or "Zoom Phone" in text for text in said)
    assert all("cut" in text for text in said[1:3])


def test_contact_center_dials_by_clicking_to_act(centre: Line) -> None:
    assert centre.link.dial("+442079460018", "+15550100999")
    assert centre.sent[-1] == {"type": "onclicktoact", "data": {"phone": "+442079460018"}}
    assert not centre.link.dial("+442079460018")
    centre.says("zcc-outbound-call-started", engagementId="e_1", to="+442079460018")
    assert [event.kind for event in centre.events] == [Kind.RANG]
    assert centre.state == SoftphoneState.READY


def test_contact_center_is_told_who_calls(centre: Line) -> None:
    centre.says(
        "zcc-incomingPhone-request",
        incomingPhoneNumber="+442079460018",
        engagementId="e1",
        channel="voice",
    )
    answer = centre.sent[-1]
    assert answer["type"] == "zcc-incomingPhone-response"
    assert [one["id"] for one in answer["data"]] == ["ada"]
    centre.says("zcc-contact-search-event", query="ada")
    assert centre.sent[-1]["data"]["phone"] == "+442079460018"
    centre.says("zcc-contact-search-event", query={"type": "email", "email": "a@b.example"})
    assert centre.sent[-1] == {"type": "zcc-contact-search-response", "data": {}}


def test_contact_center_opens_no_message_editor(centre: Line) -> None:
    before = len(centre.sent)
    assert not centre.link.write_sms("+442079460018")
    assert len(centre.sent) == before


def test_what_nobody_knows_is_put_aside_also_when_the_desk_came_later() -> None:
    line = Line(connected=False)
    line.says("zp-brand-new-event", callId="c")
    line.rings()
    line.connect()
    assert line.put_aside == ["unknown_type"]
    assert len(line.events) == 1


def test_what_contact_center_says_and_nobody_knows_is_put_aside(centre: Line) -> None:
    centre.says("zcc-new-thing", engagementId="e1")
    centre.says("zcc-resize", width=840)
    centre.says("zcc-call-ended")
    assert centre.put_aside == ["unknown_type", "missing_call_id"]
