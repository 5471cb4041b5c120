"""Collects every sentence of the sources that people read in the window, for the translations.

Understood are `self.tr("…")` (also `page.tr`), `_tr("…")` with its module's context, and for the
desk's own room the sentences it hands to its face, with `%1` for what is filled in.
"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from cti_desktop.agent.setting import Group
from cti_desktop.agent.setting_kinds import Choice, Whole
from cti_desktop.agent.setting_table import TABLE

ROOT = Path(__file__).parent.parent
FACE = ROOT / "cti_desktop" / "desktop"
DESK, OUTCOMES, SETTINGS = "Desk", "Outcomes", "Settings"
SPOKEN_BY_THE_DESK = (
    "agent/checkup.py",
    "agent/companion_link.py",
    "agent/contact_changes.py",
    "agent/desk.py",
    "agent/dial_desk.py",
    "agent/dial_door.py",
    "agent/doctor.py",
    "agent/due.py",
    "agent/export.py",
    "agent/front_desk.py",
    "agent/handlers/linux.py",
    "agent/handlers/macos.py",
    "agent/handlers/mime_apps.py",
    "agent/handlers/windows_registry.py",
    "agent/hints.py",
    "agent/import_door.py",
    "agent/lines.py",
    "agent/listening.py",
    "agent/log_door.py",
    "agent/media_door.py",
    "agent/membership.py",
    "agent/not_taken.py",
    "agent/office.py",
    "agent/opening.py",
    "agent/page_door.py",
    "agent/pop_times.py",
    "agent/setting_files.py",
    "agent/settings_store.py",
    "agent/sign_in.py",
    "agent/snippets.py",
    "agent/softphone.py",
    "agent/softphone_words.py",
    "agent/unwritten.py",
    "calls/contacts.py",
    "calls/links.py",
    "calls/outcomes.py",
    "crm/csv_file.py",
    "crm/fields.py",
    "crm/text_lines.py",
    "crm/vcard.py",
    "store/failures.py",
    "store/sqlite.py",
    "sync/client.py",
    "sync/sound.py",
    "desktop/core_loop.py",
    # Of the companion and of Zoom, where a desk passes on why a recording cannot be heard.
    "companion/grants.py",
    "companion/media.py",
    "companion/sessions.py",
    "zoom/media.py",
    "zoom/rest_errors.py",
)
_CALLS = frozenset(
    {
        "UserFixable",
        "Temporary",
        "Denied",
        "Conflict",
        "Cancelled",
        "_refuse",
        "_say",
        "_set",
        "MatchView",
        "problem",
    }
)
_KEYWORDS = frozenset({"text", "softphone_text", "companion_text", "why", "sentence", "word"})
_TABLES = frozenset(
    {"_FAILURES", "_CENTRE_FAILURES", "_WHY", "_WORDS", "_GONE_WORDS", "_SENTENCES"}
)
_FEWEST_WORDS = 2


class Table(ast.Assign):
    """An assignment of a dictionary."""

    value: ast.Dict


def face_strings() -> Iterator[tuple[str, str]]:
    """Yield (context, source) of the face."""
    for file in sorted(FACE.glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        yield from _of_body(tree, _module_context(tree))
    for text in _of_settings():
        yield SETTINGS, text


def _of_settings() -> Iterator[str]:
    """Yield what the settings' table says, and what a kind says of a value that cannot be."""
    yield from (str(group) for group in Group if group)
    for setting in TABLE:
        yield from (text for text in (setting.title, setting.hint) if text)
        if isinstance(setting.kind, Choice):
            yield from setting.kind.words.values()
        if isinstance(setting.kind, Whole) and setting.kind.unit:
            yield setting.kind.unit
    yield from ("None", "an address such as https://cti.example.com")
    yield "one line of text, at most 2000 characters"


def desk_strings() -> Iterator[tuple[str, str]]:
    """Yield (context, source) of what the desk says and of the outcomes that ship."""
    for name in SPOKEN_BY_THE_DESK:
        for text in _said(ast.parse((ROOT / "cti_desktop" / name).read_text("utf-8"))):
            yield DESK, text
    told = tomllib.loads((ROOT / "resources" / "outcomes.toml").read_text("utf-8"))
    for outcome in told["outcome"]:
        yield OUTCOMES, outcome["label"]
    pieces = tomllib.loads((ROOT / "resources" / "snippets.toml").read_text("utf-8"))
    for snippet in pieces["snippet"]:
        yield OUTCOMES, snippet["name"]
        yield OUTCOMES, snippet["text"]


def _module_context(tree: ast.Module) -> str:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            call = next(n for n in ast.walk(node) if isinstance(n, ast.Call))
            return str(ast.literal_eval(call.args[0]))
    return ""


def _of_body(tree: ast.AST, module_context: str, owner: str = "") -> Iterator[tuple[str, str]]:
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.ClassDef) else owner
        if isinstance(node, ast.Call) and node.args:
            context = {"tr": owner, "_tr": module_context}.get(_name(node.func))
            first = node.args[0]
            if context is not None and isinstance(first, ast.Constant):
                yield context, str(first.value)
        yield from _of_body(node, module_context, inside)


def _said(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            told = [k.value for k in node.keywords if k.arg in _KEYWORDS]
            if _name(node.func) in _CALLS:
                told.extend(node.args[:2])
            for one in told:
                yield from _texts(one)
        elif _is_table(node):
            for value in node.value.values:
                yield from _texts(value, fewest=1)


def _is_table(node: ast.AST) -> TypeGuard[Table]:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Dict)
        and any(_name(target) in _TABLES for target in node.targets)
    )


def _texts(node: ast.expr, fewest: int = _FEWEST_WORDS) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body, fewest)
        yield from _texts(node.orelse, fewest)
        return
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value, fewest)
        return
    text = _template(node)
    if len(text.split()) >= fewest and any(c.isalpha() for c in text):
        yield text


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts: list[str] = []
    for value in node.values:
        hole = f"%{sum(part.startswith('%') for part in parts) + 1}"
        parts.append(str(value.value) if isinstance(value, ast.Constant) else hole)
    return "".join(parts)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
