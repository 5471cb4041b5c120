"""Contact Center's messages: the same calls come of them, whatever their envelope."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.assets import asset
from cti_desktop.calls.call import Call, State
from cti_desktop.calls.events import CallEvent, Direction, Result
from cti_desktop.calls.fold import fold
from cti_desktop.calls.gaps import gaps_of
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.zoom.contact_center import ContactCenterReader
from cti_desktop.zoom.contact_center_events import READERS
from cti_desktop.zoom.embed import Agent, EmbedMessage, Observed, Refused
from tests.zoom.json_values import LEAVES

SEEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OUTCOMES = read_outcomes(asset("outcomes.toml"))
BO = Agent(user_id="uBo", extension_id="xBo", extension="800", name="Bo")
ENGAGEMENT = "aB_c-1dEfGhIjKlMnOpQr_"
ADA = "+442079460018"
FIELDS = st.sampled_from(
    [
        "engagementId",
        "channel",
        "createTs",
        "startTs",
        "direction",
        "from",
        "to",
        "queueName",
        "reasonCode",
        "message",
        "user",
        "recordingUrl",
        "objectRecord",
        "callType",
        "callQueue",
        "callStartTime",
        "callEndTime",
        "callDuration",
        "notes",
        "dispositionCode",
        "code",
        "query",
        "incomingPhoneNumber",
    ]
)
VALUES = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(FIELDS, LEAVES, max_size=6)


class Page:
    """A page that says things one after the other, a second apart."""

    def __init__(self, *, flat: bool = False) -> None:
        self.reader = ContactCenterReader()
        self.events: list[CallEvent] = []
        self._flat = flat
        self._now = SEEN

    def says(self, kind: str, **data: Any) -> EmbedMessage:
        data = {"engagementId": ENGAGEMENT, **data}
        message = {"type": kind, **data} if self._flat else {"type": kind, "data": data}
        self._now += timedelta(seconds=1)
        read = self.reader.read(json.dumps(message), agent=BO, seen_at=self._now, outcomes=OUTCOMES)
        if isinstance(read, Observed):
            self.events.extend(read.events)
        return read

    @property
    def call(self) -> Call:
        call = fold(self.events)
        assert call is not None
        return call


def answered(page: Page) -> None:
    page.says("zcc-call-ringing", **{"from": ADA}, channel="voice", createTs=1772442000000)
    page.says(
        "zcc-call-connected",
        **{"from": ADA},
        direction="inbound",
        to="+15550107001",
        queueName="Support",
        queueId="q1",
    )


@pytest.mark.parametrize("flat", [False, True])
def test_an_inbound_engagement_is_a_call_through_its_queue(flat: bool) -> None:
    page = Page(flat=flat)
    answered(page)
    call = page.call
    assert (call.direction, call.state) == (Direction.INBOUND, State.CONNECTED)
    assert call.party.number == ADA
    assert call.via is not None
    assert call.via.name == "Support"
    assert call.keys == (f"engagement:{ENGAGEMENT}",)
    page.says("zcc-call-ended")
    assert page.call.state is State.ENDED
    assert page.call.result is Result.ANSWERED
    assert len(page.call.legs) == 1
    assert gaps_of(page.call) == frozenset()


def test_an_outbound_engagement_nobody_answers() -> None:
    page = Page()
    page.says("zcc-outbound-call-started", to=ADA, startTs="2026-03-02T09:00:00Z")
    page.says("zcc-outbound-not-connected", reasonCode=17, message="Busy here")
    call = page.call
    assert (call.direction, call.result) == (Direction.OUTBOUND, Result.NO_ANSWER)
    assert call.party.number == ADA
    assert call.result_raw == "Busy here"


def test_an_inbound_engagement_nobody_takes_is_missed() -> None:
    page = Page()
    page.says("zcc-call-ringing", **{"from": ADA})
    page.says("zcc-inbound-not-connected", reasonCode=3)
    assert page.call.state is State.MISSED


def test_the_log_brings_times_notes_and_the_outcome() -> None:
    page = Page()
    answered(page)
    page.says("zcc-call-ended")
    record = {
        "callType": "inbound",
        "callQueue": "Support",
        "from": ADA,
        "callStartTime": "2026-03-02T09:00:02Z",
        "callEndTime": "2026-03-02T09:04:02Z",
        "callDuration": 240,
        "dispositionCode": "resolved",
        "notes": "<p>Wants a refund</p><p>Order &lt;7&gt;</p>",
    }
    for _ in range(2):  # it comes several times
        page.says("zcc-phone-call-log", objectRecord=record, user={"name": "Ada"})
    call = page.call
    assert call.note is not None
    assert call.note.text == "Wants a refund\nOrder <7>"
    assert call.outcome == "resolved"
    assert len(call.legs) == 1
    assert call.ended_at == datetime(2026, 3, 2, 9, 4, 2, tzinfo=UTC)


def test_notes_may_be_a_list_and_an_unknown_disposition_is_no_outcome() -> None:
    page = Page()
    answered(page)
    record = {"callType": "inbound", "notes": ["One", "Two"], "dispositionCode": "d-1234"}
    page.says("zcc-phone-call-log", objectRecord=record)
    assert page.call.note is not None
    assert (page.call.note.text, page.call.outcome) == ("One\nTwo", None)


def test_several_engagements_keep_apart_and_keep_their_side() -> None:
    page = Page()
    page.says("zcc-outbound-call-started", engagementId="out", to=ADA)
    page.says("zcc-call-ringing", engagementId="in", **{"from": "+12125550147"})
    page.says("zcc-call-ended", engagementId="out")
    sides = {event.keys[0]: event.facts.direction for event in page.events[::-1]}
    assert sides == {"engagement:in": Direction.INBOUND, "engagement:out": Direction.OUTBOUND}


def test_a_log_alone_tells_the_way_after_a_restart() -> None:
    page = Page()
    record = {"callType": "Outbound", "to": ADA, "callDuration": 9}
    page.says("zcc-phone-call-log", objectRecord=record)
    assert page.call.direction is Direction.OUTBOUND


@pytest.mark.parametrize("kind", ["zcc-chat-started", "zcc-video-ringing", "zcc-resize"])
def test_other_channels_are_no_calls(kind: str) -> None:
    assert Page().says(kind) == Observed(events=())
    chat = Page().says("zcc-call-ringing", channel="web_chat")
    assert chat == Observed(events=())


def engaged(page: Page) -> bool:
    return page.reader.channels.engaged


def test_a_chat_or_video_call_goes_on_until_it_is_told_to_be_over() -> None:
    page = Page()
    page.says("zcc-video-ringing")
    assert not engaged(page)
    page.says("zcc-video-started")
    page.says("zcc-chat-started", engagementId="chat-1")
    page.says("zcc-video-ended")
    assert engaged(page)
    page.says("zcc-chat-ended", engagementId="chat-2")
    assert engaged(page), "another one ended"
    page.says("zcc-chat-ended", engagementId="chat-1")
    assert not engaged(page)


@pytest.mark.parametrize("names", [{"started"}, {"ended"}, set[str]()])
def test_an_engagement_without_a_name_does_not_go_on_for_ever(names: set[str]) -> None:
    page = Page()
    for step in ("started", "ended"):
        page.says(f"zcc-sms-{step}", engagementId=ENGAGEMENT if step in names else None)
    assert not engaged(page)


def test_only_so_many_engagements_are_remembered() -> None:
    page = Page()
    for number in range(1000):
        page.says("zcc-chat-started", engagementId=f"chat-{number}")
    for number in range(900, 1000):
        page.says("zcc-chat-ended", engagementId=f"chat-{number}")
    assert not engaged(page)


def test_a_recording_is_kept_by_its_page() -> None:
    page = Page()
    answered(page)
    page.says("zcc-call-recording", recordingUrl="https://zoom.us/rec/1")
    assert [one.url for one in page.call.recordings] == ["https://zoom.us/rec/1"]


@given(
    kind=st.sampled_from([*READERS, "zcc-error", "zcc-contact-search-event"]),
    data=st.dictionaries(FIELDS, VALUES, max_size=8),
)
def test_any_fields_are_borne(kind: str, data: dict[str, object]) -> None:
    told = json.dumps({"type": kind, "data": {"engagementId": "e1"} | data})
    read = ContactCenterReader().read(told, agent=BO, seen_at=SEEN, outcomes=OUTCOMES)
    if isinstance(read, Observed) and read.events:
        assert fold(read.events) is not None
    else:
        assert not isinstance(read, Refused) or read.reason
