"""Finds the files that ship beside the code (`resources/`); any room may call it.

In a checkout they lie in `resources/` next to the package, in an installed wheel inside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def asset(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as `asset("bridge", "bridge.js")`.

    Raises:
        FileNotFoundError: the installation lacks it.
    """
    for place in _PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"this installation lacks resources/{'/'.join(parts)}")
