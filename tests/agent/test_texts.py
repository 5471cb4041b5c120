"""Text messages as the desk shows them: what the softphone's page tells becomes conversations."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from cti_desktop.agent.replies import Replies
from cti_desktop.agent.text_views import ReplyDraft, TextsChanged
from cti_desktop.calls.events import (
    CallEvent,
    Direction,
    Facts,
    Kind,
    LegRef,
    Message,
    Party,
    Side,
    Source,
)
from cti_desktop.store.opening import open_store
from tests.agent.desks import ADA, CALLER, ME, Desk, open_desk
from tests.calls.stories import START

pytestmark = pytest.mark.asyncio
BODY = "Can you\u202e help\nme? <b>now</b>"


def told(desk: Desk) -> list[TextsChanged]:
    return [view for view in desk.hearing.views if isinstance(view, TextsChanged)]


async def text(desk: Desk, name: str, body: str, *, second: int, inbound: bool = True) -> None:
    heard = len(told(desk))
    ada, me = {"phoneNumber": CALLER["phoneNumber"]}, {"phoneNumber": ME["phoneNumber"]}
    desk.says(
        "zp-sms-log-event",
        sessionId="s1",
        messageId=name,
        dateTime=f"2026-11-20T09:00:{second:02}Z",
        sender=ada if inbound else me,
        receivers=[me if inbound else ada],
        message=body,
        attachments=[{"type": "JPG", "fileUrl": "https://example.com/a.jpg"}] if inbound else [],
        status="Received" if inbound else "Delivered",
        direction="inbound" if inbound else "outbound",
    )
    await desk.hearing.until(lambda: len(told(desk)) > heard)


async def test_a_text_is_told_and_listed_under_its_contact(desk: Desk) -> None:
    await text(desk, "m1", BODY, second=0)
    assert told(desk)[-1] == TextsChanged(keys=("session:s1",), came=("session:s1",), unread=1)
    page = await desk.office.conversations()
    (line,) = page.lines
    assert not page.more
    assert (line.name, line.firm, line.contact_id) == (ADA.name, ADA.firm, ADA.id)
    assert (line.number, line.e164) == ("020 7946 0018", CALLER["phoneNumber"])
    assert line.last_text == "Can you\u202e help me? <b>now</b>"
    assert (line.last_direction, line.last_status) == (Direction.INBOUND, "received")
    assert (line.unread, line.attachments, line.opted_out) == (1, 1, False)


async def test_a_conversation_is_read_oldest_first_and_in_pages(desk: Desk) -> None:
    for n in range(5):
        await text(desk, f"m{n}", f"words {n}", second=n, inbound=n != 3)
    page = await desk.office.texts("session:s1", limit=3)
    assert page is not None
    assert [one.text for one in page.texts] == ["words 2", "words 3", "words 4"]
    assert page.more
    assert (page.texts[0].name, page.texts[1].name) == (ADA.name, "")
    assert (page.texts[1].status, page.texts[1].direction) == ("delivered", Direction.OUTBOUND)
    assert page.texts[0].attachments == ("https://example.com/a.jpg",)
    first = page.texts[0]
    rest = await desk.office.texts("session:s1", limit=3, before=(first.at, first.message_id))
    assert rest is not None
    assert [one.text for one in rest.texts] == ["words 0", "words 1"]
    assert not rest.more
    assert await desk.office.texts("session:none") is None


async def test_what_was_seen_is_no_longer_new(desk: Desk) -> None:
    await text(desk, "m1", "hello", second=0)
    await desk.office.texts_seen("session:s1", await _latest(desk))
    assert told(desk)[-1] == TextsChanged(keys=("session:s1",), came=(), unread=0)
    (line,) = (await desk.office.conversations()).lines
    assert line.unread == 0


async def test_what_comes_late_is_new_whatever_the_computers_clock_says(desk: Desk) -> None:
    """All were written long before this computer's time, as of a clock that is fast."""
    await text(desk, "m1", "hello", second=0)
    seen = await _latest(desk)
    await text(desk, "m2", "are you there", second=30)
    await desk.office.texts_seen("session:s1", seen)
    assert told(desk)[-1].unread == 1
    await desk.office.texts_seen("session:s1", await _latest(desk))
    assert told(desk)[-1].unread == 0
    await desk.office.texts_seen("session:s1", seen)  # another window was slower
    assert told(desk)[-1].unread == 0


async def _latest(desk: Desk) -> datetime:
    page = await desk.office.texts("session:s1")
    assert page is not None
    return page.texts[-1].at


async def test_what_was_begun_is_kept_for_who_began_it(tmp_path: Path) -> None:
    now, who = START, ["user:u1"]
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", region="GB")
    replies = Replies(store.cursors, lambda: who[0], lambda: now)
    for number, words in (("+1", "Dear Ada"), ("+2", "Dear Grace")):
        await replies.keep(number, ReplyDraft(text=words, after="m1"))
    await replies.keep("+2", None)
    assert replies.get("+1") == ReplyDraft(text="Dear Ada", after="m1")
    assert replies.get("+2") is None
    who[0] = "user:u2"
    assert replies.get("+1") is None
    await replies.keep("+1", ReplyDraft(text="Hello"))
    who[0], now = "user:u1", START + timedelta(days=15)
    assert replies.get("+1") is None
    store.close()


async def test_a_reply_is_there_again_in_the_next_run(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    await desk.office.keep_reply("+1", ReplyDraft(text="Dear Ada"))
    await desk.office.stop()
    desk = await open_desk(tmp_path)
    assert await desk.office.reply_draft("+1") == ReplyDraft(text="Dear Ada")
    await desk.office.stop()


def _tells_more_than(desk: Desk, count: int) -> bool:
    return len(told(desk)) > count


async def test_a_text_to_a_colleague_is_listed_but_calls_nobody_here(desk: Desk) -> None:
    desk.office._reader.reader_ids = ("user:lead",)
    for n, agent in enumerate(("user:u2", "user:lead")):
        message = Message(
            id=f"m{n}",
            session_id=f"s{n}",
            text="hello",
            sender=Party(number=CALLER["phoneNumber"]),
            receivers=(Party(number=ME["phoneNumber"], internal=True),),
        )
        came = CallEvent(
            id=f"e{n}",
            kind=Kind.MESSAGE,
            source=Source.WEBHOOK,
            name="phone.sms_received",
            at=START + timedelta(seconds=n),
            seen_at=START,
            keys=(f"message:m{n}",),
            leg=LegRef(side=Side.CALLEE, ids=(agent,)),
            facts=Facts(direction=Direction.INBOUND, message=message),
        )
        before = len(told(desk))
        desk.store.journal.append([came])
        await desk.hearing.until(partial(_tells_more_than, desk, before))
    assert [(view.came, view.unread) for view in told(desk)[-2:]] == [((), 0), (("session:s1",), 1)]
    assert len((await desk.office.conversations()).lines) == 2


async def test_a_conversation_is_found_by_the_contacts_name_and_number(desk: Desk) -> None:
    await text(desk, "m1", "hello", second=0)
    for typed in ("lovelace", "7946", "hello"):
        assert len((await desk.office.conversations(text=typed)).lines) == 1, typed
    assert (await desk.office.conversations(text="grace")).lines == ()
    assert await desk.office.conversation_with("020 7946 0018") == "session:s1"
    assert await desk.office.conversation_with("+15550100123") is None


async def test_who_opted_out_is_marked(desk: Desk) -> None:
    await text(desk, "m1", "STOP", second=0)
    event = CallEvent(
        id="opt",
        kind=Kind.OPTED,
        source=Source.WEBHOOK,
        name="phone.sms_campaign_number_opt_out",
        at=START,
        seen_at=START,
        keys=("own:opt",),
        facts=Facts(
            reason="out",
            caller=Party(number=CALLER["phoneNumber"]),
            callee=Party(number=ME["phoneNumber"]),
        ),
    )
    heard = len(told(desk))
    desk.store.journal.append([event])
    await desk.hearing.until(lambda: len(told(desk)) > heard)
    (line,) = (await desk.office.conversations()).lines
    assert line.opted_out
