"""Judges the headless demo's call: what desks, companion and Zoom know of it, and what differs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cti_desktop.calls.errors import UserFixable
from cti_desktop.demo.report import differences

Found = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWitness:
    """A desk to ask, after it ended; each may raise UserFixable.

    Attributes:
        call: gives a call and its events by Zoom's id.
        log: gives what its log lists.
    """

    call: Callable[[str], Found]
    log: Callable[[], list[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Whom to ask about the call; each may raise UserFixable.

    Attributes:
        zoom: gives the parts that agents had in the calls the simulated Zoom played.
        desks: the desks by their agent's extension, the first one first.
        companion: gives a call by our id, asked as the agent with the user id.
    """

    zoom: Callable[[], list[Found]]
    desks: Mapping[str, DeskWitness]
    companion: Callable[[str, str], Found]


def judge(script: str, reports: Mapping[str, Found], witnesses: Witnesses) -> Found:
    """Return the demo's answer; its `differences` are every reason why it is not `ok`.

    A witness who knows nothing of the call is one more reason: what the others said is kept.

    Args:
        script: the script that was played.
        reports: what each desk's agent saw and did, by extension.
        witnesses: whom to ask.
    """
    parts: list[Found] = []
    typed = [{name: one[name] for name in ("note", "outcome")} for one in reports.values()]
    desks = {}
    try:
        parts = _played(witnesses)
        reason = None
    except UserFixable as error:
        reason = error.message
    for extension, report in reports.items():
        desks[extension] = _heard(extension, report, parts, typed, witnesses, reason)
    found = [
        one if len(desks) == 1 else f"Desk {extension}: {one}"
        for extension, desk in desks.items()
        for one in desk["differences"]
    ]
    first = next(iter(desks.values()))
    return {
        "script": script,
        **first,
        "ok": not found,
        "differences": found,
        "truth": parts[0] if parts else None,
        "parts": parts,
        "desks": desks,
    }


def _heard(
    extension: str,
    report: Found,
    parts: list[Found],
    typed: list[Found],
    witnesses: Witnesses,
    reason: str | None,
) -> Found:
    """Hear one desk and, as its agent, the companion."""
    report = dict(report)
    found: list[str] = report.pop("problems", []) + ([reason] if reason else [])
    local = held = None
    events: list[Found] = []
    desk = witnesses.desks[extension]
    try:
        if parts:
            shown = desk.call(parts[0]["call_id"])
            local, events = shown["call"], shown["events"]
            held = witnesses.companion(local["id"], _user(extension, parts))
            found = found + differences(parts, local, held, typed) + _stray(desk, parts, local)
    except UserFixable as error:
        found = [*found, error.message]
    return {
        "differences": found,
        "events": [{k: e[k] for k in ("name", "kind", "source", "at", "seen_at")} for e in events],
        **report,
        "note": {"local": _note(local), "companion": _note(held)},
        "local": local,
    }


def _stray(desk: DeskWitness, parts: list[Found], local: Found) -> list[str]:
    """Tell of what the desk made calls of their own of that belongs to the one call."""
    ids = dict.fromkeys(part["call_id"] for part in parts)
    found = [
        f"The desk does not know that {one} belongs to the call."
        for one in ids
        if desk.call(one)["call"]["id"] != local["id"]
    ]
    listed = len(desk.log())
    return found if listed == 1 else [*found, f"The desk's log lists {listed} calls, not 1."]


def _user(extension: str, parts: list[Found]) -> str:
    agents = (part["agent"] for part in parts)
    found = (a["user_id"] for a in agents if a.get("extension_number") in (None, extension))
    return str(next(found, parts[0]["agent"]["user_id"]))


def _played(witnesses: Witnesses) -> list[Found]:
    """Return the parts of the last call."""
    parts = witnesses.zoom()
    if not parts:
        raise UserFixable("The simulated Zoom played no call.")
    last = parts[-1].get("call_history_uuid")
    return [part for part in parts if part.get("call_history_uuid") == last]


def _note(call: Found | None) -> str | None:
    return next((note["text"] for note in (call or {}).get("notes", []) if note["text"]), None)
