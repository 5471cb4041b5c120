"""What stands around the softphone once it runs: files it offers, the network, sleep.

Loaded by the composition root when nobody waits any more.
"""

from PySide6.QtCore import QCoreApplication

from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.download_offer import DownloadOffer
from cti_desktop.desktop.softphone_parts import SoftphoneParts
from cti_desktop.desktop.surroundings import Surroundings
from cti_desktop.desktop.window import MainWindow


def surround(parts: SoftphoneParts, window: MainWindow, core: CoreLike) -> None:
    """Ask in the window about files, and tell the desk of network and sleep."""
    DownloadOffer(window, parts.profile.downloads)
    parts.softphone.led_nowhere.connect(lambda scheme: window.take_view(_led_nowhere(scheme)))
    surroundings = Surroundings(parts.softphone)
    surroundings.woke.connect(lambda: core.tell(lambda office: office.woke()))
    surroundings.online_changed.connect(
        lambda online: core.tell(lambda office: office.network_changed(online))
    )


def _led_nowhere(scheme: str) -> Notice:
    text = _tr("The softphone's link was not opened: links of this kind (%1) are not safe here.")
    return Notice(text=text.replace("%1", scheme))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Softphone", text)
