"""Reads and changes `mimeapps.list`, the file in which a Linux desktop keeps its defaults.

There are several of them, and beside them an index of what programs say of themselves; who opens a
type follows from all, in the order of the specification (MIME Applications Associations, 1.0.1).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from cti_desktop.calls.errors import UserFixable

_DEFAULTS = "[Default Applications]"
_ADDED, _REMOVED = "[Added Associations]", "[Removed Associations]"
_CACHE = "[MIME Cache]"


class MimeApps:
    """One `mimeapps.list`; lines it does not touch stay as they are."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def default_of(self, kind: str) -> str:
        """Return the first default of a MIME type; empty when there is none."""
        return next(iter(self.named(_DEFAULTS, kind)), "")

    def named(self, section: str, kind: str) -> list[str]:
        """Return the programs that a section names for a MIME type, in its order."""
        found = [owners for _, of, owners in self._entries(section) if of == kind]
        return [one.strip() for owners in found for one in owners.split(";") if one.strip()]

    def make_default(self, kind: str, owner: str) -> None:
        """Make a program the default of a MIME type; who was named before comes after it.

        What people added and removed by hand stands in other sections and stays.

        Raises:
            UserFixable: the file cannot be written.
        """
        others = [one for one in self.named(_DEFAULTS, kind) if one != owner]
        theirs = {place for place, of, _ in self._entries(_DEFAULTS) if of == kind}
        lines = [line for place, line in enumerate(self._lines()) if place not in theirs]
        if _DEFAULTS not in (line.strip() for line in lines):
            lines.append(_DEFAULTS)
        at = next(i for i, line in enumerate(lines) if line.strip() == _DEFAULTS)
        lines.insert(at + 1, f"{kind}={';'.join([owner, *others])}")
        self._write(lines)

    def forget(self, owner: str) -> None:
        """Take a program out of every line; lines left without one go.

        Raises:
            UserFixable: the file cannot be written.
        """
        before = self._lines()
        after = []
        for line in before:
            kind, equals, owners = line.partition("=")
            named = [one.strip() for one in owners.split(";") if one.strip()]
            if not equals or owner not in named:
                after.append(line)
            elif left := [one for one in named if one != owner]:
                after.append(f"{kind}={';'.join(left)};")
        if after != before:
            self._write(after)

    def _entries(self, wanted: str) -> Iterable[tuple[int, str, str]]:
        """Yield the lines of a section: place in the file, MIME type, programs."""
        section = ""
        for place, line in enumerate(self._lines()):
            if line.startswith("["):
                section = line.strip()
            elif section == wanted and "=" in line:
                kind, _, owners = line.partition("=")
                yield place, kind.strip(), owners

    def _lines(self) -> list[str]:
        try:
            return self._path.read_text("utf-8", "surrogateescape").splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _write(self, lines: list[str]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text("\n".join([*lines, ""]), "utf-8", "surrogateescape")
        except OSError as error:
            raise UserFixable(
                f"{self._path} cannot be written ({error.strerror}).", code="handlers_not_written"
            ) from error


class MimeSearch:
    """Looks in all places for who opens a MIME type.

    Args:
        lists: the `mimeapps.list` files, the one that wins first.
        folders: with desktop files and the index of what these say they open, likewise.
    """

    def __init__(self, lists: Sequence[Path], folders: Sequence[Path]) -> None:
        self._lists = [MimeApps(one) for one in lists]
        self._caches = [MimeApps(one / "mimeinfo.cache") for one in folders]

    def default_of(self, kind: str) -> str:
        """Return who opens a MIME type; empty when nobody does."""
        chosen = chain.from_iterable(one.named(_DEFAULTS, kind) for one in self._lists)
        return next(chain(chosen, self._associated(kind)), "")

    def _associated(self, kind: str) -> Iterable[str]:
        """Yield the programs that open it without being the default, as nobody is."""
        removed: set[str] = set()
        for one in self._lists:
            yield from (name for name in one.named(_ADDED, kind) if name not in removed)
            removed.update(one.named(_REMOVED, kind))
        for one in self._caches:
            yield from (name for name in one.named(_CACHE, kind) if name not in removed)


def search_of(environment: Mapping[str, str], *, machine: bool = False) -> MimeSearch:
    """Return where a user's desktop looks, or with `machine` where everybody's does."""
    home = Path(environment.get("HOME") or Path.home())
    own_config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    own_data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    config = _folders(environment.get("XDG_CONFIG_DIRS") or "/etc/xdg")
    data = _folders(environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share")
    if not machine:
        config, data = [own_config, *config], [own_data, *data]
    applications = [one / "applications" for one in data]
    desktops = environment.get("XDG_CURRENT_DESKTOP", "").casefold().split(":")
    names = [*(f"{one}-mimeapps.list" for one in desktops if one), "mimeapps.list"]
    lists = [folder / name for folder in (*config, *applications) for name in names]
    return MimeSearch([*lists, *(one / "defaults.list" for one in applications)], applications)


def _folders(text: str) -> list[Path]:
    return [Path(one) for one in text.split(":") if one.startswith("/")]
