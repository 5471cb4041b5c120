"""A window that Zoom's page opens for sign-in, with its opener kept, so that sign-in can complete.

Only the softphone opens one. It shares the softphone's profile and has no bridge.
"""

from PySide6.QtCore import QCoreApplication, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWebEngineCore import QWebEngineNewWindowRequest, QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from cti_desktop.desktop.bridge import excerpt
from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.web_places import WebPlaces
from cti_desktop.desktop.web_profile import WebProfile

_SIZE = QSize(480, 680)

log = LateLog(__name__)


class SignInPage(QWebEnginePage):
    """Any https page, because a firm's own sign-in can be anywhere; nothing else.

    Signals:
        went_outside: an https address for the system browser.
    """

    went_outside = Signal(str)

    def __init__(self, profile: WebProfile, places: WebPlaces, parent: QWidget) -> None:
        super().__init__(profile, parent)
        self._places = places
        self.newWindowRequested.connect(self._hand_on)
        profile.guard(self)

    def acceptNavigationRequest(
        self,
        url: QUrl | str,
        _navigation: QWebEnginePage.NavigationType,
        main_frame: bool,
    ) -> bool:
        """Keep to https, and to the embed's own origin."""
        url = QUrl(url)
        allowed = self._places.may_sign_in(url) or (not main_frame and self._places.may_frame(url))
        if not allowed:
            log.info("navigation_refused", scheme=url.scheme(), host=url.host(), main=main_frame)
        return allowed

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """Keep it from Qt's log, which is kept: any site is here, and says what it likes."""
        log.debug("sign_in_console", level=level.name, message=excerpt(message), line=line,
                  host=QUrl(source).host())  # fmt: skip

    def _hand_on(self, request: QWebEngineNewWindowRequest) -> None:
        url = request.requestedUrl()
        if request.isUserInitiated() and self._places.may_leave(url):
            self.went_outside.emit(url.toString())


class SignInWindow(QDialog):
    """The window; its title names the host, so that people see who asks for their password."""

    def __init__(
        self,
        request: QWebEngineNewWindowRequest,
        profile: WebProfile,
        places: WebPlaces,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self.page = SignInPage(profile, places, self)
        self.view = QWebEngineView(self)
        self.view.setPage(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.page.urlChanged.connect(self._name_host)
        self.page.windowCloseRequested.connect(self.close)
        self._name_host(request.requestedUrl())
        request.openIn(self.page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Delete the page before anything else of the window."""
        self.page.deleteLater()
        super().closeEvent(event)

    def _name_host(self, url: QUrl) -> None:
        title = QCoreApplication.translate("SignInWindow", "Sign in")
        self.setWindowTitle(f"{url.host()} – {title}" if url.host() else title)
