"""The files in which a Linux desktop keeps who opens what."""

from pathlib import Path

import pytest

from cti_desktop.agent.handlers.linux import DESKTOP_ID
from cti_desktop.agent.handlers.mime_apps import MimeApps, search_of


def test_other_lines_of_the_list_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "mimeapps.list"
    path.write_text(
        "# mine\n[Added Associations]\nx-scheme-handler/tel=cti-desktop.desktop;a.desktop;\n"
        "[Default Applications]\ntext/plain=vim.desktop\nx-scheme-handler/sms=cti-desktop.desktop\n"
    )
    MimeApps(path).forget(DESKTOP_ID)
    assert path.read_text() == (
        "# mine\n[Added Associations]\nx-scheme-handler/tel=a.desktop;\n"
        "[Default Applications]\ntext/plain=vim.desktop\n"
    )


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("config/mimeapps.list", "[Default Applications]\n%s=phone.desktop;other.desktop\n"),
        ("config/gnome-mimeapps.list", "[Default Applications]\n%s=phone.desktop\n"),
        ("etc/mimeapps.list", "[Default Applications]\n%s=phone.desktop\n"),
        ("share/applications/mimeapps.list", "[Default Applications]\n%s=phone.desktop\n"),
        ("usr/applications/mimeapps.list", "[Added Associations]\n%s=phone.desktop;\n"),
        ("usr/applications/defaults.list", "[Default Applications]\n%s=phone.desktop\n"),
        ("usr/applications/mimeinfo.cache", "[MIME Cache]\n%s=phone.desktop;other.desktop;\n"),
    ],
)
def test_wherever_a_program_has_a_scheme_it_is_found(tmp_path: Path, where: str, text: str) -> None:
    path = tmp_path / where
    path.parent.mkdir(parents=True)
    path.write_text(text % "x-scheme-handler/tel")
    search = search_of(folders_in(tmp_path))
    assert search.default_of("x-scheme-handler/tel") == "phone.desktop"
    assert search.default_of("x-scheme-handler/sms") == ""
    everybody = search_of(folders_in(tmp_path), machine=True).default_of("x-scheme-handler/tel")
    assert everybody == ("" if where.startswith(("config", "share")) else "phone.desktop")


def folders_in(folder: Path) -> dict[str, str]:
    return {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CONFIG_DIRS": str(folder / "etc"),
        "XDG_DATA_HOME": str(folder / "share"),
        "XDG_DATA_DIRS": str(folder / "usr"),
        "XDG_CURRENT_DESKTOP": "ubuntu:GNOME",
    }


def test_the_users_choice_wins_and_what_was_removed_does_not_count(tmp_path: Path) -> None:
    own, index = tmp_path / "config/mimeapps.list", tmp_path / "usr/applications/mimeinfo.cache"
    for path in (own, index):
        path.parent.mkdir(parents=True)
    index.write_text("[MIME Cache]\nx-scheme-handler/tel=phone.desktop;other.desktop;\n")
    search = search_of(folders_in(tmp_path))
    own.write_text("[Removed Associations]\nx-scheme-handler/tel=phone.desktop;\n")
    assert search.default_of("x-scheme-handler/tel") == "other.desktop"
    MimeApps(own).make_default("x-scheme-handler/tel", "mine.desktop")
    assert search.default_of("x-scheme-handler/tel") == "mine.desktop"
