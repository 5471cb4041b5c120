"""What stands around the softphone once it runs: files it offers, the network, sleep.

Loaded by the composition root when nobody waits any more.
"""

from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.download_offer import DownloadOffer
from cti_desktop.desktop.softphone_parts import SoftphoneParts
from cti_desktop.desktop.surroundings import Surroundings
from cti_desktop.desktop.window import MainWindow


def surround(parts: SoftphoneParts, window: MainWindow, core: CoreLike) -> None:
    """Ask in the window about files, and tell the desk of network and sleep."""
    DownloadOffer(window, parts.profile.downloads)
    surroundings = Surroundings(parts.softphone)
    surroundings.woke.connect(lambda: core.tell(lambda office: office.woke()))
    surroundings.online_changed.connect(
        lambda online: core.tell(lambda office: office.network_changed(online))
    )
