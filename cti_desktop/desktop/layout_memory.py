"""Remembers where the window stood and how wide its panels were, for each set of screens.

On known screens everything is where it was; on others the window comes with its last size where it
can be seen whole. A screen that goes or comes while the program runs counts as another set.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QScreen

from cti_desktop.agent.setting_files import write_whole
from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.window import MainWindow

FILE = "layout.json"
_RECT = ("x", "y", "width", "height")
_SETTLED_MS = 400
_MOST_SETS = 16
_GRIP = 48  # so much of the title must be on a screen that one can take hold of it
_LARGEST = 64 * 1024

log = LateLog(__name__)


@runtime_checkable
class Panel(Protocol):
    """What a person can make wider."""

    widened: SignalInstance

    def want_width(self, width: int) -> None:
        """Take a width in pixels at text size 100 %."""


@runtime_checkable
class HasPanel(Protocol):
    """A page with a panel."""

    panel: Panel


class LayoutMemory(QObject):
    """Keeps one window's place; GUI thread only.

    Args:
        folder: where the file lies.
        window: also the parent; its place is put in force by `restore`, before it is shown.
    """

    def __init__(self, folder: Path, window: MainWindow) -> None:
        super().__init__(window)
        self._file, self._window = folder / FILE, window
        self._sets = _read(self._file)
        self._panels: dict[str, int] = {}
        self._known = screens_key(QGuiApplication.screens())
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._look)
        self._watched = False
        window.page_made.connect(self.watch_page)

    def restore(self) -> None:
        """Put the window where it stood on these screens, or sensibly where it did not."""
        screens = QGuiApplication.screens()
        areas = [screen.availableGeometry() for screen in screens]
        self._known = screens_key(screens)
        kept = self._sets.get(self._known)
        last = kept or next(reversed(self._sets.values()), None)
        self._panels = _widths(last)
        rect = _rect(last)
        if rect is not None:
            smallest = self._window.minimumSize()
            primary = QGuiApplication.primaryScreen().availableGeometry()
            if kept is not None and can_be_taken(rect, areas):
                place = fitted(rect, areas, smallest)
            else:
                place = centred(rect.size(), primary, smallest)
            self._window.setGeometry(place)
        if last is not None and last.get("maximised") is True:
            self._window.setWindowState(self._window.windowState() | Qt.WindowState.WindowMaximized)
        self._watch()

    def panel_width(self, page: str) -> int | None:
        """Return how wide a page's panel was, in pixels at text size 100 %."""
        return self._panels.get(page)

    @Slot(object)
    def watch_page(self, page: object) -> None:
        """Give a page's panel its width and keep it from now on."""
        if not isinstance(page, HasPanel) or not isinstance(page.panel, Panel):
            return
        name = type(page).__name__
        width = self.panel_width(name)
        if width is not None:
            page.panel.want_width(width)
        page.panel.widened.connect(lambda width: self.keep_panel(name, width))

    def keep_panel(self, page: str, width: int) -> None:
        """Remember how wide a page's panel is."""
        self._panels[page] = width
        self._settled.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window was moved, sized, maximised or closed."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self._settled.start()
        elif event.type() is QEvent.Type.Close:
            self._look()
        return super().eventFilter(watched, event)

    def keep(self) -> None:
        """Keep the place now."""
        window = self._window
        place = window.normalGeometry() if window.isMaximized() else window.geometry()
        if window.isMinimized() or window.isFullScreen() or not place.isValid():
            return
        now: dict[str, Any] = {
            "rect": [place.x(), place.y(), place.width(), place.height()],
            "maximised": window.isMaximized(),
            "panels": dict(self._panels),
        }
        if self._sets.get(self._known) == now:
            return
        self._sets.pop(self._known, None)
        self._sets[self._known] = now  # the newest last
        while len(self._sets) > _MOST_SETS:
            del self._sets[next(iter(self._sets))]
        try:
            write_whole(self._file, json.dumps(self._sets, indent=1))
        except OSError as error:
            log.warning("layout_not_kept", kind=type(error).__name__)

    def _look(self) -> None:
        """Keep what settled, or go where the window stood on the screens there are now."""
        self._settled.stop()
        if screens_key(QGuiApplication.screens()) != self._known:
            self.restore()
        elif self._window.isVisible():
            self.keep()

    def _watch(self) -> None:
        if self._watched:
            return
        self._watched = True
        self._window.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._screens_changed)
            app.screenRemoved.connect(self._screens_changed)

    def _screens_changed(self, _screen: QScreen) -> None:
        self._settled.start()


def screens_key(screens: list[QScreen]) -> str:
    """Name a set of screens by their sizes, places and scales, in whatever order they come."""
    return " ".join(sorted(_name(one.geometry(), one.devicePixelRatio()) for one in screens))


def can_be_taken(rect: QRect, areas: list[QRect]) -> bool:
    """Tell whether enough of the window's top is on a screen to take hold of it."""
    top = QRect(rect.topLeft(), QSize(rect.width(), _GRIP // 2))
    held = (area.intersected(top) for area in areas)
    return any(one.width() >= _GRIP and one.height() >= _GRIP // 4 for one in held)


def fitted(rect: QRect, areas: list[QRect], smallest: QSize) -> QRect:
    """Return the rectangle no larger than the screen it is on most, its title in reach."""

    def covered(area: QRect) -> int:
        common = area.intersected(rect)
        return max(common.width(), 0) * max(common.height(), 0)

    area = max(areas, key=covered)
    size = rect.size().boundedTo(area.size()).expandedTo(smallest)
    left = max(rect.x(), area.left() + _GRIP - size.width())
    left = min(left, area.right() + 1 - _GRIP)
    return QRect(QPoint(left, max(rect.y(), area.y())), size)


def centred(size: QSize, area: QRect, smallest: QSize) -> QRect:
    """Return a rectangle of this size in the middle of a screen, shrunk to fit it."""
    place = QRect(QPoint(0, 0), size.boundedTo(area.size()).expandedTo(smallest))
    place.moveCenter(area.center())
    place.moveTopLeft(QPoint(max(place.left(), area.left()), max(place.top(), area.top())))
    return place


def _name(place: QRect, ratio: float) -> str:
    return f"{place.width()}x{place.height()}+{place.x()}+{place.y()}@{ratio:g}"


def _read(file: Path) -> dict[str, dict[str, Any]]:
    try:
        if file.stat().st_size > _LARGEST:
            return {}
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {name: one for name, one in kept.items() if isinstance(one, dict)}


def _rect(kept: Mapping[str, Any] | None) -> QRect | None:
    numbers = kept.get("rect") if kept else None
    if not isinstance(numbers, list) or not all(_fits(one) for one in numbers):
        return None
    rect = QRect(*numbers) if len(numbers) == len(_RECT) else QRect()
    return rect if rect.isValid() else None


def _widths(kept: Mapping[str, Any] | None) -> dict[str, int]:
    panels = kept.get("panels") if kept else None
    if not isinstance(panels, dict):
        return {}
    return {name: width for name, width in panels.items() if _fits(width)}


def _fits(number: object) -> bool:
    """Tell whether it is a number Qt takes for a place on a screen."""
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 1 << 20
