"""The part of the call log that is at hand, and which of it may be out of date.

Pure: the model asks, this keeps. It is a window without gaps that moves over the log: what is far
from what is read next is let go, so a log of a million calls costs no more than one of a thousand.
Every line remembers which state of the log it was read from; one that changed, or may have, is read
again when it is on screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cti_desktop.agent.answers import LogPage
from cti_desktop.agent.views import CallLine
from cti_desktop.calls.log_filter import Place

MOST = 1_000
"""Lines kept."""

_NEVER = -1


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the log to ask for.

    Attributes:
        after: how many of the lines at hand stand before it.
        before: the place it begins behind, or with `back` ends above; None for the log's own end.
        state: the state of the log when it was asked for.
    """

    after: int
    before: Place | None
    state: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    line: CallLine
    place: Place
    read_at: int


class LogLines:
    """Lines of the log in its order.

    Attributes:
        above: the place of the call above the first line; None when that is the log's first.
        more: whether calls follow the last line.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: list[_Kept] = []
        self._state = 0
        self._down = True
        self.above: Place | None = None
        self.more = False

    @property
    def lines(self) -> list[CallLine]:
        """The lines at hand."""
        return [one.line for one in self._kept]

    @property
    def state(self) -> int:
        """Counts the changes heard of."""
        return self._state

    def window(self, after: int) -> Window:
        """Return what to ask for to read on behind this many lines."""
        place = self._kept[after - 1].place if after > 0 else self.above
        return Window(max(after, 0), place, self._state)

    def window_above(self) -> Window:
        """Return what to ask for to read what stands above the first line."""
        return Window(0, self._kept[0].place if self._kept else None, self._state, back=True)

    def start_again(self, window: Window, page: LogPage, *, down: bool = True) -> None:
        """Forget everything and take this answer.

        Args:
            window: what was asked for.
            page: the answer.
            down: whether the log's order is from the greatest place down.
        """
        self._kept, self._down, self.above = [], down, page.above
        self._kept = _read(page, window.state)
        self.more = page.more

    def put(self, window: Window, page: LogPage) -> None:
        """Put an answer in place of what it covers."""
        if window.back:
            self._put_above(page, window.state)
            return
        news = _read(page, window.state)
        rest = self._kept[window.after :]
        behind = [one for one in rest if page.more and news and self._behind(one, news[-1])]
        ids = {one.line.call_id for one in news}
        before = [one for one in self._kept[: window.after] if one.line.call_id not in ids]
        self._kept = [*before, *news, *(one for one in behind if one.line.call_id not in ids)]
        if not behind:
            self.more = page.more
        self._let_go_above()

    def outdate(self, call_ids: Iterable[str]) -> None:
        """Hear that calls changed; one that is not known may belong anywhere, so all lines may."""
        self._state += 1
        changed = set(call_ids)
        unknown = bool(changed - {one.line.call_id for one in self._kept})
        self._kept = [
            _Kept(one.line, one.place, self._read_at(one, changed, unknown=unknown))
            for one in self._kept
        ]

    def first_stale(self, first: int, last: int) -> int | None:
        """Return the first line from `first` to `last` that may be out of date."""
        shown = range(max(0, first), min(last + 1, len(self._kept)))
        return next((n for n in shown if self._kept[n].read_at != self._state), None)

    def outdate_all(self) -> None:
        """Take every line for out of date."""
        self._state += 1

    def _put_above(self, page: LogPage, state: int) -> None:
        news = _read(page, state)
        ids = {one.line.call_id for one in news}
        self._kept = [*news, *(one for one in self._kept if one.line.call_id not in ids)]
        self.above = page.above
        if len(self._kept) > self._most:
            del self._kept[self._most :]
            self.more = True

    def _let_go_above(self) -> None:
        """Keep the end of a window that grew too long: it is what is read now."""
        gone = len(self._kept) - self._most
        if gone > 0:
            self.above = self._kept[gone - 1].place
            del self._kept[:gone]

    def _behind(self, one: _Kept, than: _Kept) -> bool:
        later = one.place > than.place
        return one.place != than.place and later is not self._down

    def _read_at(self, one: _Kept, changed: set[str], *, unknown: bool) -> int:
        if one.line.call_id in changed:
            return _NEVER
        good = not unknown and one.read_at == self._state - 1
        return self._state if good else one.read_at


def _read(page: LogPage, state: int) -> list[_Kept]:
    both = zip(page.lines, page.places, strict=True)
    return [_Kept(line, place, state) for line, place in both]
