"""A caller nobody's number says is looked up by name, and remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cti_desktop.agent.answers import ContactsPage
from cti_desktop.desktop.attach_contact import AttachContact
from cti_desktop.desktop.card_page import CardPage
from cti_desktop.desktop.theme import Theme
from tests import shots_data as data
from tests.desktop.doubles import PaperOffice, WaitingCore, contact
from tests.desktop.face import Face, RememberingOffice, british_words
from tests.desktop.face_fixtures import contacts_page, face, theme
from tests.desktop.test_pop import button, page_of, texts_in

__all__ = ["contacts_page", "face", "theme"]


@pytest.fixture
def page(face: Face, monkeypatch: pytest.MonkeyPatch) -> CardPage:
    async def answer(
        office: RememberingOffice, *, text: str = "", limit: int = 100
    ) -> ContactsPage:
        if office.refuses:
            raise ConnectionError(office.refuses)
        found = tuple(c for c in data.CONTACTS if text.casefold() in c.name.casefold())
        return ContactsPage(contacts=found[:limit], total=len(found))

    monkeypatch.setattr(RememberingOffice, "contacts_page", answer, raising=False)
    return page_of(face, data.UNKNOWN)


def search(page: CardPage, qtbot: QtBot, text: str) -> None:
    button(page.pop, "Find contact").click()
    QTest.keyClicks(page.attach.field, text)
    qtbot.waitUntil(lambda: not page.attach._later.isActive())


def test_a_caller_is_found_by_name_and_attached_with_enter(
    face: Face, page: CardPage, qtbot: QtBot
) -> None:
    search(page, qtbot, "grace")
    assert "Grace Hopper" in texts_in(page.attach)
    assert page.attach.field.hasFocus()
    QTest.keyClick(page.attach.field, Qt.Key.Key_Return)
    assert face.office.calls_of("choose_contact") == [(data.UNKNOWN.card_id, data.GRACE.id)]
    assert page.attach.isHidden()


def test_one_of_several_found_is_taken_by_its_button(
    face: Face, page: CardPage, qtbot: QtBot
) -> None:
    search(page, qtbot, "br")
    button(page.attach, "This is Karin Brandt").click()
    assert face.office.calls_of("choose_contact") == [(data.UNKNOWN.card_id, data.KARIN.id)]
    assert not any("not" in text.casefold() for text in texts_in(page.attach))


def test_enter_before_the_answer_takes_nobody(face: Face, page: CardPage) -> None:
    button(page.pop, "Find contact").click()
    QTest.keyClicks(page.attach.field, "gr")
    QTest.keyClick(page.attach.field, Qt.Key.Key_Return)
    assert face.office.calls_of("choose_contact") == []
    assert "Grace Hopper" in texts_in(page.attach)


def test_enter_takes_nobody_found_for_less(qtbot: QtBot, theme: Theme) -> None:
    core = WaitingCore(PaperOffice([], [contact("Ada Lovelace", ""), contact("Adele Ring", "")]))
    attach = AttachContact(core, theme, british_words())
    qtbot.addWidget(attach)
    attach.open_for("ad")
    core.answer()
    with qtbot.waitSignal(attach.chosen) as chosen:
        QTest.keyClicks(attach.field, "ade")
        for _ in range(3):  # the first asks at once, the others come before the answer
            QTest.keyClick(attach.field, Qt.Key.Key_Return)
        core.answer()
        QTest.keyClick(attach.field, Qt.Key.Key_Return)
    assert chosen.args == ["adele-ring"]


def test_nobody_found_and_failures_are_said(face: Face, page: CardPage, qtbot: QtBot) -> None:
    search(page, qtbot, "zzz")
    assert page.attach.said.text().startswith("Nobody of this name.")
    face.office.refuses = "The contacts cannot be read."
    QTest.keyClicks(page.attach.field, "z")
    qtbot.waitUntil(lambda: page.attach.said.text() == "The contacts cannot be read.")


def test_esc_gives_up_and_offers_it_again(page: CardPage, qtbot: QtBot) -> None:
    search(page, qtbot, "grace")
    assert not page.pop._find.isVisible()
    QTest.keyClick(page.attach.field, Qt.Key.Key_Escape)
    assert page.attach.isHidden()
    assert button(page.pop, "Find contact").isVisible()


def test_it_is_offered_when_several_match_but_not_for_who_is_known(face: Face) -> None:
    assert page_of(face, data.SEVERAL).pop._find.isVisible()
    assert not page_of(face, data.RINGING).pop._find.isVisible()


def test_a_page_for_the_next_call_holds_nothing_of_the_search(
    face: Face, page: CardPage, qtbot: QtBot
) -> None:
    search(page, qtbot, "grace")
    face.show(data.IDLE)
    assert page.attach.field.text() == ""
    assert page.attach.isHidden()
