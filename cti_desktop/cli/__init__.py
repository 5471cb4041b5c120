"""The command line. Each command imports its program's room only when it is asked for."""

import dataclasses
import json
import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cti_desktop import __version__
from cti_desktop.agent.dial_command import dial
from cti_desktop.agent.handoff_wire import Lock
from cti_desktop.agent.logs import configure_logs
from cti_desktop.agent.one_program import run_alone
from cti_desktop.cli.companion import companion, companion_doctor
from cti_desktop.cli.handlers import handlers
from cti_desktop.cli.kept import calls, contacts, logs, store
from cti_desktop.cli.words import Json, announce, print_out, sentences

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="A desktop companion for Zoom Phone. Without a command it opens the agent's window.",
)
simulator = typer.Typer(no_args_is_help=True, help="A Zoom in a box.")
app.add_typer(companion, name="companion")
app.add_typer(simulator, name="simulator")
app.add_typer(calls, name="calls")
app.add_typer(contacts, name="contacts")
app.add_typer(store, name="store")
app.add_typer(handlers, name="handlers")
app.add_typer(logs, name="logs")
app.command()(dial)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    minimised: Annotated[
        bool, typer.Option("--minimised", help="Start in the tray, or minimised without one.")
    ] = False,
) -> None:
    """Open the agent's window when no command is given."""
    configure_logs(os.environ)
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(run_alone(os.environ, partial(_launch, minimised), quiet=minimised))


def _launch(minimised: bool, place: Lock) -> int:
    from cti_desktop.desktop.program import launch

    return launch(os.environ, minimised=minimised, place=place)


@app.command()
def demo(
    *,
    headless: Annotated[bool, typer.Option(help="Draw offscreen and act as the agent.")] = False,
    script: Annotated[str, typer.Option(help="Which call to play.")] = "inbound-answered",
    desks: Annotated[int | None, typer.Option(help="1 or 2; left out, the script tells.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for screenshots.")] = None,
    as_json: Json = False,
) -> None:
    """Start simulator, companion and desktop together and let a call ring."""
    from cti_desktop.demo.program import Demo

    wished = Demo(headless=headless, script=script, out=out, as_json=as_json, desks=desks)
    with sentences():
        raise typer.Exit(wished.run())


@app.command("demo-desk", hidden=True)
def demo_desk(plan: Annotated[str, typer.Option(help="The demo's wishes as JSON.")]) -> None:
    """Open the window of the demo; started by `demo`."""
    from cti_desktop.agent.settings import read_settings
    from cti_desktop.desktop.demo_run import run_demo_desk

    with sentences():
        raise typer.Exit(run_demo_desk(read_settings(os.environ), json.loads(plan)))


@simulator.command("serve")
def simulator_serve(
    host: str = "127.0.0.1",
    port: int = 8090,
    settings: Annotated[Path | None, typer.Option(help="JSON file with settings.")] = None,
) -> None:
    """Serve a simulated Zoom; its control page is at /control/."""
    from cti_desktop.simulator.program import serve
    from cti_desktop.simulator.settings import SimulatorSettings

    given = json.loads(settings.read_text("utf-8")) if settings else {}
    lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    serve(SimulatorSettings(**(given | lists)), host, port, announce)


@app.command()
def doctor(
    companion_url: Annotated[
        str, typer.Option(help="Where a companion of this machine listens.")
    ] = "http://127.0.0.1:8080",
    *,
    as_json: Json = False,
) -> None:
    """Examine this desk, and a companion where its settings are: what works, what does not."""
    if find_spec("keyring") is None:  # a companion's machine: no desk can run here
        companion_doctor(companion_url, as_json=as_json)
    from cti_desktop.agent.doctor import Check, examine, try_links
    from cti_desktop.agent.settings import read_settings

    with sentences():
        settings = read_settings(os.environ)
        links = try_links(settings, os.environ)
        found = dataclasses.replace(examine(settings, os.environ), links=links)
    if "ZOOM_CLIENT_ID" in os.environ:
        from cti_desktop.companion.upkeep import examination

        seen = examination(companion_url, os.environ)
        more = (Check(name=one.name, ok=one.ok, text=one.text) for one in seen.steps)
        found = dataclasses.replace(
            found,
            checks=(*found.checks, *more),
            companion_drift=seen.drift,
            companion_quarantine=seen.quarantine,
        )
    print_out(found.as_json(), as_json=as_json, text=found.text)
    raise typer.Exit(0 if found.well else 1)
