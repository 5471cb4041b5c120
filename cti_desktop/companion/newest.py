"""Which word on a call is the newest: what the journal tells and what is read of it may cross."""

import contextlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator

_KEPT_PLACES = 5_000


class Newest:
    """Used on the companion's loop."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, int] = OrderedDict()
        self._told: set[str] | None = None

    def is_news(self, call_id: str, place: int) -> bool:
        """Tell whether nothing later of a call was heard.

        What we fetch is told at once and again in its turn; either may come late.

        Args:
            call_id: of the call that is told.
            place: of the journal when it was so.
        """
        self.overtake([call_id])
        if place < self._places.get(call_id, 0):
            return False
        self._places[call_id] = place
        self._places.move_to_end(call_id)
        if len(self._places) > _KEPT_PLACES:
            self._places.popitem(last=False)
        return True

    def go_back(self, place: int) -> None:
        """Forget what was heard of behind a place: these places come again, with something else."""
        behind = [call_id for call_id, at in self._places.items() if at > place]
        for call_id in behind:
            del self._places[call_id]

    def overtake(self, call_ids: Iterable[str]) -> None:
        """Say that these calls changed: what is being read of them may be of before."""
        if self._told is not None:
            self._told.update(call_ids)

    @contextlib.contextmanager
    def overtaken(self) -> Iterator[set[str]]:
        """Collect the calls that are told of until the block ends, while it reads them itself."""
        self._told = told = set[str]()
        try:
            yield told
        finally:
            self._told = None
