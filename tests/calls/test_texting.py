from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    Message,
    Party,
    Source,
    event_id,
)
from cti_desktop.calls.fold import fold
from cti_desktop.calls.texting import fold_conversations, fold_texts, opt_outs
from tests.calls.stories import START

OURS = Party(number="+442079460100", user_id="u1", internal=True)
ADA = Party(number="+442079460018", internal=False)


def text(
    name: str,
    second: int,
    status: str,
    *,
    direction: Direction = Direction.OUTBOUND,
    body: str | None = "Thanks!",
    source: Source = Source.WEBHOOK,
    session: str | None = "s1",
    reason: str | None = None,
) -> CallEvent:
    outbound = direction is Direction.OUTBOUND
    at = START + timedelta(seconds=second)
    message = Message(
        id=name,
        session_id=session,
        text=body,
        status=status,
        sender=OURS if outbound else ADA,
        receivers=(ADA if outbound else OURS,),
    )
    return CallEvent(
        id=event_id(source, [name, second, status, body]),
        kind=Kind.MESSAGE,
        source=source,
        name="sms",
        at=at,
        seen_at=at,
        keys=(f"message:{name}",),
        facts=Facts(direction=direction, message=message, reason=reason),
    )


def opted(word: str, second: int) -> CallEvent:
    at = START + timedelta(seconds=second)
    return CallEvent(
        id=f"{word}-{second}",
        kind=Kind.OPTED,
        source=Source.WEBHOOK,
        name="opt",
        at=at,
        seen_at=at,
        keys=(f"own:{word}-{second}",),
        facts=Facts(reason=word, caller=ADA, callee=OURS),
    )


TALK = (
    text("m1", 0, "Received", direction=Direction.INBOUND, body="Can you help?"),
    text("m2", 60, "Sent"),
    text("m2", 60, "Delivered", source=Source.EMBED),
    text("m3", 90, "Sent", body="Anything else?"),
    text("m3", 90, "Not delivered", body=None, reason="1101"),
    text("m3", 90, "Delivered", source=Source.EMBED),
)


def test_a_message_told_of_several_times_is_one_with_its_last_status() -> None:
    texts = fold_texts(TALK)
    assert [(t.message.id, t.message.status) for t in texts] == [
        ("m1", "Received"),
        ("m2", "Delivered"),
        ("m3", "Not delivered"),
    ]
    assert texts[2].message.text == "Anything else?" or texts[2].message.text == "Thanks!"
    assert texts[2].failure == "1101"
    assert texts[0].direction is Direction.INBOUND


def test_messages_of_one_session_are_one_conversation_with_the_other_side() -> None:
    other = text("m9", 500, "Sent", session="s2")
    found = fold_conversations([*TALK, other])
    assert [one.key for one in found] == ["session:s2", "session:s1"]
    assert found[1].numbers == (ADA.number,)
    assert [t.message.id for t in found[1].texts] == ["m1", "m2", "m3"]
    assert found[1].opted_out is None


def test_without_a_session_the_numbers_make_the_conversation() -> None:
    found = fold_conversations(
        [
            text("a", 0, "Sent", session=None),
            text("b", 9, "Received", session=None, direction=Direction.INBOUND),
        ]
    )
    assert len(found) == 1
    assert len(found[0].texts) == 2


@pytest.mark.parametrize(
    ("words", "state"),
    [((), None), (("out",), True), (("in",), False), (("out", "in"), False), (("in", "out"), True)],
)
def test_the_last_opting_counts(words: tuple[str, ...], state: bool | None) -> None:
    events = [opted(word, second) for second, word in enumerate(words)]
    found = fold_conversations([*TALK, *reversed(events)])
    assert found[0].opted_out is state
    assert opt_outs(events) == ({(ADA.number, OURS.number): state} if words else {})


def test_texts_ring_nothing() -> None:
    assert fold([*TALK, opted("out", 1)]) is None


@given(order=st.permutations(TALK), twice=st.lists(st.sampled_from(TALK), max_size=4))
def test_order_and_repetition_do_not_matter(order: list[CallEvent], twice: list[CallEvent]) -> None:
    assert fold_conversations([*order, *twice]) == fold_conversations(TALK)
