"""Compares what desk, companion and simulated Zoom know of the demo's call, field by field."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def differences(truth: Json, local: Json, companion: Json, typed: Json) -> list[str]:
    """List every disagreement as a sentence; empty when all three agree.

    Args:
        truth: the simulator's truth of the call.
        local: the desk's folded call as JSON.
        companion: the companion's folded call as JSON.
        typed: `note` and `outcome` as the agent entered them; None where nothing was entered.
    """
    found = [
        f"{field}: Zoom says {expected!r}, the desk says {said!r}"
        for field, expected, said in _pairs(truth, local)
        if expected != said
    ]
    found += [
        f"{field}: the desk says {local[field]!r}, the companion says {companion.get(field)!r}"
        for field in sorted(local)
        if local[field] != companion.get(field)
    ]
    note = (local.get("notes") or [{}])[0]
    for field, said in (("note", note.get("text") or None), ("outcome", note.get("outcome"))):
        if typed.get(field) != said:
            found.append(f"{field}: typed {typed.get(field)!r}, kept {said!r}")
    return found


def _pairs(truth: Json, local: Json) -> list[tuple[str, object, object]]:
    other = truth["caller"] if truth["direction"] == "inbound" else truth["callee"]
    agent = local.get("agent") or {}
    durations = local["durations"]
    return [
        ("direction", truth["direction"], local["direction"]),
        ("result", truth["result"], local["result"]),
        ("number", other["number"], local["party"]["number"]),
        ("agent", truth["agent"]["extension_id"], agent.get("extension_id")),
        ("queue", (truth["via"] or {}).get("name"), (local["via"] or {}).get("name")),
        ("rang_at", truth["rang_at"], _second(local["started_at"])),
        ("answered_at", truth["answered_at"], _second(local["answered_at"])),
        ("ended_at", truth["ended_at"], _second(local["ended_at"])),
        ("talk_seconds", truth["talk_seconds"] or 0, durations["talk_s"] or 0),
        ("estimated", False, durations["estimated"]),
        ("recordings", int(bool(truth["recording_id"])), len(local["recordings"])),
        ("voicemails", int(bool(truth["voicemail_id"])), len(local["voicemails"])),
        ("summary", bool(truth["summary"]), bool(local["summary"])),
    ]


def _second(time: str | None) -> str | None:
    return time.partition(".")[0].removesuffix("Z") + "Z" if time else None
