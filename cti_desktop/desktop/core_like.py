"""What every page may do with the core: hear snapshots, tell it something, ask it something.

`core.Core` is the real one; tests give a small stand-in.
"""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, SignalInstance

if TYPE_CHECKING:
    from cti_desktop.agent.ports import Office
    from cti_desktop.agent.views import Notice

T = TypeVar("T")


class Asking(Protocol):
    """A question under way."""

    def cancel(self) -> None:
        """Forget it: neither answer nor failure will be heard."""


class CoreLike(Protocol):
    """The crossing to the core thread as widgets see it; GUI thread only.

    Signals:
        viewed(object): a new snapshot, one of `agent.views.View`.
    """

    @property
    def viewed(self) -> SignalInstance:
        """Carries every new snapshot."""

    def tell(self, act: Callable[["Office"], None]) -> None:
        """Run a plain method of the office on the core thread; returns at once."""

    def ask(
        self,
        make: Callable[["Office"], Coroutine[Any, Any, T]],
        then: Callable[[T], None],
        failed: Callable[["Notice"], None] | None = None,
        *,
        owner: QObject,
    ) -> Asking:
        """Run a coroutine of the office; the answer comes here unless `owner` is gone."""
