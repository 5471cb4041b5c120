"""A link is handed over in a blink: the way there must not load what only the app needs."""

import re
import subprocess
import sys

from tests.architecture.source import ROOT

HEAVY = {"PySide6", "alembic", "fastapi", "httpx", "sqlalchemy", "starlette"}
IMPORTED = re.compile(r"^import time:.*\|\s+(?P<module>[\w.]+)$", re.MULTILINE)


def modules_loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    whole = {found["module"] for found in IMPORTED.finditer(done.stderr)}
    return whole | {name.partition(".")[0] for name in whole}


def test_the_command_line_starts_without_qt_and_database() -> None:
    loaded = modules_loaded_by("import cti_desktop.__main__, cti_desktop.cli")
    assert "cti_desktop" in loaded
    assert not loaded & HEAVY


def test_the_softphone_is_answered_before_the_database_is_loaded() -> None:
    on_the_way = ("agent.front_desk", "desktop.app", "desktop.core_loop", "desktop.softphone_parts",
                  "desktop.interior")  # fmt: skip
    loaded = modules_loaded_by(";".join(f"import cti_desktop.{name}" for name in on_the_way))
    assert "PySide6" in loaded
    assert not loaded & (HEAVY - {"PySide6"})


def test_the_softphone_does_not_wait_for_what_the_desk_tells_later() -> None:
    on_the_way = ("agent.front_desk", "desktop.app", "desktop.core_loop", "desktop.said",
                  "desktop.softphone_parts")  # fmt: skip
    loaded = modules_loaded_by(";".join(f"import cti_desktop.{name}" for name in on_the_way))
    assert "cti_desktop.agent.first_views" in loaded
    later = {f"cti_desktop.agent.{name}" for name in ("views", "answers", "ports", "lines")}
    assert not loaded & later


def test_the_measure_sees_a_heavy_import() -> None:
    assert "sqlalchemy" in modules_loaded_by("import sqlalchemy")
