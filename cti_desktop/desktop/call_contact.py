"""Says of a past call who it was: a new contact, one found by name, or not who it seemed."""

from PySide6.QtWidgets import QVBoxLayout

from cti_desktop.agent.views import CallLine
from cti_desktop.desktop.attach_contact import AttachContact
from cti_desktop.desktop.call_change import CallChange
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.row_paint import one_line
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.who_is_it import SaveContact
from cti_desktop.desktop.words import Words


class CallContact(CallChange):
    """The form and the search of one call at a time; there while one of them is open."""

    def __init__(self, core: CoreLike, theme: Theme, words: Words) -> None:
        super().__init__(core)
        self._line: CallLine | None = None
        self.save_contact = SaveContact(core, theme)
        self.attach = AttachContact(core, theme, words)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        for part in (self.save_contact, self.attach):
            box.addWidget(part)
            part.closed.connect(self.hide)
        self.save_contact.saved.connect(self._choose)
        self.attach.chosen.connect(self._choose)
        self.hide()

    def show_call(self, line: CallLine) -> None:
        """Belong to a call; what was begun for another is given up."""
        if self._line is None or line.call_id != self._line.call_id:
            self.save_contact.close_form()
            self.attach.close_search()
        self._line = line

    def open_form(self) -> None:
        """Ask for the name of a new contact."""
        if self._line is not None:
            self.attach.close_search()
            self.show()
            self.save_contact.open_for(self._line)

    def open_search(self) -> None:
        """Ask for the name of a contact there is."""
        line = self._line
        if line is not None:
            self.save_contact.close_form()
            self.show()
            self.attach.open_for(one_line(line.name) if line.name != line.number else "")

    def refuse(self, contact_id: str) -> None:
        """Say who it was not."""
        if self._line is not None:
            call_id = self._line.call_id
            self._keep(lambda office: office.refuse_call_contact(call_id, contact_id))

    def _choose(self, contact_id: str) -> None:
        if self._line is not None:
            call_id = self._line.call_id
            self._keep(lambda office: office.set_call_contact(call_id, contact_id))
