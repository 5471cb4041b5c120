"""What is loaded before the window's first picture: a start must not slowly become heavy again."""

import os
import subprocess
import sys
from pathlib import Path

_LATE = (
    "asyncio",
    "jeepney",
    "structlog",
    "sqlalchemy",
    "phonenumbers",
    "PySide6.QtWebEngineCore",
    "cti_desktop.agent.views",
    "cti_desktop.calls.call",
    "cti_desktop.desktop.interior",
)
_SEE = """
import os, sys
from cti_desktop.__main__ import travel_light
travel_light()
from cti_desktop.desktop import app, program
desktop = app.Desktop(
    app.make_application(),
    program.read_settings(os.environ),
    pages=program.offered_pages(program.read_settings(os.environ)),
)
desktop.show()
print(*(name for name in sys.argv[1:] if name in sys.modules))
import cti_desktop.desktop.softphone_parts
print(*(name for name in sys.argv[1:] if name in sys.modules))
os._exit(sys.stdout.flush() or 0)
"""


def test_the_first_picture_waits_for_nothing_it_does_not_show(tmp_path: Path) -> None:
    seen = subprocess.run(
        [sys.executable, "-c", _SEE, *_LATE],
        env=os.environ | {"CTI_DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    painted, on_its_way = seen.stdout.split("\n")[:2]
    assert painted.split() == []
    assert on_its_way.split() == ["PySide6.QtWebEngineCore"]
