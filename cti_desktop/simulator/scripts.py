"""Call scripts: what the far end does in a call, read from small TOML files.

A script says who is at the far end, how long it rings, who answers and what is left behind. All
times are seconds and are multiplied by the simulator's pace when played.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

Direction = Literal["inbound", "outbound"]
Answer = Literal["person", "far-end", "nobody", "voicemail", "busy"]

SHIPPED = Path(__file__).resolve().parent / "scripts"
_NUMBER = re.compile(r"\+?[0-9*#]{2,20}")
_ANSWERS: dict[str, frozenset[str]] = {
    "inbound": frozenset({"person", "nobody", "voicemail"}),
    "outbound": frozenset({"far-end", "nobody", "busy"}),
}


class ScriptRefused(ValueError):
    """A script file cannot be played; the message is a sentence that says why."""


@dataclass(frozen=True)
class Summary:
    """What Zoom's AI would write about the call."""

    recap: str
    next_steps: str
    detail: str


@dataclass(frozen=True)
class Script:
    """One call as it shall go."""

    name: str
    title: str
    direction: Direction
    far_number: str
    far_name: str = ""
    via: str = "direct"
    ring_seconds: float = 30.0
    answer: Answer = "person"
    auto_after: float | None = None
    talk_seconds: float | None = None
    recorded: bool = False
    voicemail_seconds: int = 0
    transcript: str = ""
    summary: Summary | None = field(default=None)


class _Table:
    """Reads one TOML table and names the place of anything wrong in it."""

    def __init__(self, name: str, table: str, values: Mapping[str, object]) -> None:
        self._where = f"script {name}" + (f", table {table}" if table else "")
        self._values = dict(values)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.pop(key, default)
        if not isinstance(value, str):
            raise ScriptRefused(f"{self._where}: {key} must be a text.")
        return value

    def seconds(self, key: str, default: float | None = None) -> float | None:
        value = self._values.pop(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ScriptRefused(f"{self._where}: {key} must be seconds, zero or more.")
        return float(value)

    def flag(self, key: str) -> bool:
        value = self._values.pop(key, False)
        if not isinstance(value, bool):
            raise ScriptRefused(f"{self._where}: {key} must be true or false.")
        return value

    def choice(self, key: str, allowed: frozenset[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            choices = ", ".join(sorted(allowed))
            raise ScriptRefused(f"{self._where}: {key} must be one of {choices}, not {value}.")
        return value

    def table(self, name: str, key: str) -> "_Table":
        value = self._values.pop(key, {})
        if not isinstance(value, dict):
            raise ScriptRefused(f"{self._where}: {key} must be a table.")
        return _Table(name, key, cast("dict[str, object]", value))

    def has(self, key: str) -> bool:
        return key in self._values

    def end(self) -> None:
        if self._values:
            unknown = ", ".join(sorted(self._values))
            raise ScriptRefused(f"{self._where}: nobody knows what {unknown} means.")


def parse_script(name: str, text: str) -> Script:
    """Read a script.

    Raises:
        ScriptRefused: with a sentence that says what is wrong and where.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ScriptRefused(f"script {name}: this is no TOML ({broken}).") from broken
    top = _Table(name, "", values)
    direction = cast("Direction", top.choice("direction", frozenset({"inbound", "outbound"})))
    far, ring, answer, talk, mail = (
        top.table(name, key) for key in ("far_end", "ring", "answer", "talk", "voicemail")
    )
    summary = _summary(top.table(name, "summary")) if top.has("summary") else None
    script = Script(
        name=name,
        title=top.text("title", name),
        direction=direction,
        far_number=_number(name, far.text("number")),
        far_name=far.text("name", ""),
        via=top.choice("via", frozenset({"queue", "receptionist", "direct"}), "direct"),
        ring_seconds=ring.seconds("seconds", 30.0) or 0.0,
        answer=cast("Answer", answer.choice("by", _ANSWERS[direction])),
        auto_after=answer.seconds("auto_after"),
        talk_seconds=talk.seconds("far_end_hangs_up_after"),
        recorded=talk.flag("recorded"),
        voicemail_seconds=round(mail.seconds("seconds", 0.0) or 0.0),
        transcript=mail.text("transcript", ""),
        summary=summary,
    )
    for table in (top, far, ring, answer, talk, mail):
        table.end()
    return _sensible(script)


def _summary(table: _Table) -> Summary:
    summary = Summary(table.text("recap"), table.text("next_steps", ""), table.text("detail", ""))
    table.end()
    return summary


def _number(name: str, number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise ScriptRefused(f"script {name}: {number} cannot be dialled.")
    return number


def _sensible(script: Script) -> Script:
    if script.answer == "voicemail" and script.voicemail_seconds == 0:
        raise ScriptRefused(f"script {script.name}: a voicemail needs its length in seconds.")
    if script.answer == "far-end" and script.auto_after is None:
        raise ScriptRefused(f"script {script.name}: the far end needs auto_after to answer.")
    if script.direction == "outbound" and script.via != "direct":
        raise ScriptRefused(f"script {script.name}: an outbound call goes direct.")
    return script


def shipped_scripts(folder: Path = SHIPPED) -> dict[str, Script]:
    """Read every script of a folder, by name.

    Raises:
        ScriptRefused: one of them is no script.
    """
    return {
        path.stem: parse_script(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
    }
