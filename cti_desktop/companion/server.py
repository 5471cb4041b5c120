"""uvicorn, taught three things: to say when it is ready, to end streams first, to exit with 0.

Beside it what a server of many open streams needs of the machine.
"""

import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator

import uvicorn
from starlette.types import ASGIApp

from cti_desktop.calls.errors import UserFixable

if sys.platform != "win32":
    import resource

_GRACE_S = 5
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class CompanionServer(uvicorn.Server):
    """Serves one app on sockets bound beforehand.

    uvicorn by itself waits for open responses before it tells the app to stop, which an event
    stream never ends; and it raises the caught signal again, which makes an orderly stop look like
    a crash to whoever supervises the process.

    Args:
        app: what is served.
        before_shutdown: ends open streams; called on the loop.
        ready: called on the loop once connections are accepted.
    """

    def __init__(
        self, app: ASGIApp, *, before_shutdown: Callable[[], None], ready: Callable[[], None]
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                loop="asyncio",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        self._before_shutdown = before_shutdown
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams, then stop as usual."""
        self._before_shutdown()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take the signals that mean stop while serving; in another thread leave them alone."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def allow_many_connections() -> None:
    """Let this process open as many connections as the machine's administrator permits.

    Many systems begin at 1,024, and every connected desktop holds one.
    """
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):  # macOS names more than it gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def bind(host: str, port: int) -> socket.socket:
    """Listen at an address.

    Raises:
        UserFixable: the address is taken or not this machine's (`address_taken`).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise UserFixable(
            f"The companion cannot listen at {host} port {port}: {error.strerror}. "
            "Choose another port, or stop the program that has it.",
            code="address_taken",
        ) from error


def address_of(listening: socket.socket) -> str:
    """Return the base URL of a bound socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
