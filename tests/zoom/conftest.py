"""What the REST client's tests share: a desk, a client on it, and Zoom answering on loopback."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio
import respx

from cti_desktop.zoom.rest import ZoomClient
from tests.zoom.rest_desk import BASE, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest_asyncio.fixture
async def client(desk: Desk) -> AsyncIterator[ZoomClient]:
    async with httpx.AsyncClient() as http:
        yield ZoomClient(
            http,
            desk.token,
            BASE,
            renew=desk.renew,
            sleep=desk.sleep,
            now=lambda: desk.now,
            strange=desk.strange.append,
        )


@pytest.fixture
def zoom() -> Iterator[respx.MockRouter]:
    with respx.MockRouter(base_url=BASE, assert_all_called=True) as router:
        yield router
