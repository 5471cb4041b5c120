"""How every command speaks: answers in words or JSON, errors as sentences, progress."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from cti_desktop.calls.errors import CtiError

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def show_progress(done: int, total: int) -> None:
    """Say on a terminal how far a long work is."""
    if sys.stderr.isatty():
        typer.echo(f"\r{done:,} of {total:,}", nl=done >= total, err=True)


def tell(work: Callable[[], tuple[Any, str]], *, as_json: bool) -> None:
    """Do a work and print its answer, for programs or in words."""
    with sentences():
        value, text = work()
    print_out(value, as_json=as_json, text=text)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn a known error into its sentence on stderr and exit code 1."""
    try:
        yield
    except CtiError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error


def announce(url: str) -> None:
    """Tell whoever started us where we listen: one JSON line on stdout."""
    typer.echo(json.dumps({"ready": True, "url": url}))


def print_out(value: Any, *, as_json: bool, text: str) -> None:
    """Print an answer as JSON or in words."""
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else text)
