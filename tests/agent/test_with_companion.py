import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import keyring
import pytest
import pytest_asyncio
from keyring.backend import KeyringBackend

from cti_desktop.agent.opening import open_office
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CompanionState, OpenBrowser, View
from cti_desktop.calls.call import Call
from cti_desktop.calls.errors import Denied
from cti_desktop.calls.events import Kind, Party
from cti_desktop.calls.persons import seek_number
from cti_desktop.simulator.audio import tone
from tests.agent.desks import Desk, Hearing
from tests.agent.servers import Servers, running_servers
from tests.store.making import whole_call
from tests.store.test_bad_days import pages_of, scribble

pytestmark = pytest.mark.asyncio


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's base is untyped
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    with running_servers(tmp_path) as found:
        yield found


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before, drawer = keyring.get_keyring(), Drawer()
    keyring.set_keyring(drawer)
    yield drawer
    keyring.set_keyring(before)


def _browser(view: View) -> None:
    """Stand in for the system browser: follow every redirect to its end."""
    if isinstance(view, OpenBrowser):
        visit = threading.Thread(
            target=lambda: httpx.get(view.url, follow_redirects=True, timeout=10), name="browser"
        )
        visit.start()


async def desk_at(servers: Servers, folder: Path) -> Desk:
    settings = DeskSettings(data_dir=folder, companion_url=servers.companion.url, region="GB")
    office = open_office(settings)
    hearing = Hearing()
    office.subscribe(hearing)
    await office.start()
    return Desk(office, hearing, office._store)


async def signed_in(servers: Servers, folder: Path) -> Desk:
    desk = await desk_at(servers, folder)
    stop = desk.office.subscribe(_browser)
    await desk.office.sign_in()
    stop()
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.IN_STEP)
    return desk


@pytest_asyncio.fixture
async def desk(servers: Servers, tmp_path: Path, drawer: Drawer) -> AsyncIterator[Desk]:
    desk = await signed_in(servers, tmp_path / "desk")
    assert drawer.kept
    yield desk
    await desk.office.stop()


def relay(desk: Desk, call: dict[str, Any], step: str, **more: Any) -> None:
    """Say to the desk what the softphone page would say of this simulated call."""
    agent = call["agent"]
    desk.call_event(
        step,
        callId=call["call_id"],
        caller={"name": call["caller"]["name"], "phoneNumber": call["caller"]["number"]},
        callee={
            "name": agent["name"],
            "extensionNumber": agent["extension_number"],
            "extensionId": agent["extension_id"],
            "extensionType": "user",
        },
        **more,
    )


async def final_call(desk: Desk, call_id: str) -> Call:
    def found() -> Call | None:
        call = desk.store.log.by_key(f"call:{call_id}")
        return call if call is not None and call.final else None

    call: Call = await desk.hearing.until(found)
    return call


async def test_the_agent_signs_in_once_and_is_known_afterwards(
    servers: Servers, tmp_path: Path, drawer: Drawer
) -> None:
    desk = await signed_in(servers, tmp_path / "desk")
    assert desk.hearing.status.agent_name == "bo.lindqvist@example.com"
    assert desk.office.softphone.agent.extension == "800"
    assert len(drawer.kept) == 1
    await desk.office.stop()
    again = await desk_at(servers, tmp_path / "desk")
    assert again.hearing.status.agent_name == desk.hearing.status.agent_name
    await again.hearing.until(lambda: again.hearing.status.companion is CompanionState.IN_STEP)
    await again.office.sign_out()
    await again.hearing.until(lambda: again.hearing.status.companion is CompanionState.SIGNED_OUT)
    assert drawer.kept == {}
    await again.office.stop()


async def test_without_a_keyring_the_session_lives_for_this_run(
    servers: Servers, tmp_path: Path
) -> None:
    desk = await signed_in(servers, tmp_path / "desk")
    assert desk.hearing.status.kept_for_this_run
    keeper = desk.office._parts.keeper
    assert keeper is not None
    token = keeper.token
    assert token
    await desk.office.stop()
    for path in (tmp_path / "desk").rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes()


async def test_both_sides_end_with_the_same_call(servers: Servers, desk: Desk) -> None:
    servers.play("inbound-missed")
    truth = servers.truth()[0]
    relay(desk, truth, "ringing")
    card = await desk.hearing.until(lambda: desk.hearing.desk.card)
    desk.office.write_note(card.card_id, "rang twice")
    await desk.hearing.until(lambda: desk.hearing.card.saved_at)
    call = await final_call(desk, truth["call_id"])
    assert len(call.legs) == 1
    await desk.hearing.until(lambda: desk.store.outbox.count() == 0)
    here = desk.store.log.by_key(f"call:{truth['call_id']}")
    there = servers.store.log.by_key(f"call:{truth['call_id']}")
    assert here == there
    assert here is not None
    assert here.note is not None
    assert here.note.text == "rang twice"


async def test_what_happens_while_the_companion_is_away_is_caught_up(
    servers: Servers, desk: Desk
) -> None:
    servers.companion.stop()
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.AWAY)
    servers.play("inbound-missed")
    truth = servers.truth()[0]
    relay(desk, truth, "ringing")
    await desk.hearing.until(lambda: desk.hearing.status.waiting)
    servers.start_companion()
    desk.link.try_now()
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.IN_STEP)
    await desk.hearing.until(lambda: desk.hearing.status.waiting == 0)
    assert servers.store.log.by_key(f"call:{truth['call_id']}") is not None


async def test_a_companion_that_is_not_there_at_start_does_no_harm(
    servers: Servers, tmp_path: Path, drawer: Drawer
) -> None:
    first = await signed_in(servers, tmp_path / "desk")
    assert drawer.kept
    await first.office.stop()
    servers.companion.stop()
    desk = await desk_at(servers, tmp_path / "desk")
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.AWAY)
    assert "kept here" in desk.hearing.status.companion_text
    desk.call_event("ringing", dateTime=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    await desk.hearing.until(lambda: desk.hearing.desk.card)
    await desk.hearing.until(lambda: desk.hearing.status.waiting == 1)
    await desk.office.stop()
    servers.start_companion()


async def test_a_wrong_return_of_the_browser_signs_nobody_in(
    servers: Servers, tmp_path: Path
) -> None:
    desk = await desk_at(servers, tmp_path / "desk")
    pages: list[str] = []
    desk.office.subscribe(lambda v: pages.append(v.url) if isinstance(v, OpenBrowser) else None)
    signing_in = asyncio.create_task(desk.office.sign_in())
    await desk.hearing.until(lambda: pages)
    port = httpx.URL(httpx.URL(pages[0]).params["redirect_uri"]).port
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
        for path in ("/", "/signed-in", "/signed-in?code=x&state=y", "/signed-in?state="):
            assert (await browser.get(path)).status_code == 404
    signing_in.cancel()
    await asyncio.gather(signing_in, return_exceptions=True)
    await desk.office.stop()


async def test_the_desk_hears_a_voicemail_in_stretches(servers: Servers, desk: Desk) -> None:
    servers.play("inbound-voicemail")
    call_id = await desk.hearing.until(lambda: [t["call_id"] for t in servers.truth()])

    def told() -> Call | None:
        call = desk.store.log.by_key(f"call:{call_id[0]}")
        return call if call and call.final and call.voicemails else None

    call: Call = await desk.hearing.until(told)
    detail = await desk.office.call_detail(call.id)
    assert detail is not None
    (playable,) = detail.playable
    assert playable.voicemail
    heard, part = b"", None
    while part is None or not part.last:
        part = await desk.office.sound(call.id, playable.media_id, first=len(heard), length=4000)
        assert part.kind == "audio/wav"
        heard += part.data
    assert heard == tone()
    with pytest.raises(Denied) as caught:
        await desk.office.sound(call.id, "somebody-elses")
    assert caught.value.code == "not_found"


async def test_a_damaged_journal_comes_back_from_the_companion(
    servers: Servers, tmp_path: Path, drawer: Drawer
) -> None:
    desk = await signed_in(servers, tmp_path / "desk")
    servers.play("inbound-missed")
    call = servers.truth()[0]
    relay(desk, call, "ringing")
    await final_call(desk, call["call_id"])
    await desk.hearing.until(lambda: desk.hearing.status.waiting == 0)
    url = DeskSettings(data_dir=tmp_path / "desk").database_url
    await desk.office.stop()
    assert drawer.kept
    file = Path(url.removeprefix("sqlite:///"))
    scribble(file, pages_of(file, "event", "folded_call", "named_cursor"))
    again = await desk_at(servers, tmp_path / "desk")
    assert "The companion sends the rest again." in again.hearing.notices[0]
    key = f"call:{call['call_id']}"
    await again.hearing.until(
        lambda: again.store.log.by_key(key) == servers.store.log.by_key(key) is not None
    )
    await again.office.stop()


async def test_what_the_companion_erases_goes_here_too_and_does_not_come_back(
    servers: Servers, desk: Desk
) -> None:
    servers.play("inbound-missed")
    (truth,) = await desk.hearing.until(servers.truth)
    relay(desk, truth, "ringing")
    call = await final_call(desk, truth["call_id"])
    await desk.hearing.until(lambda: desk.store.outbox.count() == 0)
    sought = seek_number(truth["caller"]["number"])
    done = await asyncio.to_thread(servers.store.erasing.erase, sought, at=datetime.now(UTC))
    assert done.calls == 1
    desk.link.try_now()
    await desk.hearing.until(lambda: desk.store.log.get(call.id) is None)
    await desk.hearing.until(lambda: desk.store.journal.count() == 0)
    relay(desk, truth, "ringing")
    again = whole_call(f"call:{truth['call_id']}")
    kept = await asyncio.wrap_future(desk.store.journal.append(again))
    assert kept.new == ()


async def test_an_event_of_an_erased_person_is_dropped_when_it_is_pushed(
    servers: Servers, desk: Desk
) -> None:
    sought = seek_number("+442079460018")
    late = datetime.now(UTC) + timedelta(hours=1)
    await asyncio.to_thread(servers.store.erasing.erase, sought, at=late)
    told = {"callId": "7438120055", "dateTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    desk.call_event("ringing", caller={"phoneNumber": "+442079460018"}, **told)
    await desk.hearing.until(lambda: desk.store.journal.count() == 1)
    await desk.hearing.until(lambda: desk.store.journal.count() == 0)
    assert servers.store.journal.count() == 0


async def test_an_export_stands_in_the_companions_audit_log(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    await desk.office.export_log(tmp_path / "calls.csv")
    await desk.link._records.follow()
    found = [one.entry for one in servers.store.audit.page()]
    (entry,) = (one for one in found if one.action == "exported")
    assert (entry.subject, entry.detail) == ("0 calls", "format=csv")
    assert entry.actor.startswith("user:")


async def test_opening_a_colleagues_call_offline_stands_in_the_audit_log_once_in_step(
    servers: Servers, desk: Desk
) -> None:
    servers.companion.stop()
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.AWAY)
    kept = await asyncio.wrap_future(desk.store.journal.append(whole_call("call:colleague")))
    (call,) = kept.calls
    await desk.office.call_detail(call.id)
    servers.start_companion()
    desk.link.try_now()
    await desk.hearing.until(lambda: desk.hearing.status.companion is CompanionState.IN_STEP)
    await desk.link._records.follow()
    found = [one.entry for one in servers.store.audit.page() if one.entry.action == "opened"]
    assert [one.subject for one in found] == [call.id]
    assert found[0].actor.startswith("user:")


async def test_who_wants_no_more_texts_is_known_at_an_agents_desk(
    servers: Servers, desk: Desk
) -> None:
    number, other = "+442079460018", "+12125550147"
    servers.control("POST", "texts/opt", {"number": number, "out": True, "agent": "800"})
    await desk.hearing.until(partial(_knows, desk, number, out=True))
    (told,) = servers.store.journal.of_no_call(Kind.OPTED)  # Zoom's times are whole seconds
    yesterday = replace(
        told,
        id="opted-yesterday",
        keys=("own:opted-yesterday",),
        at=told.at - timedelta(days=1),
        facts=replace(told.facts, caller=Party(number=other)),
    )
    servers.store.journal.append([yesterday]).result(10)
    await desk.hearing.until(partial(_knows, desk, other, out=True))
    servers.control("POST", "texts/opt", {"number": other, "out": False, "agent": "800"})
    await desk.hearing.until(partial(_knows, desk, other, out=False))


def _knows(desk: Desk, number: str, *, out: bool) -> bool:
    return desk.store.texts.has_opted_out(number) is out
