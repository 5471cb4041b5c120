"""The composition root: builds the companion from its settings and serves it."""

import asyncio
import contextlib
import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import structlog
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

import cti_desktop
from cti_desktop.calls.errors import CtiError
from cti_desktop.companion import answers
from cti_desktop.companion.auditing import Auditor
from cti_desktop.companion.background import Background, Work
from cti_desktop.companion.desktop_routes import DesktopDoor, make_desktop_router
from cti_desktop.companion.drift_keeping import DriftKeeping
from cti_desktop.companion.feed import Feed
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.guard import Guard
from cti_desktop.companion.health import make_health_router
from cti_desktop.companion.leaving import Leaving
from cti_desktop.companion.letterbox import Letterbox
from cti_desktop.companion.logs import configure_logs
from cti_desktop.companion.media import MediaDoor, make_media_router
from cti_desktop.companion.metrics import Metrics
from cti_desktop.companion.openapi import describe
from cti_desktop.companion.operations import OperationsDoor, make_operations_router
from cti_desktop.companion.outward import open_http
from cti_desktop.companion.own_account import OwnAccount
from cti_desktop.companion.owners import read_owners
from cti_desktop.companion.profile import ProfileDoor, make_profile_router, trouble_with
from cti_desktop.companion.quota import Quota
from cti_desktop.companion.reconcile import Reconciler, Timing
from cti_desktop.companion.record_routes import RecordDoor, make_record_router
from cti_desktop.companion.rereading import reread_companion
from cti_desktop.companion.retiring import Retiring
from cti_desktop.companion.sealing import make_sealer
from cti_desktop.companion.server import (
    CompanionServer,
    address_of,
    allow_many_connections,
    bind,
)
from cti_desktop.companion.sessions import Sessions
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.sign_in_record import SignInRecord
from cti_desktop.companion.signin import SignIn
from cti_desktop.companion.sweep import LONGEST_REACH
from cti_desktop.companion.teams import Teams
from cti_desktop.companion.turns import Turns
from cti_desktop.companion.webhook_lane import WebhookLane
from cti_desktop.companion.wiping import Wiping
from cti_desktop.companion.zoom_access import ZoomAccess
from cti_desktop.companion.zoom_routes import WebhookDoor, make_zoom_router
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport
from cti_desktop.zoom.rest import ZoomClient

_COMPRESS_FROM = 1024
_COMPRESS_LEVEL = 6
"""Half the work of the nine that is usual, for a few percent more bytes."""
# The loop lends the interpreter to the writer thread at every system call and gets it back after
# this time: Python's 5 ms are long beside a request's 1 ms.
_SWITCH_S = 0.0005
_NEW_OBJECTS = 10_000
"""Made since the last look for garbage in cycles before the next; a request makes a hundred."""

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """Return the time now, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """The built program.

    Attributes:
        served: the app with the short way for webhooks around it.
        feed: its streams end before the server does.
    """

    app: FastAPI
    served: ASGIApp
    feed: Feed
    background: Background
    grants: Grants
    reconciler: Reconciler
    operations: OperationsDoor
    drifts: DriftReport


def create_app(
    settings: CompanionSettings,
    store: Store,
    *,
    http: Callable[[], httpx.AsyncClient] = open_http,
    clock: Callable[[], datetime] = utc_now,
) -> FastAPI:
    """Build the ASGI app; `store` stays the caller's to close.

    Args:
        settings: complete ones (`refuse_unless_complete`).
        store: open.
        http: makes the client for Zoom; it lives as long as the app.
        clock: gives the time, UTC.
    """
    return build(settings, store, http=http, clock=clock).app


def build(
    settings: CompanionSettings,
    store: Store,
    *,
    http: Callable[[], httpx.AsyncClient] = open_http,
    clock: Callable[[], datetime] = utc_now,
) -> Companion:
    """Build the program; see `create_app`."""
    client = http()
    parts = _make_parts(settings, store, client, clock)
    background = Background()
    operations = OperationsDoor(
        settings,
        store,
        clock,
        webhooks=parts.webhooks,
        feed=parts.feed,
        reconciler=parts.reconciler,
        grants=parts.grants,
        zoom=parts.zoom,
        drifts=parts.drifts,
        metrics=parts.metrics,
        retiring=parts.retiring,
        teams=parts.teams,
        entries=parts.entries,
    )
    app = _assemble(
        lambda _: _running(store, client, background, parts),
        *_desktop_routers(settings, store, parts, clock),
        make_zoom_router(parts.webhooks, parts.sign_in, clock),
        make_health_router(store, parts.reconciler.status, lambda: background.down),
        make_operations_router(operations),
    )
    return Companion(
        app=app,
        served=WebhookLane(app, parts.webhooks.take),
        feed=parts.feed,
        background=background,
        grants=parts.grants,
        reconciler=parts.reconciler,
        operations=operations,
        drifts=parts.drifts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What the doors are made of."""

    drifts: DriftReport
    drift_keeping: DriftKeeping
    metrics: Metrics
    zoom: ZoomAccess
    grants: Grants
    turns: Turns
    sessions: Sessions
    sign_in: SignIn
    entries: SignInRecord
    feed: Feed
    reconciler: Reconciler
    letterbox: Letterbox
    webhooks: WebhookDoor
    teams: Teams
    auditor: Auditor
    retiring: Retiring
    quota: Quota
    wiping: Wiping
    leaving: Leaving


def _make_parts(
    settings: CompanionSettings,
    store: Store,
    client: httpx.AsyncClient,
    clock: Callable[[], datetime],
) -> _Parts:
    drifts, metrics = DriftReport(), Metrics()
    zoom = ZoomAccess(settings, client, clock, drifts)
    sealer = make_sealer(settings)
    account = OwnAccount(settings.account_id, zoom.finds, settings.client_id)
    turns = Turns(partial(read_owners, store.sessions), clock)
    grants = Grants(
        store.grants, zoom.oauth, sealer, clock, kept=turns.begin_anew, needs=settings.needs
    )
    sessions = Sessions(store.sessions, settings, clock)
    letterbox = Letterbox(store, clock, drifts, metrics)
    leaving = Leaving(store, grants, sessions, clock)
    entries = SignInRecord(store.cursors, clock)

    door = partial(WebhookDoor, settings.webhook_secrets, window_s=settings.webhook_window_s)

    async def clients() -> tuple[ZoomClient, ...]:
        return await zoom.clients(grants)

    return _Parts(
        drifts=drifts,
        drift_keeping=DriftKeeping(drifts, store.cursors),
        metrics=metrics,
        zoom=zoom,
        grants=grants,
        turns=turns,
        sessions=sessions,
        sign_in=SignIn(
            store.one_time, sealer, zoom.oauth, zoom.who, grants, sessions, clock, account, entries
        ),
        entries=entries,
        feed=Feed(store, clock, heartbeat_s=settings.heartbeat_s),
        reconciler=Reconciler(store, clients, _timing_of(settings), clock, drifts, turns),
        letterbox=letterbox,
        webhooks=door(store, letterbox, leaving, clock, metrics, account=account),
        teams=Teams(settings.teams, store, clients, turns),
        auditor=Auditor(store.audit, clock),
        retiring=Retiring(store, settings.policy, clock),
        quota=Quota(zoom.limits, store.cursors),
        wiping=Wiping(store),
        leaving=leaving,
    )


def _desktop_routers(
    settings: CompanionSettings, store: Store, parts: _Parts, clock: Callable[[], datetime]
) -> tuple[APIRouter, ...]:
    sessions, teams, auditor = parts.sessions, parts.teams, parts.auditor
    desktop = DesktopDoor(store, parts.feed, sessions, parts.sign_in, teams, auditor, clock)
    media = MediaDoor(
        store, sessions, teams, auditor, lambda: parts.zoom.sounds(parts.grants), parts.turns
    )
    return (
        make_desktop_router(desktop),
        make_profile_router(ProfileDoor(sessions, settings.profile)),
        make_media_router(media),
        make_record_router(RecordDoor(store, sessions, auditor, clock)),
    )


def _timing_of(settings: CompanionSettings) -> Timing:
    kept = timedelta(days=settings.keep_calls_days) if settings.keep_calls_days else LONGEST_REACH
    return Timing(
        delay=timedelta(seconds=settings.reconcile_delay_s),
        stale=timedelta(seconds=settings.reconcile_stale_s),
        reach=timedelta(days=settings.sweep_days),
        longest=kept,
    )


@contextlib.asynccontextmanager
async def _running(
    store: Store, client: httpx.AsyncClient, background: Background, parts: _Parts
) -> AsyncIterator[None]:
    works: dict[str, Work] = {
        "letters": parts.letterbox.work,
        "drift": parts.drift_keeping.work,
        "quarantine": partial(reread_companion, store),
        **parts.feed.works,
        **parts.reconciler.works,
        **parts.wiping.works,
        **parts.leaving.works,
        **parts.teams.works,
        **parts.retiring.works,
        **parts.quota.works,
    }
    async with (
        client,
        parts.feed.hearing(),
        parts.reconciler.hearing(),
        parts.wiping.hearing(),
    ):
        async with background.running(works):
            yield
        await parts.grants.finish()  # while there is a client to ask Zoom with, and a store
        await parts.letterbox.finish()
        for farewell in (
            parts.drift_keeping.keep,
            parts.quota.exchange,
            lambda: asyncio.wrap_future(store.leases.give_back()),
        ):
            with contextlib.suppress(CtiError):  # the store is closed already, or fails
                await farewell()


def _assemble(
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]], *routers: APIRouter
) -> FastAPI:
    app = FastAPI(
        title="CTI Desktop companion",
        version=cti_desktop.__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    answers.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESS_FROM, compresslevel=_COMPRESS_LEVEL)
    app.add_middleware(Guard)
    for router in routers:
        app.include_router(router)
    describe(app)
    return app


def serve(
    settings: CompanionSettings, host: str, port: int, announce: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; then end the streams, finish requests, close the store.

    Args:
        settings: read from the environment.
        host: the address to listen at.
        port: 0 takes a free one.
        announce: called once with the base URL as soon as connections are accepted.

    Raises:
        UserFixable: a setting is missing, or the port is taken.
    """
    settings.refuse_unless_complete()
    configure_logs(settings.least_logged)
    if trouble := trouble_with(settings.profile):  # webhooks have to be taken all the same
        log.error("profile_unreadable", reason=trouble)
    sys.setswitchinterval(_SWITCH_S)
    allow_many_connections()
    with contextlib.closing(open_store(settings.store_url)) as store, bind(host, port) as listening:
        base_url = address_of(listening)
        if not settings.redirect_uri:
            callback = f"{base_url}/oauth/zoom/callback"
            settings = settings.model_copy(update={"redirect_uri": callback})
        companion = build(settings, store)
        _look_for_garbage_less()
        server = CompanionServer(
            companion.served, before_shutdown=companion.feed.close, ready=lambda: announce(base_url)
        )
        server.run(sockets=[listening])


def _look_for_garbage_less() -> None:
    """Leave what lives as long as the program out of the search, which took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
