"""Runs `cti-desktop demo` as a person does and keeps what its programs logged."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 90.0
_LOGS = ("simulator.log", "companion.log", "desk.log")
_MARK = "E2E_FAMILY"
# A shell that runs the tests behind makes its children deaf to Ctrl-C, and nohup to a hang-up; a
# terminal does not.
_BY_HAND = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
runpy.run_module("cti_desktop", run_name="__main__", alter_sys=True)
"""


@dataclass
class DemoRun:
    """A demo that runs, and everything it says; every process of it carries the same mark."""

    folder: Path
    arguments: tuple[str, ...]
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        self.kept = self.folder / "kept"
        self.kept.mkdir(parents=True)
        self._errors = self.folder / "stderr"
        self._output = self.folder / "stdout"
        temporary = self.folder / "tmp"
        temporary.mkdir()
        with self._errors.open("wb") as errors, self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _BY_HAND, "demo", *self.arguments],
                cwd=ROOT,
                env=os.environ | {"TMPDIR": str(temporary), _MARK: self.mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )
        self._temporary = temporary

    @property
    def said(self) -> str:
        """What it told the person so far."""
        return self._errors.read_text("utf-8")

    @property
    def answer(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._output.read_text("utf-8"))
        return found

    @property
    def logged(self) -> str:
        """What its programs logged, kept beyond the demo's own clearing up."""
        return "\n".join(p.read_text("utf-8", "replace") for p in sorted(self.kept.iterdir()))

    def until_desk_opens(self) -> None:
        """Wait until the desk's process is there, and keep hold of the logs."""
        wait_until(lambda: self._keep_logs() or self.process.poll() is not None)

    def end(self, timeout_s: float = LONGEST_S) -> int:
        return self.process.wait(timeout_s)

    def interrupt(self, how: signal.Signals = signal.SIGINT) -> None:
        self.process.send_signal(how)

    def kill(self, *command: str) -> None:
        """Let one of its programs die without a word; `command` is how that was started."""
        (number,) = [n for n, line in self._family().items() if " ".join(command) in line]
        os.kill(number, signal.SIGKILL)

    def left_behind(self) -> list[str]:
        """Return the command lines of this demo's processes that still run."""
        return list(self._family().values())

    @property
    def folders(self) -> list[Path]:
        """What lies in its temporary folder."""
        return sorted(self._temporary.iterdir())

    def _family(self) -> dict[int, str]:
        mark = f"{_MARK}={self.mark}".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and mark in (folder / "environ").read_bytes():
                    words = (folder / "cmdline").read_text("utf-8").replace("\0", " ")
                    found[int(folder.name)] = words
            except OSError:  # it ended meanwhile, or is not ours to read
                continue
        return found

    def clean_up(self) -> None:
        """Leave nothing running, whatever the test found."""
        if self.process.poll() is None:
            self.interrupt()
            try:
                self.process.wait(LONGEST_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(LONGEST_S)

    def _keep_logs(self) -> bool:
        for name in _LOGS:
            for log in self._temporary.glob(f"cti-demo-*/{name}"):
                if not (self.kept / name).exists():
                    (self.kept / name).hardlink_to(log)
        return all((self.kept / name).exists() for name in _LOGS)


def wait_until(so: Callable[[], bool], timeout_s: float = LONGEST_S) -> None:
    """Look at another process's doings until they are so; there is no signal to wait for."""
    deadline = time.monotonic() + timeout_s
    while not so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
