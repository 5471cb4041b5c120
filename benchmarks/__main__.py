"""`./run bench [NAME…] [--json]`: runs benchmarks and prints their figures; judges, never fails."""

import argparse
import importlib
import json
import sys
from collections.abc import Iterable

import structlog

from benchmarks.measured import Measured

NAMES = (
    "start",
    "pop",
    "memory",
    "links",
    "handoff",
    "coldlink",
    "fold",
    "journal",
    "rebuild",
    "sync",
    "match",
    "log",
    "export",
    "imports",
    "shift",
    "ingest",
    "kill",
    "order",
    "rubbish",
    "relay",
    "sweep",
)
_HEAD = ("bench", "metric", "value", "unit", "baseline", "ratio", "limit", "holds")


def main() -> int:
    """Run what was asked for, everything by default."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(NAMES)}")
    # The figures alone go to stdout; what the measured rooms log goes where it disturbs nobody.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    if not wanted.json:
        print(_row(_HEAD))
    for name in wanted.names or NAMES:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        measure = importlib.import_module(f"benchmarks.{name}").measure
        _print(measure(), as_json=wanted.json)
    return 0


def _print(figures: Iterable[Measured], *, as_json: bool) -> None:
    for figure in figures:
        plain = figure.as_json()
        print(json.dumps(plain) if as_json else _row(plain[k] for k in _HEAD), flush=True)


def _row(cells: Iterable[object]) -> str:
    widths = (9, 34, 14, 10, 12, 8, 8, 6)
    shown = ("" if cell is None else str(cell) for cell in cells)
    return " ".join(cell.ljust(width) for cell, width in zip(shown, widths, strict=True)).rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
