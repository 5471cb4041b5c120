"""Tells the store's passing failures apart: whoever meets one waits, for it shows by itself."""

from typing import TypeGuard

from cti_desktop.calls.errors import Temporary


def is_store_away(error: BaseException) -> TypeGuard[Temporary]:
    """Tell whether an error says that the store does not work now."""
    return isinstance(error, Temporary) and error.code.startswith("store_")
