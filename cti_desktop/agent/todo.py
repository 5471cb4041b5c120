"""What waits for the agent between calls: calls without outcome, missed calls, call-backs."""

from dataclasses import dataclass

from cti_desktop.agent.due import Due
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.views import CallBack, CallLine
from cti_desktop.calls.outcomes import OutcomeRule
from cti_desktop.store.log import CallLog

_LISTED = 20
_MOST_COUNTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """The first of each kind, and how many there are beyond those that are listed."""

    unfinished: tuple[CallLine, ...] = ()
    more_unfinished: int = 0
    missed: tuple[CallLine, ...] = ()
    more_missed: int = 0
    call_backs: tuple[CallBack, ...] = ()


def read_todo(log: CallLog, reader: CallReader, due: Due, rule: OutcomeRule) -> Todo:
    """Read what waits for the reader; core thread.

    Args:
        rule: which answered calls need an outcome.
    """
    outside = rule is OutcomeRule.EXTERNAL
    none = rule is OutcomeRule.NEVER
    open_calls = () if none else log.unfinished(_MOST_COUNTED, reader.reader_ids, outside=outside)
    missed = due.missed()
    return Todo(
        unfinished=tuple(reader.line(call) for call in open_calls[:_LISTED]),
        more_unfinished=len(open_calls[_LISTED:]),
        missed=tuple(reader.line(call) for call in missed[:_LISTED]),
        more_missed=len(missed[_LISTED:]),
        call_backs=due.call_backs(),
    )
