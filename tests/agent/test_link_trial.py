"""The doctor's test link: harmless anywhere, and told by the program that received it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.dial_door import LinkDoor
from cti_desktop.agent.doctor import try_links
from cti_desktop.agent.handlers.here import linux_handlers
from cti_desktop.agent.handlers.opener import OpenLink, system_opener
from cti_desktop.agent.handlers.report import HandlersReport, SchemeState
from cti_desktop.agent.handoff_client import REFUSED, TAKEN, hand_over
from cti_desktop.agent.handoff_wire import Door, door_of
from cti_desktop.agent.link_probe import probe_link, token_of, write_receipt
from cti_desktop.agent.link_trial import LinkTrial, LinkTrials
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.links import SCHEMES, Refusal, read_link
from tests.agent.test_handlers_xdg import MISSING

TOKEN = "0123456789abcdef" * 2
OURS = HandlersReport(
    system="linux",
    registered=True,
    schemes=(
        SchemeState(scheme="tel", handler="us.zoom.Zoom.desktop", ours=False),
        SchemeState(scheme="cti-desktop", handler="cti-desktop.desktop", ours=True),
    ),
)


class Phone:
    """Fails the test when anything is dialled or texted."""

    def dial(self, number: str, caller_id: str | None = None) -> bool:
        raise AssertionError(f"dialled {number} {caller_id}")

    def write_sms(self, number: str) -> bool:
        raise AssertionError(f"texted {number}")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_test_link_can_be_dialled_by_nobody(scheme: str) -> None:
    link = probe_link(scheme, TOKEN)
    assert token_of(link) == TOKEN
    assert isinstance(read_link(link, "GB"), Refusal)


@given(st.text(max_size=80))
def test_no_other_text_is_a_test_link(text: str) -> None:
    assert token_of(text) is None
    assert token_of(f"tel:+442079460018?cti-desktop-test={text}") is None


@pytest.mark.parametrize(
    "link",
    [
        f"tel:+442079460018?cti-desktop-test={TOKEN}",
        f"tel:?cti-desktop-test={TOKEN}0",
        f"tel:?cti-desktop-test={TOKEN.upper()}",
        "tel:?cti-desktop-test=../../../../etc/passwd",
        f"?cti-desktop-test={TOKEN}",
    ],
)
def test_what_only_looks_like_a_test_link_is_an_ordinary_one(link: str) -> None:
    assert token_of(link) is None


def test_a_receipt_is_written_only_where_somebody_waits(
    door: Door, environment: dict[str, str]
) -> None:
    door.make_folder()
    assert not write_receipt(door, TOKEN, "us")
    assert list(Path(door.folder).iterdir()) == []
    assert hand_over(probe_link("tel", TOKEN), environment) == REFUSED


def opening_here(environment: Mapping[str, str], asked: list[str]) -> OpenLink:
    """Stand for a system that opens every link with this program."""

    def open_link(link: str) -> Callable[[], int | None]:
        asked.append(link)
        assert hand_over(link, environment) == TAKEN
        return lambda: 0

    return open_link


def told(trials: tuple[LinkTrial, ...]) -> dict[str, LinkTrial]:
    return {one.scheme: one for one in trials}


def test_a_scheme_of_ours_is_tried_and_anothers_left_in_peace(
    door: Door, environment: dict[str, str]
) -> None:
    asked: list[str] = []
    own = str(Path(sys.executable).with_name("cti-desktop"))
    trials = told(LinkTrials(door, opening_here(environment, asked), own).run(OURS))
    assert [link.partition(":")[0] for link in asked] == ["cti-desktop"]
    ours, zooms = trials["cti-desktop"], trials["tel"]
    assert (ours.ok, ours.received_by) == (True, own)
    assert ours.ms is not None
    assert 0 <= ours.ms < 5000
    assert "arrived here after" in ours.text
    assert (zooms.ok, zooms.received_by, zooms.ms) == (True, "us.zoom.Zoom.desktop", None)
    assert "--take tel" in zooms.text
    assert list(Path(door.folder).iterdir()) == []


def test_each_scheme_that_opens_here_is_tried(door: Door, environment: dict[str, str]) -> None:
    asked: list[str] = []
    own = str(Path(sys.executable).with_name("cti-desktop"))
    states = tuple(
        SchemeState(scheme=one, handler="a.desktop", ours=one != "sms") for one in SCHEMES
    )
    trials = told(
        LinkTrials(door, opening_here(environment, asked), own).run(replace(OURS, schemes=states))
    )
    assert list(trials) == list(SCHEMES)
    assert [link.partition(":")[0] for link in asked] == [one for one in SCHEMES if one != "sms"]
    assert all(one.ok for one in trials.values())


def test_another_installation_that_took_it_is_named(
    door: Door, environment: dict[str, str]
) -> None:
    trials = told(LinkTrials(door, opening_here(environment, []), "/opt/new/cti-desktop").run(OURS))
    assert not trials["cti-desktop"].ok
    assert trials["cti-desktop"].received_by.endswith("cti-desktop")
    assert "another installation" in trials["cti-desktop"].text


def test_a_link_that_never_arrives_is_told_with_what_to_do(door: Door) -> None:
    trials = told(LinkTrials(door, lambda _link: lambda: 3, "us", patience_s=0.05).run(OURS))
    assert not trials["cti-desktop"].ok
    assert "ended with 3" in trials["cti-desktop"].text
    assert "handlers install" in trials["cti-desktop"].text


def test_a_system_that_cannot_open_links_is_told(door: Door) -> None:
    def broken(_link: str) -> Callable[[], int | None]:
        raise FileNotFoundError(2, "No such file or directory")

    assert "No such file" in told(LinkTrials(door, broken, "us").run(OURS))["cti-desktop"].text
    assert "xdg-open" in told(LinkTrials(door, None, "us").run(OURS))["cti-desktop"].text


def test_where_links_reach_the_window_the_window_answers(door: Door, tmp_path: Path) -> None:
    settings = DeskSettings(data_dir=tmp_path, region="GB", door=door)
    window = LinkDoor(settings, Phone(), lambda view: pytest.fail(f"told {view}"))

    def event(link: str) -> Callable[[], int | None]:
        window.open_link(link)
        return lambda: None

    own = str(Path(sys.executable).with_name("cti-desktop"))
    assert told(LinkTrials(door, event, own).run(OURS))["cti-desktop"].ok


@pytest.mark.skipif(sys.platform != "linux", reason="Linux's way")
@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_the_true_chain_brings_the_test_link_here(
    environment: dict[str, str], tmp_path: Path
) -> None:
    environment = {
        **{k: v for k, v in environment.items() if not k.startswith(("DESKTOP_", "KDE"))},
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CURRENT_DESKTOP": "X-Generic",
        "DISPLAY": ":9",
    }
    assert system_opener(environment) is not None
    settings = DeskSettings(data_dir=tmp_path, door=door_of(environment))
    assert try_links(settings, environment) == ()
    linux_handlers(environment).install()
    trials = told(try_links(settings, environment))
    assert [one.text for one in trials.values() if not one.ok] == []
    assert list(trials) == list(SCHEMES)
    assert all(one.ms is not None for one in trials.values())
