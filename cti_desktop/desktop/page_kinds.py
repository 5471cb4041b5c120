"""What a page of the main window may be able to do; the window asks by these."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance

if TYPE_CHECKING:
    from cti_desktop.agent.text_views import ShowTexts
    from cti_desktop.agent.views import CallLine, StatusView


@runtime_checkable
class TakesFocus(Protocol):
    """A page that knows where in it the keyboard belongs."""

    def take_focus(self) -> None:
        """Take the keyboard."""


@runtime_checkable
class ClosesTop(Protocol):
    """A page on which something can be open over the rest."""

    def close_top(self) -> bool:
        """Close what opened last; False when nothing was open."""


@runtime_checkable
class ShowsCalls(Protocol):
    """A page that shows one call in full."""

    def show_call(self, line: "CallLine", back: str = "") -> None:
        """Show this call; `back` names the page it was opened from, to which it leads back."""


@runtime_checkable
class LeadsBack(Protocol):
    """A page one leaves for the one before."""

    left: SignalInstance


@runtime_checkable
class PointsAtCalls(Protocol):
    """A page that can ask for one call to be shown in full."""

    call_shown: SignalInstance


@runtime_checkable
class ShowsContacts(Protocol):
    """A page that shows one contact in full and makes new ones."""

    def show_contact(self, contact_id: str) -> None:
        """Show this contact."""

    def new_contact(self, name: str = "", number: str = "") -> None:
        """Begin a new one."""


@runtime_checkable
class ShowsTexts(Protocol):
    """A page that shows conversations; it tells when the keyboard belongs into the softphone."""

    softphone_wanted: SignalInstance

    def show_texts(self, wish: "ShowTexts") -> None:
        """Open the conversation with a number, or begin one."""

    def show_conversation(self, key: str) -> None:
        """Open a conversation."""

    def is_looked_at(self, key: str) -> bool:
        """Tell whether this conversation stands before the person now."""


@runtime_checkable
class ShowsTeam(Protocol):
    """A page that tells one's own calls from a team's."""

    def take_status(self, status: "StatusView") -> None:
        """Know whose calls there are to be seen."""

    def show_whose(self, *, team: bool) -> None:
        """Show one's own calls, or the team's with them."""
