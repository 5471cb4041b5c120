"""Companions as processes, as an administrator starts them, to be measured and to be killed."""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from cryptography.fernet import Fernet

from benchmarks.storm import SECRET

_ROOT = Path(__file__).resolve().parent.parent
_OURS = ("CTI_", "ZOOM_", "WEBHOOK_SECRET_TOKEN")
_CLIENT_SECRET = "client-secret-of-a-process"  # noqa: S105 - an invented account's
_PATIENCE_S = 60.0


class CompanionProcess:
    """One `companion serve` on a port that stays the same over restarts.

    Args:
        folder: for the database and the log.
        database_url: instead of a file in the folder.
    """

    def __init__(self, folder: Path, *, database_url: str | None = None) -> None:
        self.folder = folder
        self._log = folder / "companion.log"
        self.database_url = database_url or f"sqlite:///{folder / 'companion.db'}"
        self._port = _free_port()
        self.base_url = f"http://127.0.0.1:{self._port}"
        self.environment = _clean() | {
            "ZOOM_CLIENT_ID": "client",
            "ZOOM_CLIENT_SECRET": _CLIENT_SECRET,
            "ZOOM_WEBHOOK_SECRET": SECRET,
            "CTI_ZOOM_OAUTH_URL": "http://127.0.0.1:9",
            "CTI_ZOOM_API_URL": "http://127.0.0.1:9/v2",
            "CTI_DATABASE_URL": self.database_url,
            "CTI_SECRET_KEYS": Fernet.generate_key().decode(),
            "CTI_SWEEP_DAYS": "0",
            "CTI_DATA_DIR": str(folder),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may read in its log."""
        return (_CLIENT_SECRET, SECRET, self.environment["CTI_SECRET_KEYS"])

    @property
    def logged(self) -> str:
        """What it has logged so far, over all its lives."""
        return self._log.read_text("utf-8", "replace")

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        command = ["companion", "serve", "--port", str(self._port)]
        with self._log.open("ab") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "cti_desktop", *command],
                cwd=_ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self._process = process

        def read() -> None:
            for line in process.stdout or ():
                said.put(line)
            said.put(b"")

        self._reader = threading.Thread(target=read, name="companion output", daemon=True)
        self._reader.start()
        with contextlib.suppress(queue.Empty):
            if said.get(timeout=_PATIENCE_S):
                return
        self.kill()
        raise RuntimeError(f"no companion: {self.logged[-2000:]}")

    def memory(self) -> int:
        """Return how many bytes of memory it takes now; Linux."""
        if self._process is None:
            raise RuntimeError("the companion does not run")
        pages = Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        """End it as a power cut would: nothing is flushed or closed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; again is harmless."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        process.wait(_PATIENCE_S)
        if self._reader is not None:
            self._reader.join(_PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _clean() -> dict[str, str]:
    """Return the environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
