"""The desk's settings: read once from the environment, then handed down."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

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
    """

    data_dir: Path
    embed_url: str = ZOOM_EMBED_URL
    embed_origin: str = "https://applications.zoom.us"
    host_origin: str = "https://localhost"
    companion_url: str | None = None
    region: str | None = None
    private_profile: bool = False

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
