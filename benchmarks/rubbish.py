"""100,000 webhooks bent in every way go through the companion's door, inside this process.

Once with SQLite behind it, once with PostgreSQL. None may be answered with a server error, and none
accepted that was not signed as it is; what was accepted must be storable. Anything else is an
error, not a figure.
"""

import asyncio
import contextlib
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import structlog
from cryptography.fernet import Fernet
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Scope

from benchmarks import postgres
from benchmarks.measured import Measured
from benchmarks.mutants import Mutant, Mutants
from benchmarks.storm import SECRET
from benchmarks.zoom_bodies import zoom_bodies
from cti_desktop.companion.program import build
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.store.opening import Store, open_store

_MUTANTS = 100_000
_AT_ONCE = 64
_SERVER_ERROR = 500
_LOOK_AGAIN_S = 3.0


@dataclass(slots=True)
class Verdict:
    """How the door did.

    Attributes:
        answers: how often each kind got each status.
        wrong: those whose status was not a right one, at most a few.
        unstorable: accepted, and refused by the journal afterwards.
    """

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[tuple[Mutant, int]] = field(default_factory=list)
    unstorable: int = 0


def measure() -> Iterator[Measured]:
    """Knock with all of them; what the door logs of each is left out."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as name:
        yield from _figures("SQLite", f"sqlite:///{Path(name) / 'companion.db'}")
    with postgres.database() as url:
        yield from _figures("PostgreSQL", url)


def _figures(where: str, database_url: str) -> Iterator[Measured]:
    began = time.perf_counter()
    verdict = asyncio.run(knock(database_url, _MUTANTS, random.Random()))
    took = time.perf_counter() - began
    errors = sum(n for (_, status), n in verdict.answers.items() if status >= _SERVER_ERROR)
    for what, value, unit, limit in (
        ("webhooks", _MUTANTS, "", None),
        ("a second", _MUTANTS / took, "1/s", None),
        ("server errors", errors, "", 0.0),
        ("wrongly accepted or refused", len(verdict.wrong), "", 0.0),
        ("accepted and not storable", verdict.unstorable, "", 0.0),
    ):
        metric = f"{where} {what}"
        yield Measured(bench="rubbish", metric=metric, value=value, unit=unit, limit=limit)
    if verdict.wrong or verdict.unstorable:
        raise RuntimeError(f"{where}: {verdict.unstorable} not storable; {verdict.wrong[:3]}")


async def knock(database_url: str, count: int, dice: random.Random) -> Verdict:
    """Send mutants to a companion with an empty database."""
    settings = CompanionSettings(
        client_id="client",
        client_secret=SecretStr("client-secret"),
        redirect_uri="https://companion.example/oauth/zoom/callback",
        webhook_secret=SecretStr(SECRET),
        zoom_oauth_url="http://127.0.0.1:9",
        zoom_api_url="http://127.0.0.1:9/v2",
        database_url=database_url,
        secret_keys=SecretStr(Fernet.generate_key().decode()),
        sweep_days=0,
    )
    mutants, verdict = Mutants(dice, await zoom_bodies()), Verdict()
    waiting = iter(range(count))
    with contextlib.closing(open_store(settings.store_url)) as store:
        companion = build(settings, store, http=httpx.AsyncClient)

        async def knocking() -> None:
            for _ in waiting:
                mutant = mutants.one()
                status = await _answer(companion.served, mutant)
                verdict.answers[(mutant.what, status)] += 1
                if status not in mutant.right:
                    verdict.wrong.append((mutant, status))

        async with companion.app.router.lifespan_context(companion.app):
            await asyncio.gather(*(knocking() for _ in range(_AT_ONCE)))
            await _read_through(store)
        reasons = Counter(one.reason for one in store.journal.quarantined())
        verdict.unstorable = reasons["unstorable"] + reasons["unreadable"] + store.letters.count()
    return verdict


async def _read_through(store: Store) -> None:
    """Wait until the companion has read what it put aside, as long as there is less each time."""
    left = await asyncio.to_thread(store.letters.count)
    while left:
        await asyncio.sleep(_LOOK_AGAIN_S)
        now = await asyncio.to_thread(store.letters.count)
        if now >= left:
            return  # these it cannot read; they are counted
        left = now


async def _answer(app: ASGIApp, mutant: Mutant) -> int:
    """Put a request to the app as a server would; returns the status."""
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/zoom/webhook",
        "raw_path": b"/zoom/webhook",
        "query_string": b"",
        "root_path": "",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "headers": [(k.encode(), v.encode("utf-8")) for k, v in mutant.headers.items()],
    }
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": mutant.body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    await app(scope, receive, send)
    return status
