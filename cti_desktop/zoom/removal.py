"""Reads what Zoom posts when somebody takes the app away (`app_deauthorized`)."""

from dataclasses import dataclass
from datetime import datetime

from cti_desktop.calls.errors import Denied
from cti_desktop.zoom.fields import MalformedError, child, moment, parse_object, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Who took the app away.

    Attributes:
        at: when, UTC; None where Zoom did not say it.
        erase: what is kept of them has to go.
        client_id: of the app; None where Zoom did not say it.
    """

    user_id: str
    at: datetime | None
    erase: bool
    client_id: str | None = None


def read_removal(body: bytes) -> Removal:
    """Read a verified body.

    Whether data may be kept is told as text, as a truth value, or not at all; the second time is
    that of the message, which Zoom puts beside the user.

    Raises:
        Denied: it names nobody (`malformed_webhook`).
    """
    try:
        message = parse_object(body)
    except MalformedError as error:
        raise Denied(f"The webhook is malformed: {error}.", code="malformed_webhook") from error
    told = child(message, "payload")
    user_id = text(told, "user_id")
    if user_id is None:
        raise Denied("The deauthorization names no user.", code="malformed_webhook")
    retention = told.get("user_data_retention")
    return Removal(
        user_id=user_id,
        at=moment(told, "deauthorization_time", "event_ts") or moment(message, "event_ts"),
        erase=str(retention).strip().casefold() == "false",
        client_id=text(told, "client_id"),
    )
