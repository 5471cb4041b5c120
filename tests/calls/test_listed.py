"""What lists read of a call is what the whole call says, to everybody who had part in it."""

import pytest

from cti_desktop.calls.call import Call
from cti_desktop.calls.codec import encode
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent, Facts, Kind, Media, NoteField, Result, Side
from cti_desktop.calls.fold import as_seen_by, fold
from cti_desktop.calls.listed import ListedCall, decode_listed, listed_as_seen_by
from tests.calls.stories import ended, event, note
from tests.calls.test_fold import QUEUE_CALL
from tests.calls.test_fold_onward import HUNG_UP, consultation

LEFT = Facts(voicemail=Media(id="v1", duration_s=12))
STORIES: dict[str, tuple[CallEvent, ...]] = {
    "queue": QUEUE_CALL,
    "inside": (
        consultation(Kind.RANG, 0, Side.CALLER),
        consultation(Kind.RANG, 0, Side.CALLEE),
        consultation(Kind.ANSWERED, 4, Side.CALLEE),
    ),
    "consulting": HUNG_UP,
    "voicemail": (
        event(Kind.RANG, 0),
        ended(20, Result.MISSED),
        event(Kind.VOICEMAIL, 40, who=None, facts=LEFT),
        note(NoteField.TEXT, "call back", 50),
    ),
}


def shown(call: Call | ListedCall) -> tuple[object, ...]:
    ends = [(p.name, p.number, p.extension) if p else None for p in (call.party, call.agent)]
    lengths = call.durations
    return (
        call.id,
        call.direction,
        call.state,
        call.result,
        call.started_at,
        *ends,
        call.via.name if call.via else None,
        (lengths.ring_s, lengths.talk_s, lengths.hold_s, lengths.estimated),
        call.outcome,
        [note.text for note in call.notes],
        call.note.contact_id if call.note else None,
        (len(call.recordings), len(call.voicemails), call.summary is None),
        call.deleted_at,
    )


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("who", [(), ("user:u1",), ("user:u2",), ("user:u9",)])
def test_a_listed_call_says_what_the_whole_call_says(story: str, who: tuple[str, ...]) -> None:
    call = fold(STORIES[story])
    assert call is not None
    listed = decode_listed(encode(call))
    assert shown(listed_as_seen_by(listed, who)) == shown(as_seen_by(call, who))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": 1}'])
def test_what_is_no_call_is_refused(body: bytes) -> None:
    with pytest.raises(Denied):
        decode_listed(body)
