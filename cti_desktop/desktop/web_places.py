"""Where web pages may go: the navigation rules as plain values, without a page or a window.

Only the pages of this room ask.
"""

from dataclasses import dataclass
from urllib.parse import quote

from PySide6.QtCore import QUrl

_CONTACT_CENTER_SANDBOX = (
    "allow-forms allow-popups allow-popups-to-escape-sandbox allow-scripts allow-same-origin "
    "allow-downloads"
)
"""As Zoom's Contact Center guide has it."""
CLIENT_SCHEMES = ("zoommtg", "zoomus")
"""Links that the Zoom client opens, such as to the meeting a call turned into."""
CALL_SCHEMES = ("tel", "callto", "sms", "zoomphonecall", "zoomphonesms")
"""Links that this program takes itself, and asks about."""
_BLANK = frozenset({"about:blank", "about:srcdoc"})


def origin_of(url: QUrl) -> str:
    """Return scheme, host and port as browsers write an origin; default ports are left out."""
    port = url.port()
    default = {"https": 443, "http": 80}.get(url.scheme())
    suffix = "" if port in (-1, default) else f":{port}"
    return f"{url.scheme()}://{url.host()}{suffix}"


def is_zoom(url: QUrl) -> bool:
    """Tell whether this is a page of Zoom's, such as its sign-in."""
    return url.scheme() == "https" and _is_zooms_host(url.host())


def _is_zooms_host(host: str) -> bool:
    host = host.rstrip(".")
    return host == "zoom.us" or host.endswith(".zoom.us")


@dataclass(frozen=True, slots=True)
class WebPlaces:
    """The softphone page's address and what follows from it.

    Attributes:
        embed_url: the page in the iframe.
        embed_origin: the only origin that is heard and posted to.
        host_origin: the origin our own page claims; the one Zoom's admin approves.
        contact_center: whether it is Contact Center's page.
    """

    embed_url: str
    embed_origin: str
    host_origin: str
    contact_center: bool = False

    @property
    def trusted_origin(self) -> str:
        """The embed's origin as browsers write it."""
        return origin_of(QUrl(self.embed_origin))

    @property
    def source(self) -> str:
        """The iframe's address, with our origin where Zoom's guides ask for it.

        Contact Center's page always wants it; Zoom Phone's when it is not https.
        """
        if self.contact_center:
            return self._with("origin")
        if self.host_origin.startswith("https:"):
            return self.embed_url
        return self._with("originDomain")

    @property
    def sandbox(self) -> str:
        """What the iframe is confined to; empty where Zoom's guide confines it to nothing."""
        return _CONTACT_CENTER_SANDBOX if self.contact_center else ""

    def _with(self, parameter: str) -> str:
        joint = "&" if "?" in self.embed_url else "?"
        return f"{self.embed_url}{joint}{parameter}={quote(self.host_origin, safe='')}"

    def may_frame(self, url: QUrl) -> bool:
        """Tell whether a frame in our page may show this."""
        return url.toString() in _BLANK or self._is_ours(url)

    def may_pop_up(self, url: QUrl) -> bool:
        """Tell whether a window with an opener may be opened here for this (sign-in)."""
        return url.toString() in {"", "about:blank"} or self._is_ours(url)

    def may_sign_in(self, url: QUrl) -> bool:
        """Tell whether a sign-in window may go on to this: a firm's own sign-in can be anywhere."""
        return url.toString() == "about:blank" or url.scheme() == "https" or self._is_ours(url)

    def may_leave(self, url: QUrl) -> bool:
        """Tell whether the system may be handed this: for its browser, or for the Zoom client."""
        if url.scheme() in CLIENT_SCHEMES:
            return _is_zooms_host(url.host())
        return url.scheme() == "https" and bool(url.host())

    def _is_ours(self, url: QUrl) -> bool:
        return origin_of(url) == self.trusted_origin or is_zoom(url)
