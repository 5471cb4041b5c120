"""Looks at the desk for the diagnostics page, and bundles what a helper needs to see.

The bundle holds what `doctor` found and the newest log, both masked; the person sees all of it
before it is saved, and nothing is ever sent by the program itself.
"""

import asyncio
import importlib
import json
import os
import platform
import zipfile
from pathlib import Path

from cti_desktop import __version__
from cti_desktop.agent.log_file import newest_log
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import BundleFile, CheckLine, CheckUp
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.masking import mask_text


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
    told = found.as_json()
    files = (
        BundleFile(name="about.json", text=json.dumps(about, indent=2)),
        BundleFile(name="findings.json", text=mask_text(json.dumps(told, indent=2, default=str))),
        BundleFile(name="log.jsonl", text=mask_text(newest_log(settings.data_dir))),
    )
    return CheckUp(checks=lines, files=files)


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


class CheckUpDoor:
    """A base of the office; the work is done beside the loop."""

    _check_up_settings: DeskSettings

    async def check_up(self) -> CheckUp:
        """Look at the desk: data folder, keyring, links, companion, database."""
        return await asyncio.to_thread(check_up, self._check_up_settings)

    async def save_bundle(self, file: Path, files: tuple[BundleFile, ...]) -> None:
        """Save what the person has seen.

        Raises:
            UserFixable: it cannot be written there.
        """
        await asyncio.to_thread(write_bundle, file, files)
