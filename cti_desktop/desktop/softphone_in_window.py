"""What the window does about the softphone beside it: its trouble, a reload, calls in its page."""

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.views import DeskView, StatusView
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.palette_items import Command
from cti_desktop.desktop.trouble_notice import TroubleNotice
from cti_desktop.desktop.window import MainWindow


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)


class SoftphoneInWindow:
    """Only the interior makes one.

    Args:
        sound_in_page: whether calls run in the softphone's page, so that its end is theirs.
    """

    def __init__(self, window: MainWindow, core: CoreLike, *, sound_in_page: bool) -> None:
        self._guard, self._core = window.guard, core
        self._sound_in_page = sound_in_page
        self._desk = DeskView()
        self._engaged = False
        self._trouble = TroubleNotice(window.notices, self.reload)
        window.guard.in_danger = self._call_in_page
        window.status_bar.reload_wanted.connect(self.reload)

    def take_status(self, status: StatusView) -> None:
        """Take a snapshot of how the softphone does."""
        self._trouble.take_status(status)
        self._engaged = status.engaged
        self._guard.look()

    def take_desk(self, desk: DeskView) -> None:
        """Take a snapshot of the calls."""
        self._desk = desk
        self._guard.look()

    def reload(self) -> None:
        """Have the softphone loaded afresh, as the person wants it."""
        self._guard.reload(lambda: self._core.tell(lambda office: office.reload_softphone()))

    def commands(self) -> tuple[Command, ...]:
        """Return what can be done about it."""
        also = _tr("zoom restart page")
        return (Command("refresh", _tr("Reload the softphone"), self.reload, also=also),)

    def _call_in_page(self) -> bool:
        """Tell whether something would be cut; a call that is perhaps over perhaps goes on."""
        going_on = (card.live and not card.cut for card in self._desk.cards)
        return self._sound_in_page and (self._engaged or any(going_on))
