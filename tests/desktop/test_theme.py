import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cti_desktop.assets import asset
from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction
from cti_desktop.desktop.call_icons import call_icon, call_tone
from cti_desktop.desktop.icons import IconSet
from cti_desktop.desktop.theme import Appearance, Theme
from cti_desktop.desktop.tokens import (
    DARK,
    HIGH_CONTRAST,
    LIGHT,
    SEEN,
    Tokens,
    contrast,
    of_palette,
)
from cti_desktop.desktop.widgets import Button, Label
from tests.desktop.face_fixtures import theme

__all__ = ["theme"]
TEXTS = ("text", "muted", "accent", "good", "warn", "bad")
GROUNDS = ("ground", "surface", "sunken")
READABLE = 4.5


def of_system(window: str, text: str, highlight: str, highlighted: str) -> Tokens:
    """Return the colours for a system's high contrast."""
    palette, role = QPalette(), QPalette.ColorRole
    palette.setColor(role.Window, QColor(window))
    palette.setColor(role.WindowText, QColor(text))
    palette.setColor(role.Highlight, QColor(highlight))
    palette.setColor(role.HighlightedText, QColor(highlighted))
    return of_palette(palette)


# The last two are the systems': a usual one, and one whose highlight is next to its window.
ALL = {
    "light": LIGHT,
    "dark": DARK,
    "contrast": HIGH_CONTRAST,
    "white on black": of_system("#000000", "#ffffff", "#d6b4fd", "#2b2b2b"),
    "black on cream": of_system("#fffaef", "#3d3d3d", "#903909", "#fff5e3"),
    "faint highlight": of_system("#000000", "#ffffff", "#1a1a1a", "#ffffff"),
}
every_theme = pytest.mark.parametrize("tokens", ALL.values(), ids=ALL)


@every_theme
def test_what_is_no_text_can_be_told_from_its_ground(tokens: Tokens) -> None:
    signs = [
        *itertools.product(("edge", "accent"), GROUNDS),
        ("accent", "selected"),
        ("accent", "hover"),
        ("muted", "surface"),
    ]
    assert weak_of(tokens, signs, SEEN) == {}


def weak_of(
    tokens: Tokens, pairs: list[tuple[str, str]], least: float
) -> dict[tuple[str, str], float]:
    """Return the pairs with less contrast than that."""
    ratios = {(a, b): contrast(getattr(tokens, a), getattr(tokens, b)) for a, b in pairs}
    return {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least}


@every_theme
def test_every_text_can_be_read_on_every_ground_it_stands_on(tokens: Tokens) -> None:
    pairs = [
        *itertools.product(TEXTS, GROUNDS),
        *((tone, f"{tone}_soft") for tone in ("accent", "good", "warn", "bad", "muted")),
        ("text", "hover"),
        ("text", "selected"),
        ("text", "accent_soft"),
        ("muted", "accent_soft"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_chosen", "chosen"),
        ("muted", "pressed"),
    ]
    assert weak_of(tokens, pairs, READABLE) == {}


def test_contrast_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_switching_to_dark_dresses_what_is_already_shown(theme: Theme, qtbot: QtBot) -> None:
    label = Label(theme, "Ada Lovelace", tone="good")
    qtbot.addWidget(label)
    label.show()
    qapp = QApplication.instance()
    assert isinstance(qapp, QApplication)
    assert label.palette().color(label.foregroundRole()) == QColor(LIGHT.good)
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance(Appearance.DARK)
    assert theme.dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.ground)
    assert label.palette().color(label.foregroundRole()) == QColor(DARK.good)
    theme.set_appearance(Appearance.LIGHT)
    assert label.palette().color(label.foregroundRole()) == QColor(LIGHT.good)


def test_the_systems_colours_are_followed_only_when_asked(theme: Theme) -> None:
    hints = QApplication.styleHints()
    theme.set_appearance(Appearance.SYSTEM)
    dark_now = hints.colorScheme() is Qt.ColorScheme.Dark
    assert theme.tokens == (DARK if dark_now else LIGHT)
    theme.set_appearance(Appearance.DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.tokens == DARK


def test_high_contrast_takes_the_systems_own_colours() -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#000000"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#ffff00"))
    palette.setColor(QPalette.ColorRole.Highlight, QColor("#00ffff"))
    tokens = of_palette(palette)
    assert (tokens.ground, tokens.text, tokens.accent) == ("#000000", "#ffff00", "#00ffff")
    assert tokens.bad == tokens.text
    assert tokens.bad_soft == tokens.surface


def test_type_and_controls_grow_together(theme: Theme, qtbot: QtBot) -> None:
    button, label = Button(theme, "Finish"), Label(theme, "Ada", "name")
    for widget in (button, label):
        qtbot.addWidget(widget)
    small = button.sizeHint()
    assert label.font().pixelSize() == 20
    theme.set_scale(2.0)
    assert label.font().pixelSize() == 40
    assert button.sizeHint().height() == 2 * small.height()
    assert button.sizeHint().width() > 1.8 * small.width()
    theme.set_scale(9)
    assert theme.scale == 2.0


def test_high_contrast_is_a_choice_too(qapp: QApplication) -> None:
    theme = Theme(qapp)
    theme.set_appearance(Appearance.CONTRAST)
    assert theme.tokens is HIGH_CONTRAST
    assert theme.dark
    theme.set_appearance(Appearance.LIGHT)
    assert theme.tokens is LIGHT


def test_there_is_no_motion_for_those_who_want_none(qapp: QApplication) -> None:
    assert Theme(qapp, reduced_motion=True).motion_ms == 0
    assert Theme(qapp).motion_ms == 120


@pytest.mark.parametrize("path", sorted(asset("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_in_the_colour_asked_for(qapp: QApplication, path: object) -> None:
    del qapp
    name = str(getattr(path, "stem", ""))
    own_colour = name == "app" or name.endswith(("-light", "-dark"))
    image = IconSet().pixmap(name, QColor("#ff0000"), 20, 2.0).toImage()
    assert (image.width(), image.devicePixelRatio()) == (40, 2.0)
    drawn = [
        image.pixelColor(x, y)
        for x in range(40)
        for y in range(40)
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert drawn
    assert own_colour or all(c.red() > 240 and c.green() < 15 for c in drawn)


def test_an_icon_is_drawn_once_and_an_unknown_one_is_an_error(qapp: QApplication) -> None:
    del qapp
    icons = IconSet()
    first = icons.pixmap("phone", QColor("#123456"), 16)
    assert icons.pixmap("phone", QColor("#123456"), 16) is first
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", QColor("#123456"), 16)


def test_every_state_of_a_call_has_an_icon_and_a_tone(theme: Theme) -> None:
    for state, direction in itertools.product(State, [*Direction, None]):
        assert not theme.pixmap(call_icon(state, direction), call_tone(state)).isNull()


def test_a_token_that_is_none_is_an_error(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.colour("turquoise")
