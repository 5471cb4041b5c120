"""A simulated Zoom, a screen, and the environment of a desk that starts as a person's does."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.clicking import HOST_ORIGIN, Zoom, end_desk
from tests.xvfb import MISSING_XVFB, x_display


@pytest.fixture
def zoom(tmp_path: Path) -> Iterator[Zoom]:
    zoom = Zoom(tmp_path)
    yield zoom
    zoom.program.stop()


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """Draw on a real X server where there is one, else into memory."""
    if MISSING_XVFB:
        yield {"DISPLAY": ":9", "QT_QPA_PLATFORM": "offscreen"}
        return
    with x_display() as display:
        yield {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@pytest.fixture
def environment(tmp_path: Path, zoom: Zoom, screen: dict[str, str]) -> Iterator[dict[str, str]]:
    folders = {
        "HOME": tmp_path,
        "XDG_DATA_HOME": tmp_path / "share",
        "XDG_CONFIG_HOME": tmp_path / "config",
        "XDG_RUNTIME_DIR": tmp_path / "run",
        "CTI_DATA_DIR": tmp_path / "data",
    }
    for folder in folders.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DESKTOP_", "KDE"))}
    environment = {
        **plain,
        **{name: str(folder) for name, folder in folders.items()},
        **screen,  # xdg-open asks whether there is one
        "CTI_DIAL_AT_ONCE": "yes",
        "CTI_REGION": "GB",
        "CTI_HOST_ORIGIN": HOST_ORIGIN,
        "ZOOM_PHONE_SMART_EMBED_URL": (
            f"{zoom.origin}/integration/phone/embeddablephone/home?as=800"
        ),
        "ZOOM_PHONE_SMART_EMBED_ORIGIN": zoom.origin,
    }
    yield environment
    end_desk(environment)
