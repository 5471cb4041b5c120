"""What Zoom deleted is told in the call's time line and marked in lists; what was written stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, Source
from cti_desktop.store.log import LogQuery
from tests.agent.desks import Desk
from tests.store.making import START, event, note, whole_call

pytestmark = pytest.mark.asyncio
LATER = START + timedelta(days=1)


def deletion(kind: Kind, facts: Facts) -> CallEvent:
    told = event(f"gone-{kind}", "call:1", "log:1", kind=kind, agent=None)
    return replace(told, source=Source.WEBHOOK, at=LATER, seen_at=LATER, facts=facts)


GONE = Media(id="m", deleted=True)


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        (Kind.DELETED, Facts(about="user:u1"), "Zoom's record of this call was deleted"),
        (Kind.DELETED, Facts(deleted_ids=("1",)), "Zoom's record of this call was deleted"),
        (Kind.RECORDING, Facts(recording=GONE), "The recording was deleted in Zoom"),
        (Kind.VOICEMAIL, Facts(voicemail=GONE), "The voicemail was deleted in Zoom"),
        (Kind.SUMMARY, Facts(summary=GONE), "The summary was deleted in Zoom"),
    ],
)
async def test_a_deletion_is_a_sentence_in_the_time_line(
    desk: Desk, kind: Kind, facts: Facts, sentence: str
) -> None:
    told = [replace(one, keys=("call:1", "log:1")) for one in whole_call("call:1")]
    written = note("n", "call:1", value="keep me", second=60)
    desk.store.journal.append([*told, written]).result(10)
    (before,) = desk.store.log.page(LogQuery())
    assert desk.office._reader.line(before).deleted_at is None
    desk.store.journal.append([deletion(kind, facts)]).result(10)
    (call,) = desk.store.log.page(LogQuery())
    detail = await desk.office.call_detail(call.id)
    assert detail is not None
    assert detail.timeline[-1].text.startswith(sentence)
    assert detail.timeline[-1].at == LATER
    assert detail.line.deleted_at == (LATER if kind is Kind.DELETED else None)
    assert detail.note == "keep me"


@pytest.mark.parametrize(
    ("state", "heard"), [("started", []), ("failed", []), ("stopped", ["r"]), ("completed", ["r"])]
)
async def test_only_what_was_recorded_is_offered_for_playing(
    desk: Desk, state: str, heard: list[str]
) -> None:
    told = [replace(one, keys=("call:1", "log:1")) for one in whole_call("call:1")]
    made = deletion(Kind.RECORDING, Facts(recording=Media(id="r", state=state)))
    desk.store.journal.append([*told, made]).result(10)
    (call,) = desk.store.log.page(LogQuery())
    detail = await desk.office.call_detail(call.id)
    assert detail is not None
    assert [one.media_id for one in detail.playable] == heard
