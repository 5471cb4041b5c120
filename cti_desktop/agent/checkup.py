"""Looks at the desk for the diagnostics page, and bundles what a helper needs to see.

The bundle holds what `doctor` found, who set which setting, and the newest log, without anything
that tells of people; the person sees all of it before it is saved, and nothing is ever sent by the
program itself.
"""

import asyncio
import importlib
import json
import os
import platform
import zipfile
from dataclasses import replace
from pathlib import Path

from cti_desktop import __version__
from cti_desktop.agent.desk import Desk
from cti_desktop.agent.handlers.report import HandlersReport
from cti_desktop.agent.log_file import newest_log
from cti_desktop.agent.redaction import redact_findings, redact_log
from cti_desktop.agent.setting_kinds import Choice, Country, Percent, Several, Switch, Whole
from cti_desktop.agent.setting_table import TABLE
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import BundleFile, CheckLine, CheckUp
from cti_desktop.calls.errors import UserFixable


def check_up(settings: DeskSettings) -> CheckUp:
    """Look at everything; any thread, blocks."""
    # Loaded here: no start should wait for what only this page needs.
    found = importlib.import_module("cti_desktop.agent.doctor").examine(settings, os.environ)
    lines = tuple(CheckLine(name=one.name, ok=one.ok, text=one.text) for one in found.checks)
    about = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "region": settings.region,
        "companion": settings.companion_url is not None,
    }
    told = redact_findings(found.as_json())
    files = (
        BundleFile(name="about.json", text=json.dumps(about, indent=2)),
        BundleFile(name="findings.json", text=json.dumps(told, indent=2, default=str)),
        BundleFile(name="settings.json", text=json.dumps(_settings(settings), indent=2)),
        BundleFile(name="log.jsonl", text=redact_log(newest_log(settings.data_dir))),
    )
    return CheckUp(checks=lines, files=files)


def _settings(settings: DeskSettings) -> dict[str, dict[str, object]]:
    """Return who set which setting, and the value where it is none that a person typed."""
    told: dict[str, dict[str, object]] = {}
    for one in TABLE:
        standing = settings.store.standing(one)
        told[one.name] = {"by": str(standing.origin), "locked": standing.locked}
        if isinstance(one.kind, Switch | Choice | Several | Whole | Percent | Country):
            told[one.name]["value"] = standing.value
    return told


def write_bundle(file: Path, files: tuple[BundleFile, ...]) -> None:
    """Write the files a person has seen into a zip; any thread, blocks.

    Raises:
        UserFixable: it cannot be written there.
    """
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for one in files:
                bundle.writestr(one.name, one.text)
    except OSError as error:
        raise UserFixable(
            f"{file.name} cannot be written: {error.strerror or 'the disk refused'}. "
            "Choose another place, or close the program that has it open.",
            code="bundle_not_written",
        ) from error


def _links(*, install: bool) -> CheckLine:
    handlers = importlib.import_module("cti_desktop.agent.handlers.here").handlers_here(os.environ)
    report: HandlersReport = handlers.install() if install else handlers.status()
    ours = [one.scheme for one in report.schemes if one.ours]
    if ours:
        return CheckLine(
            name="links", ok=True, text=f"Clicked numbers open here: {', '.join(ours)}"
        )
    others = sorted({one.handler for one in report.schemes if one.handler})
    if others:
        return CheckLine(
            name="links",
            ok=False,
            text=f"Clicked numbers open in {', '.join(others)}. Choose this program in the "
            "system's settings.",
        )
    return CheckLine(name="links", ok=False, text="No program opens clicked numbers yet.")


def _try_links(settings: DeskSettings) -> tuple[CheckLine, ...]:
    doctor = importlib.import_module("cti_desktop.agent.doctor")
    tried = doctor.try_links(settings, os.environ)
    if not tried:
        text = "No program opens clicked numbers yet."
        return (CheckLine(name="links", ok=False, text=text),)
    return tuple(CheckLine(name=one.scheme, ok=one.ok, text=one.text) for one in tried)


class CheckUpDoor:
    """A base of the office; the work is done beside the loop."""

    _check_up_settings: DeskSettings
    desk: Desk

    async def check_up(self) -> CheckUp:
        """Look at the desk: data folder, keyring, links, companion, database, how fast it pops."""
        found = await asyncio.to_thread(check_up, self._check_up_settings)
        pops = self.desk.pop_times.line()
        return found if pops is None else replace(found, checks=(*found.checks, pops))

    async def links_here(self) -> CheckLine:
        """Tell whether links to phone numbers open in this program, and where else they do."""
        return await asyncio.to_thread(_links, install=False)

    async def open_links_here(self) -> CheckLine:
        """Open them here where no other program does.

        Raises:
            UserFixable: the system does not allow it; the message says what to do.
        """
        return await asyncio.to_thread(_links, install=True)

    async def try_links(self) -> tuple[CheckLine, ...]:
        """Send a harmless link of each kind through the system, and tell who received it."""
        return await asyncio.to_thread(_try_links, self._check_up_settings)

    async def save_bundle(self, file: Path, files: tuple[BundleFile, ...]) -> None:
        """Save what the person has seen.

        Raises:
            UserFixable: it cannot be written there.
        """
        await asyncio.to_thread(write_bundle, file, files)
