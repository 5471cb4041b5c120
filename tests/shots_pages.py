"""The pictures of the lists: calls, also as a supervisor sees them, contacts, settings."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.page_names import CALLS, CONTACTS, SETTINGS
from tests import shots_data as data

if TYPE_CHECKING:
    from tests.shots import Studio

_AGENTS = ("Bo Lindqvist", "Robin Ellis", "Samira Haddad")
CALLS_OF_A_TEAM = replace(
    data.LOG_PAGE,
    lines=tuple(replace(one, agent=_AGENTS[n % 3]) for n, one in enumerate(data.LOG)),
)
"""Only who sees a team is told whose calls they were."""


def take_pages(studio: "Studio") -> None:
    """Take the pictures; they end on the phone page between calls."""
    window, core = studio.window, studio.core
    calls, contacts = window.page_named(CALLS), window.page_named(CONTACTS)
    assert isinstance(calls, LogPage)
    assert isinstance(contacts, ContactsPage)
    core.show(data.IDLE)
    window.show_page(CALLS)
    studio.shoot("calls")
    calls.show_call(data.LOG[4])
    studio.shoot("calls-detail")
    window.show_page(CONTACTS)
    studio.shoot("contacts")
    contacts.show_contact(data.ADA.id)
    studio.shoot("contacts-detail")
    contacts.new_contact("Nina Simone", "+44 7700 900 461")
    studio.shoot("contacts-new")
    window.show_page(SETTINGS)
    studio.shoot("settings")
    _team(studio, calls)
    window.show_page("phone")


def _team(studio: "Studio", calls: LogPage) -> None:
    """Look at the calls of a team, and be an agent again."""
    calls.close_top()
    studio.core.show(replace(data.READY, own_ids=("user:lead",)))
    studio.window.rail.button("team").click()
    studio.shoot("calls-team")
    studio.core.show(data.READY)
    calls.head.clear()
