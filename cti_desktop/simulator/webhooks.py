"""Signs and delivers webhooks as Zoom does: at least once, in any order, with three retries.

Every delivery is its own task, so a slow endpoint delays nobody else's. What became of a webhook
is written to the trace it was sent with.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import structlog

from cti_desktop.simulator.calls import Json, WebhookTrace
from cti_desktop.simulator.clock import Clock, iso, milliseconds
from cti_desktop.simulator.identifiers import Identifiers
from cti_desktop.simulator.settings import SimulatorSettings, Tuning

_REMOVED = "app_deauthorized"
RETRY_AFTER_S = (300.0, 1200.0, 3600.0)
_SUCCESS = frozenset({200, 204})
_FIRST_SERVER_ERROR = 500

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Letter:
    """One webhook ready to send; a retry and a duplicate are the same letter."""

    body: bytes
    request_id: str
    trace: WebhookTrace
    removal: bool = False

    def address(self, settings: SimulatorSettings) -> str | None:
        """Return where it goes as the settings are now; removals have an address of their own."""
        return settings.deauthorize_url if self.removal else settings.webhook_url

    def sender(self, settings: SimulatorSettings) -> tuple[str, str]:
        """Return client id and secret token of the app that sends it.

        Beside an app for signing in only, the server-to-server app has the event subscription.
        """
        if settings.general_app != "sign-in":
            return settings.client_id, settings.webhook_secret
        if self.removal:
            return settings.client_id, settings.deauthorize_secret
        return settings.s2s_client_id, settings.webhook_secret


class WebhookSender:
    """Delivers webhooks to the configured endpoint; must be used on one event loop."""

    def __init__(
        self, tuning: Tuning, clock: Clock, ids: Identifiers, client: httpx.AsyncClient
    ) -> None:
        self._tuning = tuning
        self._clock = clock
        self._ids = ids
        self._client = client
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, event: str, subject: Json) -> WebhookTrace:
        """Start the delivery of an event about something and return its trace."""
        payload = {"account_id": self._tuning.current.account_id, "object": subject}
        body = {"event": event, "event_ts": milliseconds(self._clock.now()), "payload": payload}
        return self._post_off(_Letter(_encoded(body), self._ids.request_id(), WebhookTrace(event)))

    def send_removal(self, user_id: str) -> WebhookTrace:
        """Tell that a user's app was removed; its shape is like no other event's."""
        settings, now = self._tuning.current, self._clock.now()
        told: Json = {
            "user_id": user_id,
            "account_id": settings.account_id,
            "client_id": settings.client_id,
            "deauthorization_time": f"{iso(now)[:-1]}.{now.microsecond // 1000:03d}Z",
            "signature": self._ids.hex_id(),
            "event_ts": milliseconds(now),
        }
        if settings.user_data_retention != "unsaid":
            told["user_data_retention"] = settings.user_data_retention
        body = _encoded({"event": _REMOVED, "payload": told})
        trace = WebhookTrace(_REMOVED)
        return self._post_off(_Letter(body, self._ids.request_id(), trace, removal=True))

    def _post_off(self, letter: _Letter) -> WebhookTrace:
        settings, trace = self._tuning.current, letter.trace
        if letter.address(settings) is None:
            trace.status = "unsent"
        elif self._ids.chance(settings.webhook_loss_rate):
            trace.status = "lost"
        else:
            copies = 2 if self._ids.chance(settings.webhook_duplicate_rate) else 1
            for _ in range(copies):
                self._start(self._deliver(letter))
        return trace

    async def validate_endpoint(self) -> Json:
        """Send `endpoint.url_validation` and tell whether the endpoint proved its secret."""
        settings = self._tuning.current
        token = self._ids.short_id()
        body = {
            "event": "endpoint.url_validation",
            "event_ts": milliseconds(self._clock.now()),
            "payload": {"plainToken": token},
        }
        if settings.webhook_url is None:
            return {"valid": False, "reason": "no webhook address is set"}
        letter = _Letter(_encoded(body), self._ids.request_id(), WebhookTrace(str(body["event"])))
        try:
            answer = await self._post(settings.webhook_url, letter, self._clock.now())
        except httpx.HTTPError as failed:
            return {"valid": False, "reason": f"no answer ({type(failed).__name__})"}
        proof = hmac.new(settings.webhook_secret.encode(), token.encode(), hashlib.sha256)
        return _judged(answer, {"plainToken": token, "encryptedToken": proof.hexdigest()})

    async def settle(self) -> None:
        """Wait until no delivery is under way, retries included."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Give up all deliveries."""
        for task in self._tasks:
            task.cancel()
        await self.settle()

    def _start(self, delivery: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(delivery)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, letter: _Letter) -> None:
        shuffle = self._tuning.current.webhook_shuffle_within_s
        if shuffle:
            await self._clock.sleep(self._ids.within(shuffle))
        first = self._clock.now()
        for pause in (*RETRY_AFTER_S, None):
            stamped = first if self._tuning.current.retries_keep_stamp else self._clock.now()
            if await self._attempt(letter, stamped) or pause is None:
                break
            letter.trace.status = "retrying"
            factor = self._tuning.current.retry_factor
            first -= timedelta(seconds=pause * (1 - factor))
            await self._clock.sleep(pause * factor)

    async def _attempt(self, letter: _Letter, stamped: datetime) -> bool:
        """Try once; true when Zoom would not try again."""
        url = letter.address(self._tuning.current)
        trace = letter.trace
        if url is None:
            trace.status = "unsent"
            return True
        trace.attempts += 1
        try:
            answer = await self._post(url, letter, stamped)
        except httpx.HTTPError as failed:
            _log.info("webhook_unanswered", webhook=trace.event, reason=type(failed).__name__)
            trace.status = "failed"
            return False
        if answer.status_code in _SUCCESS:
            trace.status = "delivered"
            return True
        _log.info("webhook_refused", webhook=trace.event, status=answer.status_code)
        final = answer.status_code < _FIRST_SERVER_ERROR
        trace.status = "refused" if final else "failed"
        return final

    async def _post(self, url: str, letter: _Letter, stamped: datetime) -> httpx.Response:
        settings = self._tuning.current
        timestamp = str(int(stamped.timestamp()))
        app, secret = letter.sender(settings)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Zoom Marketplace/1.0a",
            "clientid": app,
            "x-zm-request-timestamp": timestamp,
            "x-zm-request-id": letter.request_id,
            "x-zm-trackingid": f"v=2.0;clid=sim;rid=WEB_{self._ids.hex_id()}",
            "x-zm-signature": signature(secret, timestamp, letter.body),
        }
        return await self._client.post(
            url, content=letter.body, headers=headers, timeout=settings.webhook_timeout_s
        )


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of `x-zm-signature` over the raw body."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _encoded(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _judged(answer: httpx.Response, expected: Json) -> Json:
    if answer.status_code != httpx.codes.OK:
        return {"valid": False, "reason": f"the endpoint answered {answer.status_code}"}
    try:
        said: object = answer.json()
    except ValueError:
        return {"valid": False, "reason": "the answer is no JSON"}
    if said != expected:
        return {"valid": False, "reason": "the answer proves no knowledge of the secret"}
    return {"valid": True, "reason": ""}
