"""Starts a benchmark's programs as processes and reads the JSON lines they say."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
_OURS = ("CTI_", "ZOOM_", "WEBHOOK_SECRET_TOKEN")
_PATIENCE_S = 120.0
_STOP_S = 15.0

# One line of JSON; which keys it has is between the program and its benchmark.
Line = dict[str, Any]


class ProgramFailed(Exception):
    """A program ended, or said nothing, when it had something to say."""


class Program:
    """One `python -m MODULE …` in a process of its own, drawing offscreen.

    Attributes:
        began_ns: just before it was started, on `time.time_ns`.
        pid: of the process.
    """

    def __init__(
        self, module: str, *args: str, log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._name = module
        self._log = log
        self._lines: queue.SimpleQueue[Line | None] = queue.SimpleQueue()
        with log.open("ab") as errors:
            self.began_ns = time.time_ns()
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *args],
                cwd=_ROOT,
                env=plain_environment() | dict(environment or {}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, name=f"{module} output", daemon=True)
        self._reader.start()

    def expect(self, key: str, timeout_s: float = _PATIENCE_S) -> Line:
        """Wait for the next line that has `key`.

        Raises:
            ProgramFailed: it ended or was silent; the message has the last lines of its log.
        """
        until = time.monotonic() + timeout_s
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise self._failure(f"did not say {key} within {timeout_s:.0f} s") from None
            if line is None:
                raise self._failure(f"ended before it said {key}")
            if key in line:
                return line

    def say(self, **line: object) -> None:
        """Write one line of JSON to its standard input."""
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(line).encode() + b"\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """Ask it to end, make it after a while, and leave no process behind."""
        if self._process.poll() is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_S)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(_STOP_S)
        self._reader.join(_STOP_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def kill(self) -> None:
        """End it as a power cut would: nothing is flushed or closed; again is harmless."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.stop()

    def _read(self) -> None:
        for raw in self._process.stdout or ():
            with suppress(json.JSONDecodeError):
                line = json.loads(raw)
                if isinstance(line, dict):
                    self._lines.put(line)
        self._lines.put(None)

    def _failure(self, what: str) -> ProgramFailed:
        last = self._log.read_text("utf-8", "replace").splitlines()[-12:]
        return ProgramFailed("\n".join([f"{self._name} {what}. Its last words:", *last]))


@contextmanager
def running(
    module: str, *args: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Run a program and stop it at the end of the block."""
    with ExitStack() as stack:
        program = Program(module, *args, log=log, environment=environment)
        stack.callback(program.stop)
        yield program


def plain_environment() -> dict[str, str]:
    """Return an environment without settings of ours, a keyring or a screen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return kept | {
        "CTI_LOG_LEVEL": "WARNING",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
    }
