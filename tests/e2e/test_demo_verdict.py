"""What the headless demo says when its call went wrong: the reason, and all that is known."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cti_desktop.agent.reading import show_call
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.calls.errors import UserFixable
from cti_desktop.demo.verdict import DeskWitness, Witnesses, judge

REPORT: dict[str, Any] = {
    "pop_ms": 41.5,
    "contact": None,
    "note": None,
    "outcome": None,
    "pictures": ["1-ringing.png"],
}
IN_VAIN = "Waited 30 s in vain until a call rings."
PLAYED = {"call_id": "068cba3db27ba0d08d2", "agent": {"user_id": "u"}}


def asked_nobody(*_: str) -> Any:
    raise AssertionError("there was no call to ask about")


def desk(call: Callable[[str], dict[str, Any]], calls: int = 1) -> DeskWitness:
    return DeskWitness(call=call, log=lambda: [{}] * calls)


def test_what_the_desk_waited_for_in_vain_is_told_also_without_a_call() -> None:
    witnesses = Witnesses(zoom=list, desks={"800": desk(asked_nobody)}, companion=asked_nobody)
    answer = judge("inbound-missed", {"800": REPORT | {"problems": [IN_VAIN]}}, witnesses)
    assert answer["ok"] is False
    assert answer["differences"] == [IN_VAIN, "The simulated Zoom played no call."]
    assert answer["pop_ms"] == REPORT["pop_ms"]
    assert answer["pictures"] == REPORT["pictures"]


def test_a_call_the_desk_does_not_know_is_a_difference(tmp_path: Path) -> None:
    settings = DeskSettings(data_dir=tmp_path)
    witnesses = Witnesses(
        zoom=lambda: [PLAYED],
        desks={"800": desk(lambda call_id: show_call(settings, call_id))},
        companion=asked_nobody,
    )
    answer = judge("inbound-missed", {"800": REPORT}, witnesses)
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
        desks={"800": desk(lambda _: {"call": local, "events": []})},
        companion=unknown,
    )
    answer = judge("inbound-missed", {"800": REPORT}, witnesses)
    assert answer["differences"] == ["The companion knows nothing of the call (404)."]
    assert answer["local"] == local
    assert answer["note"] == {"local": "Quote by May", "companion": None}


def part(agent: dict[str, str], **more: object) -> dict[str, Any]:
    """Return the truth of one agent's part, told apart by what `more` says."""
    return {
        "call_id": "068cba3db27ba0d08d2",
        "call_history_uuid": "20260302-u",
        "direction": "inbound",
        "agent": agent,
        "caller": {"number": "+442079460018"},
        "via": {"name": "Support"},
        "rang_at": "2026-03-02T09:00:00Z",
        "answered_at": "2026-03-02T09:00:06Z",
        "ended_at": "2026-03-02T09:00:30Z",
        "result": "answered",
        "talk_seconds": 24,
        "recording_id": None,
        "voicemail_id": None,
        "summary": None,
    } | more


BO = {"user_id": "u0", "extension_id": "e0", "extension_number": "800", "name": "Bo"}
MINA = {"user_id": "u1", "extension_id": "e1", "extension_number": "801", "name": "Mina"}
TOOK = {"call_id": "068cba3db27ba0d08d2_1", "rang_at": "2026-03-02T09:00:30Z"}
TOOK |= {"answered_at": "2026-03-02T09:00:33Z", "ended_at": "2026-03-02T09:00:43Z"}
PARTS = [part(BO), part(MINA, **TOOK, talk_seconds=10)]


def leg_of(one: dict[str, Any]) -> dict[str, Any]:
    agent = {key: one["agent"][key] for key in ("name", "extension_id")}
    told = {key: one[key] for key in ("rang_at", "answered_at", "ended_at", "result")}
    return {"side": "callee", "agent": agent, "durations": {"talk_s": one["talk_seconds"]}} | told


def known() -> dict[str, Any]:
    """Return the call as a desk knows it that got everything right."""
    return {
        "id": "c",
        "direction": "inbound",
        "result": "answered",
        "party": {"number": "+442079460018"},
        "agent": {"extension_id": "e0"},
        "via": {"name": "Support"},
        "started_at": "2026-03-02T09:00:00Z",
        "answered_at": "2026-03-02T09:00:06.120Z",
        "ended_at": "2026-03-02T09:00:43Z",
        "durations": {"talk_s": 34, "estimated": False},
        "recordings": [],
        "voicemails": [],
        "summary": None,
        "notes": [],
        "legs": [leg_of(one) for one in PARTS],
    }


def verdict(local: dict[str, Any], *, calls: int = 1, other: str = "c") -> list[str]:
    """Judge two desks and a companion that know the call as `local`."""

    def call(named: str) -> dict[str, Any]:
        mine = named == PARTS[0]["call_id"]
        return {"call": local if mine else local | {"id": other}, "events": []}

    witnesses = Witnesses(
        zoom=lambda: PARTS,
        desks={name: desk(call, calls) for name in ("800", "801")},
        companion=lambda _id, _user: local,
    )
    found: list[str] = judge("blind-transfer", {"800": REPORT, "801": REPORT}, witnesses)[
        "differences"
    ]
    assert [one.removeprefix("Desk 800: ") for one in found[: len(found) // 2]] == [
        one.removeprefix("Desk 801: ") for one in found[len(found) // 2 :]
    ]
    return [one.removeprefix("Desk 801: ") for one in found[len(found) // 2 :]]


def test_a_call_that_everybody_knows_rightly_has_no_difference() -> None:
    assert verdict(known()) == []


def test_a_lost_leg_is_told() -> None:
    call = known()
    del call["legs"][1]
    assert verdict(call) == ["legs of Mina as callee: Zoom says 1, the desk says 0"]


def test_a_doubled_leg_is_told() -> None:
    call = known()
    call["legs"].append(call["legs"][1])
    assert verdict(call) == ["legs of Mina as callee: Zoom says 1, the desk says 2"]


def test_a_leg_booked_on_another_agent_is_told() -> None:
    call = known()
    call["legs"][1] |= {"agent": {"name": "Tariq", "extension_id": "e2"}}
    assert verdict(call) == [
        "legs of Mina as callee: Zoom says 1, the desk says 0",
        "legs of Tariq as callee: Zoom says 0, the desk says 1",
    ]


def test_a_leg_under_the_right_name_but_another_extension_is_told() -> None:
    call = known()
    call["legs"][1] |= {"agent": {"name": "Mina", "extension_id": "e2"}}
    assert verdict(call) == ["leg of Mina as callee, extension: Zoom says 'e1', the desk says 'e2'"]


def test_swapped_times_of_two_legs_are_told() -> None:
    call = known()
    call["legs"][1]["ended_at"] = "2026-03-02T09:00:30Z"
    (difference,) = verdict(call)
    assert difference.startswith("leg of Mina as callee, ended_at: Zoom says")


def test_a_call_that_lies_twice_in_the_log_is_told() -> None:
    assert verdict(known(), calls=2) == ["The desk's log lists 2 calls, not 1."]


def test_a_part_that_became_a_call_of_its_own_is_told() -> None:
    assert verdict(known(), other="d") == [
        f"The desk does not know that {TOOK['call_id']} belongs to the call."
    ]


def test_a_note_that_nobody_typed_or_kept_is_told() -> None:
    call = known() | {"notes": [{"text": "Quote by May", "outcome": None}]}
    assert verdict(call) == ["note: typed [], kept ['Quote by May']"]
