"""Starts the demo's programs, reads the JSON lines they say, and stops them all again."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cti_desktop.calls.errors import UserFixable

_STOP_S = 10.0


class Program:
    """One `cti-desktop` command in a process of its own.

    Attributes:
        lines: the JSON objects it printed, None once it ended.
    """

    def __init__(self, name: str, *args: str, environment: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self.lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        with log.open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603  # our own program
                [sys.executable, "-m", "cti_desktop", *args],
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # Ctrl-C reaches the demo, which stops them in order
            )
        self._reader = threading.Thread(target=self._read, name=f"{name} output", daemon=True)
        self._reader.start()

    def expect(self, key: str, timeout_s: float) -> dict[str, Any]:
        """Wait for the next JSON line that has `key`.

        Raises:
            UserFixable: it reported problems instead, ended or was silent; of the latter two the
                message has the last lines of its log.
        """
        return self.expect_any((key,), timeout_s)

    def expect_any(self, keys: Collection[str], timeout_s: float) -> dict[str, Any]:
        """Wait for the next JSON line that has one of `keys`; raises as `expect` does."""
        until = time.monotonic() + timeout_s
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise UserFixable(self._trouble(f"said nothing for {timeout_s:.0f} s")) from None
            if line is None:
                raise UserFixable(self._trouble(f"ended with code {self._process.wait()}"))
            if not line.keys().isdisjoint(keys):
                return line
            if problems_of(line):
                raise UserFixable("\n".join(problems_of(line)))

    def answer(self, timeout_s: float) -> dict[str, Any]:
        """Wait for its end and return the one JSON object it printed.

        Raises:
            UserFixable: it failed, printed none or did not end in time.
        """
        try:
            found = self.lines.get(timeout=timeout_s)
        except queue.Empty:
            raise UserFixable(self._trouble(f"said nothing for {timeout_s:.0f} s")) from None
        code = self.wait(timeout_s)
        if code or found is None:
            raise UserFixable(self._trouble(f"ended with code {code}"))
        return found

    def follow(self, hear: Callable[[dict[str, Any]], None]) -> int:
        """Hear every line it says until it ends, and return its exit code."""
        while (line := self.lines.get()) is not None:
            hear(line)
        return self.wait()

    def wait(self, timeout_s: float | None = None) -> int:
        """Wait for its end and return its exit code.

        Raises:
            UserFixable: it did not end in time.
        """
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise UserFixable(self._trouble(f"did not end within {timeout_s:.0f} s")) from error

    def stop(self) -> None:
        """Ask it to end, and make it after ten seconds."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    self._kill()
                self._process.wait(_STOP_S)
        self._reader.join(_STOP_S)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _kill(self) -> None:
        if sys.platform == "win32":
            self._process.kill()
        else:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _read(self) -> None:
        if self._process.stdout is not None:
            for raw in self._process.stdout:
                with suppress(json.JSONDecodeError):
                    line = json.loads(raw)
                    if isinstance(line, dict):
                        self.lines.put(line)
        self.lines.put(None)

    def _trouble(self, what: str) -> str:
        last = self.log.read_text("utf-8", "replace").splitlines()[-12:]
        return f"The {self.name} {what}. Its last words:\n" + "\n".join(last)


def problems_of(line: Mapping[str, Any]) -> list[str]:
    """Return what a program's line says went wrong, as sentences."""
    report = line.get("report")
    found: list[str] = report.get("problems", []) if isinstance(report, dict) else []
    return found


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
