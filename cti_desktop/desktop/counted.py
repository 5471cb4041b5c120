"""Writes how many things wait: nobody reads on behind ninety-nine."""

_MANY = 99


def counted(count: int) -> str:
    """Return the count in at most three characters."""
    return str(count) if count <= _MANY else f"{_MANY}+"
