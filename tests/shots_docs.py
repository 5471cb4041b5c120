"""Which pictures the guides and the README show, and how they come to `docs/pictures`."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH = 1200
DOCS = {
    "window-light": ("light", "phone-in-call"),
    "agent-welcome": ("light", "welcome"),
    "agent-phone-incoming": ("light", "phone-incoming"),
    "agent-phone-wrap-up": ("light", "phone-wrap-up"),
    "agent-phone-templates": ("light", "phone-templates"),
    "agent-calls-detail": ("light", "calls-detail"),
    "agent-calls-dark": ("dark", "calls"),
    "agent-tasks": ("light", "tasks"),
    "agent-palette-dial": ("light", "palette-dial"),
    "agent-dial-question": ("light", "dial-question"),
    "agent-call-list": ("light", "call-list"),
    "agent-messages": ("light", "messages-thread"),
    "agent-german": ("german", "phone-in-call"),
}
"""For each picture of the guides the look it is taken in, and its name there."""


def refresh(drawn: Path) -> None:
    """Put the pictures in their places, at the size of a screen without a scale.

    Raises:
        FileNotFoundError: one was not drawn.
    """
    for name, (look, shot) in DOCS.items():
        path = drawn / f"{shot}-{look}.png"
        picture = QImage(str(path))
        if picture.isNull():
            raise FileNotFoundError(path)
        smooth = Qt.TransformationMode.SmoothTransformation
        picture.scaledToWidth(WIDTH, smooth).save(str(FOLDER / f"{name}.png"))
