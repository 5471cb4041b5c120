import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cti_desktop.agent.handoff import HandoffServer
from cti_desktop.agent.handoff_wire import Door, door_of
from tests.agent.desks import Desk, open_desk
from tests.agent.handoffs import Taking


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    return {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "CTI_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def door(environment: dict[str, str]) -> Door:
    return door_of(environment)


@pytest.fixture
def taking() -> Taking:
    return Taking()


@pytest_asyncio.fixture
async def server(door: Door, taking: Taking) -> AsyncIterator[HandoffServer]:
    server = HandoffServer(door, taking, loopback=False)
    assert await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of its own that knows one contact and no companion."""
    opened = await open_desk(tmp_path)
    yield opened
    await opened.office.stop()
