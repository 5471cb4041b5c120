"""Examines a companion for `cti-desktop doctor`, step by step as the administrators' guide goes.

Each step is told in a sentence: how it stands, or what is wrong and what to do. Blocking.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.doctor_address import look_at_address
from cti_desktop.companion.doctor_running import look_at_running
from cti_desktop.companion.doctor_settings import look_at_settings
from cti_desktop.companion.doctor_zoom import look_at_zoom
from cti_desktop.companion.examination import Examination, step
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.status_command import fetch_status


def examine(
    settings: CompanionSettings,
    url: str,
    host_origin: str | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Examination:
    """Look at every step; what is broken is told, never raised.

    Args:
        settings: read from the environment the companion is started with.
        url: where it listens on this machine.
        host_origin: `CTI_HOST_ORIGIN` of the desktops, when it is set.
        clock: UTC.
    """
    steps = (
        *look_at_settings(settings, host_origin),
        *look_at_zoom(settings, clock),
        *look_at_address(settings),
    )
    try:
        status = fetch_status(settings, url)
    except CtiError as error:
        return Examination(steps=(*steps, step("companion", error.message)))
    running = step("companion", None, f"version {status.version} answers at {url}")
    return Examination(
        steps=(*steps, running, *look_at_running(status, settings)),
        drift=status.drift,
        quarantine=status.quarantine,
    )
