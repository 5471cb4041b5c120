"""What the benchmarks' programs agree on: which desk, whose softphone, which flags."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.programs import Program, running
from cti_desktop.desktop.web_profile import chromium_flags

HOST_ORIGIN = "https://cti.example.com"
EXTENSION = "800"
REGION = "GB"
FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_EMBED = "/integration/phone/embeddablephone/home"


def same_flags() -> dict[str, str]:
    """Return the engine's flags, which must not make a difference between two programs."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {FLAGS: chromium_flags(os.environ.get(FLAGS, ""), as_root=as_root)}


def desk_environment(data_dir: Path, embed_url: str, embed_origin: str) -> dict[str, str]:
    """Return the environment of a desk without a companion."""
    return same_flags() | {
        "CTI_DATA_DIR": str(data_dir),
        "CTI_REGION": REGION,
        "CTI_HOST_ORIGIN": HOST_ORIGIN,
        "ZOOM_PHONE_SMART_EMBED_URL": embed_url,
        "ZOOM_PHONE_SMART_EMBED_ORIGIN": embed_origin,
    }


@contextmanager
def simulated_zoom(folder: Path) -> Iterator[tuple[str, str]]:
    """Run a simulated Zoom; yields its origin and the address of its softphone page."""
    settings = folder / "simulator.json"
    settings.write_text(
        json.dumps({"approved_origins": [HOST_ORIGIN], "pace": 0.1}), encoding="utf-8"
    )
    command = ("simulator", "serve", "--port", "0", "--settings", str(settings))
    with running("cti_desktop", *command, log=folder / "simulator.log") as program:
        origin: str = program.expect("url")["url"]
        yield origin, f"{origin}{_EMBED}?as={EXTENSION}"


def import_contacts(data_dir: Path, folder: Path, file: Path) -> None:
    """Read contacts into a desk's directory, with the command a person would use."""
    environment = {"CTI_DATA_DIR": str(data_dir), "CTI_REGION": REGION}
    log = folder / "contacts.log"
    command = ("contacts", "import", str(file), "--json")
    program = Program("cti_desktop", *command, log=log, environment=environment)
    try:
        program.expect("imported")
    finally:
        program.stop()
