"""Who may have written the machine's settings file, in Windows' own words."""

from pathlib import Path

import pytest

from cti_desktop.agent import machine_trust
from cti_desktop.agent.doctor import examine
from cti_desktop.agent.machine_trust import doubt, is_administrators_alone
from cti_desktop.agent.setting_table import REGION
from cti_desktop.agent.settings import read_settings

# as icacls makes them in docs/admin.md, and what a file put there gets from it
FOLDER = "O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
FILE = "O:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)"
# as a folder in C:\ProgramData is when nobody thinks of it: users may put files into it
USERS_FOLDER = (
    "O:S-1-5-21-1004336348-1177238915-682003330-1001D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)"
    "(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)"
)
MINE = "O:S-1-5-21-1004336348-1177238915-682003330-1001D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)"


@pytest.mark.parametrize(
    "described",
    [
        FOLDER,
        FILE,
        "O:SYD:P(A;;FA;;;SY)",
        "O:S-1-5-32-544D:(A;;FR;;;WD)(A;;FRFX;;;AU)",
        "O:BAD:(D;;FA;;;BU)(A;;GR;;;BU)",
        "O:BAD:(A;OICIIO;GA;;;CO)(A;;FA;;;BA)(A;;FA;;;OW)",
        "O:BAD:",
    ],
)
def test_what_administrators_alone_may_write_is_obeyed(described: str) -> None:
    assert is_administrators_alone(described)


@pytest.mark.parametrize(
    "described",
    [
        USERS_FOLDER,
        MINE,
        USERS_FOLDER.replace("S-1-5-21-1004336348-1177238915-682003330-1001", "BA"),
        "O:BUD:(A;;FA;;;SY)",
        "O:BAD:(A;;FA;;;BU)",
        "O:BAD:(A;;FW;;;BU)",
        "O:BAD:(A;;0x1301bf;;;AU)",
        "O:BAD:(A;;0x1200ab;;;BU)",
        "O:BAD:(A;;GA;;;WD)",
        "O:BAD:(A;;SD;;;BU)",
        "O:BAD:(A;;WO;;;BU)",
        "O:BAD:(A;;FRWD;;;BU)",
        "O:BAD:(A;;FA;;;S-1-5-21-1004336348-1177238915-682003330-1001)",
        "O:BAD:(XA;;FA;;;WD;(@User.clearance>=1))",
        "O:BAD:(A;;F;;;BU)",
        "O:BAD:(A;;FR;;BU)",
        "O:BAD:NO_ACCESS_CONTROL",
        "O:BA",
        "D:(A;;FR;;;BU)",
        "",
    ],
)
def test_what_others_may_write_or_nobody_can_read_is_not(described: str) -> None:
    assert not is_administrators_alone(described)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    machine = tmp_path / "cti-desktop" / "settings.toml"
    machine.parent.mkdir()
    machine.write_text('region = "DE"\n')
    return machine


@pytest.mark.parametrize(
    ("folder", "file", "open_place"),
    [
        (FOLDER, FILE, None),
        (USERS_FOLDER, FILE, "cti-desktop"),
        (FOLDER, MINE, "settings.toml"),
        (FOLDER, None, "settings.toml"),
    ],
)
def test_file_and_folder_both_have_to_be_closed(
    machine: Path, folder: str, file: str | None, open_place: str | None
) -> None:
    said = doubt(machine, windows({machine.parent: folder, machine: file}))
    if open_place is None:
        assert said is None
    else:
        assert said is not None
        assert f"{open_place}. docs/admin.md" in said


def test_a_folder_that_leads_elsewhere_is_not_obeyed(machine: Path) -> None:
    link = machine.parent.with_name("link")
    link.symlink_to(machine.parent)
    assert doubt(link / machine.name, lambda _path: FILE) is not None


def test_no_file_is_no_matter_of_doubt(tmp_path: Path) -> None:
    assert doubt(tmp_path / "settings.toml", windows({})) is None


def test_a_doubted_file_counts_for_nothing_and_the_doctor_says_so(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"CTI_DATA_DIR": str(machine.parent.with_name("data"))}
    assert read_settings(environment, machine).store.get(REGION) == "DE"
    monkeypatch.setattr(machine_trust, "_ASKED", True)
    monkeypatch.setattr(machine_trust, "_describe", lambda _path: USERS_FOLDER)
    settings = read_settings(environment, machine)
    monkeypatch.undo()
    assert settings.store.get(REGION) != "DE"
    (check,) = [one for one in examine(settings, environment).checks if one.name == "settings"]
    assert not check.ok
    assert "not obeyed" in check.text


def windows(described: dict[Path, str | None]) -> machine_trust.Describe:
    """Stand in for Windows; None is a file that it says nothing about."""

    def describe(path: str) -> str:
        said = described[Path(path)]
        if said is None:
            raise PermissionError(path)
        return said

    return describe
