"""The simulator's web pages and the way to read them; plain HTML, CSS and JavaScript."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def page(name: str) -> str:
    """Return the text of a page file."""
    return (FOLDER / name).read_text(encoding="utf-8")
