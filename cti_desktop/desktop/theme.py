"""How the program looks: colours, type, sizes and icons in one place, following the system live.

The composition root makes one `Theme`, applies it to the application and hands it to the widgets.
"""

import sys
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from cti_desktop.assets import asset
from cti_desktop.desktop.direction import turned
from cti_desktop.desktop.icons import IconSet
from cti_desktop.desktop.style_sheet import style_sheet
from cti_desktop.desktop.tokens import DARK, HIGH_CONTRAST, LIGHT, Tokens, of_palette

SMALLEST_SCALE, LARGEST_SCALE = 1.0, 2.0
MOTION_MS = 120
_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
_FALLBACK_FONTS = ("DejaVu", "Bitstream Vera", "Liberation", "FreeSans", "Nimbus")
_SIZES = {"caption": 11, "body": 13, "section": 15, "name": 20}


class Appearance(StrEnum):
    """Which colours a person asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Theme(QObject):
    """The look in force; GUI thread only.

    Args:
        app: the application that gets palette, font and style sheet.
        scale: type size, 1.0 to 2.0; the sizes of controls grow with it.

    Signals:
        changed: colours, type or sizes are different now.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        *,
        appearance: Appearance = Appearance.SYSTEM,
        scale: float = 1.0,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        self._scale = _within(scale)
        self._icons = IconSet()
        self._family: str | None = None
        self._dressed = False
        self.reduced_motion = reduced_motion
        self._tokens = LIGHT
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)

    # what widgets ask

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return self._tokens

    @property
    def scale(self) -> float:
        """Type size in force, 1.0 to 2.0."""
        return self._scale

    @property
    def appearance(self) -> Appearance:
        """What the person asked for."""
        return self._appearance

    @property
    def dark(self) -> bool:
        """Whether light text stands on dark ground."""
        return QColor(self._tokens.ground).lightnessF() < QColor(self._tokens.text).lightnessF()

    def colour(self, token: str) -> QColor:
        """Return a token's colour; KeyError for a name that is none."""
        return self._tokens.colour(token)

    def px(self, size: float) -> int:
        """Return a size of a control that holds text, grown with the type."""
        return round(size * self._scale)

    def space(self, size: int) -> int:
        """Return a distance (4 8 12 16 24 32); grows at half the pace of the type."""
        return round(size * (1 + (self._scale - 1) / 2))

    def font(self, role: str = "body", *, strong: bool = False, figures: bool = False) -> QFont:
        """Return the type of a role: caption, body, section or name.

        `strong` is weight 600 instead of 400; `figures` makes every digit equally wide, for times
        and durations that line up or tick.
        """
        font = QFont(self._family) if self._family else QFont()
        font.setPixelSize(self.px(_SIZES[role]))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        if figures:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(self, name: str, tone: str, size: int = 16, ratio: float = 1.0) -> QPixmap:
        """Return an icon in a token's colour, its size grown with the type."""
        return self._icons.pixmap(turned(name), self.colour(tone), self.px(size), ratio)

    def icon(
        self, name: str, tone: str = "text", *, on: str | None = None, size: int = 16
    ) -> QIcon:
        """Return an icon for a button, `on` its tone while checked."""
        icon = QIcon()
        ratio = self._app.devicePixelRatio()
        off, faded = self.pixmap(name, tone, size, ratio), self.pixmap(name, "edge", size, ratio)
        icon.addPixmap(off, QIcon.Mode.Normal, QIcon.State.Off)
        icon.addPixmap(off, QIcon.Mode.Active, QIcon.State.Off)
        icon.addPixmap(faded, QIcon.Mode.Disabled, QIcon.State.Off)
        # On a line that is chosen Qt would tint it itself, and on a strong ground it would be lost.
        chosen = tone if self._tokens.on_chosen == self._tokens.text else "on_chosen"
        icon.addPixmap(self.pixmap(name, chosen, size, ratio), QIcon.Mode.Selected)
        if on is not None:
            icon.addPixmap(self.pixmap(name, on, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
            icon.addPixmap(self.pixmap(name, on, size, ratio), QIcon.Mode.Active, QIcon.State.On)
        return icon

    @property
    def motion_ms(self) -> int:
        """How long a movement takes; 0 when the person asked for less motion."""
        return 0 if self.reduced_motion else MOTION_MS

    # what the composition root and the settings page do

    def apply(self) -> None:
        """Dress the application: style, palette, font and style sheet."""
        self._family = self._family or _choose_family(self._app.font())
        self._tokens = self._choose_tokens()
        if not self._dressed:
            self._app.setStyle("Fusion")
            self._dressed = True
        # Off first: a sheet put over another one is put on each widget once for every widget it
        # stands in, which takes seconds; off and on is once for each.
        self._app.setStyleSheet("")
        self._app.setPalette(_palette(self._tokens))
        self._app.setFont(self.font())
        self._app.setStyleSheet(style_sheet(self._tokens, self.px, self._picture_url))
        self.changed.emit()

    def begin(self, appearance: Appearance, scale: float) -> None:
        """Dress the application for the first time."""
        self._scale = _within(scale)
        if appearance is Appearance.SYSTEM:
            self.apply()
        else:
            self.set_appearance(appearance)

    def set_appearance(self, appearance: Appearance) -> None:
        """Take the colours a person asked for."""
        self._appearance = appearance
        hints = self._app.styleHints()
        hints.setColorScheme(
            {
                Appearance.LIGHT: Qt.ColorScheme.Light,
                Appearance.DARK: Qt.ColorScheme.Dark,
                Appearance.CONTRAST: Qt.ColorScheme.Dark,
                Appearance.SYSTEM: Qt.ColorScheme.Unknown,
            }[appearance]
        )
        self.apply()

    def set_scale(self, scale: float) -> None:
        """Take the type size a person asked for; values outside 1.0 to 2.0 count as these."""
        self._scale = _within(scale)
        self.apply()

    def _choose_tokens(self) -> Tokens:
        hints = self._app.styleHints()
        if self._appearance is Appearance.CONTRAST:
            return HIGH_CONTRAST
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            self._app.setPalette(QPalette())  # ours out of the way: this is the system's now
            return of_palette(self._app.palette())
        if self._appearance is Appearance.SYSTEM:
            return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._appearance is Appearance.DARK else LIGHT

    def _system_changed(self, _what: object) -> None:
        if self._choose_tokens() != self._tokens:
            self.apply()

    def _picture_url(self, name: str) -> str:
        """Return the path of a drawing for the style sheet, which knows files only."""
        return asset("icons", f"{name}-{'dark' if self.dark else 'light'}.svg").as_posix()


def system_wants_less_motion() -> bool:
    """Tell whether the person asked the system for less motion; only Windows can say so."""
    return sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


def _within(scale: float) -> float:
    return min(max(SMALLEST_SCALE, scale), LARGEST_SCALE)  # in this order NaN is the smallest


def _choose_family(system: QFont) -> str | None:
    """Keep the system's UI font; where there is only a fallback, take the one that ships."""
    if not QFontInfo(system).family().startswith(_FALLBACK_FONTS):
        return None
    loaded = [QFontDatabase.addApplicationFont(str(asset("fonts", name))) for name in _FONTS]
    families = QFontDatabase.applicationFontFamilies(loaded[0]) if -1 not in loaded else []
    return families[0] if families else None


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.ground,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.text,
        role.ToolTipText: tokens.ground,
        role.Light: tokens.surface,
        role.Midlight: tokens.hover,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line,
    }
    palette = QPalette()
    for one, colour in colours.items():
        palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.muted))
    return palette
