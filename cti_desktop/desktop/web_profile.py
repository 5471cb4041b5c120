"""What web pages may keep and may ask for: the one profile of the softphone, denying by default.

The composition root makes it, the softphone and its sign-in windows use it. It must outlive every
page made with it.
"""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
)

from cti_desktop.desktop.downloads import Downloads
from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.web_places import is_zoom, origin_of

PERMISSIONS = {
    "clipboard": QWebEnginePermission.PermissionType.ClipboardReadWrite,
    "microphone": QWebEnginePermission.PermissionType.MediaAudioCapture,
    "notifications": QWebEnginePermission.PermissionType.Notifications,
}
"""What the embed may have at all; an administrator may leave some of it out."""
_ATTRIBUTES = {
    QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows: True,  # sign-in opens a window
    QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard: False,
    QWebEngineSettings.WebAttribute.JavascriptCanPaste: False,
    QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls: False,
    QWebEngineSettings.WebAttribute.LocalContentCanAccessFileUrls: False,
    QWebEngineSettings.WebAttribute.AllowRunningInsecureContent: False,
    QWebEngineSettings.WebAttribute.AllowGeolocationOnInsecureOrigins: False,
    QWebEngineSettings.WebAttribute.FullScreenSupportEnabled: False,
    QWebEngineSettings.WebAttribute.HyperlinkAuditingEnabled: False,
    QWebEngineSettings.WebAttribute.NavigateOnDropEnabled: False,
    QWebEngineSettings.WebAttribute.PluginsEnabled: False,
    QWebEngineSettings.WebAttribute.PdfViewerEnabled: False,
    QWebEngineSettings.WebAttribute.ScreenCaptureEnabled: False,
    QWebEngineSettings.WebAttribute.PlaybackRequiresUserGesture: False,  # the ring tone
}

# A softphone must ring while its window is hidden, so timers in hidden pages keep their pace.
_FLAGS = (
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
)

log = LateLog(__name__)


class WebProfile(QWebEngineProfile):
    """Cookies and storage of the softphone, kept between runs unless `folder` is None."""

    def __init__(
        self,
        folder: Path | None,
        embed_origin: str,
        parent: QObject | None,
        permissions: Collection[str] = PERMISSIONS.keys(),
    ) -> None:
        """Make the profile.

        Args:
            folder: where everything it keeps lies; None keeps it in memory.
            embed_origin: the one origin whose requests for a permission are considered.
            parent: the owner; must be destroyed after every page.
            permissions: which of `PERMISSIONS` are granted.
        """
        if folder is None:
            super().__init__(parent)
        else:
            super().__init__("softphone", parent)
            self.setPersistentStoragePath(str(folder / "web"))
            self.setCachePath(str(folder / "web-cache"))
            # Who has signed in stays so until they sign out: a desk is not a browser's window.
            self.setPersistentCookiesPolicy(
                QWebEngineProfile.PersistentCookiesPolicy.ForcePersistentCookies
            )
        self._embed_origin = embed_origin
        self.permissions = tuple(permissions)
        self._granted = {PERMISSIONS[name] for name in permissions}
        self.setPersistentPermissionsPolicy(
            QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
        )
        for attribute, allowed in _ATTRIBUTES.items():
            self.settings().setAttribute(attribute, allowed)
        self.downloads = Downloads(self._may_load)
        self.downloadRequested.connect(self.downloads.take)

    def guard(self, page: QWebEnginePage) -> None:
        """Answer the page's requests for permissions."""
        page.permissionRequested.connect(self.decide)

    @Slot(QWebEnginePermission)
    def decide(self, permission: QWebEnginePermission) -> None:
        """Grant the embed what policy lets it have; deny all else, and everybody else."""
        kind = permission.permissionType()
        if kind in self._granted and origin_of(permission.origin()) == self._embed_origin:
            permission.grant()
        else:
            log.info("permission_denied", kind=kind.name, origin=origin_of(permission.origin()))
            permission.deny()

    def _may_load(self, download: QWebEngineDownloadRequest) -> bool:
        """Tell whether a download comes from the embed: its address, or made inside its page."""
        url = download.url()
        if url.scheme() == "blob":
            url = QUrl(url.path())
        return origin_of(url) == self._embed_origin or is_zoom(url)


def chromium_flags(present: str, *, as_root: bool = False) -> str:
    """Add what a softphone needs to the value of QTWEBENGINE_CHROMIUM_FLAGS.

    Args:
        present: the value so far; what it says stays.
        as_root: Chromium refuses to start its sandbox as root (a container), so it must do without.
    """
    wanted = (*_FLAGS, "--no-sandbox") if as_root else _FLAGS
    missing = [flag for flag in wanted if flag not in present.split()]
    return " ".join([present, *missing]).strip()
