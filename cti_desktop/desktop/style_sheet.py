"""The application's one style sheet: `resources/themes/app.qss` with the tokens put in.

Only the theme calls it. A widget says what it is by a dynamic property: `kind` on buttons
(primary, quiet, icon, link, chip, rail, row, status, danger; none is a plain button), `part` on
frames (plane, card, sunken, line, popover, attention), `tone` on labels (any of the tones below).
Type is not set here but by `Theme.font`.
"""

from collections.abc import Callable
from string import Template

from cti_desktop.assets import asset
from cti_desktop.desktop.tokens import Tokens

_LARGEST = 64
_PICTURES = {"arrow": "menu-arrow", "arrow_up": "menu-arrow-up", "tick": "tick"}
_TONES = ("text", "muted", "accent", "good", "warn", "bad", "on_accent")


def style_sheet(tokens: Tokens, px: Callable[[float], int], picture: Callable[[str], str]) -> str:
    """Write the style sheet.

    Args:
        tokens: the colours in force.
        px: grows a size with the type.
        picture: gives the path of a drawing by its name.
    """
    names = {name: str(getattr(tokens, name)) for name in Tokens.__slots__}
    names |= {f"px{size}": str(px(size)) for size in range(1, _LARGEST)}
    names |= {f"px{size}_less": str(px(size) - 1) for size in range(1, _LARGEST)}
    names |= {name: picture(file) for name, file in _PICTURES.items()}
    sheet = Template(asset("themes", "app.qss").read_text("utf-8")).substitute(names)
    return sheet + "".join(_tone(tone, tokens) for tone in _TONES)


def _tone(tone: str, tokens: Tokens) -> str:
    colour = getattr(tokens, tone)
    ground = getattr(tokens, f"{tone}_soft", tokens.muted_soft)
    return (
        f'QLabel[tone="{tone}"] {{ color: {colour}; }}\n'
        f'QLabel[chip="true"][tone="{tone}"] {{ color: {colour}; background: {ground}; }}\n'
    )
