"""Sends a harmless link through the system and tells which program received it; for the doctor."""

import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cti_desktop.agent.handlers.opener import OpenLink
from cti_desktop.agent.handlers.report import APP_NAME, HandlersReport
from cti_desktop.agent.handoff_wire import Door
from cti_desktop.agent.link_probe import probe_link, receipt_path

PATIENCE_S = 10.0
_LOOK_EVERY_S = 0.01
_LESS_PATIENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTrial:
    """What became of one test link.

    Attributes:
        received_by: the program that took it, as a path; where no link was sent, or none arrived,
            the system's name of the program it opens; empty when that is nobody.
        ms: from the click to the receipt; None when none came.
        ok: False when a person has to do something about it.
        text: how it stands; when it is not well, what to do.
    """

    scheme: str
    received_by: str
    ms: float | None
    ok: bool
    text: str


class LinkTrials:
    """Tries the schemes this program is registered for.

    Args:
        open_link: lets the system open a link; None where nothing can.
        own: starts this program; the receipt names it.
    """

    def __init__(
        self, door: Door, open_link: OpenLink | None, own: str, patience_s: float = PATIENCE_S
    ) -> None:
        self._door = door
        self._open_link = open_link
        self._own = own
        self._patience_s = patience_s

    def run(self, report: HandlersReport) -> tuple[LinkTrial, ...]:
        """Send a test link of each scheme that opens here; the others are only told about."""
        trials: list[LinkTrial] = []
        patience_s = self._patience_s
        for one in report.schemes:
            if not one.ours:
                trials.append(_elsewhere(one.scheme, one.handler))
                continue
            trials.append(self._try(one.scheme, one.handler, patience_s))
            if trials[-1].ms is None:  # the next ones hardly fare better: no minute of waiting
                patience_s = self._patience_s / _LESS_PATIENT
        return tuple(trials)

    def _try(self, scheme: str, owner: str, patience_s: float) -> LinkTrial:
        if self._open_link is None:
            text = "not tried: xdg-open is not installed, so no program's links reach another"
            return LinkTrial(scheme=scheme, received_by=owner, ms=None, ok=False, text=text)
        token = secrets.token_hex(16)
        with self._receipt(token) as receipt:
            began_ns = time.time_ns()
            try:
                exit_code = self._open_link(probe_link(scheme, token))
            except OSError as error:
                return _lost(scheme, owner, f"the system cannot open links ({error.strerror})")
            told = self._wait(receipt, patience_s)
        if told is None:
            code = exit_code()
            why = f"the system's opener ended with {code}" if code else "nothing arrived"
            return _lost(scheme, owner, f"{why} within {patience_s:.0f} seconds")
        program, at_ns = told
        return _arrived(scheme, program, (at_ns - began_ns) / 1e6, own=_same(program, self._own))

    @contextmanager
    def _receipt(self, token: str) -> Iterator[Path]:
        self._door.make_folder()
        path = Path(receipt_path(self._door, token))
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _wait(self, receipt: Path, patience_s: float) -> tuple[str, int] | None:
        """Look again and again: whoever writes is another process that knows nothing of us."""
        pause, until = threading.Event(), time.monotonic() + patience_s
        while time.monotonic() < until:
            try:
                told = json.loads(receipt.read_bytes())
                return str(told["program"]), int(told["at_ns"])
            except (ValueError, KeyError, TypeError):  # nothing, or half of it, is there yet
                pause.wait(_LOOK_EVERY_S)
        return None


def _arrived(scheme: str, program: str, ms: float, *, own: bool) -> LinkTrial:
    text = f"a test link arrived here after {ms:.0f} ms"
    if not own:
        text = (
            f"a test link went to another installation, {program}. To change that, run "
            "cti-desktop handlers install with the one you want."
        )
    return LinkTrial(scheme=scheme, received_by=program, ms=ms, ok=own, text=text)


def _same(program: str, own: str) -> bool:
    """Tell whether two paths are one installation, which may be reached by a link."""
    return os.path.realpath(program) == os.path.realpath(own)


def _lost(scheme: str, owner: str, why: str) -> LinkTrial:
    text = (
        f"the system names {APP_NAME}, but {why}. Run cti-desktop handlers install again; if that "
        "does not help, sign out of the system and in again."
    )
    return LinkTrial(scheme=scheme, received_by=owner, ms=None, ok=False, text=text)


def _elsewhere(scheme: str, owner: str) -> LinkTrial:
    who = f"opens in {owner}" if owner else "opens in no program"
    text = f"{who}. To open it here: cti-desktop handlers install --take {scheme}"
    return LinkTrial(scheme=scheme, received_by=owner, ms=None, ok=True, text=text)
