"""The webhook door: who gets in, and what is said to whom it does not know."""

import contextlib
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.errors import Denied
from cti_desktop.zoom.webhook import answer_validation, read_webhook, verify
from tests.zoom.json_values import JSON

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
SECRET = "invented-secret"
BODY = '{"event":"phone.callee_ringing","payload":{"object":{"name":"Zoë Müller ☎"}}}'.encode()


def sign(secret: str = SECRET, stamp: str = STAMP, body: bytes = BODY) -> str:
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def headers(signature: str | None, stamp: str | None) -> dict[str, str]:
    told = {"X-Zm-Signature": signature, "x-zm-request-timestamp": stamp}
    return {name: value for name, value in told.items() if value is not None}


def knock(
    signature: str | None, stamp: str | None = STAMP, *, body: bytes = BODY, now: datetime = NOW
) -> None:
    verify(headers(signature, stamp), body, secrets=[SECRET], now=now)


def test_zooms_own_signature_passes_with_a_body_of_any_letters() -> None:
    knock(sign())


def test_a_signature_computed_elsewhere_passes() -> None:
    # printf 'v0:1654503849:{}' | openssl dgst -sha256 -hmac s
    digest = "255d7102e92eb0b9ea21f2850b5ee7afc646dfdeb39dd55ed6fd045ebef0ca0b"
    now = datetime.fromtimestamp(1654503850, UTC)
    verify(headers(f"v0={digest}", "1654503849"), b"{}", secrets=["s"], now=now)


def test_the_bytes_count_as_they_came_not_as_they_read() -> None:
    spaced = b' {"event" : "x"} \n'
    knock(sign(body=spaced), body=spaced)
    with pytest.raises(Denied):
        knock(sign(body=spaced), body=spaced.strip())


def test_header_names_may_have_any_capitals() -> None:
    shouted = {"X-ZM-SIGNATURE": sign(), "X-ZM-REQUEST-TIMESTAMP": STAMP}
    verify(shouted, BODY, secrets=[SECRET], now=NOW)


def test_a_secret_changed_lately_still_counts() -> None:
    told = headers(sign(secret="former"), STAMP)
    verify(told, BODY, secrets=[SECRET, "former"], now=NOW)


OLD, FUTURE = str(int(STAMP) - 301), str(int(STAMP) + 301)
REFUSED = {
    "no signature": (None, STAMP, "signature_missing"),
    "an empty signature": ("", STAMP, "signature_missing"),
    "another scheme": ("v1=" + "a" * 64, STAMP, "signature_malformed"),
    "no scheme": (sign()[3:], STAMP, "signature_malformed"),
    "capitals": (sign().upper().replace("V0", "v0"), STAMP, "signature_malformed"),
    "too short": (sign()[:-1], STAMP, "signature_malformed"),
    "too long": (sign() + "a", STAMP, "signature_malformed"),
    "letters beyond hex": ("v0=" + "g" * 64, STAMP, "signature_malformed"),
    "letters beyond ASCII": ("v0=" + "é" * 64, STAMP, "signature_malformed"),
    "no time": (sign(), None, "timestamp_missing"),
    "a time in words": (sign(), "noon", "timestamp_malformed"),
    "a negative time": (sign(), "-" + STAMP, "timestamp_malformed"),
    "a time in other digits": (sign(), "١٦٥٤٥٠٣٨٤٩", "timestamp_malformed"),
    "an endless time": (sign(), "1" * 400, "timestamp_malformed"),
    "too old": (sign(stamp=OLD), OLD, "timestamp_old"),
    "too new": (sign(stamp=FUTURE), FUTURE, "timestamp_future"),
    "milliseconds": (sign(stamp=STAMP + "00"), STAMP + "00", "timestamp_future"),
    "another secret": (sign(secret="guess"), STAMP, "signature_wrong"),
    "another time signed": (sign(stamp=OLD), STAMP, "signature_wrong"),
    "another body signed": (sign(body=b"{}"), STAMP, "signature_wrong"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_everybody_else_is_refused_with_a_stable_word(case: str) -> None:
    signature, stamp, code = REFUSED[case]
    with pytest.raises(Denied) as refused:
        knock(signature, stamp)
    assert refused.value.code == code


def test_the_window_is_as_wide_as_asked() -> None:
    old = headers(sign(stamp=OLD), OLD)
    verify(old, BODY, secrets=[SECRET], now=NOW, window_s=7200)
    knock(sign(), now=NOW + timedelta(seconds=300))
    knock(sign(), now=NOW - timedelta(seconds=300))


@pytest.mark.parametrize("secrets", [[], [""]])
def test_without_a_secret_nobody_gets_in(secrets: list[str]) -> None:
    with pytest.raises(Denied) as refused:
        verify(headers(sign(secret=""), STAMP), BODY, secrets=secrets, now=NOW)
    assert refused.value.code == "signature_wrong"


@given(st.binary(max_size=200), st.text(max_size=80), st.text(max_size=20))
def test_no_guess_gets_in(body: bytes, signature: str, stamp: str) -> None:
    with pytest.raises(Denied):
        verify(headers(signature, stamp), body, secrets=[SECRET], now=NOW)


def test_the_question_for_the_secret_is_answered() -> None:
    body = b'{"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"},"event":"endpoint.url_validation"}'
    expected = hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert answer_validation(body, SECRET) == {
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": expected,
    }


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        b"{",
        b"[]",
        b'{"event":"endpoint.url_validation"}',
        b'{"event":"endpoint.url_validation","payload":{"plainToken":7}}',
    ],
)
def test_nothing_else_is_answered(body: bytes) -> None:
    assert answer_validation(body, SECRET) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 50_000,
        b'{"event":"x"}',
        b'{"payload":{}}',
        b'{"event":7.5,"payload":{}}',
        b'{"event":"x","payload":[]}',
    ],
)
def test_a_body_that_is_no_webhook_is_denied(body: bytes) -> None:
    with pytest.raises(Denied) as refused:
        read_webhook(body, seen_at=NOW)
    assert refused.value.code == "malformed_webhook"


@given(st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_read_or_denied(body: bytes) -> None:
    with contextlib.suppress(Denied):
        assert read_webhook(body, seen_at=NOW).name
