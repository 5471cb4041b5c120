"""The composition root: builds the companion from its settings and serves it."""

import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

import cti_desktop
from cti_desktop.companion import answers
from cti_desktop.companion.background import Background, Work
from cti_desktop.companion.desktop_routes import DesktopDoor, make_desktop_router
from cti_desktop.companion.feed import Feed
from cti_desktop.companion.grants import Grants
from cti_desktop.companion.guard import Guard
from cti_desktop.companion.health import make_health_router
from cti_desktop.companion.letterbox import Letterbox
from cti_desktop.companion.logs import configure_logs
from cti_desktop.companion.media import MediaDoor, make_media_router
from cti_desktop.companion.metrics import Metrics
from cti_desktop.companion.openapi import describe
from cti_desktop.companion.operations import OperationsDoor, make_operations_router
from cti_desktop.companion.profile import ProfileDoor, make_profile_router, read_profile
from cti_desktop.companion.reconcile import Reconciler, Timing
from cti_desktop.companion.rereading import reread_companion
from cti_desktop.companion.sealing import make_sealer
from cti_desktop.companion.server import CompanionServer, address_of, bind
from cti_desktop.companion.sessions import Sessions
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.signin import SignIn
from cti_desktop.companion.webhook_lane import WebhookLane
from cti_desktop.companion.zoom_access import ZoomAccess
from cti_desktop.companion.zoom_routes import WebhookDoor, make_zoom_router
from cti_desktop.store.opening import Store, open_store
from cti_desktop.zoom.drift import DriftReport

_COMPRESS_FROM = 1024
_COMPRESS_LEVEL = 6
"""Half the work of the nine that is usual, for a few percent more bytes."""
# The loop lends the interpreter to the writer thread at every system call and gets it back after
# this time: Python's 5 ms are long beside a request's 1 ms.
_SWITCH_S = 0.0005


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


def create_app(
    settings: CompanionSettings,
    store: Store,
    *,
    http: Callable[[], httpx.AsyncClient] = httpx.AsyncClient,
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
    http: Callable[[], httpx.AsyncClient] = httpx.AsyncClient,
    clock: Callable[[], datetime] = utc_now,
) -> Companion:
    """Build the program; see `create_app`."""
    client = http()
    drifts, metrics = DriftReport(), Metrics()
    zoom = ZoomAccess(settings, client, clock)
    sealer = make_sealer(settings)
    grants = Grants(store.grants, zoom.oauth, sealer, clock)
    sessions = Sessions(store.sessions, settings, clock)
    feed = Feed(store, clock, heartbeat_s=settings.heartbeat_s)
    sign_in = SignIn(
        settings, store.one_time, sealer, zoom.oauth, zoom.who, grants, sessions, clock
    )
    reconciler = Reconciler(
        store, lambda: zoom.clients(grants), _timing_of(settings), clock, drifts
    )
    background = Background()
    letterbox = Letterbox(store, clock, drifts, metrics)
    webhooks = WebhookDoor(
        settings.webhook_secrets, store, letterbox, grants, sessions, clock, metrics
    )
    operations = OperationsDoor(
        settings,
        store,
        clock,
        webhooks=webhooks,
        feed=feed,
        reconciler=reconciler,
        grants=grants,
        zoom=zoom,
        drifts=drifts,
        metrics=metrics,
    )

    app = _assemble(
        lambda _: _running(store, client, background, feed, letterbox, reconciler),
        make_zoom_router(webhooks, sign_in, clock),
        make_desktop_router(DesktopDoor(store, feed, sessions, sign_in, clock)),
        make_profile_router(ProfileDoor(sessions, settings.profile)),
        make_media_router(MediaDoor(store, sessions, lambda: zoom.sounds(grants))),
        make_health_router(store, reconciler.status, lambda: background.down),
        make_operations_router(operations),
    )
    return Companion(
        app=app,
        served=WebhookLane(app, webhooks.take),
        feed=feed,
        background=background,
        grants=grants,
        reconciler=reconciler,
        operations=operations,
    )


def _timing_of(settings: CompanionSettings) -> Timing:
    return Timing(
        delay=timedelta(seconds=settings.reconcile_delay_s),
        stale=timedelta(seconds=settings.reconcile_stale_s),
        reach=timedelta(days=settings.sweep_days),
    )


@contextlib.asynccontextmanager
async def _running(
    store: Store,
    client: httpx.AsyncClient,
    background: Background,
    feed: Feed,
    letterbox: Letterbox,
    reconciler: Reconciler,
) -> AsyncIterator[None]:
    works: dict[str, Work] = {
        "letters": letterbox.work,
        "quarantine": partial(reread_companion, store),
        **feed.works,
        **reconciler.works,
    }
    async with client, feed.hearing(), reconciler.hearing():
        async with background.running(works):
            yield
        await letterbox.finish()


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
        UserFixable: a setting is missing, the profile is wrong, or the port is taken.
    """
    settings.refuse_unless_complete()
    if settings.profile is not None:
        read_profile(settings.profile)
    configure_logs()
    sys.setswitchinterval(_SWITCH_S)
    with contextlib.closing(open_store(settings.store_url)) as store, bind(host, port) as listening:
        base_url = address_of(listening)
        if not settings.redirect_uri:
            callback = f"{base_url}/oauth/zoom/callback"
            settings = settings.model_copy(update={"redirect_uri": callback})
        companion = build(settings, store)
        server = CompanionServer(
            companion.served, before_shutdown=companion.feed.close, ready=lambda: announce(base_url)
        )
        server.run(sockets=[listening])
