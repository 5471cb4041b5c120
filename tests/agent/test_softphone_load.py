"""The link to a softphone page of which only the load was seen: it may hear nothing yet."""

from collections.abc import Callable

import pytest

from cti_desktop.agent.one_dial import DIAL_TIMEOUT_S
from cti_desktop.agent.softphone import LOAD_GRACE_S, LOAD_TRUST_S
from cti_desktop.agent.views import SoftphoneState
from tests.agent.softphone_line import Line

NO_DEVICE = "No available device"


def loaded(line: Line) -> Line:
    line.link.page_loaded()
    line.clock.pass_time(LOAD_GRACE_S)
    assert line.state == SoftphoneState.READY
    return line


@pytest.mark.parametrize(
    "sign",
    [
        lambda line: line.says("zp-ready"),
        lambda line: line.link.page_signalled("callback"),
        lambda line: line.says("zp-contact-search-event", requestId="r", searchString="ada"),
    ],
    ids=["ready", "callback", "a message"],
)
def test_the_number_that_started_the_program_waits_until_the_page_hears_it(
    sign: Callable[[Line], object],
) -> None:
    line = Line()
    line.link.dial("+442079460018")
    assert loaded(line).dialled == []
    line.clock.pass_time(LOAD_TRUST_S - 1)
    assert line.dialled == []
    sign(line)
    assert line.dialled == ["+442079460018"]
    line.clock.pass_time(DIAL_TIMEOUT_S - 1)
    sign(line)
    assert line.dialled == ["+442079460018"]
    line.rings()
    assert line.state == SoftphoneState.READY
    assert line.notices == []


def test_a_page_that_says_nothing_is_trusted_in_the_end() -> None:
    line = Line()
    line.link.dial("+442079460018")
    line.link.write_sms("+442079460077")
    loaded(line).clock.pass_time(LOAD_TRUST_S)
    assert line.types == ["zp-init-config", "zp-input-sms", "zp-make-call"]
    line.rings()
    assert line.link.dial("+442079460077")
    assert line.dialled == ["+442079460018", "+442079460077"]


def test_whoever_dials_meanwhile_sees_that_it_is_under_way() -> None:
    line = loaded(Line())
    assert line.link.dial("+442079460018")
    assert line.state == SoftphoneState.DIALLING
    assert line.dialled == []
    line.says("zp-ready")
    assert line.dialled == ["+442079460018"]
    assert line.state == SoftphoneState.DIALLING


def test_a_device_that_is_missing_meanwhile_is_told_as_the_cause() -> None:
    line = loaded(Line())
    line.link.dial("+442079460018")
    line.link.page_showed("no_device")
    assert [text[: len(NO_DEVICE)] for text in line.notices] == [NO_DEVICE]
    line.says("zp-ready")
    assert line.dialled == []


def test_a_page_loaded_anew_is_trusted_anew() -> None:
    line = Line()
    line.says("zp-ready")
    line.link.page_reloading()
    line.link.dial("+442079460018")
    assert loaded(line).dialled == []
    line.says("zp-ready")
    assert line.dialled == ["+442079460018"]
