"""The head of a call in full: who it was, how it went, and what can be done about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cti_desktop.agent.answers import CallDetail
from cti_desktop.agent.views import CallLine
from cti_desktop.desktop.call_actions import CallActions, dial_words
from cti_desktop.desktop.call_icons import call_icon, call_tone
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.flow import Flow
from cti_desktop.desktop.row_paint import joined, one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.widgets import (
    Avatar,
    Button,
    ElidedLabel,
    IconButton,
    Label,
    Pill,
    row,
)
from cti_desktop.desktop.words import Words

_UNBROKEN = "\u00a0"  # a word and its time go into the next line together


class CallHead(QWidget):
    """Who it was and what it came to, with what can be done about it.

    Signals:
        close_wanted: put the call away.
        back_wanted: go back to the page it was opened from.
        save_wanted: keep the other side as a contact.
        find_wanted: look the other side up by name.
        refused(str): it was not this contact.
    """

    close_wanted = Signal()
    back_wanted = Signal()
    save_wanted = Signal()
    find_wanted = Signal()
    refused = Signal(str)

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__()
        self._core, self._theme, self._words = core, theme, words
        self._line: CallLine | None = None
        self._avatar = Avatar(theme, words)
        self._name = ElidedLabel(theme, "", "name", strong=True)
        self._about = ElidedLabel(theme, "", tone="muted")
        self._pill = Pill(theme)
        self._way = Label(theme, "", "caption", tone="muted", wrap=True)
        self._lengths = Label(theme, "", "caption", tone="muted", figures=True, wrap=True)
        self.close_button = IconButton(theme, "x", self.tr("Close (Esc)"))
        self.back_button = Button(theme, "", "quiet", icon="chevron-left")
        self.back_button.hide()
        self.dial_button = Button(theme, self.tr("Call back"), "primary", icon="phone-out")
        self.sms_button = Button(theme, self.tr("Message"), icon="message")
        self.copy_button = Button(theme, self.tr("Copy number"), icon="copy")
        self.crm_button = Button(theme, self.tr("Open in CRM"), icon="open")
        self.crm_button.hide()
        self.save_button = Button(theme, self.tr("Save contact"), icon="user-plus")
        self.find_button = Button(theme, self.tr("Find contact"), icon="search")
        self.refuse_button = Button(theme, self.tr("Not this person"), icon="user-x")
        self.save_button.clicked.connect(self.save_wanted)
        self.find_button.clicked.connect(self.find_wanted)
        self.refuse_button.clicked.connect(self._refuse)
        self.close_button.clicked.connect(self.close_wanted)
        self.back_button.clicked.connect(self.back_wanted)
        self.dial_button.clicked.connect(lambda: self._actions().dial())
        self.sms_button.clicked.connect(lambda: self._actions().write_sms())
        self.copy_button.clicked.connect(lambda: self._actions().copy())
        self.crm_button.clicked.connect(lambda: self._actions().open_in_crm())
        self._lay_out()

    @property
    def leads_back(self) -> bool:
        """Whether there is a page to go back to."""
        return not self.back_button.isHidden()

    def offer_way_back(self, page: str) -> None:
        """Offer the way back to the page of this name; none when it is empty."""
        self.back_button.setText(self.tr("Back to %1").replace("%1", page))
        self.back_button.setToolTip(self.tr("%1 (Esc)").replace("%1", self.back_button.text()))
        self.back_button.setVisible(bool(page))

    def show_line(self, line: CallLine) -> None:
        """Show a call as its line in the log has it."""
        self._line = line
        words = self._words
        self._avatar.show_name(line.name, known=line.contact_id is not None)
        self._name.setText(one_line(line.name))
        number = line.number if line.number != line.name else ""
        self._about.setText(joined(line.firm, number))
        self._about.setVisible(bool(line.firm or number))
        icon = call_icon(line.state, line.direction)
        self._pill.show_state(icon, call_tone(line.state), words.state(line.state, line.result))
        via = self.tr("via %1").replace("%1", line.via) if line.via else ""
        way = joined(words.direction(line.direction), words.exact(line.started_at), via, line.agent)
        self._way.setText(way)
        self._lengths.setText(self._talk(line.talk_s, estimated=line.estimated))
        self._show_actions(line)

    def show_detail(self, detail: CallDetail) -> None:
        """Add what only the whole call knows."""
        self.crm_button.setVisible(detail.has_address)
        lengths = detail.durations
        before = self._said(
            (self.tr("Waited %1"), detail.waited_s), (self.tr("Rang %1"), lengths.ring_s)
        )
        after = self._said(
            (self.tr("On hold %1"), lengths.hold_s or None),
            (self.tr("Wrap-up %1"), lengths.wrap_up_s),
        )
        talk = self._talk(lengths.talk_s, estimated=lengths.estimated)
        told = [*before, *filter(None, [talk]), *after]
        self._lengths.setText(" · ".join(one.replace(" ", _UNBROKEN) for one in told))

    def _said(self, *known: tuple[str, int | None]) -> list[str]:
        return [text.replace("%1", self._words.duration(s)) for text, s in known if s is not None]

    def _talk(self, seconds: int | None, *, estimated: bool) -> str:
        if not seconds:
            return ""
        text = self.tr("Talked about %1") if estimated else self.tr("Talked %1")
        return text.replace("%1", self._words.duration(seconds))

    def _actions(self) -> CallActions:
        return CallActions(self._core, self._line)

    def _show_actions(self, line: CallLine) -> None:
        self.dial_button.setText(dial_words(line))
        self.dial_button.setVisible(line.dials is not None)
        for button in (self.sms_button, self.copy_button):
            button.setVisible(line.e164 is not None)

        known = line.contact_id is not None
        for button in (self.save_button, self.find_button):
            button.setVisible(line.e164 is not None and not known)
        self.refuse_button.setVisible(known and line.e164 is not None)

    def _refuse(self) -> None:
        if self._line is not None and self._line.contact_id is not None:
            self.refused.emit(self._line.contact_id)

    def _lay_out(self) -> None:
        space = self._theme.space
        names = QVBoxLayout()
        names.setSpacing(space(4))
        names.addWidget(self._name)
        names.addWidget(self._about)
        top = row(self._avatar, spacing=space(12))
        top.addLayout(names, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        facts = row(self._pill, None, spacing=space(8))
        actions = QWidget()
        flow = Flow(actions, space(8))
        who = (self.save_button, self.find_button, self.refuse_button)
        for button in (self.dial_button, self.sms_button, self.copy_button, self.crm_button, *who):
            flow.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(space(24), space(16), space(16), space(16))
        box.setSpacing(space(8))
        box.addLayout(row(self.back_button, None))
        box.addLayout(top)
        box.addLayout(facts)
        box.addWidget(self._way)
        box.addWidget(self._lengths)
        box.addSpacing(space(8))
        box.addWidget(actions)
