"""The companion's commands where only what `requirements/companion.txt` lists is installed."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cti_desktop.cli.companion import companion
from tests.companion.bench import make_settings

ROOT = Path(__file__).resolve().parents[2]
LISTED = (ROOT / "requirements" / "companion.txt").read_text(encoding="utf-8")
OF_THE_DESK = ("keyring", "PySide6", "shiboken6", "openpyxl", "vobject")
# A name that is None in sys.modules is as good as not installed, for import and for find_spec.
BARE = f"""
import sys
sys.modules.update(dict.fromkeys({OF_THE_DESK}))
from cti_desktop.__main__ import main
sys.exit(main())
"""
# The packages that are loaded to serve from PostgreSQL and to bring it up to date.
LOADED = """
import sys
before = set(sys.modules)
from importlib.metadata import packages_distributions
import psycopg
import cti_desktop.cli.companion, cti_desktop.companion.program, cti_desktop.store.upgrading
known = packages_distributions()
tops = {name.partition(".")[0] for name in sys.modules.keys() - before}
print(*sorted({one for top in tops for one in known.get(top, ())}), sep="\\n")
"""


def bare(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = make_settings(folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CTI_", "ZOOM_"))}
    environment |= {
        "CTI_DATABASE_URL": settings.database_url,
        "CTI_DATA_DIR": str(folder),
        "CTI_ZOOM_OAUTH_URL": "http://127.0.0.1:9",
        "ZOOM_CLIENT_ID": "id",
        "ZOOM_CLIENT_SECRET": "secret",
    }
    return subprocess.run(
        [sys.executable, "-c", BARE, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_of_the_desk_is_installed_with_the_companion() -> None:
    names = {name.casefold() for name in re.findall(r"^([\w.-]+)==", LISTED, re.MULTILINE)}
    assert names.isdisjoint(name.casefold() for name in OF_THE_DESK)


def test_everything_the_companion_loads_is_installed_with_it() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    plain = {re.sub(r"[-_.]+", "-", name).casefold() for name in told.stdout.split()}
    listed = {name.casefold() for name in re.findall(r"^([\w.-]+)==", LISTED, re.MULTILINE)}
    assert {"fastapi", "psycopg", "alembic"} <= plain
    assert plain - {"cti-desktop"} <= listed


NOWHERE = ("--url", "http://127.0.0.1:9")
COMMANDS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "migrate": ((), 0, "it holds 0 events"),
    "token": (("--user", "u1"), 0, ""),
    "sessions": ((), 0, "agent  u1"),
    "status": (NOWHERE, 1, "127.0.0.1:9"),
    "doctor": (NOWHERE, 1, "CTI_SECRET_KEYS"),
    "erase": (("--user", "u2"), 0, "Nobody was found"),
    "disconnect": (("--user", "u1"), 1, "CTI_SECRET_KEYS"),
    "audit": ((), 0, "person_erased"),
    "serve": (("--port", "0"), 1, "ZOOM_WEBHOOK_SECRET"),
}


def test_every_command_of_the_companion_runs(tmp_path: Path) -> None:
    assert set(COMMANDS) == {one.name for one in companion.registered_commands}
    for name, (words, code, told) in COMMANDS.items():
        done = bare(tmp_path, "companion", name, *words)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        assert told in done.stdout + done.stderr


def test_the_doctor_leaves_out_the_desk_that_cannot_be_here(tmp_path: Path) -> None:
    done = bare(tmp_path, "doctor", "--companion-url", "http://127.0.0.1:9", "--json")
    assert done.returncode == 1, done.stderr
    names = {one["name"] for one in json.loads(done.stdout)["checks"]}
    assert {"settings", "redirect", "companion"} <= names
    assert not {"keyring", "links"} & names
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["erase", "audit", "sessions", "token"])
def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, name: str) -> None:
    words = ("--user", "u1") if name in ("erase", "token") else ()
    done = bare(tmp_path, "companion", name, *words)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "companion.db" in done.stderr
    assert "CTI_DATA_DIR" in done.stderr
    assert list(tmp_path.iterdir()) == []
