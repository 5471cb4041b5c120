"""Pieces of text for notes: those the program comes with, and a person's own in a file of theirs.

The file is read when the desk opens and written when a person keeps or forgets a piece. It is plain
TOML, so it can be edited and shared. Nobody loses a note over it: a file that cannot be read leaves
the pieces the program comes with, and is never overwritten.
"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import structlog

from cti_desktop.agent.setting_files import write_whole
from cti_desktop.agent.views import Notice, OwnSnippet, Snippet

FILE = "snippets.toml"
MOST = 200
_LONGEST_NAME, _LONGEST_TEXT = 60, 4000

log = structlog.get_logger(__name__)


class Snippets:
    """Holds the pieces in the order people see them: their own first; core thread only.

    Args:
        shipped: the file the program comes with.
        own: the person's file; it need not be there.
        tell: takes a sentence for the person.
    """

    def __init__(self, shipped: Path, own: Path, tell: Callable[[Notice], None]) -> None:
        self._file, self._tell = own, tell
        self._broken = False
        self._shipped = tuple(Snippet(name=n, text=t) for n, t in _read(shipped))
        self._own: tuple[OwnSnippet, ...] = ()
        try:
            found = _read(own) if own.exists() else []
        except (OSError, ValueError) as error:
            self._broken = True
            log.warning("snippets_unreadable", kind=type(error).__name__)
            return
        self._own = tuple(OwnSnippet(name=n, text=t) for n, t in found)[:MOST]

    @property
    def all(self) -> tuple[Snippet, ...]:
        """Every piece."""
        return (*self._own, *self._shipped)

    def keep(self, text: str) -> None:
        """Keep a piece; its first words become its name, and one of that name is replaced."""
        kept = text.encode("utf-8", "ignore").decode().strip()[:_LONGEST_TEXT]
        if not kept:
            return
        fresh = OwnSnippet(name=name_of(kept), text=kept)
        others = [one for one in self._own if one.name != fresh.name]
        self._put((fresh, *others)[:MOST])

    def forget(self, name: str) -> None:
        """Forget a piece of the person's own."""
        self._put(tuple(one for one in self._own if one.name != name))

    def _put(self, own: tuple[OwnSnippet, ...]) -> None:
        if self._broken:
            text = f"{FILE} in the data folder cannot be read. Mend or remove it first."
            self._tell(Notice(text=text, bad=True))
            return
        try:
            write_whole(self._file, _written(own))
        except OSError as error:
            log.warning("snippets_not_kept", kind=type(error).__name__)
            self._tell(Notice(text="The text could not be kept as a template.", bad=True))
            return
        self._own = own


def name_of(text: str) -> str:
    """Make a name of a text's first words."""
    line = " ".join(text.strip().splitlines()[0].split())
    if len(line) <= _LONGEST_NAME:
        return line
    return line[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def _read(file: Path) -> list[tuple[str, str]]:
    """Read a file of pieces.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no TOML, or no list of pieces.
    """
    given = tomllib.loads(file.read_text("utf-8")).get("snippet", [])
    if not isinstance(given, list):
        raise ValueError("no list of snippets")  # noqa: TRY004 - a file, not an argument
    found = [
        (str(one["name"]).strip()[:_LONGEST_NAME], str(one["text"])[:_LONGEST_TEXT])
        for one in given
        if isinstance(one, dict) and one.get("name") and one.get("text")
    ]
    return [(name, text) for name, text in found if name]


def _written(own: tuple[OwnSnippet, ...]) -> str:
    return "\n".join(
        f"[[snippet]]\nname = {_quoted(one.name)}\ntext = {_quoted(one.text)}\n" for one in own
    )


def _quoted(text: str) -> str:
    """Write a TOML string: JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
