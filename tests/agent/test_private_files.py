"""Who else uses the computer reads nothing of the desk's folder, whatever makes it first."""

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cti_desktop.agent.log_file import NAME, LogFile
from cti_desktop.agent.setting_files import write_whole

pytestmark = pytest.mark.skipif(os.name == "nt", reason="folders of a user are closed by Windows")


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_log_is_its_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "share" / "desk" / "log"
    LogFile(folder, io.StringIO()).write("x\n")
    assert {rights(one) for one in (folder.parent, folder)} == {0o700}
    assert rights(folder / NAME) == 0o600


def test_settings_are_their_users_alone_and_stay_so(tmp_path: Path) -> None:
    file = tmp_path / "desk" / "settings.toml"
    write_whole(file, "a = 1\n")
    write_whole(file, "a = 2\n")
    assert (rights(file.parent), rights(file)) == (0o700, 0o600)
    assert file.read_text() == "a = 2\n"
