"""What the three systems have in common: how registration stands, in words and for machines."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from cti_desktop.calls.links import SCHEMES

APP_NAME = "CTI Desktop"
APP_COMMENT = "Calls with Zoom Phone, and knows who it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeState:
    """Who opens links of one scheme.

    Attributes:
        handler: the system's name of the program; empty when nobody does.
        gives_back_to: whom `remove` gives the scheme back to; empty when nobody had it.
    """

    scheme: str
    handler: str
    ours: bool
    gives_back_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlersReport:
    """How registration stands, or what a command changed.

    Attributes:
        registered: the system knows that this program can open the schemes.
        changed: what was done, one sentence each.
        advice: what the person has to do, one sentence each.
    """

    system: str
    registered: bool
    schemes: tuple[SchemeState, ...]
    changed: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The report for a terminal."""
        head = f"{APP_NAME} is {'' if self.registered else 'not '}registered for links."
        lines = [
            f"  {one.scheme + ':':<16}{one.handler or 'nobody'}{' (this program)' * one.ours}"
            for one in self.schemes
        ]
        return "\n".join([*self.changed, head, *lines, *self.advice])


class Handlers(Protocol):
    """Registration on one system."""

    def install(self, take: Collection[str] = ()) -> HandlersReport:
        """Register, become the default where nobody is, and of `take` in any case.

        Raises:
            UserFixable: the system does not allow it; the message says what to do.
        """

    def status(self) -> HandlersReport:
        """Tell who opens what."""

    def remove(self) -> HandlersReport:
        """Undo `install`: give schemes back to whom they were taken from.

        Raises:
            UserFixable: the system does not allow it.
        """


def schemes_to_take(wanted: Collection[str]) -> frozenset[str]:
    """Expand `all`; unknown names are left out."""
    return frozenset(SCHEMES) if "all" in wanted else frozenset(wanted) & frozenset(SCHEMES)
