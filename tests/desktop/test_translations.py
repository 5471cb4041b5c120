import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.agent import answers, dial_views, hints, text_views, views
from cti_desktop.agent.setting_files import UserFile
from cti_desktop.agent.settings_store import Origin, SettingsStore, read_layer
from cti_desktop.assets import asset
from cti_desktop.calls import outcomes
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop import said
from cti_desktop.desktop.hotkey import read_key
from cti_desktop.desktop.live_settings import LiveSettings
from cti_desktop.desktop.look import Look
from cti_desktop.desktop.said import in_words
from cti_desktop.desktop.sheet_words import manner_of
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.translations import (
    DeskSentences,
    Sentences,
    languages,
    put_in_force,
    read_sentences,
    wanted_language,
)
from cti_desktop.desktop.words import Words
from tests import shots_data as data
from tests.desktop.face import make_face
from tests.desktop.face_fixtures import theme
from tests.source_strings import DESK, desk_strings, face_strings

__all__ = ["theme"]
HOLES = re.compile(r"%\d|\{\w+\}")
SAME_IN_GERMAN = {
    "CTI Desktop", "CTI Desktop %1", "Companion", "Export", "Links", "Name", "Palette", "Region",
    "Softphone", "Status", "Voicemail", "Zoom", "Zoom Contact Center", "Zoom Phone", "%1",
    "%1 (Esc)", "%1: %2 (%3)", "Agent", "Agent %1", "Team",
}  # fmt: skip
LANGUAGES = languages()


@pytest.fixture(params=LANGUAGES)
def told(request: pytest.FixtureRequest) -> Sentences:
    return read_sentences(asset("translations", f"{request.param}.ts"))


@pytest.fixture
def german(qapp: QApplication) -> Iterator[DeskSentences]:
    before = QLocale()
    say = put_in_force(qapp, "de_DE")
    assert say is not None
    yield say
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def test_german_is_there() -> None:
    assert "de" in LANGUAGES


def test_every_sentence_is_translated(told: Sentences) -> None:
    missing = [key for key in {*face_strings(), *desk_strings()} if not told.find(*key)]
    assert missing == [], "run: python -m tests.update_translations de, then translate"


def test_nothing_is_translated_that_nobody_says(told: Sentences) -> None:
    said = {source for _, source in (*face_strings(), *desk_strings())}
    stale = [key for key in told.by_place if key[0] not in ("", DESK) and key[1] not in said]
    assert stale == []


def test_what_crosses_in_words_is_named_as_it_is_called() -> None:
    rooms = (answers, dial_views, text_views, views, hints, outcomes)
    known = {name: thing for room in rooms for name, thing in vars(room).items()}
    for table in (said._SENTENCES, said._NAMED, said._INSIDE):
        for name, told in table.items():
            assert {field.name for field in fields(known[name])} >= set(told), name


def test_what_is_filled_in_agrees(told: Sentences) -> None:
    wrong = [
        (source, text)
        for (_, source), text in told.by_place.items()
        if sorted(HOLES.findall(source)) != sorted(HOLES.findall(text))
    ]
    assert wrong == []


def test_nothing_was_left_english(told: Sentences) -> None:
    same = {
        source
        for (context, source), text in told.by_place.items()
        if source == text and context != ""
    }
    assert same <= SAME_IN_GERMAN


def test_the_file_is_what_linguist_reads(told: Sentences) -> None:
    root = ET.parse(asset("translations", f"{told.language}.ts")).getroot()  # noqa: S314 - ours
    assert (root.tag, root.get("version"), root.get("sourcelanguage")) == ("TS", "2.1", "en")


def test_unfinished_entries_stay_english(tmp_path: Path) -> None:
    file = tmp_path / "xx.ts"
    file.write_text(
        '<TS version="2.1" language="xx"><context><name>A</name>'
        "<message><source>One</source><translation>Eins</translation></message>"
        '<message><source>Two</source><translation type="unfinished">Zw</translation></message>'
        "</context></TS>",
        "utf-8",
    )
    told = read_sentences(file)
    assert (told.find("A", "One"), told.find("B", "One"), told.find("A", "Two")) == (
        "Eins",
        "Eins",
        "",
    )


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de", "de"), ("de_AT.UTF-8", "de"), ("DE-CH", "de"), ("en_US", "en"), ("xx", "en")],
)
def test_which_language_is_spoken(asked: str, spoken: str) -> None:
    assert wanted_language(asked) == spoken


def test_english_needs_nothing(qapp: QApplication) -> None:
    assert put_in_force(qapp, "en") is None


# in force


def test_the_window_speaks_german(german: DeskSentences, qtbot: QtBot, theme: Theme) -> None:
    assert german.say("Zoom ready") == "Zoom bereit"
    face = make_face(theme, {})
    qtbot.addWidget(face.window)
    assert face.window.rail.button("phone").text() == "Telefon"
    palette = [command.text for command in face.window.around.commands()]
    assert "Nummer wählen" in palette
    face.window.close()


@pytest.mark.usefixtures("german")
def test_times_and_states_follow_the_language() -> None:
    words = Words(now=lambda: data.NOW)
    assert words.ago(data.before(minutes=12)) == "vor 12 Min."
    assert words.day_heading(data.before(days=1)) == "Gestern"
    assert words.count(1234567) == "1.234.567"


@pytest.mark.usefixtures("german")
def test_an_exported_sheet_is_german() -> None:
    manner = manner_of(Words(now=lambda: data.NOW), QLocale("de_DE"))
    assert manner.separator == ";"
    assert (manner.words["missed"], manner.say("Resolved")) == ("Verpasst", "Erledigt")
    assert manner.say("Withheld number") == "Nummer unterdrückt"
    assert manner.say("ext. 204") == "Durchwahl 204"
    assert {"Richtung", "Nummer", "Notiz", "Schlagwörter"} <= {*manner.headings}


@pytest.mark.usefixtures("german")
def test_qts_own_words_are_german_too() -> None:
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


@pytest.mark.usefixtures("german")
def test_a_key_may_be_written_as_it_stands_on_a_german_keyboard() -> None:
    assert read_key("Strg+Umschalt+F5") == read_key("Ctrl+Shift+F5")


# what the desk says


def test_sentences_with_names_in_them(german: DeskSentences) -> None:
    assert german.say("3 call-backs are overdue.") == "3 Rückrufe sind überfällig."
    assert german.say("ext. 801") == "Durchwahl 801"
    assert german.say("Ended: no answer") == "Beendet: keine Antwort"
    assert german.say("Outcome: Resolved") == "Ergebnis: Erledigt"
    assert "https://cti.example.com" in german.say(
        "Zoom does not let this address show the softphone. Ask your Zoom admin to add "
        "https://cti.example.com to the approved domains of Zoom Phone Smart Embed."
    )


@pytest.mark.parametrize("text", ["", "Ada rang", "x" * 100_000, "%1", "Outcome: "])
def test_what_is_not_ours_stays_as_it_is(german: DeskSentences, text: str) -> None:
    assert german.say(text) == text


def test_snapshots_cross_in_german(german: DeskSentences) -> None:
    resolved = Outcome(value="resolved", label="Resolved")
    held_back = replace(data.RINGING, name="Withheld number", number="ext. 12")
    line = replace(data.LOG[0], name="Summary", outcome="Resolved")
    desk = views.DeskView(cards=(held_back,), outcomes=(resolved,), unfinished=(line,))
    told = in_words(desk, german.say)
    assert told.outcomes[0].label == "Erledigt"
    card = told.cards[0]
    assert (card.name, card.number) == ("Nummer unterdrückt", "Durchwahl 12")
    assert card.matches[0].why == "an der Nummer erkannt"
    assert (told.unfinished[0].name, told.unfinished[0].outcome) == ("Summary", "Erledigt")
    page = answers.LogPage(lines=(line,))
    assert in_words(page, german.say).lines[0].outcome == "Erledigt"
    assert in_words(views.Notice(text="Choose an outcome first."), german.say).text != ""


def test_what_needs_no_words_is_not_copied(german: DeskSentences) -> None:
    view = views.LogChanged(call_ids=("a",))
    page = answers.LogPage(lines=(replace(data.LOG[0], outcome=None),))
    assert in_words(view, german.say) is view
    assert in_words(page, german.say) is page
    assert in_words(None, german.say) is None


@pytest.mark.usefixtures("german")
def test_a_look_that_is_not_kept_is_said_in_the_readers_words(theme: Theme, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("")
    machine = read_layer(Origin.MACHINE, "file", {"text_size": 125})
    unwritable = UserFile(tmp_path / "full" / "data")
    told: list[views.Notice] = []
    for store in (SettingsStore(user=unwritable), SettingsStore((machine,), user=unwritable)):
        Look(theme, LiveSettings(store), told.append).scale(1)
    assert [notice.text for notice in told] == [
        "Das lässt sich nicht speichern: Schaffen Sie Platz auf dem Datenträger oder prüfen Sie, "
        "wem der Datenordner gehört.",
        "Das hat Ihr Administrator festgelegt.",
    ]
