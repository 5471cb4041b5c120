"""The command line. Each command imports its program's room only when it is asked for."""

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cti_desktop import __version__
from cti_desktop.agent.dial_command import dial
from cti_desktop.agent.logs import configure_logs
from cti_desktop.calls.errors import CtiError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    help="A desktop companion for Zoom Phone. Without a command it opens the agent's window.",
)
companion = typer.Typer(no_args_is_help=True, help="The companion backend.")
simulator = typer.Typer(no_args_is_help=True, help="A Zoom in a box.")
calls = typer.Typer(no_args_is_help=True, help="The local call log.")
contacts = typer.Typer(no_args_is_help=True, help="The local contacts.")
store = typer.Typer(no_args_is_help=True, help="The database behind calls and contacts.")
logs = typer.Typer(no_args_is_help=True, help="The program's log, for a helper.")
handlers = typer.Typer(no_args_is_help=True, help="Which program opens links to phone numbers.")
app.add_typer(companion, name="companion")
app.add_typer(simulator, name="simulator")
app.add_typer(calls, name="calls")
app.add_typer(contacts, name="contacts")
app.add_typer(store, name="store")
app.add_typer(handlers, name="handlers")
app.add_typer(logs, name="logs")
app.command()(dial)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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
        from cti_desktop.desktop.program import launch

        raise typer.Exit(launch(os.environ, minimised=minimised))


@app.command()
def demo(
    *,
    headless: Annotated[bool, typer.Option(help="Draw offscreen and act as the agent.")] = False,
    script: Annotated[str, typer.Option(help="Which call to play.")] = "inbound-answered",
    out: Annotated[Path | None, typer.Option(help="Folder for screenshots.")] = None,
    as_json: Json = False,
) -> None:
    """Start simulator, companion and desktop together and let a call ring."""
    from cti_desktop.demo.program import Demo

    with _sentences():
        raise typer.Exit(Demo(headless=headless, script=script, out=out, as_json=as_json).run())


@app.command("demo-desk", hidden=True)
def demo_desk(plan: Annotated[str, typer.Option(help="The demo's wishes as JSON.")]) -> None:
    """Open the window of the demo; started by `demo`."""
    from cti_desktop.agent.settings import read_settings
    from cti_desktop.desktop.demo_run import run_demo_desk

    with _sentences():
        raise typer.Exit(run_demo_desk(read_settings(os.environ), json.loads(plan)))


@companion.command("serve")
def companion_serve(host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve the companion; its settings come from the environment."""
    from cti_desktop.companion.program import serve
    from cti_desktop.companion.settings import read_settings

    with _sentences():
        serve(read_settings(), host, port, _announce)


@companion.command("token")
def companion_token(
    user: Annotated[str, typer.Option(help="Zoom user id the session is for.")],
    role: Annotated[str, typer.Option(help="agent, supervisor or admin.")] = "agent",
    extension_id: Annotated[str | None, typer.Option(help="Zoom's id of the extension.")] = None,
    extension: Annotated[str | None, typer.Option(help="The short number.")] = None,
    email: Annotated[str, typer.Option(help="The user's address.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Mint a session for a machine or a test."""
    from cti_desktop.companion.upkeep import mint

    ids = {"user": user, "extension_id": extension_id, "extension": extension, "email": email}
    _tell(lambda: mint(role=role, **ids), as_json=as_json)


@companion.command("status")
def companion_status(
    url: Annotated[str, typer.Option(help="Where it listens.")] = "http://127.0.0.1:8080",
    *,
    as_json: Json = False,
) -> None:
    """Tell how the running companion stands: webhooks, records, grants, limits."""
    from cti_desktop.companion.upkeep import show_status

    _tell(lambda: show_status(url), as_json=as_json)


@companion.command("migrate")
def companion_migrate(*, as_json: Json = False) -> None:
    """Bring the companion's database to this version."""
    from cti_desktop.companion.upkeep import migrate

    _tell(migrate, as_json=as_json)


@companion.command("erase")
def companion_erase(
    number: Annotated[str, typer.Option(help="Of somebody outside, with its country.")] = "",
    user: Annotated[str, typer.Option(help="Zoom's id of somebody of the account.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Remove a person from everything kept, for good, and note that it was done."""
    from cti_desktop.companion.upkeep import erase

    _tell(lambda: erase(number=number, user=user), as_json=as_json)


@companion.command("audit")
def companion_audit(
    actor: Annotated[str, typer.Option(help="Whose deeds, such as user:… .")] = "",
    subject: Annotated[str, typer.Option(help="What it was done to, such as a call's id.")] = "",
    limit: int = 100,
    *,
    as_json: Json = False,
) -> None:
    """Show who read, heard, exported or erased what, the latest first."""
    from cti_desktop.companion.upkeep import audit

    _tell(lambda: audit(actor=actor, subject=subject, limit=limit), as_json=as_json)


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
    serve(SimulatorSettings(**(given | lists)), host, port, _announce)


@calls.command("list")
def calls_list(
    limit: int = 20,
    text: Annotated[str, typer.Option(help="Name, number, note or outcome.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List the newest calls of the local log."""
    from cti_desktop.agent.reading import list_calls
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        found = list_calls(read_settings(os.environ), text=text, limit=limit)
    lines = [f"{c['started_at']}  {c['state']:<18} {c['name']}" for c in found]
    _print(found, as_json=as_json, text="\n".join(lines) or "No calls yet.")


@calls.command("show")
def calls_show(
    call: Annotated[str, typer.Argument(help="Our id of the call, or Zoom's call id.")],
    *,
    as_json: Json = False,
) -> None:
    """Show one call with all its events."""
    from cti_desktop.agent.reading import show_call
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        found = show_call(read_settings(os.environ), call)
    _print(found, as_json=as_json, text=json.dumps(found, indent=2, ensure_ascii=False))


@calls.command("export")
def calls_export(
    file: Annotated[Path, typer.Argument(help="Where to, such as calls.csv.")],
    kind: Annotated[
        str, typer.Option("--format", help="csv, xlsx or json; by the file's name if left out.")
    ] = "",
    text: Annotated[str, typer.Option(help="Name, number, note or outcome.")] = "",
    since: Annotated[datetime | None, typer.Option(help="Started then or later, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Started before then, UTC.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Write calls of the local log into a CSV, XLSX or JSON file."""
    from cti_desktop.agent.export import export_file
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        rows = export_file(
            read_settings(os.environ),
            file,
            kind,
            text=text,
            since=since,
            until=until,
            progress=_progress,
        )
    done = {"file": str(file), "rows": rows}
    _print(done, as_json=as_json, text=f"{rows} calls written to {file}")


@contacts.command("import")
def contacts_import(
    file: Annotated[Path, typer.Argument(help="A CSV file, UTF-8.")], *, as_json: Json = False
) -> None:
    """Read contacts from a CSV file into the local directory."""
    from cti_desktop.agent.reading import import_contacts
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        done = import_contacts(read_settings(os.environ), file)
    problems = "".join(f"\nrow {p['row']}: {p['text']}" for p in done["problems"])
    _print(done, as_json=as_json, text=f"{done['imported']} contacts imported{problems}")


@contacts.command("search")
def contacts_search(text: str, limit: int = 20, *, as_json: Json = False) -> None:
    """Search contacts by name, firm or number."""
    from cti_desktop.agent.reading import search_contacts
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        found = search_contacts(read_settings(os.environ), text, limit)
    lines = [f"{c['name']}  {c['firm']}" for c in found]
    _print(found, as_json=as_json, text="\n".join(lines) or "Nobody found.")


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

    with _sentences():
        report = handlers_here(os.environ, machine=machine).install(take or ())
    if associations is not None:
        associations.write_text(default_associations(), "utf-8")
    _print(dataclasses.asdict(report), as_json=as_json, text=report.text)


@handlers.command("status")
def handlers_status(*, machine: Machine = False, as_json: Json = False) -> None:
    """Tell which program opens which links."""
    from cti_desktop.agent.handlers.here import handlers_here

    with _sentences():
        report = handlers_here(os.environ, machine=machine).status()
    _print(dataclasses.asdict(report), as_json=as_json, text=report.text)


@handlers.command("remove")
def handlers_remove(*, machine: Machine = False, as_json: Json = False) -> None:
    """Undo the registration and give links back to the programs that had them."""
    from cti_desktop.agent.handlers.here import handlers_here

    with _sentences():
        report = handlers_here(os.environ, machine=machine).remove()
    _print(dataclasses.asdict(report), as_json=as_json, text=report.text)


@app.command()
def doctor(companion_url: str = "http://127.0.0.1:8080", *, as_json: Json = False) -> None:
    """Examine this desk, and a companion where its settings are: what works, what does not."""
    from cti_desktop.agent.doctor import Check, examine, try_links
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        settings = read_settings(os.environ)
        links = try_links(settings, os.environ)
        found = dataclasses.replace(examine(settings, os.environ), links=links)
    if "ZOOM_CLIENT_ID" in os.environ:
        from cti_desktop.companion.upkeep import steps

        more = (Check(**one) for one in steps(companion_url, os.environ))
        found = dataclasses.replace(found, checks=(*found.checks, *more))
    _print(found.as_json(), as_json=as_json, text=found.text)
    raise typer.Exit(0 if found.well else 1)


@logs.command("bundle")
def logs_bundle(
    file: Annotated[
        Path | None, typer.Argument(help="Where to save it; without one it is only shown.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show what a helper would get, all of it; save it as a zip where a file is named."""
    from cti_desktop.agent.checkup import check_up, write_bundle
    from cti_desktop.agent.settings import read_settings

    with _sentences():
        found = check_up(read_settings(os.environ))
        if file is not None:
            write_bundle(file, found.files)
    told = {"file": str(file) if file else None, "files": {f.name: f.text for f in found.files}}
    shown = "\n".join(f"== {f.name}\n{f.text}" for f in found.files)
    sizes = ", ".join(f"{f.name} ({len(f.text)} characters)" for f in found.files)
    end = f"Saved as {file}: {sizes}" if file else f"Nothing saved yet: {sizes}"
    _print(told, as_json=as_json, text=f"{shown}\n{end}")


@store.command("rebuild")
def store_rebuild(
    url: Annotated[str | None, typer.Option(help="A database; without it the desk's own.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Fold every call again from its events; the program may go on meanwhile."""
    from cti_desktop.agent.settings import read_settings
    from cti_desktop.store.opening import rebuild_store

    settings = read_settings(os.environ)
    with _sentences():
        folded = rebuild_store(url or settings.database_url, settings.region, _progress)
    _print({"calls": folded}, as_json=as_json, text=f"{folded} calls folded again")


def _progress(done: int, total: int) -> None:
    """Say on a terminal how far a long work is."""
    if sys.stderr.isatty():
        typer.echo(f"\r{done:,} of {total:,}", nl=done >= total, err=True)


def _tell(work: Callable[[], tuple[Any, str]], *, as_json: bool) -> None:
    """Do a work and print its answer, for programs or in words."""
    with _sentences():
        value, text = work()
    _print(value, as_json=as_json, text=text)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn a known error into its sentence on stderr and exit code 1."""
    try:
        yield
    except CtiError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error


def _announce(url: str) -> None:
    """Tell whoever started us where we listen: one JSON line on stdout."""
    typer.echo(json.dumps({"ready": True, "url": url}))


def _print(value: Any, *, as_json: bool, text: str) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else text)
