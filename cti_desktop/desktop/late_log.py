"""A log for modules that stand before the window is painted: structlog waits for the first line.

structlog brings asyncio and more, a twelfth of a second that nobody shall wait for. Modules that
are loaded after the window use structlog as everywhere else.
"""

import importlib
from typing import Any


class LateLog:
    """Hands every line to the structlog logger of a name, which is made when one is written."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, level: str) -> Any:
        return getattr(importlib.import_module("structlog").get_logger(self._name), level)
