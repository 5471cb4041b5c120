"""A fault of ours, as a test needs it: folding breaks wherever an event is in the call."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.events import CallEvent
from cti_desktop.calls.fold import fold
from cti_desktop.store import rows


@contextmanager
def stumbling(*over: CallEvent) -> Iterator[None]:
    """Let every append fail that would bring one of these events."""
    bad = {event.id for event in over}

    def broken(events: Iterable[CallEvent]) -> Call | None:
        told = list(events)
        assert bad.isdisjoint(event.id for event in told), "the fold broke"
        return fold(told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "fold", broken)
        yield
