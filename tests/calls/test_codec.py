import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.codec import as_json, decode_call, decode_event, encode
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.fold import fold
from tests.calls.test_fold import QUEUE_CALL


def test_events_and_calls_survive_the_journal() -> None:
    for event in QUEUE_CALL:
        assert decode_event(encode(event)) == event
    call = fold(QUEUE_CALL)
    assert call is not None
    assert decode_call(encode(call)) == call
    assert as_json(call)["party"]["name"] == "Ada Lovelace"


@given(st.binary() | st.text())
def test_anything_else_is_refused_by_name(data: bytes | str) -> None:
    with pytest.raises(Denied) as refused:
        decode_event(data)
    assert refused.value.code == "malformed_event"
