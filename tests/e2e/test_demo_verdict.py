"""What the headless demo says when its call went wrong: the reason, and all that is known."""

from pathlib import Path
from typing import Any

from cti_desktop.agent.reading import show_call
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.errors import UserFixable
from cti_desktop.demo.verdict import Witnesses, judge

REPORT: dict[str, Any] = {
    "pop_ms": 41.5,
    "contact": None,
    "note": None,
    "outcome": None,
    "pictures": ["1-ringing.png"],
}
IN_VAIN = "Waited 30 s in vain until a call rings."
PLAYED = {"call_id": "068cba3db27ba0d08d2", "agent": {"user_id": "u"}}


def asked_nobody(*_: str) -> dict[str, Any]:
    raise AssertionError("there was no call to ask about")


def test_what_the_desk_waited_for_in_vain_is_told_also_without_a_call() -> None:
    witnesses = Witnesses(zoom=list, desk=asked_nobody, companion=asked_nobody)
    answer = judge("inbound-missed", REPORT | {"problems": [IN_VAIN]}, witnesses)
    assert answer["ok"] is False
    assert answer["differences"] == [IN_VAIN, "The simulated Zoom played no call."]
    assert answer["pop_ms"] == REPORT["pop_ms"]
    assert answer["pictures"] == REPORT["pictures"]


def test_a_call_the_desk_does_not_know_is_a_difference(tmp_path: Path) -> None:
    settings = DeskSettings(data_dir=tmp_path)
    witnesses = Witnesses(
        zoom=lambda: [PLAYED],
        desk=lambda call_id: show_call(settings, call_id),
        companion=asked_nobody,
    )
    answer = judge("inbound-missed", REPORT, witnesses)
    assert answer["ok"] is False
    (difference,) = answer["differences"]
    assert PLAYED["call_id"] in difference
    assert answer["truth"] == PLAYED
    assert answer["pictures"] == REPORT["pictures"]


def test_a_call_the_companion_does_not_know_is_one_too() -> None:
    local = {"id": "c", "notes": [{"text": "Quote by May"}]}

    def unknown(_call_id: str, _user: str) -> dict[str, Any]:
        raise UserFixable("The companion knows nothing of the call (404).")

    witnesses = Witnesses(
        zoom=lambda: [PLAYED],
        desk=lambda _: {"call": local, "events": []},
        companion=unknown,
    )
    answer = judge("inbound-missed", REPORT, witnesses)
    assert answer["differences"] == ["The companion knows nothing of the call (404)."]
    assert answer["local"] == local
    assert answer["note"] == {"local": "Quote by May", "companion": None}
