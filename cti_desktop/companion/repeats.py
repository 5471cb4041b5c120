"""Remembers which requests of Zoom's were taken lately, so that a repeat costs nothing."""

from collections import OrderedDict

_MOST = 4096
_LONGEST = 64


class Repeats:
    """A bounded memory of this process; what is stored twice all the same is known by its event id.

    The id of a request is not signed, and nothing says that Zoom never gives it to two messages. So
    it is a repeat only when the body is the same, too.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._taken: OrderedDict[tuple[str, int], None] = OrderedDict()

    def knows(self, request_id: str, body: bytes) -> bool:
        """Tell whether a request is one that was taken."""
        key = (request_id, hash(body))
        if key not in self._taken:
            return False
        self._taken.move_to_end(key)
        return True

    def note(self, request_id: str, body: bytes) -> None:
        """Remember a request that was answered with success; one without an id is not."""
        if not request_id or len(request_id) > _LONGEST:
            return
        self._taken[request_id, hash(body)] = None
        if len(self._taken) > self._most:
            self._taken.popitem(last=False)
