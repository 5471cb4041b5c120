"""Whether the companion lives and can work, for whoever supervises it; no session needed."""

import asyncio
from collections.abc import Callable, Collection

from fastapi import APIRouter

from cti_desktop.calls.errors import CtiError, Temporary
from cti_desktop.companion.reconcile import ReconcileStatus
from cti_desktop.store.opening import Store

_PATIENCE_S = 5.0


def make_health_router(
    store: Store, reconciling: ReconcileStatus, down: Callable[[], Collection[str]]
) -> APIRouter:
    """Build the two health addresses; `down` names background work that died."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> dict[str, str | dict[str, int | str | None]]:
        """Say whether the store reads and writes and all work goes on; 503 when it does not."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await asyncio.to_thread(store.journal.count)
                await asyncio.wrap_future(store.cursors.set("health.written", "yes"))
        except (CtiError, TimeoutError) as error:
            raise Temporary("The store does not work now.", code="store_down") from error
        if dead := sorted(down()):
            raise Temporary(
                f"This work stopped and is about to start again: {', '.join(dead)}.",
                code="work_died",
            )
        return {
            "status": "ready",
            "reconciler": {
                "waiting": reconciling.waiting,
                "given_up": reconciling.given_up,
                "last_error": reconciling.last_error,
            },
        }

    return router
