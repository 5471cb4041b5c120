"""A secret that does not print: logs, tracebacks and f-strings show `***`.

Tokens and the client secret travel in it; whoever puts one on the wire calls `reveal`.
"""

import hmac


class Secret:
    """Holds one secret text and shows it only to `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself, for the one line that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __reduce__(self) -> str:
        message = "a Secret is not serialised; reveal it where it is stored sealed"
        raise TypeError(message)
