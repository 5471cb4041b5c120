"""Names as an eye sees them: one of unseen signs only is none, and the number stands for it."""

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def seen_name(name: str | None) -> str:
    """Return a name in which there is something to see; else an empty one."""
    return name if name and any(map(_is_seen, name)) else ""


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNSEEN
