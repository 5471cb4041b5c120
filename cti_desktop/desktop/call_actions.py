"""What can be done with the number of a call in the log."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from cti_desktop.agent.views import CallLine
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.core_like import CoreLike


def _tr(text: str) -> str:
    return QCoreApplication.translate("CallActions", text)


def dial_words(line: CallLine) -> str:
    """Return the words on the button that dials: back to a caller, again to somebody called."""
    return _tr("Call back") if line.direction is Direction.INBOUND else _tr("Call again")


class CallActions:
    """Dials, writes to or copies a call's number; does nothing where there is none."""

    def __init__(self, core: CoreLike, line: CallLine | None) -> None:
        self._core = core
        self._line = line
        self._number = line.e164 if line else None

    def dial(self) -> None:
        """Dial it."""
        line = self._line
        number = line.dials if line else None
        if number is not None and line is not None:
            contact_id = line.contact_id
            self._core.tell(lambda o: o.dial(number, source="log", contact_id=contact_id))

    def write_sms(self) -> None:
        """Open the message composer for it."""
        number = self._number
        if number is not None:
            self._core.tell(lambda office: office.write_sms(number))

    def copy(self) -> None:
        """Put it on the clipboard."""
        if self._number is not None:
            QGuiApplication.clipboard().setText(self._number)

    def copy_link(self) -> None:
        """Put a link that dials it on the clipboard."""
        if self._number is not None:
            QGuiApplication.clipboard().setText(f"tel:{self._number}")

    def open_in_crm(self) -> None:
        """Open the address set for calls like this one."""
        if self._line is not None:
            call_id = self._line.call_id
            self._core.tell(lambda office: office.open_in_crm(call_id))

    def add_to(self, menu: QMenu) -> None:
        """Offer all of it in a menu."""
        if self._line is not None:
            # As partials, because Qt holds methods of plain objects by weak references only.
            if self._line.dials is not None:
                menu.addAction(dial_words(self._line), partial(self.dial))
            if self._number is not None:
                menu.addAction(_tr("Send message"), partial(self.write_sms))
                menu.addAction(_tr("Copy number"), partial(self.copy))
                menu.addAction(_tr("Copy link"), partial(self.copy_link))
            menu.addAction(_tr("Open in CRM"), partial(self.open_in_crm))
