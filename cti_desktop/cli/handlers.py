"""`cti-desktop handlers …`: which program opens links to phone numbers."""

import dataclasses
import os
from pathlib import Path
from typing import Annotated

import typer

from cti_desktop.cli.words import Json, print_out, sentences

handlers = typer.Typer(no_args_is_help=True, help="Which program opens links to phone numbers.")

Machine = Annotated[bool, typer.Option("--machine", help="For everybody on this computer.")]


@handlers.command("install")
def handlers_install(
    take: Annotated[
        list[str] | None,
        typer.Option(help="Take this scheme from the program that has it, such as tel; or all."),
    ] = None,
    associations: Annotated[
        Path | None, typer.Option(help="Also write Windows' default-associations file here.")
    ] = None,
    *,
    machine: Machine = False,
    as_json: Json = False,
) -> None:
    """Open links to phone numbers with this program, where no other program does."""
    from cti_desktop.agent.handlers.here import handlers_here
    from cti_desktop.agent.handlers.windows import default_associations

    with sentences():
        report = handlers_here(os.environ, machine=machine).install(take or ())
    if associations is not None:
        associations.write_text(default_associations(), "utf-8")
    print_out(dataclasses.asdict(report), as_json=as_json, text=report.text)


@handlers.command("status")
def handlers_status(*, machine: Machine = False, as_json: Json = False) -> None:
    """Tell which program opens which links."""
    from cti_desktop.agent.handlers.here import handlers_here

    with sentences():
        report = handlers_here(os.environ, machine=machine).status()
    print_out(dataclasses.asdict(report), as_json=as_json, text=report.text)


@handlers.command("remove")
def handlers_remove(*, machine: Machine = False, as_json: Json = False) -> None:
    """Undo the registration and give links back to the programs that had them."""
    from cti_desktop.agent.handlers.here import handlers_here

    with sentences():
        report = handlers_here(os.environ, machine=machine).remove()
    print_out(dataclasses.asdict(report), as_json=as_json, text=report.text)
