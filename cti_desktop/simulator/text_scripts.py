"""Text scripts: who writes what and when in an SMS conversation, read from small TOML files.

Times are seconds after the step before and are multiplied by the simulator's pace when played.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from cti_desktop.simulator.script_table import (
    ScriptRefused,
    ScriptTable,
    dialled_number,
    read_table,
)

Who = Literal["far-end", "agent"]
Deed = Literal["writes", "opts-out", "opts-in"]
AttachmentKind = Literal["OTHER", "PNG", "GIF", "JPG", "AUDIO", "VIDEO"]

SHIPPED = Path(__file__).resolve().parent / "scripts" / "texts"
_WHO = frozenset({"far-end", "agent"})
_DEEDS = frozenset({"writes", "opts-out", "opts-in"})
_KINDS = frozenset({"OTHER", "PNG", "GIF", "JPG", "AUDIO", "VIDEO"})


@dataclass(frozen=True)
class Attached:
    """A file that comes with a text."""

    name: str
    kind: AttachmentKind = "OTHER"


@dataclass(frozen=True)
class TextStep:
    """One thing that happens: somebody writes, or the far end wants no more texts.

    Attributes:
        failure: why the text does not arrive; empty when it does.
    """

    who: Who
    deed: Deed = "writes"
    after: float = 0.0
    text: str = ""
    attached: tuple[Attached, ...] = ()
    failure: str = ""


@dataclass(frozen=True)
class TextScript:
    """One conversation as it shall go."""

    name: str
    title: str
    far_number: str
    far_name: str
    steps: tuple[TextStep, ...]


def parse_text_script(name: str, text: str) -> TextScript:
    """Read a text script.

    Raises:
        ScriptRefused: with a sentence that says what is wrong and where.
    """
    top = read_table(name, text)
    far = top.table(name, "far_end")
    script = TextScript(
        name=name,
        title=top.text("title", name),
        far_number=dialled_number(name, far.text("number")),
        far_name=far.text("name", ""),
        steps=tuple(_step(name, one) for one in top.tables(name, "steps")),
    )
    far.end()
    top.end()
    if not script.steps:
        raise ScriptRefused(f"script {name}: a conversation needs steps.")
    return script


def _step(name: str, table: ScriptTable) -> TextStep:
    step = TextStep(
        who=cast("Who", table.choice("who", _WHO)),
        deed=cast("Deed", table.choice("deed", _DEEDS, "writes")),
        after=table.seconds("after", 0.0) or 0.0,
        text=table.text("text", ""),
        attached=tuple(_attached(one) for one in table.tables(name, "attached")),
        failure=table.text("failure", ""),
    )
    table.end()
    if step.deed == "writes" and not (step.text or step.attached):
        raise ScriptRefused(f"script {name}: who writes needs a text or something attached.")
    if step.who == "agent" and step.deed != "writes":
        raise ScriptRefused(f"script {name}: only the far end opts out or in.")
    return step


def _attached(table: ScriptTable) -> Attached:
    kind = cast("AttachmentKind", table.choice("kind", _KINDS, "OTHER"))
    attached = Attached(table.text("name"), kind)
    table.end()
    return attached


def shipped_text_scripts(folder: Path = SHIPPED) -> dict[str, TextScript]:
    """Read every text script of a folder, by name.

    Raises:
        ScriptRefused: one of them is no script.
    """
    return {
        path.stem: parse_text_script(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
    }
