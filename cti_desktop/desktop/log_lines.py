"""The part of the call log that was read so far, and which of it may be out of date.

Pure: the model asks, this keeps. Every line remembers which state of the log it was read from; a
line that changed, or may have, is read again when it is on screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cti_desktop.agent.answers import LogPage
from cti_desktop.agent.views import CallLine

_NEVER = -1


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the log to ask for: what comes after the first `after` lines.

    Attributes:
        before: start and id of the line before it; None at the top.
        state: the state of the log when it was asked for.
    """

    after: int
    before: tuple[datetime, str] | None
    state: int


class LogLines:
    """Lines of the log, newest first, without gaps from the newest on."""

    def __init__(self) -> None:
        self.lines: list[CallLine] = []
        self.total = 0
        self.more = False
        self._read_at: list[int] = []
        self._state = 0

    @property
    def state(self) -> int:
        """Counts the changes heard of."""
        return self._state

    def window(self, after: int) -> Window | None:
        """Return what to ask for to read on after this many lines; None when that is not possible.

        A line without a start cannot be read on from.
        """
        if after <= 0:
            return Window(0, None, self._state)
        last = self.lines[after - 1]
        if last.started_at is None:
            return None
        return Window(after, (last.started_at, last.call_id), self._state)

    def put(self, window: Window, page: LogPage) -> None:
        """Put an answer in place of what it covers."""
        kept_after = [
            (line, read_at)
            for line, read_at in zip(
                self.lines[window.after :], self._read_at[window.after :], strict=True
            )
            if page.more and page.lines and _older(line, page.lines[-1])
        ]
        news = {line.call_id for line in page.lines}
        kept = [
            *zip(self.lines[: window.after], self._read_at[: window.after], strict=True),
            *((line, window.state) for line in page.lines),
            *kept_after,
        ]
        whole = [
            (line, read_at)
            for place, (line, read_at) in enumerate(kept)
            if line.call_id not in news or 0 <= place - window.after < len(page.lines)
        ]
        self.lines = [line for line, _ in whole]
        self._read_at = [read_at for _, read_at in whole]
        self.total = page.total
        if not kept_after:
            self.more = page.more

    def start_again(self, window: Window, page: LogPage) -> None:
        """Forget everything and take this answer."""
        self.lines, self._read_at = [], []
        self.put(window, page)
        self.more = page.more

    def outdate(self, call_ids: Iterable[str]) -> None:
        """Hear that calls changed; one that is not known may belong anywhere, so all lines may."""
        self._state += 1
        changed = set(call_ids)
        unknown = bool(changed - {line.call_id for line in self.lines})
        self._read_at = [
            _NEVER
            if line.call_id in changed
            else (read_at if unknown else self._still_good(read_at))
            for line, read_at in zip(self.lines, self._read_at, strict=True)
        ]

    def first_stale(self, first: int, last: int) -> int | None:
        """Return the first line from `first` to `last` that may be out of date."""
        shown = range(max(0, first), min(last + 1, len(self.lines)))
        return next((n for n in shown if self._read_at[n] != self._state), None)

    def outdate_all(self) -> None:
        """Take every line for out of date."""
        self._state += 1

    def _still_good(self, read_at: int) -> int:
        return self._state if read_at == self._state - 1 else read_at


def _older(line: CallLine, than: CallLine) -> bool:
    if line.started_at is None or than.started_at is None:
        return False
    return (line.started_at, line.call_id) < (than.started_at, than.call_id)
