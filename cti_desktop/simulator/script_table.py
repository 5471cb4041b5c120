"""Reads one table of a script file and says in a sentence what is wrong in it.

The scripts of calls and of texts are read with it.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import cast

_NUMBER = re.compile(r"\+?[0-9*#]{2,20}")


class ScriptRefused(ValueError):
    """A script file cannot be played; the message is a sentence that says why."""


class ScriptTable:
    """Reads one TOML table and names the place of anything wrong in it."""

    def __init__(self, name: str, table: str, values: Mapping[str, object]) -> None:
        self._where = f"script {name}" + (f", table {table}" if table else "")
        self._values = dict(values)

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text; without a default it must be there."""
        value = self._values.pop(key, default)
        if not isinstance(value, str):
            raise ScriptRefused(f"{self._where}: {key} must be a text.")
        return value

    def seconds(self, key: str, default: float | None = None) -> float | None:
        """Take seconds, zero or more."""
        value = self._values.pop(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ScriptRefused(f"{self._where}: {key} must be seconds, zero or more.")
        return float(value)

    def flag(self, key: str) -> bool:
        """Take true or false; false when it is not there."""
        value = self._values.pop(key, False)
        if not isinstance(value, bool):
            raise ScriptRefused(f"{self._where}: {key} must be true or false.")
        return value

    def choice(self, key: str, allowed: frozenset[str], default: str | None = None) -> str:
        """Take one of the allowed words."""
        value = self.text(key, default)
        if value not in allowed:
            choices = ", ".join(sorted(allowed))
            raise ScriptRefused(f"{self._where}: {key} must be one of {choices}, not {value}.")
        return value

    def table(self, name: str, key: str) -> "ScriptTable":
        """Take an inner table; empty when it is not there."""
        value = self._values.pop(key, {})
        if not isinstance(value, dict):
            raise ScriptRefused(f"{self._where}: {key} must be a table.")
        return ScriptTable(name, key, cast("dict[str, object]", value))

    def has(self, key: str) -> bool:
        """Tell whether something is there and was not taken yet."""
        return key in self._values

    def end(self) -> None:
        """Refuse what nobody took."""
        if self._values:
            unknown = ", ".join(sorted(self._values))
            raise ScriptRefused(f"{self._where}: nobody knows what {unknown} means.")

    def tables(self, name: str, key: str) -> list["ScriptTable"]:
        """Take a list of tables; empty when it is not there."""
        value = self._values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise ScriptRefused(f"{self._where}: {key} must be a list of tables.")
        rows = cast("list[dict[str, object]]", value)
        return [ScriptTable(name, f"{key} {n}", row) for n, row in enumerate(rows, 1)]


def read_table(name: str, text: str) -> ScriptTable:
    """Read a whole script as its outermost table.

    Raises:
        ScriptRefused: it is no TOML.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ScriptRefused(f"script {name}: this is no TOML ({broken}).") from broken
    return ScriptTable(name, "", values)


def dialled_number(name: str, number: str) -> str:
    """Return a number somebody can have.

    Raises:
        ScriptRefused: it cannot be dialled.
    """
    if not _NUMBER.fullmatch(number):
        raise ScriptRefused(f"script {name}: {number} cannot be dialled.")
    return number
