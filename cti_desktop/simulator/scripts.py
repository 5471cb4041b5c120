"""Call scripts: what the far end does in a call, read from small TOML files.

A script says who is at the far end, how long it rings, who answers and what is left behind. All
times are seconds and are multiplied by the simulator's pace when played.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from cti_desktop.simulator.script_table import (
    ScriptRefused,
    ScriptTable,
    dialled_number,
    read_table,
)

Direction = Literal["inbound", "outbound"]
Answer = Literal["person", "colleague", "far-end", "nobody", "voicemail", "busy"]

SHIPPED = Path(__file__).resolve().parent / "scripts"
_ANSWERS: dict[str, frozenset[str]] = {
    "inbound": frozenset({"person", "colleague", "nobody", "voicemail"}),
    "outbound": frozenset({"far-end", "nobody", "busy"}),
}


@dataclass(frozen=True)
class Summary:
    """What Zoom's AI would write about the call."""

    recap: str
    next_steps: str
    detail: str


@dataclass(frozen=True)
class Script:
    """One call as it shall go.

    Attributes:
        everybody: ring all members of the queue at once, and whom it is played at.
    """

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
    everybody: bool = False


def parse_script(name: str, text: str) -> Script:
    """Read a script.

    Raises:
        ScriptRefused: with a sentence that says what is wrong and where.
    """
    top = read_table(name, text)
    direction = cast("Direction", top.choice("direction", frozenset({"inbound", "outbound"})))
    far, ring, answer, talk, mail = (
        top.table(name, key) for key in ("far_end", "ring", "answer", "talk", "voicemail")
    )
    summary = _summary(top.table(name, "summary")) if top.has("summary") else None
    script = Script(
        name=name,
        title=top.text("title", name),
        direction=direction,
        far_number=dialled_number(name, far.text("number")),
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
        everybody=ring.flag("everybody"),
    )
    for table in (top, far, ring, answer, talk, mail):
        table.end()
    return _sensible(script)


def _summary(table: ScriptTable) -> Summary:
    summary = Summary(table.text("recap"), table.text("next_steps", ""), table.text("detail", ""))
    table.end()
    return summary


def _sensible(script: Script) -> Script:
    if script.answer == "voicemail" and script.voicemail_seconds == 0:
        raise ScriptRefused(f"script {script.name}: a voicemail needs its length in seconds.")
    if script.answer == "far-end" and script.auto_after is None:
        raise ScriptRefused(f"script {script.name}: the far end needs auto_after to answer.")
    if script.answer == "colleague" and not (script.everybody and script.auto_after is not None):
        raise ScriptRefused(f"script {script.name}: a colleague needs everybody and auto_after.")
    if script.everybody and script.via != "queue":
        raise ScriptRefused(f"script {script.name}: everybody rings through the queue only.")
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
