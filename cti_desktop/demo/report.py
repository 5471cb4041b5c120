"""Compares what a desk, the companion and simulated Zoom know of a call, field by field.

Zoom's truth is the parts that agents had in the call; each has to be one leg of theirs in the log.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

Json = Mapping[str, Any]
_Pair = tuple[str, object, object]


def differences(
    parts: Sequence[Json], local: Json, companion: Json, typed: Sequence[Json]
) -> list[str]:
    """List every disagreement as a sentence; empty when all three agree.

    Args:
        parts: the simulator's truth of each agent's part in the call, the first one first.
        local: a desk's folded call as JSON.
        companion: the companion's folded call as JSON.
        typed: `note` and `outcome` as each agent entered them; None where nothing was entered.
    """
    pairs = [*_whole(parts, local), *_legs(parts, local["legs"])]
    found = [
        f"{field}: Zoom says {expected!r}, the desk says {said!r}"
        for field, expected, said in pairs
        if expected != said
    ]
    found += [
        f"{field}: the desk says {local[field]!r}, the companion says {companion.get(field)!r}"
        for field in sorted(local)
        if local[field] != companion.get(field)
    ]
    notes = local.get("notes") or []
    for field, kept in (("note", "text"), ("outcome", "outcome")):
        entered = sorted({one[field] for one in typed if one.get(field)})
        said = sorted({one[kept] for one in notes if one.get(kept)})
        if entered != said:
            found.append(f"{field}: typed {entered!r}, kept {said!r}")
    return found


def _whole(parts: Sequence[Json], local: Json) -> Iterator[_Pair]:
    first, durations = parts[0], local["durations"]
    other = first["caller"] if first["direction"] == "inbound" else first["callee"]
    answered = [part for part in parts if part["answered_at"]]
    inside = first["direction"] == "outbound" and other["number"] is None and len(parts) > 1
    yield "direction", "internal" if inside else first["direction"], local["direction"]
    if inside:  # then it is the called one's, with who called
        yield "result", _result(parts[1:]), local["result"]
        yield "extension", first["caller"]["extension"], local["party"]["extension"]
    else:
        yield "result", _result(parts), local["result"]
        yield "number", other["number"], local["party"]["number"]
    yield "queue", (first["via"] or {}).get("name"), (local["via"] or {}).get("name")
    yield "rang_at", first["rang_at"], _second(local["started_at"])
    answers = [part["answered_at"] for part in answered]
    yield "answered_at", min(answers, default=None), _second(local["answered_at"])
    yield "ended_at", max(part["ended_at"] for part in parts), _second(local["ended_at"])
    yield "talk_seconds", _talked(answered), durations["talk_s"] or 0
    yield "estimated", False, durations["estimated"]
    yield "recordings", _count(parts, "recording_id"), len(local["recordings"])
    yield "voicemails", _count(parts, "voicemail_id"), len(local["voicemails"])
    yield "summary", any(part["summary"] for part in parts), bool(local["summary"])
    if not inside and (answered or len(parts) == 1):
        whose = (answered or parts)[0]["agent"]["extension_id"]
        yield "agent", whose, (local.get("agent") or {}).get("extension_id")


def _legs(parts: Sequence[Json], legs: Sequence[Json]) -> Iterator[_Pair]:
    """Pair each part with the leg of its agent: it has to be there once, and nobody else's."""
    told = [_told(part) for part in parts]
    known = [_known(leg) for leg in legs]
    names = sorted({one["who"] for one in (*told, *known)})
    for who in names:
        expected = [one for one in told if one["who"] == who]
        said = [one for one in known if one["who"] == who]
        if len(expected) != 1 or len(said) != 1:
            yield f"legs of {who}", len(expected), len(said)
            continue
        for field in expected[0]:
            yield f"leg of {who}, {field}", expected[0][field], said[0][field]


def _told(part: Json) -> dict[str, Any]:
    side = "callee" if part["direction"] == "inbound" else "caller"
    return {
        "who": f"{part['agent']['name']} as {side}",
        "extension": part["agent"]["extension_id"],
        "rang_at": part["rang_at"],
        "answered_at": part["answered_at"],
        "ended_at": part["ended_at"],
        "result": part["result"],
        "talk_seconds": part["talk_seconds"],
    }


def _known(leg: Json) -> dict[str, Any]:
    agent = leg["agent"]
    return {
        "who": f"{agent.get('name') or agent.get('extension')} as {leg['side']}",
        "extension": agent.get("extension_id"),
        "rang_at": _second(leg["rang_at"]),
        "answered_at": _second(leg["answered_at"]),
        "ended_at": _second(leg["ended_at"]),
        "result": leg["result"],
        "talk_seconds": leg["durations"]["talk_s"] or 0,
    }


def _result(parts: Sequence[Json]) -> str:
    """Tell how the whole call came out: whoever answered, answered it."""
    results = [part["result"] for part in parts]
    if "answered" in results:
        return "answered"
    voicemail = any(part["voicemail_id"] for part in parts)
    return "voicemail" if voicemail else str(results[0])


def _talked(answered: Sequence[Json]) -> int:
    """Count the seconds in which anybody talked; what two talk at once counts once."""
    total, until = 0, 0
    for start, end in sorted((_epoch(p["answered_at"]), _epoch(p["ended_at"])) for p in answered):
        total += max(0, end - max(start, until))
        until = max(until, end)
    return total


def _count(parts: Sequence[Json], name: str) -> int:
    return sum(bool(part[name]) for part in parts)


def _epoch(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp())


def _second(time: str | None) -> str | None:
    return time.partition(".")[0].removesuffix("Z") + "Z" if time else None
