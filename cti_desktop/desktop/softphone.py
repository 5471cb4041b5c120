"""The softphone in the window: the one web view, alive as long as the program.

The window places it and never takes it away. The rest of the program reaches Zoom's page through
`send` and the office; this widget looks after loading, crashes, sign-in windows and ways out.
"""

import importlib
from functools import partial
from time import monotonic
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWebEngineCore import QWebEngineNewWindowRequest, QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QStackedLayout, QWidget

from cti_desktop.desktop.bridge import Bridge, Refusals, Said, SaidKind
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.host_page import HostPage
from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.sign_in_window import SignInWindow
from cti_desktop.desktop.softphone_cover import SoftphoneCover, failure_words
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.web_places import CALL_SCHEMES, WebPlaces
from cti_desktop.desktop.web_profile import WebProfile

SMALLEST = (350, 580)  # Zoom's guide
_CRASH_DELAYS_S = (0.5, 2.0, 8.0)
_CRASHES_FORGOTTEN_S = 600.0
_LOOK_FIRST_MS, _LOOK_AGAIN_MS = 3000, 15_000
_LATE_MS = 15_000
"""So long after a load began one may ask for another."""
_RETRY_DELAYS_S = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)

log = LateLog(__name__)


class Retries(Protocol):
    """How long to wait before trying again; None gives up."""

    def crash_delay_s(self) -> float | None:
        """After a crash."""

    def network_delay_s(self) -> float | None:
        """After a failed load."""

    def loaded(self) -> None:
        """Take note that the page is there again."""


class BackOff:
    """Reloads a crashed page three times in ten minutes, and an unreachable one for ever."""

    def __init__(self) -> None:
        self._crashes: list[float] = []
        self._failures = 0

    def crash_delay_s(self) -> float | None:
        """Return a longer delay for each crash of the last ten minutes; None after the third."""
        now = monotonic()
        self._crashes = [at for at in self._crashes if now - at < _CRASHES_FORGOTTEN_S]
        self._crashes.append(now)
        tries = len(self._crashes)
        return _CRASH_DELAYS_S[tries - 1] if tries <= len(_CRASH_DELAYS_S) else None

    def network_delay_s(self) -> float | None:
        """Return a longer delay for each failure in a row, up to a minute."""
        self._failures += 1
        return _RETRY_DELAYS_S[min(self._failures, len(_RETRY_DELAYS_S)) - 1]

    def loaded(self) -> None:
        """Forget the failures in a row; crashes are forgotten by time only."""
        self._failures = 0


class Softphone(QWidget):
    """Zoom's softphone page with its cover; GUI thread only.

    Signals:
        loaded: the iframe shows Zoom's page.
        failed: it does not: `refused_origin`, `network`, `crashed`, or `gave_up` when that was once
            too often.
        went_outside: an address for the system: its browser, or the Zoom client.
        led_nowhere: somebody clicked a link of this kind (`http`), which is not followed.
        looked: what the page tells people only was looked at.
    """

    loaded = Signal()
    failed = Signal(str)
    went_outside = Signal(str)
    led_nowhere = Signal(str)
    looked = Signal()

    def __init__(
        self,
        core: CoreLike,
        profile: WebProfile,
        places: WebPlaces,
        theme: Theme,
        *,
        retries: Retries | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._core = core
        self._profile = profile
        self._places = places
        self._theme = theme
        self._retries = retries or BackOff()
        self._windows: list[SignInWindow] = []
        self.refusals = Refusals()
        self.bridge = Bridge(self._hear, self.refusals, self)
        self.page = HostPage(profile, places, self)
        self.page.connect_bridge(self.bridge)
        self.view = QWebEngineView(self)
        self.view.setPage(self.page)
        self.cover = SoftphoneCover(theme, self)
        self._retry = QTimer(self, singleShot=True)
        self._look = QTimer(self, singleShot=True)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._was_loaded = False
        self.setMinimumSize(*SMALLEST)
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Load the page, afresh if it was there; the desk waits for it as it did at first."""
        self._retry.stop()
        self._cover()
        self.cover.show_starting()
        self._late.start()
        if self._was_loaded:
            self._core.tell(lambda office: office.page_reloading())
        self._was_loaded = True
        self.page.show_host()

    def send(self, message: dict[str, Any]) -> None:
        """Post a message to Zoom's page; lost while it is not loaded."""
        self.bridge.post(message)

    @Slot(object)
    def take_view(self, view: object) -> None:
        """Post what the office wants posted, load what it wants loaded; no more is for us."""
        views = importlib.import_module("cti_desktop.agent.first_views")  # not before the page
        if isinstance(view, views.EmbedCommand):
            self.send(view.message)
        elif isinstance(view, views.ReloadSoftphone):
            self.load()

    def close_pages(self) -> None:
        """Delete every web page, which must happen before their profile goes."""
        self._retry.stop()
        self._late.stop()
        self._look.stop()
        for window in tuple(self._windows):
            window.close()
        self.page.deleteLater()

    @property
    def covered(self) -> bool:
        """Whether the cover stands before the page."""
        return self._stack.currentWidget() is self.cover

    @property
    def sign_in_windows(self) -> tuple[SignInWindow, ...]:
        """The sign-in windows open now."""
        return tuple(self._windows)

    def _lay_out(self) -> None:
        # Both stay visible, one above the other: a hidden page would load and time at leisure.
        self._stack = QStackedLayout(self)
        self._stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.cover)
        self._stack.setCurrentWidget(self.cover)
        self.setFocusProxy(self.view)
        self.view.setAccessibleName(_tr("Zoom softphone"))
        self._dress()

    def _connect(self) -> None:
        self.page.frame_loaded.connect(self._uncover)
        self.page.frame_failed.connect(self._fail)
        self.page.led_away.connect(self._lead_away)
        self.page.newWindowRequested.connect(self._open_window)
        self.page.renderProcessTerminated.connect(self._crash)
        self.cover.reload_asked.connect(self.load)
        self._retry.timeout.connect(self.load)
        self._late.timeout.connect(self.cover.show_late)
        self._look.timeout.connect(self.look_at_page)
        self._theme.changed.connect(self._dress)

    def _hear(self, said: Said) -> None:
        body = said.body
        if said.kind is SaidKind.MESSAGE:
            self._core.tell(lambda office: office.page_said(body))
        elif said.kind is SaidKind.SIGNAL:
            self._core.tell(lambda office: office.page_signalled(body))
        else:
            self.page.check_frame()

    @Slot()
    def _uncover(self) -> None:
        self._late.stop()
        self._retries.loaded()
        self._zoom()  # a page just loaded may have forgotten it
        self._stack.setCurrentWidget(self.view)
        self.view.setEnabled(True)
        self._core.tell(lambda office: office.page_loaded())
        self._look.start(_LOOK_FIRST_MS)
        self.loaded.emit()

    @Slot()
    def look_at_page(self) -> None:
        """Look what the page tells people only."""
        self.page.look_for_device(self._take_look)

    def _take_look(self, no_device: bool) -> None:
        showed = "no_device" if no_device else ""
        self._core.tell(lambda office: office.page_showed(showed))
        self._look.start(_LOOK_AGAIN_MS)
        self.looked.emit()

    def _cover(self) -> None:
        self._look.stop()
        self.view.setEnabled(False)  # keeps the keyboard from what cannot be seen
        self._stack.setCurrentWidget(self.cover)

    @Slot(str)
    def _fail(self, reason: str) -> None:
        self._cover()
        self._late.stop()
        self.cover.show_failure(*failure_words(reason, self._places))
        log.warning("softphone_failed", reason=reason)
        self._core.tell(lambda office: office.page_failed(reason))
        if reason == "network":
            self._try_again(self._retries.network_delay_s())
        self.failed.emit(reason)

    def _try_again(self, delay_s: float | None) -> None:
        if delay_s is not None:
            self._retry.start(round(delay_s * 1000))

    @Slot(QWebEnginePage.RenderProcessTerminationStatus, int)
    def _crash(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if status is not QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            log.error("render_process_gone", status=status.name, code=code)
            delay_s = self._retries.crash_delay_s()
            self._fail("gave_up" if delay_s is None else "crashed")
            self._try_again(delay_s)

    @Slot(QWebEngineNewWindowRequest)
    def _open_window(self, request: QWebEngineNewWindowRequest) -> None:
        url = request.requestedUrl()
        if self._places.may_pop_up(url):
            window = SignInWindow(request, self._profile, self._places, self)
            window.page.went_outside.connect(self.went_outside)
            window.finished.connect(partial(self._forget, window))
            self._windows.append(window)
            window.show()
        elif request.isUserInitiated():
            self._lead_away(url)
        else:
            log.info("window_refused", scheme=url.scheme(), host=url.host())

    @Slot(QUrl)
    def _lead_away(self, url: QUrl) -> None:
        """Follow a link that somebody clicked: to the system, to our own question, or nowhere."""
        link = url.toString()
        if self._places.may_leave(url):
            self.went_outside.emit(link)
        elif url.scheme() in CALL_SCHEMES:
            self._core.tell(lambda office: office.open_link(link))
        else:
            log.info("link_refused", scheme=url.scheme())
            self.led_nowhere.emit(url.scheme())

    def _forget(self, window: SignInWindow, _result: int) -> None:
        self._windows.remove(window)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the page's type be as large as the new width allows."""
        super().resizeEvent(event)
        self._zoom()

    def _dress(self) -> None:
        self.page.setBackgroundColor(self._theme.colour("surface"))
        self._zoom()

    def _zoom(self) -> None:
        self.view.setZoomFactor(zoom_for(self._theme.scale, self.width()))


def zoom_for(scale: float, width: int) -> float:
    """Return how much larger the page stands at a type size without getting too narrow for Zoom."""
    return max(1.0, min(scale, width / SMALLEST[0]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Softphone", text)
