"""The front door: what a newcomer types first, and what it says when the machine is not ready."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, package_python, text_of

OLD_PYTHON = "#!/bin/sh\nexit 1\n"
PYTHON_WITHOUT_VENV = """#!/bin/sh
case $2 in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac
"""
NAMES = ["python3.13", "python3.12", "python3.11", "python3", "python"]


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment}
    return subprocess.run(
        arguments, cwd=cwd, env=settings, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """A checkout that nobody has prepared yet."""
    checkout = tmp_path / "a fresh checkout"
    (checkout / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "run", checkout)
    shutil.copy(ROOT / "pyproject.toml", checkout)
    shutil.copy(ROOT / "requirements" / "dev.txt", checkout / "requirements")
    return checkout


def pythons(folder: Path, script: str) -> str:
    """Put this script before every Python of the machine and return the search path."""
    folder.mkdir()
    for name in NAMES:
        program = folder / name
        program.write_text(script, encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return f"{folder}:{os.environ['PATH']}"


def test_help_names_every_command_from_any_folder(tmp_path: Path) -> None:
    done = run(str(ROOT / "run"), "help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("demo", "test", "check", "bench", "shots", "help"):
        assert re.search(rf"^  {command}\b", done.stdout, re.MULTILINE)


def test_an_unknown_command_is_named_and_stdout_stays_empty(tmp_path: Path) -> None:
    done = run(str(ROOT / "run"), "dance", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "unknown command: dance" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_the_demo_without_a_screen_says_how_to_run_it(tmp_path: Path) -> None:
    done = run(str(ROOT / "run"), "demo", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "--headless" in done.stderr


def test_shots_asks_for_its_folder(tmp_path: Path) -> None:
    done = run(str(ROOT / "run"), "shots", cwd=tmp_path)
    assert done.returncode == 1
    assert "./run shots DIR" in done.stderr


def test_a_machine_with_an_old_python_gets_a_sentence(bare_checkout: Path, tmp_path: Path) -> None:
    path = pythons(tmp_path / "bin", OLD_PYTHON)
    done = run("./run", "check", cwd=bare_checkout, PATH=path)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert not (bare_checkout / ".venv").exists()


def test_a_python_without_venv_gets_the_command_to_type(
    bare_checkout: Path, tmp_path: Path
) -> None:
    path = pythons(tmp_path / "bin", PYTHON_WITHOUT_VENV)
    done = run("./run", "check", cwd=bare_checkout, PATH=path)
    assert done.returncode == 1
    assert "sudo apt-get install python3.11-venv" in done.stderr
    assert not (bare_checkout / ".venv").exists()


def test_the_readme_names_every_variable_the_code_reads() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = {
        name
        for path in package_python()
        for name in re.findall(r"[\"']((?:CTI|ZOOM)_[A-Z_]+[A-Z])[\"']", text_of(path))
    }
    assert named <= set(re.findall(r"`([A-Z_]+)`", readme)), "one row each in README.md"
