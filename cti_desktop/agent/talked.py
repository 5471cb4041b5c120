"""Tells whether somebody was talked to since a call: what settles missed calls and call-backs."""

from datetime import datetime

from cti_desktop.agent.lines import CallReader
from cti_desktop.calls.call import Call
from cti_desktop.calls.events import Direction
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.log import CallLog, LogQuery

_LATER, _LATER_INSIDE = 20, 50


class TalkedTo:
    """Looks in the log for later calls with the same person; core thread only."""

    def __init__(self, log: CallLog, reader: CallReader) -> None:
        self._log, self._reader = log, reader

    def since(self, call: Call, ways: tuple[Direction, ...]) -> bool:
        """Tell whether the same person was talked to after this call began.

        Args:
            call: the earlier one.
            ways: which way the later call may have gone.
        """
        if call.started_at is None:
            return False
        began = call.started_at.replace(microsecond=0)  # Zoom's records know whole seconds only
        party = self._reader.seen(call).party
        if party.internal and party.extension:
            return self._colleague(call.id, party.extension, began, ways)
        queries = []
        number = call.party.number
        # Whoever withholds the number has the same word in its place.
        if number and self._reader.number_of(call.party).digits:
            queries.append(LogQuery(number=number, since=began, limit=_LATER))
        contact = self._reader.contact_of(call)
        if contact is not None:
            queries.append(LogQuery(contact_id=contact.id, since=began, limit=_LATER))
        return any(
            later.id != call.id
            and later.answered_at is not None
            and later.direction in ways
            and later.answered_at >= began
            for query in queries
            for later in self._log.page(query)
        )

    def marks(self, call: Call) -> frozenset[str]:
        """Return what a later call with the same person may have in common with this one."""
        contact = self._reader.contact_of(call)
        numbers = contact.numbers if contact is not None else ()
        known = (one.e164 or parse_number(one.raw).digits for one in numbers)
        return self.own_marks(call).union(known, contact.ids if contact is not None else ())

    def own_marks(self, call: Call) -> frozenset[str]:
        """Return what a call itself says of who it was with; the directory is not asked."""
        party, note = self._reader.seen(call).party, call.note
        number = self._reader.number_of(call.party)
        chosen = note.contact_id if note is not None else None
        told = (number.e164 or number.digits, chosen, party.extension)
        return frozenset(one for one in told if one)

    def _colleague(
        self, call_id: str, extension: str, since: datetime, ways: tuple[Direction, ...]
    ) -> bool:
        """Tell it of a colleague: a call within the firm is listed by who made it."""
        own = LogQuery(
            direction=Direction.INTERNAL,
            agent_ids=self._reader.reader_ids,
            since=since,
            limit=_LATER_INSIDE,
        )
        return any(
            later.id != call_id
            and mine.party.extension == extension
            and mine.answered_at is not None
            and mine.answered_at >= since
            and (Direction.OUTBOUND if mine.party != later.party else Direction.INBOUND) in ways
            for later in self._log.page(own)
            for mine in (self._reader.seen(later),)
        )
