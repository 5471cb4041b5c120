"""The list to call through, for the pictures: as it is pasted, and on its way."""

from collections.abc import Callable

from cti_desktop.calls.finding import Listed
from cti_desktop.desktop.call_list import CallListSheet
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.window import MainWindow

_LISTED = (
    Listed(number="020 7946 0018", shown="Ada Lovelace"),
    Listed(number="+1 212 555 0147", shown="Grace Hopper, Harbor Compilers Inc"),
    Listed(number="+81 3 1234 5678", shown="Aiko Tanaka"),
    Listed(number="7042"),
)


def shoot_list(
    core: CoreLike, theme: Theme, window: MainWindow, shoot: Callable[[str], None]
) -> None:
    """Paste a list, begin it, skip the first, and take it away again."""
    sheet = CallListSheet(core, theme, region="GB")
    window.put_below(sheet)
    sheet.begin("\n".join(f"{one.shown}\t{one.number}" for one in _LISTED))
    shoot("call-list-pasted")
    sheet.start_button.click()
    sheet.skip_button.click()
    shoot("call-list")
    sheet.done_button.click()
    window.focus_page()
    sheet.deleteLater()
