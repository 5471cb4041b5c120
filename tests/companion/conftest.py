from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.companion.bench import Bench, make_bench


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with make_bench(tmp_path) as made:
        yield made
