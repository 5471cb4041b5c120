"""The design's tokens: every colour the program knows, light, dark and of the system's own palette.

Only the theme reads them; widgets name a token, never a colour.
"""

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as `#rrggbb`.

    Attributes:
        edge: the outline of a field one can type into; it can be told from its ground.
        hover: a quiet control under the pointer; `pressed` while held down.
        selected: behind what is chosen, beside a sign in `accent`.
        chosen: ground of the current line in a menu or a short list; `on_chosen` its text.
        good_soft: ground of a chip in the tone `good`; likewise the other tones.
    """

    ground: str
    surface: str
    sunken: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    good: str
    warn: str
    bad: str
    edge: str
    hover: str
    pressed: str
    selected: str
    chosen: str
    on_chosen: str
    accent_hover: str
    accent_soft: str
    good_soft: str
    warn_soft: str
    bad_soft: str
    muted_soft: str

    def colour(self, name: str) -> QColor:
        """Return a token as a colour.

        Raises:
            KeyError: there is no token of this name.
        """
        if name not in _NAMES:
            raise KeyError(name)
        return QColor(str(getattr(self, name)))


SEEN = 3.0  # what WCAG 2.2 asks of whatever must be told from its ground
_LINEAR_UP_TO = 0.04045  # below it sRGB is linear
_NAMES = frozenset(f.name for f in fields(Tokens))


def mix(below: str, above: str, share: float) -> str:
    """Lay a colour over another, `share` of it from 0 to 1."""
    one, two = QColor(below), QColor(above)
    parts = (
        round(a + (b - a) * share)
        for a, b in zip(
            (one.red(), one.green(), one.blue()), (two.red(), two.green(), two.blue()), strict=True
        )
    )
    return "#{:02x}{:02x}{:02x}".format(*parts)


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2 defines it, 1 to 21."""
    bright, dim = sorted((_luminance(QColor(one)), _luminance(QColor(two))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= _LINEAR_UP_TO else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(p) for p in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tokens(
    *,
    ground: str,
    surface: str,
    sunken: str,
    line: str,
    text: str,
    muted: str,
    accent: str,
    on_accent: str,
    good: str,
    warn: str,
    bad: str,
    edge: str,
    soft: float,
    strong: bool = False,
) -> Tokens:
    return Tokens(
        ground=ground,
        surface=surface,
        sunken=sunken,
        line=line,
        text=text,
        muted=muted,
        accent=accent,
        on_accent=on_accent,
        good=good,
        warn=warn,
        bad=bad,
        edge=edge,
        hover=mix(surface, text, 0.05),
        pressed=mix(surface, text, 0.10),
        selected=mix(surface, accent, soft),
        chosen=accent if strong else mix(surface, accent, soft),
        on_chosen=on_accent if strong else text,
        accent_hover=mix(accent, text, 0.14),
        accent_soft=mix(surface, accent, soft),
        good_soft=mix(surface, good, soft),
        warn_soft=mix(surface, warn, soft),
        bad_soft=mix(surface, bad, soft),
        muted_soft=mix(surface, text, 0.05),
    )


LIGHT = _tokens(
    ground="#F6F7F9",
    surface="#FFFFFF",
    sunken="#EDEFF3",
    line="#D9DDE3",
    text="#1A1E24",
    muted="#56606B",
    accent="#1F5AE0",
    on_accent="#FFFFFF",
    good="#0F7A55",
    warn="#8A5A00",
    bad="#BF2B45",
    edge="#828A95",
    soft=0.09,
)
DARK = _tokens(
    ground="#15171B",
    surface="#1D2025",
    sunken="#111316",
    line="#353A42",
    text="#E9EBEE",
    muted="#9EA7B2",
    accent="#86A9FF",
    on_accent="#10131A",
    good="#4FCB9B",
    warn="#E8B44A",
    bad="#FF8296",
    edge="#6A7380",
    soft=0.14,
)

HIGH_CONTRAST = _tokens(
    ground="#000000",
    surface="#000000",
    sunken="#000000",
    line="#FFFFFF",
    text="#FFFFFF",
    muted="#FFFFFF",
    accent="#FFE600",
    on_accent="#000000",
    good="#5CFF9D",
    warn="#FFE600",
    bad="#FF9AA8",
    edge="#FFFFFF",
    soft=0.22,
    strong=True,
)


def of_palette(palette: QPalette) -> Tokens:
    """Take every colour from the system's palette, for people who chose high contrast there."""

    def role(one: QPalette.ColorRole) -> str:
        return palette.color(one).name()

    window, text = role(QPalette.ColorRole.Window), role(QPalette.ColorRole.WindowText)
    accent, on_accent = role(QPalette.ColorRole.Highlight), role(QPalette.ColorRole.HighlightedText)
    if contrast(accent, window) < SEEN:  # nothing that is chosen could be told from the rest
        accent, on_accent = text, window
    return _tokens(
        ground=window,
        surface=window,
        sunken=window,
        line=text,
        text=text,
        muted=text,
        accent=accent,
        on_accent=on_accent,
        good=text,
        warn=text,
        bad=text,
        edge=text,
        soft=0.0,
        strong=True,
    )
