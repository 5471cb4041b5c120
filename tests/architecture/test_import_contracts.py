"""Each import contract is broken in a copy of the package and must be the one to notice."""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERDICT = re.compile(r"^(?P<name>.+) (?P<verdict>KEPT|BROKEN)( \(.*\))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Violation:
    """An import that must not be, and the contract that forbids it."""

    contract: str
    importer: str
    statement: str


VIOLATIONS = [
    Violation("layers", "calls", "import cti_desktop.store"),
    Violation("layers", "store", "import cti_desktop.zoom"),
    Violation("layers", "crm", "import cti_desktop.sync"),
    Violation("layers", "agent", "import cti_desktop.desktop"),
    Violation("layers", "companion", "import cti_desktop.desktop.planted_too"),
    Violation("qt", "agent", "from PySide6.QtCore import QObject"),
    Violation("qt", "calls", "import shiboken6"),
    Violation("database", "sync", "from sqlalchemy.orm import Session"),
    Violation("database", "agent", "import alembic"),
    Violation("web-server", "sync", "from starlette.responses import Response"),
    Violation("web-server", "zoom", "import fastapi"),
    Violation("http-client", "agent", "import httpx"),
    Violation("http-client", "store", "import httpx_sse"),
    Violation("simulator", "simulator", "import cti_desktop.calls"),
    Violation("simulator", "simulator", "import cti_desktop.zoom"),
    Violation("companion", "companion", "import cti_desktop.agent"),
    Violation("desktop", "desktop", "import cti_desktop.crm"),
    Violation("desktop", "desktop", "import cti_desktop.store"),
    Violation("desktop", "desktop", "import cti_desktop.zoom"),
    Violation("desktop", "desktop", "import cti_desktop.sync"),
]


def contracts() -> dict[str, str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {item["id"]: item["name"] for item in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture
def copied_project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    only_source = shutil.ignore_patterns("*.pyc", "__pycache__", "*.js", "*.html", "*.css")
    shutil.copytree(ROOT / "cti_desktop", tmp_path / "cti_desktop", ignore=only_source)
    return tmp_path


def broken_contracts(project: Path) -> set[str]:
    """Return the ids of the contracts that the project's import graph breaks."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-logo", "--no-cache"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    verdicts = {found["name"]: found["verdict"] for found in VERDICT.finditer(done.stdout)}
    ids = {name: id_ for id_, name in contracts().items()}
    assert set(verdicts) == set(ids), done.stdout + done.stderr
    broken = {ids[name] for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert (done.returncode != 0) == bool(broken)
    return broken


def plant(project: Path, importer: str, statement: str) -> None:
    target = project / "cti_desktop" / importer / "planted.py"
    target.write_text(f"{statement}\n", encoding="utf-8")


def test_the_package_keeps_every_contract(copied_project: Path) -> None:
    assert broken_contracts(copied_project) == set()


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda v: f"{v.importer}: {v.statement}")
def test_a_planted_violation_breaks_its_contract_alone(
    copied_project: Path, violation: Violation
) -> None:
    too = copied_project / "cti_desktop" / "desktop" / "planted_too.py"
    too.write_text("VALUE = 1\n", encoding="utf-8")
    plant(copied_project, violation.importer, violation.statement)
    assert broken_contracts(copied_project) == {violation.contract}


def test_qt_reached_by_a_detour_breaks_the_companions_contract(copied_project: Path) -> None:
    plant(copied_project, "store", "import PySide6")
    plant(copied_project, "companion", "import cti_desktop.store.planted")
    assert broken_contracts(copied_project) == {"qt", "companion-without-qt"}


def test_an_undeclared_room_breaks_the_layers(copied_project: Path) -> None:
    (copied_project / "cti_desktop" / "attic.py").write_text('"""Dust."""\n', encoding="utf-8")
    assert broken_contracts(copied_project) == {"layers"}


def test_every_contract_is_seen_to_fail_here() -> None:
    assert {violation.contract for violation in VIOLATIONS} | {"companion-without-qt"} == set(
        contracts()
    )


def test_the_rooms_below_agent_are_all_named_in_the_desktops_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    by_id = {item["id"]: item for item in settings["tool"]["importlinter"]["contracts"]}
    layers = by_id["layers"]["layers"]
    below_agent = layers[layers.index("agent") + 1].split(" | ")
    assert set(by_id["desktop"]["forbidden_modules"]) == {
        f"cti_desktop.{room}" for room in below_agent
    }
