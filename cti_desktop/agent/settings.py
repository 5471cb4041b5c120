"""The desk's settings: read once from the environment, then handed down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from cti_desktop.agent.handoff_wire import Door, door_of
from cti_desktop.calls.errors import UserFixable

ZOOM_EMBED_URL = "https://applications.zoom.us/integration/phone/embeddablephone/home"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """Everything the agent's program is told from outside.

    Attributes:
        data_dir: all that the program writes lies below it.
        embed_url: the softphone page.
        embed_origin: the only origin whose messages count; commands go nowhere else.
        host_origin: the origin our page has; the admin lists it as an approved domain at Zoom.
        companion_url: None works without one.
        region: ISO country for numbers in national form; None knows international form only.
        private_profile: keep the softphone's cookies in memory (tests).
        dial_at_once: links are dialled without a question, save where one must be asked.
        do_not_call: numbers to ask about; None looks for `do-not-call.txt` in the data folder.
        door: where other programs hand links over; None takes none.
        opening_links: links the program was started with.
    """

    data_dir: Path
    embed_url: str = ZOOM_EMBED_URL
    embed_origin: str = "https://applications.zoom.us"
    host_origin: str = "https://localhost"
    companion_url: str | None = None
    region: str | None = None
    private_profile: bool = False
    dial_at_once: bool = False
    do_not_call: Path | None = None
    door: Door | None = field(default=None, compare=False)
    opening_links: tuple[str, ...] = ()

    @property
    def database_url(self) -> str:
        """Where the local journal lies."""
        return f"sqlite:///{self.data_dir / 'desk.db'}"


def read_settings(environment: Mapping[str, str]) -> DeskSettings:
    """Read the desk's settings from environment variables (README has the list).

    Raises:
        UserFixable: a variable holds something that cannot be meant.
    """
    embed_url = environment.get("ZOOM_PHONE_SMART_EMBED_URL") or ZOOM_EMBED_URL
    companion_url = (environment.get("CTI_COMPANION_URL") or "").rstrip("/") or None
    data_dir = environment.get("CTI_DATA_DIR")
    embed_origin = environment.get("ZOOM_PHONE_SMART_EMBED_ORIGIN") or embed_url
    host_origin = environment.get("CTI_HOST_ORIGIN") or companion_url or "https://localhost"
    return DeskSettings(
        data_dir=Path(data_dir) if data_dir else platformdirs.user_data_path("cti-desktop"),
        embed_url=embed_url,
        embed_origin=origin_of(embed_origin, "ZOOM_PHONE_SMART_EMBED_ORIGIN"),
        host_origin=origin_of(host_origin, "CTI_HOST_ORIGIN"),
        companion_url=companion_url,
        region=_region(environment.get("CTI_REGION")),
        dial_at_once=_switch(environment.get("CTI_DIAL_AT_ONCE"), "CTI_DIAL_AT_ONCE"),
        do_not_call=Path(listed) if (listed := environment.get("CTI_DO_NOT_CALL")) else None,
        door=door_of(environment),
    )


def origin_of(url: str, variable: str) -> str:
    """Return scheme, host and port of a URL.

    Raises:
        UserFixable: it is no http or https URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserFixable(
            f"{variable} must be an address such as https://cti.example.com; it is {url!r}.",
            code="setting_invalid",
        )
    return f"{parts.scheme}://{parts.netloc}"


def _region(text: str | None) -> str | None:
    if not text:
        return None
    region = text.strip().upper()
    if len(region) != len("GB") or not region.isalpha():
        raise UserFixable(
            f"CTI_REGION must be a two-letter country such as GB; it is {text!r}.",
            code="setting_invalid",
        )
    return region


def _switch(text: str | None, variable: str) -> bool:
    word = (text or "no").strip().lower()
    if word not in ("1", "yes", "true", "on", "0", "no", "false", "off"):
        raise UserFixable(f"{variable} must be yes or no; it is {text!r}.", code="setting_invalid")
    return word in ("1", "yes", "true", "on")
