"""A companion on a port of its own, in a thread of this process."""

import asyncio
import sys
import threading
import time
from pathlib import Path
from typing import Any

import structlog

from cti_desktop.companion.program import Companion, build
from cti_desktop.companion.server import CompanionServer, address_of, bind
from cti_desktop.companion.token import mint_token
from cti_desktop.store.opening import open_store
from cti_desktop.store.sessions import SessionUser
from tests.companion.bench import BO, make_settings
from tests.companion.watched import Watched
from tests.hygiene import SECRETS

PATIENCE_S = 10


class Running:
    """A companion on a port of its own; `stop` waits until it has stopped."""

    def __init__(self, folder: Path, *, port: int = 0, **changes: Any) -> None:
        # Where the test's own words go: a command that is run beside it prints its own alone.
        self._logs_before = structlog.get_config()
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stdout))
        self.settings = make_settings(folder, **changes)
        self.store = open_store(self.settings.store_url)
        self._socket = bind("127.0.0.1", port)
        self.base_url = address_of(self._socket)
        self.port = self._socket.getsockname()[1]
        self._up = threading.Event()
        self._built: Companion | None = None
        self._server: CompanionServer | None = None
        self._thread = threading.Thread(target=self._run, name="companion-of-a-test")
        self._thread.start()
        assert self._up.wait(PATIENCE_S)

    def token(self, user: SessionUser = BO) -> str:
        return mint_token(
            self.settings,
            user_id=user.user_id,
            extension_id=user.extension_id,
            extension=user.extension_number,
            email=user.email,
        )[0]

    def stop(self) -> float:
        """Return how many seconds stopping took."""
        begun = time.monotonic()
        assert self._server is not None
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        structlog.configure(**self._logs_before)
        self.store.close()
        self._socket.close()
        return time.monotonic() - begun

    def close(self) -> None:
        """Stop unless it has."""
        if self._thread.is_alive():
            self.stop()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        built = build(self.settings, self.store)
        self._server = CompanionServer(
            Watched(built.served, SECRETS), before_shutdown=built.feed.close, ready=self._up.set
        )
        await self._server.serve(sockets=[self._socket])
