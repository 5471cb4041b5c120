"""What the parts of a past call's detail share that change the call and say whether it was kept."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cti_desktop.agent.ports import Office
from cti_desktop.agent.views import Notice
from cti_desktop.desktop.core_like import CoreLike


class CallChange(QWidget):
    """A part whose every change is kept at once.

    Signals:
        saved: what was said is kept.
        failed(object): the `Notice` why it is not.
    """

    saved = Signal()
    failed = Signal(object)

    def __init__(self, core: CoreLike) -> None:
        super().__init__()
        self._core = core

    def _keep(self, change: Callable[[Office], Coroutine[Any, Any, None]]) -> None:
        self._core.ask(change, self._kept, self._not_kept, owner=self)

    def _kept(self, _nothing: None) -> None:
        self.saved.emit()

    def _not_kept(self, notice: Notice) -> None:
        self.failed.emit(notice)
