"""One call in full: who, how it went, note, outcome, media, and everything that was told of it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.answers import CallDetail, Playable
from cti_desktop.agent.views import CallLine, LogChanged, Notice
from cti_desktop.calls.outcomes import Outcome
from cti_desktop.desktop.call_contact import CallContact
from cti_desktop.desktop.call_head import CallHead
from cti_desktop.desktop.call_media import CallMedia, open_in_browser
from cti_desktop.desktop.call_note import CallNote
from cti_desktop.desktop.call_outcome import CallOutcome
from cti_desktop.desktop.call_timeline import Timeline
from cti_desktop.desktop.core_like import Asking, CoreLike
from cti_desktop.desktop.list_body import Message
from cti_desktop.desktop.player_bar import MakePlayer, PlayerBar, make_player
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import Label, clear, stack
from cti_desktop.desktop.words import Words

_VERSIONS = 20


def rewritten(
    history: tuple[tuple[datetime, str], ...], current: str
) -> list[tuple[datetime, str]]:
    """Return the versions of a note of which something was taken away later, oldest first.

    Notes are saved while they are typed, so most versions are only the beginning of the next.
    """
    following = [*(text for _, text in history), current][1:]
    return [
        version
        for version, later in zip(history, following, strict=True)
        if version[1].strip() and not later.startswith(version[1].strip())
    ]


class CallDetailPanel(QWidget):
    """What slides in for a call of the log.

    Args:
        open_page: opens a recording's page; the system's browser by default.
        make: makes what plays recordings.

    Signals:
        close_wanted: the person is done with it.
    """

    close_wanted = Signal()

    def __init__(
        self,
        core: CoreLike,
        theme: Theme,
        words: Words,
        open_page: Callable[[QUrl], object] = QDesktopServices.openUrl,
        make: MakePlayer = make_player,
    ) -> None:
        super().__init__()
        self._make_player = make
        self._core, self._theme, self._words = core, theme, words
        self._open_page = open_page
        self._line: CallLine | None = None
        self._detail: CallDetail | None = None
        self._outcomes: tuple[Outcome, ...] = ()
        self._asking: Asking | None = None
        self.head = CallHead(core, theme, words)
        self.contact = CallContact(core, theme, words)
        self.note = CallNote(core, theme, words)
        self.outcome = CallOutcome(core, theme, words)
        self._trouble = Message(theme)
        self._players: dict[str, PlayerBar] = {}
        self._told = QVBoxLayout()
        self._lay_out()
        self.head.close_wanted.connect(self.close_wanted)
        self.head.save_wanted.connect(self.contact.open_form)
        self.head.find_wanted.connect(self.contact.open_search)
        self.head.refused.connect(self.contact.refuse)
        for part in (self.contact, self.outcome):
            part.saved.connect(self._trouble.hide)
            part.failed.connect(self._failed)

    @property
    def call_id(self) -> str | None:
        """Which call is shown."""
        return self._line.call_id if self._line else None

    def show_line(self, line: CallLine) -> None:
        """Show a call at once as the log has it, and ask for the rest."""
        other = line.call_id != self.call_id
        self._line = line
        self.head.show_line(line)
        self.contact.show_call(line)
        self._show_outcome()
        if other:
            self._detail = None
            self.note.expect(line.call_id)
            self._show_told(None)
        elif self._detail is not None:
            self.head.show_detail(self._detail)
        self._ask()

    def show_outcomes(self, outcomes: tuple[Outcome, ...]) -> None:
        """Take the outcomes to choose from."""
        if outcomes != self._outcomes:
            self._outcomes = outcomes
            self._show_outcome()

    def heard(self, change: LogChanged) -> None:
        """Read the call again if it changed."""
        if self.isVisible() and self.call_id in change.call_ids:
            self._ask()

    def take_focus(self) -> None:
        """Take the keyboard, at the first thing that can be done."""
        head = self.head
        buttons = (head.back_button, head.dial_button, head.close_button)
        first = next(one for one in buttons if not one.isHidden())
        first.setFocus(Qt.FocusReason.TabFocusReason)

    # the answer

    def _ask(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        call_id = self.call_id or ""
        self._asking = self._core.ask(
            lambda office: office.call_detail(call_id), self._answered, self._failed, owner=self
        )

    def _answered(self, detail: CallDetail | None) -> None:
        self._asking = None
        self._trouble.hide()
        if detail is None:
            gone = Notice(text=self.tr("This call is no longer in the log."))
            self._trouble.say_failed(self.tr("Not found"), gone, self._ask)
            self._trouble.show()
            return
        self._line = detail.line
        self.head.show_line(detail.line)
        self.contact.show_call(detail.line)
        self.head.show_detail(detail)
        versions = tuple(text for _, text in detail.note_history)
        self.note.show_text(detail.note, versions)
        self.note.show_private(private=detail.private)
        self._show_outcome()
        self.outcome.show_call_back(detail.call_back_at)
        self.outcome.tags.show_tags(detail.tags)
        if detail != self._detail:
            self._detail = detail
            self._show_told(detail)

    def _failed(self, notice: Notice) -> None:
        self._asking = None
        self._trouble.say_failed(self.tr("This call could not be read"), notice, self._ask)
        self._trouble.show()

    def _show_outcome(self) -> None:
        if self._line is not None:
            self.outcome.show_call(self._line.call_id, self._outcomes, self._line.outcome)

    # what was told of it

    def _player(self, playable: Playable, title: str) -> PlayerBar:
        """Give what plays a sound; one that is there goes on playing."""
        bar = self._players.get(playable.media_id)
        if bar is None:
            call_id = self.call_id or ""
            bar = PlayerBar(
                self._core,
                self._theme,
                self._words,
                call_id=call_id,
                playable=playable,
                title=title,
                make=self._make_player,
            )
            self._players[playable.media_id] = bar
        return bar

    def _keep_players(self, detail: CallDetail | None) -> None:
        """Take out what plays before the rest is made anew; throw away what is not wanted."""
        wanted = {one.media_id for one in detail.playable} if detail is not None else set()
        for media_id, bar in list(self._players.items()):
            if media_id in wanted:
                bar.change_place(self)
            else:
                self._players.pop(media_id).deleteLater()

    def _show_told(self, detail: CallDetail | None) -> None:
        self._keep_players(detail)
        clear(self._told)
        if detail is None:
            return
        media = CallMedia(self._theme, self._words, detail, self._browse, self._player)
        if media.says_anything:
            self._told.addWidget(media)
        if detail.timeline:
            self._told.addWidget(self._section(self.tr("What happened")))
            self._told.addWidget(Timeline(self._theme, self._words, detail.timeline))
        if earlier := rewritten(detail.note_history, detail.note):
            self._told.addSpacing(self._theme.space(16))
            self._told.addWidget(self._section(self.tr("Earlier versions of the note")))
            self._told.addWidget(self._history(earlier))

    def _history(self, versions: list[tuple[datetime, str]]) -> QWidget:
        whole = QWidget()
        box = QVBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self._theme.space(4))
        for at, text in reversed(versions[-_VERSIONS:]):
            box.addWidget(Label(self._theme, self._words.exact(at), "caption", tone="muted"))
            box.addWidget(Label(self._theme, text, wrap=True))
            box.addSpacing(self._theme.space(8))
        return whole

    def _section(self, title: str) -> Label:
        return Label(self._theme, title, strong=True)

    def _browse(self, url: str) -> None:
        open_in_browser(url, self._open_page)

    def _lay_out(self) -> None:
        space = self._theme.space
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(space(24), space(16), space(24), space(24))
        box.setSpacing(space(8))
        self._told.setSpacing(space(8))
        box.addWidget(self._trouble)
        box.addWidget(self.contact)
        box.addWidget(self.note)
        box.addSpacing(space(8))
        box.addWidget(self.outcome)
        box.addSpacing(space(16))
        box.addLayout(self._told)
        box.addStretch(1)
        self._trouble.hide()
        stack(self, self.head, content)
