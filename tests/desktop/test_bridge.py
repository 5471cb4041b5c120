"""The bridge without a page: envelopes in, envelopes out, nothing raised."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication
from structlog.testing import capture_logs

from cti_desktop.desktop.bridge import LONGEST_ENVELOPE, Bridge, Refusals, Said, SaidKind
from tests.desktop.conftest import flush

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


class Desk:
    """A bridge and all that it let through."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.refusals = Refusals()
        self.bridge = Bridge(self.said.append, self.refusals)

    def ask(self, envelope: object) -> dict[str, object]:
        text = envelope if isinstance(envelope, str) else json.dumps(envelope)
        answer = json.loads(self.bridge.request(text))
        assert isinstance(answer, dict)
        return answer


@pytest.fixture
def desk(qapp: QApplication) -> Desk:
    assert qapp is not None
    return Desk()


def test_a_good_envelope_is_let_through_and_answered(desk: Desk) -> None:
    body = json.dumps({"type": "zp-ready"})
    assert desk.ask({"id": 7, "kind": "message", "body": body}) == {"id": 7, "ok": True}
    assert desk.ask({"id": 8, "kind": "loaded", "body": ""}) == {"id": 8, "ok": True}
    assert desk.said == [Said(SaidKind.MESSAGE, body), Said(SaidKind.LOADED, "")]


@pytest.mark.parametrize(
    ("envelope", "error"),
    [
        ("no json", "bad_envelope"),
        ("", "bad_envelope"),
        ("[" * 100_000, "bad_envelope"),
        ("9" * 5_000, "bad_envelope"),
        ([], "bad_envelope"),
        ({"kind": "message", "body": ""}, "bad_envelope"),
        ({"id": True, "kind": "message", "body": ""}, "bad_envelope"),
        ({"id": 1, "kind": "message"}, "bad_envelope"),
        ({"id": 1, "kind": "message", "body": {"type": "zp-ready"}}, "bad_envelope"),
        ({"id": 1, "kind": "eval", "body": ""}, "unknown_kind"),
        ({"id": 1, "kind": ["message"], "body": ""}, "unknown_kind"),
        ({"id": 1, "kind": "message", "body": "x" * LONGEST_ENVELOPE}, "too_large"),
        ({"id": 1, "kind": "refused", "body": "{}"}, "bad_envelope"),
        ({"id": 1, "kind": "refused", "body": '{"reason":"x","count":1}'}, "bad_envelope"),
        ({"id": 1, "kind": "refused", "body": '{"reason":"origin","count":-1}'}, "bad_envelope"),
        ({"id": 1, "kind": "refused", "body": '{"reason":[],"count":1}'}, "bad_envelope"),
    ],
)
def test_a_bad_envelope_is_refused_and_counted(desk: Desk, envelope: object, error: str) -> None:
    answer = desk.ask(envelope)
    assert answer["ok"] is False
    assert answer["error"] == error
    assert desk.refusals.counts == {error: 1}
    assert desk.said == []


@given(st.text() | JSON_VALUES.map(json.dumps))
def test_no_text_makes_it_raise(text: str) -> None:
    desk = Desk()
    answer = json.loads(desk.bridge.request(text))
    assert answer["ok"] is (len(desk.said) == 1)


def test_a_fault_behind_the_bridge_is_an_answer_too(qapp: QApplication) -> None:
    assert qapp is not None

    def faulty(_said: Said) -> None:
        raise ValueError("no office")

    bridge = Bridge(faulty, Refusals())
    with capture_logs() as logs:
        answer = json.loads(bridge.request('{"id":3,"kind":"message","body":"1"}'))
    assert answer == {"id": 3, "ok": False, "error": "internal"}
    assert [entry["event"] for entry in logs] == ["bridge_request_failed"]


def test_refusals_are_counted_always_and_logged_once_per_kind_masked(desk: Desk) -> None:
    report = {"reason": "origin", "count": 40, "detail": "https://evil.example +44 20 7946 0018"}
    with capture_logs() as logs:
        for number in range(3):
            body = json.dumps(report)
            desk.ask({"id": number, "kind": "refused", "body": body})
        desk.ask('no json from +44 20 7946 0018 or ada@example.com "')
        desk.ask("no json again")
    assert desk.refusals.counts == {"origin": 120, "bad_envelope": 2}
    assert [(entry["event"], entry["reason"]) for entry in logs] == [
        ("message_refused", "origin"),
        ("message_refused", "bad_envelope"),
    ]
    assert "7946" not in str(logs)
    assert "ada@" not in str(logs)
    assert "https://evil.example" in logs[0]["detail"]


def test_it_survives_the_delete_later_that_javascript_can_call(desk: Desk) -> None:
    desk.bridge.deleteLater()
    flush()
    assert desk.ask({"id": 1, "kind": "loaded", "body": ""})["ok"] is True
    assert desk.refusals.counts == {"delete_later": 1}


def test_it_dies_with_its_owner(qapp: QApplication) -> None:
    owner = QObject(qapp)
    bridge = Bridge(lambda _said: None, Refusals(), owner)
    gone: list[bool] = []
    bridge.destroyed.connect(lambda: gone.append(True))
    owner.deleteLater()
    flush()
    assert gone == [True]


def test_a_hundred_thousand_signals_are_emitted_without_a_crash(desk: Desk) -> None:
    class Receiver(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.count = 0

        @Slot(str)
        def take(self, text: str) -> None:
            self.count += len(text) > 0

    receiver = Receiver()
    desk.bridge.posted.connect(receiver.take)
    for number in range(100_000):
        desk.bridge.post({"type": "zp-make-call", "data": {"autoDial": number % 2 == 0}})
    assert receiver.count == 100_000
