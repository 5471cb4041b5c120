"""The one tree of errors; every room translates what its libraries raise into it at its edge.

CtiError
├── UserFixable   a person can mend it: the message says what to do
├── Temporary     it may work later; `retry_after_s` says when to try
├── Denied        refused on purpose: a signature, a scope, an unknown message
├── Conflict      somebody else changed it first
└── Cancelled     a person or the end of the program stopped it
"""


class CtiError(Exception):
    """An error this program knows; `message` is a sentence fit for a person.

    Attributes:
        code: a stable word for machines, such as `companion_unreachable`.
        message: one English sentence that says what happened and what to do.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class UserFixable(CtiError):
    """A person can mend this; the message says how."""

    code = "user_fixable"


class Temporary(CtiError):
    """It may work later.

    Attributes:
        retry_after_s: seconds to wait, when the other side said so.
    """

    code = "temporary"

    def __init__(
        self, message: str, *, code: str | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.retry_after_s = retry_after_s


class Denied(CtiError):
    """Refused on purpose; trying again unchanged will not help."""

    code = "denied"


class Conflict(CtiError):
    """Somebody else changed it first."""

    code = "conflict"


class Cancelled(CtiError):
    """Stopped by a person or by the end of the program."""

    code = "cancelled"
