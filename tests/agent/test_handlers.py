import plistlib
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.handlers.linux import DESKTOP_ID, LinuxHandlers, desktop_file
from cti_desktop.agent.handlers.macos import BUNDLE_ID, MacHandlers, url_types
from cti_desktop.agent.handlers.mime_apps import MimeApps, MimeSearch
from cti_desktop.agent.handlers.report import HandlersReport
from cti_desktop.agent.handlers.windows import (
    SETTINGS_PAGE,
    SETTINGS_PAGE_MACHINE,
    WindowsHandlers,
    default_associations,
    open_command,
)
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.links import SCHEMES

ROOT = Path(__file__).parents[2]


def owners(report: HandlersReport) -> dict[str, str]:
    return {one.scheme: one.handler for one in report.schemes}


# Linux


class Desktop:
    """The desktop's programs on a plain mimeapps.list; `installed` says which there are."""

    def __init__(self, mime_apps: Path, *, installed: bool = True) -> None:
        self.mime_apps = MimeApps(mime_apps)
        self.installed = installed
        self.commands: list[tuple[str, ...]] = []

    def run(self, *command: str) -> str | None:
        self.commands.append(command)
        if not self.installed:
            return None
        match command:
            case ("xdg-mime", "query", "default", kind):
                return self.mime_apps.default_of(kind) + "\n"
            case ("xdg-mime", "default", owner, kind):
                self.mime_apps.make_default(kind, owner)
                return ""
            case _:
                return ""


class Linux:
    def __init__(self, folder: Path, *, installed: bool = True, machine: bool = False) -> None:
        self.mime_apps = folder / "config" / "mimeapps.list"
        self.file = folder / "share" / "applications" / DESKTOP_ID
        self.memory = folder / "data" / "handlers.json"
        self.desktop = Desktop(self.mime_apps, installed=installed)
        self.handlers = LinuxHandlers(
            self.desktop,
            ["/opt/cti/cti-desktop"],
            applications=self.file.parent,
            mime_apps=self.mime_apps,
            search=MimeSearch([self.mime_apps], [self.file.parent]),
            memory=self.memory,
            machine=machine,
        )

    def belongs(self, scheme: str, owner: str) -> None:
        MimeApps(self.mime_apps).make_default(f"x-scheme-handler/{scheme}", owner)


@pytest.fixture(params=["xdg-mime", "no xdg-mime", "machine"])
def linux(tmp_path: Path, request: pytest.FixtureRequest) -> Linux:
    return Linux(
        tmp_path,
        installed=request.param != "no xdg-mime",
        machine=request.param == "machine",
    )


def test_what_nobody_opens_is_opened_here(linux: Linux) -> None:
    report = linux.handlers.install()
    assert report.registered
    assert set(owners(report).values()) == {DESKTOP_ID}
    assert "Exec=/opt/cti/cti-desktop %u" in linux.file.read_text()
    assert ("update-desktop-database", str(linux.file.parent)) in linux.desktop.commands


def test_a_scheme_of_another_program_is_left_to_it(linux: Linux) -> None:
    linux.belongs("tel", "linphone.desktop")
    report = linux.handlers.install()
    assert owners(report)["tel"] == "linphone.desktop"
    assert owners(report)["callto"] == DESKTOP_ID
    assert any("--take tel" in sentence for sentence in report.advice)


def test_a_scheme_taken_when_asked_is_given_back(linux: Linux) -> None:
    linux.belongs("tel", "linphone.desktop")
    linux.belongs("sms", "kdeconnect.desktop")
    report = linux.handlers.install(take=["tel"])
    assert owners(report)["tel"] == DESKTOP_ID
    assert owners(report)["sms"] == "kdeconnect.desktop"
    assert {one.scheme: one.gives_back_to for one in report.schemes}["tel"] == "linphone.desktop"
    linux.handlers.install(take=["all"])
    removed = linux.handlers.remove()
    assert owners(removed) == {
        **dict.fromkeys(SCHEMES, ""),
        "tel": "linphone.desktop",
        "sms": "kdeconnect.desktop",
    }
    assert not removed.registered
    assert not linux.file.exists()
    assert not linux.memory.exists()


def test_installing_twice_still_knows_whom_to_give_back_to(linux: Linux) -> None:
    linux.belongs("tel", "linphone.desktop")
    linux.handlers.install(take=["tel"])
    linux.handlers.install(take=["tel"])
    assert owners(linux.handlers.remove())["tel"] == "linphone.desktop"


def test_a_scheme_somebody_else_took_meanwhile_stays_theirs(linux: Linux) -> None:
    linux.belongs("tel", "linphone.desktop")
    linux.handlers.install(take=["tel"])
    linux.belongs("tel", "zoom.desktop")
    assert owners(linux.handlers.remove())["tel"] == "zoom.desktop"


def test_removing_what_is_not_there_changes_nothing(linux: Linux) -> None:
    linux.belongs("tel", "linphone.desktop")
    before = linux.mime_apps.read_text()
    assert linux.handlers.remove().changed == ()
    assert linux.mime_apps.read_text() == before


def test_a_damaged_memory_gives_back_to_nobody(linux: Linux) -> None:
    linux.handlers.install()
    linux.memory.write_text("{not json")
    assert owners(linux.handlers.remove())["tel"] == ""


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "share").write_text("a file where a folder must be")
    with pytest.raises(UserFixable, match="cannot be written"):
        Linux(tmp_path).handlers.install()


@pytest.mark.parametrize("machine", [True, False])
def test_a_program_that_only_says_so_itself_is_asked_about_and_has_it_again(
    tmp_path: Path, machine: bool
) -> None:
    linux = Linux(tmp_path, installed=False, machine=machine)
    linux.file.parent.mkdir(parents=True)
    index = linux.file.parent / "mimeinfo.cache"
    index.write_text("[MIME Cache]\nx-scheme-handler/tel=phone.desktop;\n")
    report = linux.handlers.install()
    assert owners(report)["tel"] == "phone.desktop"
    assert any("--take tel" in sentence for sentence in report.advice)
    assert owners(linux.handlers.install(take=["tel"]))["tel"] == DESKTOP_ID
    assert owners(linux.handlers.remove())["tel"] == "phone.desktop"
    assert "phone.desktop" not in linux.mime_apps.read_text()  # nothing is made firmer than it was


@pytest.mark.parametrize("installed", [True, False])
def test_what_a_person_added_and_removed_by_hand_stays(tmp_path: Path, installed: bool) -> None:
    linux = Linux(tmp_path, installed=installed)
    by_hand = (
        "[Added Associations]\nx-scheme-handler/tel=a.desktop;b.desktop;\n"
        "[Removed Associations]\nx-scheme-handler/tel=c.desktop;\n"
        "[Default Applications]\nx-scheme-handler/tel=a.desktop;b.desktop\n"
    )
    linux.mime_apps.parent.mkdir(parents=True)
    linux.mime_apps.write_text(by_hand)
    assert owners(linux.handlers.install(take=["all"]))["tel"] == DESKTOP_ID
    assert owners(linux.handlers.remove())["tel"] == "a.desktop"
    assert linux.mime_apps.read_text().replace("b.desktop;\n", "b.desktop\n") == by_hand.replace(
        "b.desktop;\n", "b.desktop\n"
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1))
def test_any_path_survives_the_exec_line(word: str) -> None:
    written = desktop_file([f"/opt/{word}/cti"])
    line = next(one for one in written.split("\n") if one.startswith("Exec="))
    unescaped = line.removeprefix("Exec=").removesuffix(" %u").replace("\\\\", "\\")
    if unescaped.startswith('"'):
        unescaped = unescaped[1:-1]
        for char in '"`$\\':
            unescaped = unescaped.replace(f"\\{char}", char)
    assert unescaped.replace("%%", "%") == f"/opt/{word}/cti"


# Windows


class Registry:
    """A root of the registry in a dict."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    def get(self, key: str, name: str) -> str | None:
        return self.values.get((key, name))

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete_value(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)

    def delete_tree(self, key: str) -> None:
        for known in [k for k in self.values if k[0] == key or k[0].startswith(f"{key}\\")]:
            del self.values[known]


EXE = r"C:\Program Files\CTI Desktop\cti-desktop.exe"
CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\tel"


def windows(user: Registry, opened: Callable[[str], None] = lambda _page: None) -> WindowsHandlers:
    return WindowsHandlers(user, user, [EXE], opened)


def test_windows_learns_what_can_be_chosen() -> None:
    user = Registry()
    pages: list[str] = []
    report = windows(user, pages.append).install()
    command = user.get(r"Software\Classes\CtiDesktop.tel\shell\open\command", "")
    assert command == f'"{EXE}" -- "%1"'
    assert user.get(r"Software\Classes\CtiDesktop.tel", "URL Protocol") == ""
    capabilities = user.get(r"Software\RegisteredApplications", "CTI Desktop")
    assert capabilities is not None
    assert user.get(rf"{capabilities}\URLAssociations", "tel") == "CtiDesktop.tel"
    assert report.registered
    assert "Settings" in report.advice[0]
    assert pages == []


def test_windows_schemes_are_never_taken_by_writing_them() -> None:
    user = Registry()
    windows(user).install(take=["all"])
    assert not [key for key, _ in user.values if key.startswith(r"Software\Classes\tel")]
    assert not [key for key, _ in user.values if "UserChoice" in key]


def test_asked_to_take_one_windows_opens_the_page_to_choose() -> None:
    pages: list[str] = []
    windows(Registry(), pages.append).install(take=["tel"])
    assert pages == [SETTINGS_PAGE]


@pytest.mark.parametrize("key", [rf"{CHOICE}\UserChoice", rf"{CHOICE}\UserChoiceLatest\ProgId"])
@pytest.mark.parametrize(("prog_id", "ours"), [("CtiDesktop.tel", True), ("ZoomPbx.tel", False)])
def test_windows_says_who_was_chosen(key: str, prog_id: str, ours: bool) -> None:
    user = Registry()
    user.set(key, "ProgId", prog_id)
    tel = windows(user).status().schemes[0]
    assert (tel.handler, tel.ours) == (prog_id, ours)


def test_windows_forgets_everything_of_ours_and_nothing_else() -> None:
    user = Registry()
    user.set(r"Software\RegisteredApplications", "Zoom", "theirs")
    before = dict(user.values)
    windows(user).install()
    report = windows(user).remove()
    assert user.values == before
    assert not report.registered


def test_windows_registers_for_everybody_and_asks_the_user_who_was_chosen() -> None:
    machine, user, pages = Registry(), Registry(), list[str]()
    user.set(rf"{CHOICE}\UserChoice", "ProgId", "CtiDesktop.tel")
    users = dict(user.values)
    everybody = WindowsHandlers(machine, user, [EXE], pages.append, machine=True)
    report = everybody.install(take=["all"])
    assert report.registered
    assert (owners(report)["tel"], owners(report)["callto"]) == ("CtiDesktop.tel", "")
    assert owners(report)["cti-desktop"] == "CtiDesktop.cti-desktop"
    assert pages == [SETTINGS_PAGE_MACHINE]
    assert machine.get(r"Software\RegisteredApplications", "CTI Desktop") is not None
    assert machine.get(r"Software\Classes\CtiDesktop.tel\shell\open\command", "") is not None
    assert not everybody.remove().registered
    assert (machine.values, user.values) == ({}, users)


def test_what_breaks_out_of_the_quotes_is_no_link() -> None:
    line = open_command([EXE]).replace("%1", 'tel:1" --link="tel:2').replace("\\", "/")
    assert len(shlex.split(line)[2:]) > 1  # two words behind `--` are not taken for a link


# macOS


class LaunchServices:
    def __init__(self, choices: bytes = b"") -> None:
        self.raw = choices
        self.told: list[tuple[Path, bool]] = []

    def register(self, bundle: Path, *, known: bool) -> None:
        self.told.append((bundle, known))

    def choices(self) -> bytes:
        return self.raw


CHOSEN = plistlib.dumps(
    {
        "LSHandlers": [
            {"LSHandlerURLScheme": "tel", "LSHandlerRoleAll": "com.apple.facetime"},
            {"LSHandlerURLScheme": "callto", "LSHandlerRoleAll": BUNDLE_ID},
            {"LSHandlerContentType": "public.html"},
        ]
    },
    fmt=plistlib.FMT_BINARY,
)


def test_macos_registers_the_bundle_and_says_where_to_choose() -> None:
    services = LaunchServices(CHOSEN)
    bundle = Path("/Applications/CTI Desktop.app")
    report = MacHandlers(services, bundle).install(take=["tel"])
    assert services.told == [(bundle, True)]
    assert (owners(report)["tel"], owners(report)["callto"]) == ("com.apple.facetime", BUNDLE_ID)
    assert "FaceTime" in report.advice[0]
    MacHandlers(services, bundle).remove()
    assert services.told[-1] == (bundle, False)


@pytest.mark.parametrize("raw", [b"", b"bplist00 broken", plistlib.dumps([1])])
def test_macos_without_readable_choices_names_nobody(raw: bytes) -> None:
    report = MacHandlers(LaunchServices(raw), None).status()
    assert set(owners(report).values()) == {""}
    assert not report.registered


def test_macos_needs_the_bundle() -> None:
    with pytest.raises(UserFixable, match=r"\.app"):
        MacHandlers(LaunchServices(), None).install()


# what packages ship


def test_the_packaged_files_are_what_the_program_writes() -> None:
    packaging = ROOT / "packaging"
    assert (packaging / "linux/cti-desktop.desktop").read_text() == desktop_file(["cti-desktop"])
    assert (packaging / "windows/default-associations.xml").read_text() == default_associations()
    assert (packaging / "macos/links.plist").read_bytes() == url_types()


def test_the_associations_are_what_windows_reads() -> None:
    tree = ET.fromstring(default_associations())  # noqa: S314  # our own text
    assert {one.get("Identifier") for one in tree} == set(SCHEMES)
    assert {one.get("ProgId") for one in tree} == {f"CtiDesktop.{scheme}" for scheme in SCHEMES}


def test_the_bundle_names_every_scheme() -> None:
    (kind,) = plistlib.loads(url_types())["CFBundleURLTypes"]
    assert kind["CFBundleURLSchemes"] == list(SCHEMES)


def test_a_report_reads_well(tmp_path: Path) -> None:
    report = Linux(tmp_path).handlers.install()
    assert "tel:            cti-desktop.desktop (this program)" in report.text
