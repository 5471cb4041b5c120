"""Pictures of what opens less often: the import, filters, an export, a search, and a failure."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cti_desktop.agent.views import ExportProgress, Notice
from cti_desktop.calls.log_filter import LogFilter, Period
from cti_desktop.desktop.contacts_page import ContactsPage
from cti_desktop.desktop.export import ExportStrip
from cti_desktop.desktop.log_page import LogPage
from cti_desktop.desktop.page_names import CALLS, CONTACTS
from tests import shots_data as data
from tests.shots_cards import MISSED_LINE

if TYPE_CHECKING:
    from tests.shots import Studio

FILTER = LogFilter(
    period=Period.DAYS,
    first_day=data.before(days=6).date(),
    last_day=data.NOW.date(),
    via="Support queue",
    without_outcome=True,
)
FAILED = Notice(text="The database cannot be reached now.", bad=True, error_id="K7Q2")


def take_more(studio: "Studio") -> None:
    """Take the pictures; they end on the phone page between calls."""
    _log(studio)
    _import(studio)
    _search(studio)
    studio.core.show(data.IDLE)
    studio.window.show_page("phone")


def _log(studio: "Studio") -> None:
    page = studio.window.page_named(CALLS)
    assert isinstance(page, LogPage)
    studio.window.show_page(CALLS)
    page.close_top()
    page.head.take(FILTER)
    studio.shoot("calls-filtered")
    menu = page.head.show_menu(data.LOG_CHOICES)
    studio.shoot("calls-filter-menu", menu)
    menu.close()
    page.head.clear()
    _exporting(studio, page)
    studio.core.fails = FAILED
    page.head.take(LogFilter(text="lens"))
    studio.shoot("calls-failed")
    studio.core.fails = None
    page.head.clear()
    page.show_call(MISSED_LINE)
    studio.shoot("calls-detail-missed")
    page.close_top()


def _exporting(studio: "Studio", page: LogPage) -> None:
    """Show an export half way, which no answer ends; then put the strip away."""
    strip: ExportStrip = page.export
    strip._file = "calls 2026-11-20.csv"
    strip._busy = True
    strip._say("download", "accent", "")
    studio.core.show(ExportProgress(done=48_200, total=120_000))
    studio.shoot("calls-export")
    strip._busy = False
    strip.hide()


def _import(studio: "Studio") -> None:
    page = studio.window.page_named(CONTACTS)
    assert isinstance(page, ContactsPage)
    studio.window.show_page(CONTACTS)
    page.importing._chosen("customers.csv")
    studio.shoot("contacts-import")
    page.close_top()


def _search(studio: "Studio") -> None:
    studio.window.show_page("phone")
    studio.core.show(data.IDLE)
    studio.core.show(data.desk(replace(data.UNKNOWN, name="Grace")))
    page = studio.window.phone_page.shown
    assert page is not None
    page.pop.find_wanted.emit()
    studio.shoot("phone-find-contact")
