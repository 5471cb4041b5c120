"""Judges the headless demo's call: what all three know of it, and what of that does not agree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cti_desktop.calls.errors import UserFixable
from cti_desktop.demo.report import differences

Found = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """Whom to ask about the call; each may raise UserFixable.

    Attributes:
        zoom: gives the calls the simulated Zoom played.
        desk: gives a call and its events by Zoom's id.
        companion: gives a call by our id, asked as the agent with the user id.
    """

    zoom: Callable[[], list[Found]]
    desk: Callable[[str], Found]
    companion: Callable[[str, str], Found]


def judge(script: str, report: Found, witnesses: Witnesses) -> Found:
    """Return the demo's answer; its `differences` are every reason why it is not `ok`.

    A witness who knows nothing of the call is one more reason: what the others said is kept.
    """
    report = dict(report)
    found: list[str] = report.pop("problems", [])
    truth = local = held = None
    events: list[Found] = []
    try:
        truth = _played(witnesses)
        shown = witnesses.desk(truth["call_id"])
        local, events = shown["call"], shown["events"]
        held = witnesses.companion(local["id"], truth["agent"]["user_id"])
        typed = {"note": report["note"], "outcome": report["outcome"]}
        found = found + differences(truth, local, held, typed)
    except UserFixable as error:
        found = [*found, error.message]
    return {
        "ok": not found,
        "script": script,
        "differences": found,
        "events": [{k: e[k] for k in ("name", "kind", "source", "at", "seen_at")} for e in events],
        **report,
        "note": {"local": _note(local), "companion": _note(held)},
        "truth": truth,
        "local": local,
    }


def _played(witnesses: Witnesses) -> Found:
    calls = witnesses.zoom()
    if not calls:
        raise UserFixable("The simulated Zoom played no call.")
    return calls[-1]


def _note(call: Found | None) -> str | None:
    return next((note["text"] for note in (call or {}).get("notes", [])), None)
