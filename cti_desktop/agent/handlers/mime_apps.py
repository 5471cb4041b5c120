"""Reads and changes `mimeapps.list`, the file in which a Linux desktop keeps its defaults."""

from pathlib import Path

from cti_desktop.calls.errors import UserFixable

_DEFAULTS = "[Default Applications]"


class MimeApps:
    """One `mimeapps.list`; lines it does not touch stay as they are."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def default_of(self, kind: str) -> str:
        """Return the first default of a MIME type; empty when there is none."""
        section = ""
        for line in self._lines():
            if line.startswith("["):
                section = line.strip()
            elif section == _DEFAULTS and line.partition("=")[0].strip() == kind:
                return line.partition("=")[2].split(";")[0].strip()
        return ""

    def make_default(self, kind: str, owner: str) -> None:
        """Make a program the default of a MIME type.

        Raises:
            UserFixable: the file cannot be written.
        """
        lines = [line for line in self._lines() if line.partition("=")[0].strip() != kind]
        if _DEFAULTS not in (line.strip() for line in lines):
            lines.append(_DEFAULTS)
        at = next(i for i, line in enumerate(lines) if line.strip() == _DEFAULTS)
        lines.insert(at + 1, f"{kind}={owner}")
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

    def _lines(self) -> list[str]:
        try:
            return self._path.read_text("utf-8").splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _write(self, lines: list[str]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text("\n".join([*lines, ""]), "utf-8")
        except OSError as error:
            raise UserFixable(
                f"{self._path} cannot be written ({error.strerror}).", code="handlers_not_written"
            ) from error
