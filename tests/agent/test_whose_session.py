"""What waits at a desk goes with its author's session, whoever's token the desk holds meanwhile."""

import asyncio
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from cti_desktop.calls.events import CallEvent
from cti_desktop.sync.wire import PushAnswer
from tests.agent.desks import Desk
from tests.agent.servers import Servers
from tests.agent.test_shared_desk import BO_NAME, away, notes_of, sent, sign_in
from tests.agent.test_with_companion import Drawer, desk, desk_at, drawer, servers
from tests.sync.events import note_event

__all__ = ["desk", "drawer", "servers"]
pytestmark = pytest.mark.asyncio
TEXT = "call back on Monday"


async def write(desk: Desk) -> None:
    """Have an entry of the person who is here wait for the companion."""
    desk.office._append([note_event("0681", desk.office._author(), TEXT)])
    await desk.office._unwritten.finish()


def pushing() -> bool:
    return any(task.get_name() == "companion push" for task in asyncio.all_tasks())


async def test_nothing_of_one_person_is_pushed_with_the_session_of_the_next(
    servers: Servers, desk: Desk, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, unlocked, keep = threading.Event(), threading.Event(), drawer.set_password

    def locked(service: str, username: str, password: str) -> None:
        asked.set()
        unlocked.wait(10)
        keep(service, username, password)

    client = desk.office._parts.client
    assert client is not None
    bo, own, push = desk.office._author(), client._token(), client.push
    strange: list[CallEvent] = []

    async def watched(events: Iterable[CallEvent]) -> PushAnswer:
        told = list(events)
        if client._token() != own:
            strange.extend(one for one in told if one.author == bo)
        return await push(told)

    monkeypatch.setattr(client, "push", watched)
    monkeypatch.setattr(drawer, "set_password", locked)
    signing = asyncio.create_task(sign_in(desk, "801"))
    assert await asyncio.to_thread(asked.wait, 10)
    await write(desk)
    await desk.hearing.until(lambda: strange or not pushing())
    unlocked.set()
    await signing
    assert "mina" in str(desk.hearing.status.agent_name)
    assert strange == []
    monkeypatch.setattr(client, "push", push)
    await sign_in(desk, "800")
    await sent(desk)
    assert notes_of(servers.store, "0681") == [TEXT]


async def test_entries_refused_because_the_session_is_anothers_wait_for_their_author(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    """The keyring's entry is per companion; a data folder may be put back or exchanged."""
    servers.companion.stop()
    await away(desk)
    await write(desk)
    await desk.office.stop()
    companion = servers.start_companion()
    other = await desk_at(servers, tmp_path / "other")
    await sign_in(other, "801")
    await other.office.stop()
    companion.stop()
    again = await desk_at(servers, tmp_path / "desk")
    await away(again)
    assert again.hearing.status.agent_name == BO_NAME
    servers.start_companion()
    again.link.try_now()
    await again.hearing.until(lambda: "mina" in str(again.hearing.status.agent_name))
    hints = await again.hearing.until(lambda: again.hearing.status.hints)
    assert BO_NAME in hints[0].text
    assert again.store.outbox.count() == 1
    await sign_in(again, "800")
    await sent(again)
    assert notes_of(servers.store, "0681") == [TEXT]
    await again.office.stop()
