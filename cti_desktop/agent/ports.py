"""What the face asks of the desk: the one interface between `agent` and `desktop`.

Every method is a coroutine function or plain method of the core loop: call it there only (the face
goes through its task runner). Answers are snapshots of `views.py`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cti_desktop.agent.answers import (
    CallDetail,
    ContactDetail,
    ContactsPage,
    Exported,
    Imported,
    ImportPreview,
    LogChoices,
    LogCount,
    LogPage,
    SoundPart,
    Undone,
)
from cti_desktop.agent.notice_views import SystemNotice
from cti_desktop.agent.text_views import ConversationsPage, ReplyDraft, TextsPage
from cti_desktop.agent.views import BundleFile, CheckLine, CheckUp, View
from cti_desktop.calls.asking import Dialled
from cti_desktop.calls.contacts import Contact
from cti_desktop.calls.log_filter import LogFilter, Place, SavedFilter

if TYPE_CHECKING:  # it reads calls, and with them the store: too much before the page is ready
    from cti_desktop.agent.export_manner import Manner


class Office(Protocol):
    """One agent's desk with everything behind it."""

    def subscribe(self, listener: Callable[[View], None]) -> Callable[[], None]:
        """Hear every new snapshot, at once the present ones; called on the core loop."""

    async def start(self) -> None:
        """Start background work (sync); returns at once."""

    async def stop(self) -> None:
        """Save drafts, flush the outbox if the companion is there, close the store."""

    # the softphone page
    def page_loaded(self) -> None:
        """Hear that the iframe finished loading (again)."""

    def page_reloading(self) -> None:
        """Hear that the page is loaded once more; what it is sent waits until it is ready."""

    def page_said(self, text: str) -> None:
        """Hear a message that passed the bridge's origin and window check; any text."""

    def page_signalled(self, signal: str) -> None:
        """Hear the page's own readiness callback."""

    def page_failed(self, reason: str) -> None:
        """Hear `refused_origin`, `network`, `crashed` or `gave_up`; the status says what to do."""

    def page_showed(self, what: str) -> None:
        """Hear what the page shows without saying it: `no_device`, or nothing any more."""

    def network_changed(self, online: bool) -> None:
        """Hear that the computer lost its network, or has one again."""

    def woke(self) -> None:
        """Hear that the computer slept a minute or more."""

    def reload_softphone(self) -> None:
        """Have the page loaded afresh (`ReloadSoftphone`), because the person wants it."""

    # dialling
    def dial(self, number: str, *, source: str, contact_id: str | None = None) -> None:
        """Dial through the softphone, queued until it is ready; one dial at a time."""

    def write_sms(self, number: str) -> None:
        """Show the conversation with a number (`ShowTexts`); nothing is sent by it."""

    def compose_text(self, number: str) -> None:
        """Open the softphone's message editor for a number; the person writes and sends there."""

    def open_link(self, text: str) -> None:
        """Take a link that reached the window itself (dropped, pasted, macOS); any text."""

    def open_text(self, text: str, *, source: str) -> None:
        """Take the number in a text somebody pointed at (dropped, selected) as a link is taken."""

    async def dial_listed(self, number: str) -> Dialled:
        """Dial the next of a list; only what must be asked is asked."""

    def confirm_dial(self, question_id: str, caller_id: str | None = None) -> None:
        """Say yes to a `DialQuestion`; None shows the link's wish or Zoom's own, "" Zoom's own."""

    def drop_dial(self, question_id: str) -> None:
        """Say no to a `DialQuestion`."""

    # the current calls
    def activate(self, card_id: str) -> None:
        """Show this card."""

    def write_note(self, card_id: str, text: str) -> None:
        """Take the whole text of the note; saved within a second."""

    def choose_outcome(self, card_id: str, value: str | None) -> None:
        """Set or clear the outcome."""

    def call_back_at(self, card_id: str, when: datetime | None) -> None:
        """Set or clear the time to call back."""

    def set_tags(self, card_id: str, tags: tuple[str, ...]) -> None:
        """Set all tags of a call."""

    def choose_contact(self, card_id: str, contact_id: str) -> None:
        """Say who it is, and remember it for this number."""

    def not_this_person(self, card_id: str, contact_id: str) -> None:
        """Say who it is not."""

    def set_private(self, card_id: str, *, private: bool) -> None:
        """Keep a call's note on this computer, or let it go to the companion."""

    def log_call(self, card_id: str) -> None:
        """Say that a call is to be logged although the softphone does not by itself."""

    def keep_snippet(self, text: str) -> None:
        """Keep a piece of text for later notes; its first words become its name."""

    def forget_snippet(self, name: str) -> None:
        """Forget a piece of the person's own."""

    def hold(self, card_id: str, *, held: bool) -> None:
        """Keep a card while somebody fills in who it was; or let it go when it is due."""

    def extend_wrap_up(self, card_id: str) -> None:
        """Take a minute more for wrap-up."""

    def say_over(self, card_id: str) -> None:
        """Say that a call is over whose end nobody told; Zoom's record overrules it."""

    def finish(self, card_id: str) -> None:
        """End wrap-up; refused with a Notice while a required outcome is missing."""

    def painted(self, card_id: str, at: datetime) -> None:
        """Hear when the pop of this card stood on screen; recorded once per card."""

    # lists
    async def log_page(
        self,
        wanted: LogFilter = ...,
        *,
        limit: int = 100,
        before: Place | None = None,
        back: bool = False,
    ) -> LogPage:
        """Read a page of the call log, everything and newest first by default.

        Args:
            before: the place of a call; the page begins behind it.
            back: the page ends above `before`, or at the log's end without one.
        """

    async def log_count(self, wanted: LogFilter = ...) -> LogCount:
        """Count what a filter lets through; may take longer than a page of it."""

    async def log_choices(self) -> LogChoices:
        """List queues, agents, outcomes and named filters."""

    async def save_filter(self, name: str, shows: LogFilter) -> tuple[SavedFilter, ...]:
        """Keep a filter under a name; gives all named ones."""

    async def forget_filter(self, name: str) -> tuple[SavedFilter, ...]:
        """Forget a named filter; gives the others."""

    def open_in_crm(self, call_id: str) -> None:
        """Open the web address that is set for a call; a Notice when none is."""

    async def call_detail(self, call_id: str) -> CallDetail | None:
        """Read one call in full."""

    async def sound(
        self, call_id: str, media_id: str, *, first: int = 0, length: int = 512 * 1024
    ) -> SoundPart:
        """Read bytes of one of a call's `playable` sounds; the part says where the next begins."""

    async def set_call_outcome(self, call_id: str, value: str | None) -> None:
        """Set the outcome of a past call from the log."""

    async def set_call_contact(self, call_id: str, contact_id: str) -> None:
        """Say of a past call who it was, and remember it for the number."""

    async def refuse_call_contact(self, call_id: str, contact_id: str) -> None:
        """Say of a past call who it was not."""

    async def set_call_private(self, call_id: str, *, private: bool) -> None:
        """Keep the note of a past call on this computer, or let it go to the companion."""

    async def set_call_tags(self, call_id: str, tags: tuple[str, ...]) -> None:
        """Set all tags of a past call from the log."""

    async def known_tags(self) -> tuple[str, ...]:
        """List the tags that calls have."""

    async def set_call_note(self, call_id: str, text: str) -> None:
        """Write the note of a past call from the log."""

    async def set_call_back(self, call_id: str, when: datetime | None) -> None:
        """Promise to call back on a past call at another time, or no more."""

    async def close_missed(self, call_id: str) -> None:
        """Take a missed call off the list without calling."""

    async def export_log(
        self,
        file: Path,
        shown: LogFilter = ...,
        manner: "Manner" = ...,
        stopped: Callable[[], bool] = ...,
    ) -> Exported:
        """Write the listed calls into a CSV, XLSX or JSON file; tells `ExportProgress`.

        Whoever says so by `stopped` hears, by answer or error, whether it came in time.
        """

    async def links_here(self) -> CheckLine:
        """Tell whether links to phone numbers open in this program, and where else they do."""

    async def open_links_here(self) -> CheckLine:
        """Open them here where no other program does."""

    async def check_up(self) -> CheckUp:
        """Look at the desk for the diagnostics page."""

    async def try_links(self) -> tuple[CheckLine, ...]:
        """Send a harmless link of each kind through the system, and tell who received it."""

    async def save_bundle(self, file: Path, files: tuple[BundleFile, ...]) -> None:
        """Save what the person has seen of the diagnostics as a zip."""

    async def contacts_page(
        self,
        *,
        text: str = "",
        after: tuple[str, str] | None = None,
        limit: int = 100,
        favourites: bool = False,
    ) -> ContactsPage:
        """List contacts by name, or search as typed; only favourites when asked so."""

    async def contact_detail(self, contact_id: str) -> ContactDetail | None:
        """Read one contact with the last calls."""

    async def save_contact(self, contact: Contact) -> None:
        """Create or change a contact."""

    async def preview_import(
        self, file: Path, columns: Mapping[str, int] | None = None
    ) -> ImportPreview:
        """Look at the beginning of a CSV or vCard file; None guesses the columns."""

    async def import_contacts(
        self,
        file: Path,
        columns: Mapping[str, int] | None = None,
        given_up: Callable[[], bool] = ...,
    ) -> Imported:
        """Import a file of contacts; tells `ImportProgress`, and is taken back when given up."""

    async def undo_contacts(self) -> Undone:
        """Take the last import or merge back, but for contacts that were changed since."""

    async def duplicates_of(self, contact_id: str) -> tuple[Contact, ...]:
        """List contacts that share a number or the name with one."""

    async def merge_contacts(self, keep_id: str, other_id: str) -> Contact | None:
        """Put another contact into one; None when either is gone."""

    # text messages
    async def conversations(
        self, *, text: str = "", limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> ConversationsPage:
        """List conversations, the one last written in first; or search as typed."""

    async def conversation_with(self, number: str) -> str | None:
        """Return the key of the latest conversation with this number alone, if there is one."""

    async def opted_out(self, number: str) -> bool:
        """Tell whether this number asked for no more texts, also one nobody has written to."""

    async def texts(
        self, key: str, *, limit: int = 100, before: tuple[datetime, str] | None = None
    ) -> TextsPage | None:
        """Read one conversation, its latest texts or those before; None when there is none."""

    async def texts_seen(self, key: str, until: datetime) -> None:
        """Take a conversation as read up to the time of a text in it; tells `TextsChanged`."""

    async def reply_draft(self, number: str) -> ReplyDraft | None:
        """Return what this person began to write to a number and did not send."""

    async def keep_reply(self, number: str, draft: ReplyDraft | None) -> None:
        """Keep what is begun over a restart; None when there is nothing any more."""

    # outside the window
    async def notify(self, notice: SystemNotice) -> bool:
        """Show a notice by the system's server (`NoticeActed` tells what is chosen on it).

        False where there is none that offers actions; then the face shows it by other means.
        """

    def withdraw_notice(self, key: str) -> None:
        """Take a notice away that no longer holds."""

    # the companion
    async def sign_in(self) -> None:
        """Sign in through the system browser (an `OpenBrowser` view is sent)."""

    async def sign_out(self) -> None:
        """Forget the session here and at the companion."""
