"""`cti-desktop companion …`: serve and keep the backend."""

import os
from typing import Annotated

import typer

from cti_desktop.cli.words import Json, announce, print_out, sentences, tell

companion = typer.Typer(no_args_is_help=True, help="The companion backend.")


@companion.command("serve")
def companion_serve(host: str = "127.0.0.1", port: int = 8080) -> None:
    """Serve the companion; its settings come from the environment."""
    from cti_desktop.companion.program import serve
    from cti_desktop.companion.settings import read_settings

    with sentences():
        serve(read_settings(), host, port, announce)


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
    tell(lambda: mint(role=role, **ids), as_json=as_json)


@companion.command("status")
def companion_status(
    url: Annotated[str, typer.Option(help="Where it listens.")] = "http://127.0.0.1:8080",
    *,
    as_json: Json = False,
) -> None:
    """Tell how the running companion stands: webhooks, records, grants, limits."""
    from cti_desktop.companion.upkeep import show_status

    tell(lambda: show_status(url), as_json=as_json)


@companion.command("doctor")
def companion_doctor(
    url: Annotated[str, typer.Option(help="Where it listens.")] = "http://127.0.0.1:8080",
    *,
    as_json: Json = False,
) -> None:
    """Go through the administrators' guide: what is done, what is not and what to do."""
    from cti_desktop.companion.upkeep import examined

    found, text = examined(url, os.environ)
    print_out(found, as_json=as_json, text=text)
    raise typer.Exit(0 if found["well"] else 1)


@companion.command("migrate")
def companion_migrate(*, as_json: Json = False) -> None:
    """Bring the companion's database to this version."""
    from cti_desktop.companion.upkeep import migrate

    tell(migrate, as_json=as_json)


@companion.command("erase")
def companion_erase(
    number: Annotated[str, typer.Option(help="Of somebody outside, with its country.")] = "",
    user: Annotated[str, typer.Option(help="Zoom's id of somebody of the account.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Remove a person from everything kept, for good, and note that it was done."""
    from cti_desktop.companion.upkeep import erase

    tell(lambda: erase(number=number, user=user), as_json=as_json)


@companion.command("disconnect")
def companion_disconnect(
    user: Annotated[str, typer.Option(help="Zoom's id of somebody of the account.")],
    *,
    as_json: Json = False,
) -> None:
    """End somebody's connection to Zoom and their sessions; what is kept of them stays."""
    from cti_desktop.companion.upkeep import disconnect

    tell(lambda: disconnect(user), as_json=as_json)


@companion.command("sessions")
def companion_sessions(
    end: Annotated[str, typer.Option(help="The id of one, which is ended then.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List who is signed in at which desktop until when, or end one such session."""
    from cti_desktop.companion.upkeep import sessions

    tell(lambda: sessions(end=end), as_json=as_json)


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

    tell(lambda: audit(actor=actor, subject=subject, limit=limit), as_json=as_json)
