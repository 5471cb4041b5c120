"""The webhook door: checks Zoom's signature over the raw bytes, then reads the event.

The companion calls `verify`, then `answer_validation`, then `open_webhook`, and reads what it holds
at once or later (`Opened.read`). Zoom delivers at least once, unordered and sometimes late; the
events read here have deterministic ids for that.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import CallEvent
from cti_desktop.zoom.drift import Drift, drift
from cti_desktop.zoom.fields import Json, MalformedError, child, moment, parse_object, text
from cti_desktop.zoom.names import NOT_ABOUT_CALLS, URL_VALIDATION
from cti_desktop.zoom.webhook_events import Notice
from cti_desktop.zoom.webhook_readers import READERS

SIGNATURE_HEADER = "x-zm-signature"
TIMESTAMP_HEADER = "x-zm-request-timestamp"
_SIGNATURE = re.compile("v0=([0-9a-f]{64})")
_TIMESTAMP = re.compile("[0-9]{1,12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRead:
    """What one webhook said.

    Attributes:
        events: about calls; none for other events.
        name: Zoom's name of the event.
        account_id: whose it is, when said.
        drift: what was not as known.
        unread: why it has to be kept for a version that understands it, a stable word:
            `unknown_event`, `nothing_read` or, when some items of it were, `part_unread`.
    """

    events: tuple[CallEvent, ...]
    name: str
    account_id: str | None = None
    drift: tuple[Drift, ...] = ()
    unread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A webhook known to be one, not read any further yet.

    Attributes:
        name: Zoom's name of the event.
    """

    name: str
    message: Json

    @property
    def account_id(self) -> str | None:
        """Whose it is, when said."""
        return text(child(self.message, "payload"), "account_id")

    @property
    def sent_at(self) -> datetime | None:
        """When Zoom says it sent it first, UTC."""
        return moment(self.message, "event_ts")

    def read(self, *, seen_at: datetime) -> WebhookRead:
        """Read it; total. `seen_at` is when it came, UTC: the time of what has none."""
        return _read(self.name, self.message, seen_at)


def verify(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Sequence[str],
    now: datetime,
    window_s: int = 300,
) -> str:
    """Check that Zoom sent exactly these bytes, recently; return the secret it signed them with.

    Args:
        headers: of the request, in any capitals.
        body: as received, before any parsing.
        secrets: accepted secret tokens, the current one first; Zoom has no overlap when it changes.
        now: UTC.
        window_s: seconds the request's time may lie off `now`, either way.

    Raises:
        Denied: `code` is `signature_missing`, `signature_malformed`, `timestamp_missing`,
            `timestamp_malformed`, `timestamp_old`, `timestamp_future` or `signature_wrong`.
    """
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    signature = _signature(lower.get(SIGNATURE_HEADER, ""))
    stamp = lower.get(TIMESTAMP_HEADER, "")
    age_s = now.timestamp() - _seconds(stamp)
    # Compared against every secret, so that the time taken does not tell which one fitted.
    signed = b"v0:%b:%b" % (stamp.encode(), body)
    fits = [one for one in secrets if one and _fits(one, signed, signature)]
    if not fits:
        raise Denied("The webhook's signature does not match.", code="signature_wrong")
    if age_s > window_s:
        raise Denied("The webhook was signed too long ago.", code="timestamp_old")
    if age_s < -window_s:
        raise Denied("The webhook was signed in the future.", code="timestamp_future")
    return fits[0]


def answer_validation(body: bytes, secret: str) -> dict[str, str] | None:
    """Answer Zoom's question whether this endpoint knows the secret; None when it asked none."""
    try:
        message = parse_object(body)
    except MalformedError:
        return None
    if message.get("event") != URL_VALIDATION:
        return None
    token = child(message, "payload").get("plainToken")
    if not isinstance(token, str):
        return None
    digest = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    return {"plainToken": token, "encryptedToken": digest}


def open_webhook(body: bytes) -> Opened:
    """Look whether a verified body is a webhook, and of what name.

    Raises:
        Denied: `malformed_webhook`, when it is no JSON object with `event` and `payload`.
    """
    try:
        message = parse_object(body)
    except MalformedError as error:
        raise Denied(f"The webhook is malformed: {error}.", code="malformed_webhook") from error
    name = text(message, "event")
    if name is None or not isinstance(message.get("payload"), dict):
        raise Denied("The webhook lacks event or payload.", code="malformed_webhook")
    return Opened(name=name, message=message)


def read_webhook(body: bytes, *, seen_at: datetime) -> WebhookRead:
    """Read a verified webhook; total but for a body that is none.

    Args:
        body: JSON as received.
        seen_at: now, UTC; the time of what has none.

    Raises:
        Denied: `malformed_webhook`, as `open_webhook`.
    """
    return open_webhook(body).read(seen_at=seen_at)


def _read(name: str, message: Json, seen_at: datetime) -> WebhookRead:
    payload = child(message, "payload")
    account_id = text(payload, "account_id")
    notice = Notice(
        name=name,
        told=child(payload, "object"),
        sent_at=moment(message, "event_ts"),
        seen_at=seen_at,
        raw=message,
    )
    reader = READERS.get(name)
    if reader is None:
        if name.startswith(NOT_ABOUT_CALLS):
            return WebhookRead(events=(), name=name, account_id=account_id)
        strange, unread = (drift("unknown_event", name),), "unknown_event"
        return WebhookRead(
            events=(), name=name, account_id=account_id, drift=strange, unread=unread
        )
    events = reader(notice)
    return WebhookRead(
        events=events,
        name=name,
        account_id=account_id,
        drift=tuple(notice.drifts(events)),
        unread=_unread(events, notice),
    )


def _unread(events: tuple[CallEvent, ...], notice: Notice) -> str | None:
    if not events:
        return "nothing_read"
    return "part_unread" if notice.skipped else None


def _signature(value: str) -> bytes:
    if not value:
        raise Denied("The webhook has no signature.", code="signature_missing")
    found = _SIGNATURE.fullmatch(value)
    if found is None:
        raise Denied("The webhook's signature is malformed.", code="signature_malformed")
    return bytes.fromhex(found[1])


def _seconds(value: str) -> int:
    if not value:
        raise Denied("The webhook has no time.", code="timestamp_missing")
    if _TIMESTAMP.fullmatch(value) is None:
        raise Denied("The webhook's time is malformed.", code="timestamp_malformed")
    return int(value)


def _fits(secret: str, signed: bytes, signature: bytes) -> bool:
    # Not `hmac.digest`: that lets go of the interpreter, and another thread takes it for a while.
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return hmac.compare_digest(digest, signature)
