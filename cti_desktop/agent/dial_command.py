"""`cti-desktop dial`: hands a number in a text, or in what is selected, to the running program.

The command line registers it; a key of the desktop may be bound to it.
"""

import importlib
import os
from typing import Annotated, NoReturn
from urllib.parse import quote

import typer

from cti_desktop.agent.handoff_client import hand_over
from cti_desktop.agent.selected_text import selected_text
from cti_desktop.calls.errors import CtiError


def dial(
    text: Annotated[str, typer.Argument(help="A number, or a text with one in it.")] = "",
    *,
    selection: Annotated[
        bool, typer.Option("--selection", help="Take the text selected in another program.")
    ] = False,
) -> None:
    """Ask about a number in the running program; bind a key of your desktop to this."""
    try:
        pointed = selected_text(os.environ) if selection else text
    except CtiError as error:
        _fail(error.message)
    # Later: every other command would wait for the tables of the world's numbers.
    region = importlib.import_module("cti_desktop.agent.settings").read_settings(os.environ).region
    finding = importlib.import_module("cti_desktop.calls.finding")
    number: str | None = finding.number_in(pointed, region)
    if number is None:
        _fail("There is no phone number in this text.")
    source = "selection" if selection else "terminal"
    link = f"cti-desktop://dial?number={quote(number, safe='')}&source={source}"
    raise typer.Exit(hand_over(link, os.environ))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
