"""Folded texts and their conversations as rows, in step with the journal.

Runs inside the append's and the rebuild's transactions; an append without texts pays nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from cti_desktop.calls.choosing import in_order
from cti_desktop.calls.codec import decode_text, encode
from cti_desktop.calls.events import CallEvent, Direction, Kind
from cti_desktop.calls.texting import Text, conversation_key, fold_texts, two_sides
from cti_desktop.store.bulk import Lookup, ManyRows, moment_value, replacing
from cti_desktop.store.schema import CONVERSATION, OPT, TEXT
from cti_desktop.store.wording import plain_text

BETWEEN = "\n"
"""Stands between the numbers of one side in a row."""
_LOOKED_AT = 50
"""The latest texts of a conversation that its row is made of, however long it is."""

_TEXT_ROWS = ManyRows(TEXT, replacing(TEXT, "id"))
_KNOWN = Lookup(TEXT, ("id", "conversation"), "id")


def write_texts(connection: Connection, members: Mapping[int, Sequence[CallEvent]]) -> None:
    """Fold the texts of groups and write them, their conversations, and who opted out.

    Args:
        connection: in a transaction.
        members: groups with all their events; those of calls are left out.
    """
    told = {g: events for g, events in members.items() if any(_is_text(e) for e in events)}
    if not told:
        return
    texts = [(group, text) for group, events in told.items() for text in fold_texts(events)]
    moment = moment_value(connection)
    before = {row.conversation for row in _KNOWN.rows(connection, [t.message.id for _, t in texts])}
    _TEXT_ROWS.insert(connection, [_row(group, text, moment(text.at)) for group, text in texts])
    for key in sorted(before | {conversation_key(text) for _, text in texts}):
        _write_conversation(connection, key)
    for event in in_order(event for events in told.values() for event in events):
        if event.kind is Kind.OPTED:
            _write_opt(connection, event)


def drop_texts(connection: Connection, groups: Iterable[int]) -> None:
    """Delete the texts of groups whose events are no more, and conversations left empty."""
    for group in groups:
        of_it = TEXT.c.group_id == group
        keys = set(connection.scalars(select(TEXT.c.conversation).where(of_it)))
        connection.execute(delete(TEXT).where(of_it))
        for key in sorted(keys):
            _write_conversation(connection, key)


def _is_text(event: CallEvent) -> bool:
    return event.kind is Kind.MESSAGE or event.kind is Kind.OPTED


def _row(group: int, text: Text, at: object) -> tuple[object, ...]:
    """Return a text's row, in the order of `TextColumns`."""
    return (
        text.message.id,
        group,
        conversation_key(text),
        at,
        text.direction is not Direction.OUTBOUND,
        plain_text((text.message.text or "").replace("\0", " ")),
        encode(text),
    )


def _write_conversation(connection: Connection, key: str) -> None:
    """Make a conversation's row anew; when the agent last looked stays."""
    of_it = CONVERSATION.c.key == key
    latest = (
        select(TEXT.c.body)
        .where(TEXT.c.conversation == key)
        .order_by(TEXT.c.at.desc(), TEXT.c.id.desc())
        .limit(_LOOKED_AT)
    )
    texts = [decode_text(body) for body in connection.scalars(latest)]
    if not texts:
        connection.execute(delete(CONVERSATION).where(of_it))
        return
    theirs, ours = two_sides(texts)
    values = {
        "theirs": BETWEEN.join(theirs),
        "ours": BETWEEN.join(ours),
        "last_id": texts[0].message.id,
        "last_at": texts[0].at,
        "last_in_at": _last(texts, outbound=False),
        "last_out_at": _last(texts, outbound=True),
    }
    if not connection.execute(update(CONVERSATION).where(of_it).values(values)).rowcount:
        connection.execute(insert(CONVERSATION).values(key=key, **values))


def _last(texts: Iterable[Text], *, outbound: bool) -> datetime | None:
    found = (one.at for one in texts if (one.direction is Direction.OUTBOUND) is outbound)
    return next(found, None)


def _write_opt(connection: Connection, event: CallEvent) -> None:
    """Keep the last word of a pair of numbers, as `texting.opt_outs` does."""
    theirs, ours = event.facts.caller, event.facts.callee
    if not (theirs and ours and theirs.number and ours.number):
        return
    of_pair = (OPT.c.theirs == theirs.number) & (OPT.c.ours == ours.number)
    known = connection.execute(select(OPT.c.at, OPT.c.event_id).where(of_pair)).first()
    values = {"at": event.at, "event_id": event.id, "opted_out": event.facts.reason == "out"}
    if known is None:
        pair = {"theirs": theirs.number, "ours": ours.number}
        connection.execute(insert(OPT).values(**pair, **values))
    elif (known.at, known.event_id) <= (event.at, event.id):
        connection.execute(update(OPT).where(of_pair).values(values))
