from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
import respx

from cti_desktop.calls.errors import Conflict, CtiError, Denied, Temporary, UserFixable
from cti_desktop.sync import wire
from cti_desktop.sync.client import CompanionClient
from tests.sync.events import at, note_event

BASE = "http://127.0.0.1:1"
ANSWER = wire.PushAnswer(accepted=1, known=0, refused=(), now=at(0), cursor="ab-1")
PAGE = wire.FeedPage(
    events=(note_event("068c", "user:u", "x"),), cursor="ab-1", more=False, now=at(0)
)


@pytest_asyncio.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def client(http: httpx.AsyncClient) -> CompanionClient:
    return CompanionClient(http, BASE + "/", lambda: "tok")


def refusal(code: str, message: str = "Because.") -> bytes:
    return wire.encode(wire.ErrorAnswer(error=wire.ErrorBody(code=code, message=message, id="abc")))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, refusal("session_ended"), Denied, "session_ended"),
        (403, refusal("not_yours"), Denied, "not_yours"),
        (404, refusal("not_found"), Denied, "not_found"),
        (409, refusal("changed"), Conflict, "changed"),
        (400, refusal("sign_in_failed"), UserFixable, "sign_in_failed"),
        (503, refusal("store_down"), Temporary, "store_down"),
        (500, refusal("internal_error"), Temporary, "internal_error"),
        (429, b"slow down", Temporary, "companion_trouble"),
        (502, b"<html>proxy</html>", Temporary, "companion_trouble"),
        (404, b"<html>somebody else's server</html>", Temporary, "companion_garbled"),
        (200, b"<html>captive portal</html>", Temporary, "companion_garbled"),
        (302, b"", Temporary, "companion_garbled"),
    ],
)
async def test_every_refusal_has_its_kind(
    client: CompanionClient, status: int, body: bytes, kind: type[CtiError], code: str
) -> None:
    with respx.mock:
        respx.get(f"{BASE}/v1/me").respond(status, content=body)
        with pytest.raises(kind) as caught:
            await client.me()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


@pytest.mark.asyncio
async def test_the_companions_wait_is_passed_on(client: CompanionClient) -> None:
    with respx.mock:
        respx.get(f"{BASE}/v1/me").respond(503, headers={"retry-after": "7"})
        with pytest.raises(Temporary) as caught:
            await client.me()
    assert caught.value.retry_after_s == 7


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (httpx.ConnectError("refused"), "companion_unreachable"),
        (httpx.ConnectTimeout("slow"), "companion_unreachable"),
        (httpx.ReadTimeout("silent"), "companion_silent"),
        (httpx.RemoteProtocolError("cut"), "companion_unreachable"),
    ],
)
async def test_a_broken_line_is_temporary(
    client: CompanionClient, failure: Exception, code: str
) -> None:
    with respx.mock:
        respx.route().mock(side_effect=failure)
        with pytest.raises(Temporary) as pushed:
            await client.push([note_event("068c", "user:u", "x")])
        with pytest.raises(Temporary) as streamed:
            await anext(client.stream(None))
    assert (pushed.value.code, streamed.value.code) == (code, code)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "address", ["", "cti.example.org", "ftp://x", "http://[::1", "http://:80:80"]
)
async def test_a_wrong_address_is_for_the_user_to_mend(
    http: httpx.AsyncClient, address: str
) -> None:
    with pytest.raises(UserFixable) as caught:
        await CompanionClient(http, address, lambda: "tok").me()
    assert caught.value.code == "companion_address_wrong"


@pytest.mark.asyncio
async def test_without_a_token_nothing_is_sent(http: httpx.AsyncClient) -> None:
    client = CompanionClient(http, BASE, lambda: None)
    with respx.mock(assert_all_called=False) as router:
        route = router.route()
        for ask in (client.me(), client.push([]), client.pull(), client.sign_out()):
            with pytest.raises(Denied) as caught:
                await ask
            assert caught.value.code == "not_signed_in"
        assert not route.called


@pytest.mark.asyncio
async def test_a_large_push_goes_in_batches_and_adds_up(client: CompanionClient) -> None:
    events = [note_event("068c", "user:u", "x", number=n) for n in range(wire.MAX_EVENTS + 1)]
    refused = wire.Refusal(id="e", code="c", message="m")
    last = wire.PushAnswer(accepted=0, known=1, refused=(refused,), now=at(1), cursor="ab-2")
    with respx.mock:
        route = respx.post(f"{BASE}/v1/events").mock(
            side_effect=[
                httpx.Response(200, content=wire.encode(ANSWER)),
                httpx.Response(200, content=wire.encode(last)),
            ]
        )
        answer = await client.push(events)
    sent = [wire.decode_push(call.request.content).events for call in route.calls]
    assert [event for batch in sent for event in batch] == events
    assert (answer.accepted, answer.known, answer.refused) == (1, 1, (refused,))
    assert answer.cursor == "ab-2"
    assert route.calls.last.request.headers["authorization"] == "Bearer tok"


@pytest.mark.asyncio
async def test_pull_begins_at_the_start_and_goes_on_from_the_cursor(
    client: CompanionClient,
) -> None:
    with respx.mock:
        route = respx.get(f"{BASE}/v1/events").respond(200, content=wire.encode_page(PAGE))
        assert await client.pull() == PAGE
        await client.pull("ab-1", limit=10)
    asked = [dict(call.request.url.params) for call in route.calls]
    assert asked == [{"after": "0", "limit": "500"}, {"after": "ab-1", "limit": "10"}]


@pytest.mark.asyncio
async def test_the_stream_gives_pages_and_ends_with_the_companion(client: CompanionClient) -> None:
    frames = b": here\n\n" + wire.stream_item(PAGE).encode() + b"event: news\ndata: later\n\n"
    with respx.mock:
        route = respx.get(f"{BASE}/v1/stream").respond(
            200, content=frames, content_type="text/event-stream"
        )
        pages = [page async for page in client.stream("ab-0")]
    assert pages == [PAGE]
    assert route.calls.last.request.url.params["after"] == "ab-0"


@pytest.mark.asyncio
@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b\x0c\x1c", "\r\n", "\0"])
async def test_no_letter_people_type_breaks_the_stream(client: CompanionClient, odd: str) -> None:
    event = note_event("068c", "user:u", f"before{odd}after")
    page = wire.FeedPage(events=(event,), cursor="ab-1", more=False, now=at(0))
    with respx.mock:
        respx.get(f"{BASE}/v1/stream").respond(
            200, content=wire.stream_item(page).encode(), content_type="text/event-stream"
        )
        assert [one async for one in client.stream()] == [page]


@pytest.mark.asyncio
async def test_a_refused_stream_says_why(client: CompanionClient) -> None:
    with respx.mock:
        respx.get(f"{BASE}/v1/stream").respond(401, content=refusal("session_ended"))
        with pytest.raises(Denied) as caught:
            await anext(client.stream("ab-0"))
    assert caught.value.code == "session_ended"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"<html>proxy</html>", "text/html"), (b"event: events\ndata: {}\n\n", "text/event-stream")],
)
async def test_a_stream_that_is_none_is_temporary(
    client: CompanionClient, content: bytes, kind: str
) -> None:
    with respx.mock:
        respx.get(f"{BASE}/v1/stream").respond(200, content=content, content_type=kind)
        with pytest.raises(Temporary):
            await anext(client.stream("ab-0"))


@pytest.mark.asyncio
async def test_signing_out_of_an_ended_session_is_fine(client: CompanionClient) -> None:
    with respx.mock:
        respx.delete(f"{BASE}/v1/session").respond(401, content=refusal("session_ended"))
        await client.sign_out()


def test_the_sign_in_address_escapes_what_it_carries(client: CompanionClient) -> None:
    url = httpx.URL(
        client.sign_in_url(
            redirect_uri="http://127.0.0.1:5/back?x=1", code_challenge="c" * 43, state="a&b"
        )
    )
    assert url.path == "/oauth/zoom/start"
    assert url.params["redirect_uri"] == "http://127.0.0.1:5/back?x=1"
    assert url.params["state"] == "a&b"


@pytest.mark.asyncio
async def test_a_client_opened_by_address_alone_can_be_closed() -> None:
    client = CompanionClient.open(BASE, lambda: "tok")
    with respx.mock:
        respx.post(f"{BASE}/v1/events").respond(200, content=wire.encode(ANSWER))
        assert await client.push([note_event("068c", "user:u", "x")]) == ANSWER
    await client.close()
    await client.close()
