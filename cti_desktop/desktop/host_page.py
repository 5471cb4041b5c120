"""Our own page around Zoom's iframe: its text, its scripts, and where it may not go.

The softphone makes one. The page has a real https origin without a server (its base URL), so that
Zoom's list of approved domains can name it.
"""

import html
import json
from collections.abc import Callable, Collection
from string import Template

from PySide6.QtCore import QFile, QIODevice, QObject, QUrl, Signal
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineScript

from cti_desktop.assets import asset
from cti_desktop.desktop.bridge import Bridge, excerpt
from cti_desktop.desktop.late_log import LateLog
from cti_desktop.desktop.web_places import CALL_SCHEMES, CLIENT_SCHEMES, WebPlaces
from cti_desktop.desktop.web_profile import WebProfile

BRIDGE_WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld
_PAGE_WORLD = QWebEngineScript.ScriptWorldId.MainWorld
_REFUSALS = ("frame-ancestors", "X-Frame-Options")
_FEATURES = {
    "clipboard": ("clipboard-read", "clipboard-write"),
    "microphone": ("microphone",),
}
"""What the frame is lent for a permission; `autoplay`, for the ring tone, always."""
_NO_DEVICE_WORDS = (
    "No available device",
    "Kein verfügbares Gerät",
    "Keine verfügbaren Geräte",
    "Kein Gerät verfügbar",
)
"""In the languages the program speaks. The English is known from users' reports; how Zoom puts it
in German nobody has reported, so these are the ways it can be put."""
_NO_DEVICE = (
    "(text => WORDS.some(words => text.includes(words)))"
    "(((document.body && document.body.innerText) || '').slice(0, 20000))"
).replace("WORDS", json.dumps(_NO_DEVICE_WORDS))
_CLICKED = "navigator.userActivation.isActive"
_WEB_SCHEMES = frozenset({"https:", "http:"})  # an error page has chrome-error:

log = LateLog(__name__)


class HostPage(QWebEnginePage):
    """The page that frames Zoom's; it never navigates away.

    Signals:
        led_away: a person followed a link that does not belong into the page.
        frame_loaded: the iframe shows the page it was meant to show.
        frame_failed: it does not: `refused_origin` or `network`.
    """

    led_away = Signal(QUrl)
    frame_loaded = Signal()
    frame_failed = Signal(str)

    def __init__(self, profile: WebProfile, places: WebPlaces, parent: QObject) -> None:
        super().__init__(profile, parent)
        self._places = places
        self._text = host_html(places, profile.permissions)
        self._loading_host = False
        self._refusal_seen = False
        self._add_script("callback", _PAGE_WORLD, _text_of("callback.js"))
        self._add_script("bridge", BRIDGE_WORLD, _channel_script() + _text_of("bridge.js"))
        profile.guard(self)

    def connect_bridge(self, bridge: Bridge) -> None:
        """Put the bridge on the channel of the isolated world."""
        channel = QWebChannel(self)
        channel.registerObject("bridge", bridge)
        self.setWebChannel(channel, BRIDGE_WORLD.value)

    def show_host(self) -> None:
        """Load the page, and so the iframe, afresh."""
        self._loading_host = True
        self._refusal_seen = False
        self.setHtml(self._text, QUrl(self._places.host_origin + "/"))

    def check_frame(self) -> None:
        """Find out what the iframe loaded: a failed load looks like any other from outside."""
        frames = self.mainFrame().children()
        if frames:
            frames[0].runJavaScript("location.protocol", BRIDGE_WORLD.value, self._judge_frame)
        else:
            self._judge_frame("")

    def look_for_device(self, then: Callable[[bool], None]) -> None:
        """Tell whether Zoom's page says that there is no device to call from.

        It says so to people only, in no message; the words are known from users' reports.
        """
        frames = self.mainFrame().children()
        if frames:
            frames[0].runJavaScript(_NO_DEVICE, BRIDGE_WORLD.value, lambda said: then(said is True))

    def acceptNavigationRequest(
        self, url: QUrl | str, navigation: QWebEnginePage.NavigationType, main_frame: bool
    ) -> bool:
        """Let the host page in once and the iframe to Zoom; clicks elsewhere lead away."""
        url = QUrl(url)
        if main_frame:
            expected = self._loading_host and url.scheme() == "data"
            self._loading_host = False
            if expected:
                return True
        elif self._places.may_frame(url):
            return True
        log.info("navigation_refused", scheme=url.scheme(), host=url.host(), main=main_frame)
        if navigation is QWebEnginePage.NavigationType.NavigationTypeLinkClicked:
            self._lead_away(url, main_frame)
        return False

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        """Notice that Zoom refused our origin; nothing else tells (the page cannot know)."""
        if message.startswith("Refused") and any(word in message for word in _REFUSALS):
            self._refusal_seen = True
        log.debug("page_console", level=level.name, message=excerpt(message), line=line,
                  host=QUrl(source).host())  # fmt: skip

    def _lead_away(self, url: QUrl, main_frame: bool) -> None:
        """Follow a link out of the page if somebody clicked; a script's own way looks the same.

        The whole page is led away by a click only: so the engine has it.
        """
        frames = self.mainFrame().children()
        if main_frame:
            self.led_away.emit(url)
        elif frames:

            def judge(active: object) -> None:
                if active is True:
                    self.led_away.emit(url)

            frames[0].runJavaScript(_CLICKED, BRIDGE_WORLD.value, judge)

    def _judge_frame(self, protocol: object) -> None:
        if protocol in _WEB_SCHEMES:
            self.frame_loaded.emit()
        elif self._refusal_seen:
            self.frame_failed.emit("refused_origin")
        else:
            self.frame_failed.emit("network")

    def _add_script(self, name: str, world: QWebEngineScript.ScriptWorldId, source: str) -> None:
        script = QWebEngineScript()
        script.setName(name)
        script.setSourceCode(source)
        script.setWorldId(world.value)
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setRunsOnSubFrames(False)
        self.scripts().insert(script)


def host_html(places: WebPlaces, permissions: Collection[str]) -> str:
    """Return the text of our page; its policy lets nothing in but a frame.

    Where the frame may go the page decides at each navigation. The policy must not: what it stops
    puts an error in the frame's place, and with it ends Zoom's page and perhaps a call.

    Args:
        permissions: names of `web_profile.PERMISSIONS` that are granted.
    """
    origin = places.trusted_origin
    schemes = ("https", "http", *CLIENT_SCHEMES, *CALL_SCHEMES, "mailto")
    lent = [feature for name in permissions for feature in _FEATURES.get(name, ())]
    values = {
        "policy": "; ".join(
            (
                "default-src 'none'",
                "frame-src " + " ".join(f"{scheme}:" for scheme in schemes),
                "style-src 'unsafe-inline'",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
        "origin": origin,
        "source": places.source,
        "allow": "; ".join(f"{feature} {origin}" for feature in (*lent, "autoplay")),
    }
    escaped = {name: html.escape(value) for name, value in values.items()}
    # Without a word in it the attribute would forbid everything, so then it is left out.
    escaped["sandbox"] = f' sandbox="{places.sandbox}"' if places.sandbox else ""
    return Template(_text_of("host.html")).substitute(escaped)


def _text_of(name: str) -> str:
    return asset("bridge", name).read_text(encoding="utf-8")


def _channel_script() -> str:
    """Return Qt's own client of the web channel."""
    file = QFile(":/qtwebchannel/qwebchannel.js")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        message = f"Qt lacks its web channel script: {file.errorString()}"
        raise FileNotFoundError(message)
    text = bytes(file.readAll().data()).decode()
    file.close()
    return text
