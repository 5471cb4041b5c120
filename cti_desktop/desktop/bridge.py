"""The post office between the softphone page and the program: one slot in, one signal out.

bridge.js sends envelopes `{"id", "kind", "body"}` to `Bridge.request` and gets `{"id", "ok"}` back;
`Bridge.posted` carries `{"message"}` the other way. Everything on this object that Qt calls a slot,
a signal or a property can be reached from JavaScript, so there is nothing else on it.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal, Slot

from cti_desktop.calls.errors import Denied
from cti_desktop.calls.masking import mask_text
from cti_desktop.desktop.late_log import LateLog

LONGEST_ENVELOPE = 600_000  # bridge.js caps the body at 256 Ki; escaping may double it
_LONGEST_EXCERPT = 120

log = LateLog(__name__)


class SaidKind(StrEnum):
    """What an envelope from the page is about.

    Attributes:
        MESSAGE: the iframe said something; the body is its JSON text, not looked into.
        LOADED: the iframe finished loading something, be it an error page; no body.
        SIGNAL: a callback of the page fired; the body is its name.
        REFUSED: bridge.js refused messages; the body is `{"reason", "count", "detail"}`.
    """

    MESSAGE = "message"
    LOADED = "loaded"
    SIGNAL = "signal"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Said:
    """One envelope from the page, checked for form only."""

    kind: SaidKind
    body: str


class Refusals:
    """Counts what was not let through, and logs each kind once, masked."""

    REASONS = frozenset({"origin", "window", "not_json", "too_large", "overflow"})

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, reason: str, detail: str, count: int = 1) -> None:
        """Count a refusal; `detail` is logged for the first of its kind."""
        first = reason not in self.counts
        self.counts[reason] += count
        if first:
            log.warning("message_refused", reason=reason, detail=excerpt(detail))


class Bridge(QObject):
    """The object on the web channel; GUI thread only.

    Signals:
        posted: JSON text `{"message": …}` for the iframe.
    """

    posted = Signal(str)

    def __init__(
        self, hear: Callable[[Said], None], refusals: Refusals, parent: QObject | None = None
    ) -> None:
        """Make a bridge.

        Args:
            hear: takes every good envelope; must return at once.
            refusals: where bad ones are counted.
            parent: the owner.
        """
        super().__init__(parent)
        self._hear = hear
        self._refusals = refusals

    @Slot(str, result=str)
    def request(self, text: str) -> str:
        """Take one envelope; never raises, because an exception would reach JavaScript as ''."""
        envelope_id: int | None = None
        try:
            envelope = _read_envelope(text)
            envelope_id = _read_id(envelope)
            self._take(Said(_read_kind(envelope), _read_body(envelope)))
        except Denied as error:
            self._refusals.add(error.code, text)
            return _answer(envelope_id, error.code)
        except Exception:  # an edge: the page must get its answer
            log.exception("bridge_request_failed")
            return _answer(envelope_id, "internal")
        return _answer(envelope_id)

    def post(self, message: dict[str, Any]) -> None:
        """Send a message to the iframe; lost when no page is connected."""
        self.posted.emit(json.dumps({"message": message}, separators=(",", ":")))

    def event(self, event: QEvent) -> bool:
        """Survive the `deleteLater` that Qt lets JavaScript call; the owner can still delete us."""
        if event.type() == QEvent.Type.DeferredDelete:
            self._refusals.add("delete_later", "")
            return True
        return super().event(event)

    def _take(self, said: Said) -> None:
        if said.kind is SaidKind.REFUSED:
            self._refusals.add(*_read_report(said.body))
        else:
            self._hear(said)


def excerpt(text: str) -> str:
    """Shorten and mask what a page said, for the log."""
    return mask_text(text[:_LONGEST_EXCERPT])


def _read_envelope(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_ENVELOPE:
        raise Denied("The envelope is too large.", code="too_large")
    return _read_object(text)


def _read_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Denied("This is no JSON.", code="bad_envelope") from error
    if not isinstance(value, dict):
        raise Denied("This is no JSON object.", code="bad_envelope")
    return value


def _read_id(envelope: dict[str, Any]) -> int:
    value = envelope.get("id")
    if not isinstance(value, int) or isinstance(value, bool):
        raise Denied("The envelope has no id.", code="bad_envelope")
    return value


def _read_kind(envelope: dict[str, Any]) -> SaidKind:
    try:
        return SaidKind(str(envelope.get("kind")))
    except ValueError as error:
        raise Denied("The envelope is of no known kind.", code="unknown_kind") from error


def _read_body(envelope: dict[str, Any]) -> str:
    body = envelope.get("body")
    if not isinstance(body, str):
        raise Denied("The envelope's body is no text.", code="bad_envelope")
    return body


def _read_report(body: str) -> tuple[str, str, int]:
    report = _read_object(body)
    reason, detail, count = report.get("reason"), report.get("detail"), report.get("count")
    if not isinstance(count, int) or count < 1 or str(reason) not in Refusals.REASONS:
        raise Denied("The report of refusals makes no sense.", code="bad_envelope")
    return str(reason), str(detail), count


def _answer(envelope_id: int | None, error: str | None = None) -> str:
    answer: dict[str, Any] = {"id": envelope_id, "ok": error is None}
    if error is not None:
        answer["error"] = error
    return json.dumps(answer)
