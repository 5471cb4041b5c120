"""`cti-desktop calls | contacts | store | logs …`: what the desk of this person keeps."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cti_desktop.cli.words import Json, print_out, sentences, show_progress

calls = typer.Typer(no_args_is_help=True, help="The local call log.")
contacts = typer.Typer(no_args_is_help=True, help="The local contacts.")
store = typer.Typer(no_args_is_help=True, help="The database behind calls and contacts.")
logs = typer.Typer(no_args_is_help=True, help="The program's log, for a helper.")


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

    with sentences():
        found = list_calls(read_settings(os.environ), text=text, limit=limit)
    lines = [f"{c['started_at']}  {c['state']:<18} {c['name']}" for c in found]
    print_out(found, as_json=as_json, text="\n".join(lines) or "No calls yet.")


@calls.command("show")
def calls_show(
    call: Annotated[str, typer.Argument(help="Our id of the call, or Zoom's call id.")],
    *,
    as_json: Json = False,
) -> None:
    """Show one call with all its events."""
    from cti_desktop.agent.reading import show_call
    from cti_desktop.agent.settings import read_settings

    with sentences():
        found = show_call(read_settings(os.environ), call)
    print_out(found, as_json=as_json, text=json.dumps(found, indent=2, ensure_ascii=False))


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

    with sentences():
        rows = export_file(
            read_settings(os.environ),
            file,
            kind,
            text=text,
            since=since,
            until=until,
            progress=show_progress,
        )
    done = {"file": str(file), "rows": rows}
    print_out(done, as_json=as_json, text=f"calls written to {file}: {rows}")


@contacts.command("import")
def contacts_import(
    file: Annotated[Path, typer.Argument(help="A CSV or vCard file.")], *, as_json: Json = False
) -> None:
    """Read contacts from a CSV or vCard file into the local directory."""
    from cti_desktop.agent.reading import import_contacts
    from cti_desktop.agent.settings import read_settings

    with sentences():
        done = import_contacts(read_settings(os.environ), file)
    problems = "".join(f"\nrow {p['row']}: {p['text']}" for p in done["problems"])
    print_out(done, as_json=as_json, text=f"contacts imported: {done['imported']}{problems}")


@contacts.command("search")
def contacts_search(text: str, limit: int = 20, *, as_json: Json = False) -> None:
    """Search contacts by name, firm or number."""
    from cti_desktop.agent.reading import search_contacts
    from cti_desktop.agent.settings import read_settings

    with sentences():
        found = search_contacts(read_settings(os.environ), text, limit)
    lines = [f"{c['name']}  {c['firm']}" for c in found]
    print_out(found, as_json=as_json, text="\n".join(lines) or "Nobody found.")


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

    with sentences():
        found = check_up(read_settings(os.environ))
        if file is not None:
            write_bundle(file, found.files)
    told = {"file": str(file) if file else None, "files": {f.name: f.text for f in found.files}}
    shown = "\n".join(f"== {f.name}\n{f.text}" for f in found.files)
    sizes = ", ".join(f"{f.name} ({len(f.text)} characters)" for f in found.files)
    end = f"Saved as {file}: {sizes}" if file else f"Nothing saved yet: {sizes}"
    print_out(told, as_json=as_json, text=f"{shown}\n{end}")


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
    with sentences():
        folded = rebuild_store(url or settings.database_url, settings.region, show_progress)
    print_out({"calls": folded}, as_json=as_json, text=f"{folded} calls folded again")
