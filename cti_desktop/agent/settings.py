"""The desk's settings: read once from files and environment, then handed down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from cti_desktop.agent.handoff_wire import Door, door_of
from cti_desktop.agent.machine_trust import doubt
from cti_desktop.agent.setting_files import ProfileCache, UserFile, machine_file, read_toml
from cti_desktop.agent.setting_table import (
    COMPANION_URL,
    CONTACT_CENTER_URL,
    DO_NOT_CALL,
    EMBED_ORIGIN,
    EMBED_PERMISSIONS,
    EMBED_URL,
    HOST_ORIGIN,
    REGION,
    SURFACE,
    ZOOM_EMBED_URL,
)
from cti_desktop.agent.settings_store import (
    Origin,
    SettingsStore,
    read_layers,
    read_variables,
)
from cti_desktop.calls.errors import UserFixable

__all__ = ["DeskSettings", "read_settings"]

_EMBED_URLS = {"phone": ZOOM_EMBED_URL, "contact_center": CONTACT_CENTER_URL}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Everything the agent's program is told from outside, as it stood at the start.

    Attributes:
        data_dir: all that the program writes lies below it.
        surface: which of Zoom's pages the softphone is: `phone` or `contact_center`.
        embed_url: the softphone page.
        embed_origin: the only origin whose messages count; commands go nowhere else.
        host_origin: the origin our page has; the admin lists it as an approved domain at Zoom.
        companion_url: None works without one.
        region: ISO country for numbers in national form; None knows international form only.
        embed_permissions: what that page is granted when it asks, of what it may have at all.
        private_profile: keep the softphone's cookies in memory (tests).
        do_not_call: numbers to ask about; None looks for `do-not-call.txt` in the data folder.
        door: where other programs hand links over; None takes none.
        door_held: the process holds the door's lock already, see `one_program`.
        opening_links: links the program was started with.
        store: holds every setting and its changes while the program runs.
    """

    data_dir: Path
    surface: str = "phone"
    embed_url: str = ZOOM_EMBED_URL
    embed_origin: str = "https://applications.zoom.us"
    host_origin: str = "https://localhost"
    companion_url: str | None = None
    region: str | None = None
    embed_permissions: tuple[str, ...] = EMBED_PERMISSIONS.default
    private_profile: bool = False
    do_not_call: Path | None = None
    door: Door | None = field(default=None, compare=False)
    door_held: bool = field(default=False, compare=False)
    opening_links: tuple[str, ...] = ()
    store: SettingsStore = field(default_factory=SettingsStore, compare=False, repr=False)

    @property
    def database_url(self) -> str:
        """Where the local journal lies."""
        return f"sqlite:///{self.data_dir / 'desk.db'}"


def read_settings(environment: Mapping[str, str], machine: Path | None = None) -> DeskSettings:
    """Read the desk's settings; one that cannot be meant counts as not set, see `store.problems`.

    Args:
        environment: the process's own (README lists what is read).
        machine: the machine's file; the system's own place by default.
    """
    data_dir = data_dir_of(environment)
    store = open_settings(environment, data_dir, machine or machine_file(environment))
    surface, companion = store.get(SURFACE), store.get(COMPANION_URL) or None
    embed_url = store.get(EMBED_URL) or _EMBED_URLS[surface]
    origin = EMBED_ORIGIN.kind.read
    listed = store.get(DO_NOT_CALL)
    host = store.get(HOST_ORIGIN) or (origin(companion) if companion else "https://localhost")
    return DeskSettings(
        data_dir=data_dir,
        surface=surface,
        embed_url=embed_url,
        embed_origin=store.get(EMBED_ORIGIN) or origin(embed_url),
        host_origin=host,
        embed_permissions=store.get(EMBED_PERMISSIONS),
        companion_url=companion,
        region=store.get(REGION) or None,
        do_not_call=Path(listed) if listed else None,
        door=door_of(environment),
        store=store,
    )


def data_dir_of(environment: Mapping[str, str]) -> Path:
    """Return the folder below which everything is written."""
    given = environment.get("CTI_DATA_DIR")
    return Path(given) if given else platformdirs.user_data_path("cti-desktop")


def open_settings(environment: Mapping[str, str], data_dir: Path, machine: Path) -> SettingsStore:
    """Read every source of settings; a machine's file that anybody may have written is left out."""
    problems: list[str] = []
    given: dict[str, Any] = {}
    try:
        if doubted := doubt(machine):
            problems.append(doubted)
        else:
            given = read_toml(machine)
    except UserFixable as error:
        problems.append(error.message)
    sets, suggests = read_layers(Origin.MACHINE, str(machine), given)
    return SettingsStore(
        (sets, read_variables(environment)),
        suggestions=suggests,
        user=UserFile(data_dir),
        profile=ProfileCache(data_dir),
        problems=problems,
    )
