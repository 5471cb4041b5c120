"""The addresses of whoever runs the companion: figures for machines, the state for people.

They name grants and calls by id, so they answer this machine only, or who shows the metrics token.
"""

import asyncio
import hmac
import ipaddress
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request, Response

import cti_desktop
from cti_desktop.calls.errors import Denied
from cti_desktop.companion import status as state
from cti_desktop.companion.answers import JSON
from cti_desktop.companion.feed import Feed
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.metrics import CONTENT_TYPE, Metrics
from cti_desktop.companion.profile import trouble_with
from cti_desktop.companion.reconcile import Reconciler, Waiting
from cti_desktop.companion.retiring import Retiring
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.sign_in_record import SignInRecord
from cti_desktop.companion.teams import Teams
from cti_desktop.companion.zoom_access import ZoomAccess
from cti_desktop.companion.zoom_routes import WebhookDoor
from cti_desktop.store.opening import Store
from cti_desktop.zoom.drift import DriftReport

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_MOST_CALLS = 100
_NOT_YET = "not_there_yet"


class OperationsDoor:
    """Gathers the state from every part of one running companion."""

    def __init__(
        self,
        settings: CompanionSettings,
        store: Store,
        clock: Callable[[], datetime],
        *,
        webhooks: WebhookDoor,
        feed: Feed,
        reconciler: Reconciler,
        grants: Grants,
        zoom: ZoomAccess,
        drifts: DriftReport,
        metrics: Metrics,
        retiring: Retiring,
        teams: Teams,
        entries: SignInRecord,
    ) -> None:
        self._entries = entries
        self._retiring = retiring
        self._teams = teams
        self._profile = settings.profile
        self._token = settings.metrics_token.get_secret_value()
        self._store = store
        self._clock = clock
        self._started_at = clock()
        self._webhooks = webhooks
        self._feed = feed
        self._reconciler = reconciler
        self._grants = grants
        self._zoom = zoom
        self._drifts = drifts
        self._metrics = metrics

    async def metrics(self, request: Request) -> Response:
        """Write all figures in Prometheus' text format."""
        self._let_in(request)
        return Response(self._metrics.render(await self.status()), media_type=CONTENT_TYPE)

    async def show(self, request: Request) -> Response:
        """Write the state as JSON."""
        self._let_in(request)
        return Response(state.encode(await self.status()), media_type=JSON)

    async def status(self) -> state.Status:
        """Gather the state."""
        account = self._zoom.account.describe() if self._zoom.account else ()
        return state.Status(
            version=cti_desktop.__version__,
            now=self._clock(),
            started_at=self._started_at,
            journal_events=self._feed.length,
            quarantined=await asyncio.to_thread(self._store.journal.count_quarantined),
            streams=self._feed.streams,
            feed_lag=self._feed.lag,
            webhooks=await self._webhooks.state(),
            reconciler=self._reconciler_state(),
            sweep=self._sweep_state(),
            grants=(*account, *await self._grants.describe()),
            limits=self._zoom.limits.headroom(),
            drift=self._drifts.counts(),
            quarantine=await asyncio.to_thread(self._store.journal.unread),
            upkeep=await self._upkeep_state(),
            sign_in=await self._entries.state(),
        )

    async def _upkeep_state(self) -> state.Upkeep:
        retired = self._retiring.state
        return state.Upkeep(
            retention_at=retired.ran_at,
            retention_error=retired.last_error,
            users_error=self._teams.last_error,
            profile_error=await asyncio.to_thread(trouble_with, self._profile),
        )

    def _reconciler_state(self) -> state.ReconcilerState:
        told, over = self._reconciler.status, self._reconciler.waiting(_MOST_CALLS)
        oldest = over[0].since if over else None
        gone = [_call(one, given_up=True) for one in self._reconciler.given_up()]
        return state.ReconcilerState(
            waiting=told.waiting,
            oldest_s=(self._clock() - oldest).total_seconds() if oldest else 0.0,
            given_up=told.given_up,
            last_error=told.last_error,
            calls=tuple([_call(one) for one in over] + gone[:_MOST_CALLS]),
            elsewhere=told.elsewhere,
        )

    def _sweep_state(self) -> state.SweepState:
        told = self._reconciler.sweep
        return state.SweepState(
            share=told.share,
            rows=told.rows,
            done_until=told.done_until,
            finished_at=told.finished_at,
            last_error=told.last_error,
        )

    def _let_in(self, request: Request) -> None:
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if self._token and scheme.lower() == "bearer":
            if hmac.compare_digest(shown.strip().encode(), self._token.encode()):
                return
        elif not shown and is_this_machine(request):
            return
        raise Denied(
            "Only this machine, or who shows the token in CTI_METRICS_TOKEN, may read this.",
            code="operators_only",
        )


def is_this_machine(request: Request) -> bool:
    """Tell whether a request was made on this machine and not passed on by a proxy here."""
    if any(name in request.headers for name in _FORWARDED) or request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def make_operations_router(door: OperationsDoor) -> APIRouter:
    """Build the routes for whoever runs the companion."""
    router = APIRouter(tags=["operations"])
    router.add_api_route("/metrics", door.metrics, methods=["GET"])
    router.add_api_route("/status", door.show, methods=["GET"])
    return router


def _call(one: Waiting, *, given_up: bool = False) -> state.CallWaiting:
    return state.CallWaiting(
        call=one.call.id,
        since=one.since,
        tries=one.tries,
        why=one.failure or _NOT_YET,
        next_at=None if given_up else one.due,
    )
