"""Notices by the system's server: over a real message bus, and with what goes wrong."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from jeepney.io.asyncio import open_dbus_connection
from structlog.testing import capture_logs

from cti_desktop.agent import system_notices
from cti_desktop.agent.notice_views import Act, NoticeActed, SystemNotice
from cti_desktop.agent.session_bus import Heard
from cti_desktop.agent.system_notices import SystemNotices
from tests.agent.desks import open_desk
from tests.agent.notice_server import (
    MISSING_DBUS,
    NoticeServer,
    notice_server,
    own_bus,
)

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux's way"),
]
real_bus = pytest.mark.skipif(bool(MISSING_DBUS), reason=MISSING_DBUS)

MISSED = SystemNotice(
    key="missed 1",
    title="Missed call: Ada <Lovelace>",
    text="Main <b>line</b> & more",
    acts=((Act.CALL, "Call back"), (Act.OPEN, "Open")),
)


class Choices:
    """What was chosen, and a way to wait for it."""

    def __init__(self) -> None:
        self.acted: list[NoticeActed] = []
        self._came = asyncio.Event()

    def __call__(self, acted: NoticeActed) -> None:
        self.acted.append(acted)
        self._came.set()

    async def next(self) -> NoticeActed:
        async with asyncio.timeout(10):
            await self._came.wait()
        self._came.clear()
        return self.acted[-1]


async def until(server: NoticeServer, found: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not found():
            server.came.clear()
            await server.came.wait()


def notices_on(address: str, tell: Callable[[NoticeActed], None]) -> SystemNotices:
    return SystemNotices({"DBUS_SESSION_BUS_ADDRESS": address}, tell)


@real_bus
async def test_a_notice_has_actions_and_tells_what_was_chosen() -> None:
    chosen = Choices()
    async with own_bus() as address, notice_server(address, "actions", "body-markup") as server:
        notices = notices_on(address, chosen)
        assert await notices.show(MISSED)
        (told,) = server.told
        assert told.title == "Missed call: Ada <Lovelace>"
        assert told.body == "Main &lt;b&gt;line&lt;/b&gt; &amp; more"
        assert told.actions == ["default", "Open", "call", "Call back", "open", "Open"]
        assert told.hints["desktop-entry"] == ("s", "cti-desktop")
        await server.choose(1, "call", "leave-7")
        assert await chosen.next() == NoticeActed(
            key="missed 1", act=Act.CALL, activation="leave-7"
        )
        await notices.close()


@real_bus
async def test_the_desk_shows_a_notice_and_tells_its_face_what_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with own_bus() as address, notice_server(address, "actions") as server:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        desk = await open_desk(tmp_path)
        for notice in (MISSED, replace(MISSED, key="missed 2"), replace(MISSED, key="missed 3")):
            assert await desk.office.notify(notice)
        desk.office.withdraw_notice("missed 2")
        await until(server, lambda: server.closed == [2])
        await server.choose(1, "call")
        acted = NoticeActed(key="missed 1", act=Act.CALL)
        await desk.hearing.until(lambda: acted in desk.hearing.views)
        await desk.office.stop()
        await until(server, lambda: server.closed == [2, 3])


@real_bus
async def test_a_click_on_the_notice_itself_opens_and_counts_once() -> None:
    chosen = Choices()
    async with own_bus() as address, notice_server(address, "actions") as server:
        notices = notices_on(address, chosen)
        assert await notices.show(MISSED)
        assert await notices.show(SystemNotice(key="texts", title="New text message"))
        assert server.told[0].body == MISSED.text  # a server without markup shows it as it is
        assert server.asked.count("GetCapabilities") == 1
        await server.choose(1, "default")
        assert await chosen.next() == NoticeActed(key="missed 1", act=Act.OPEN)
        for again in ("call", "default"):
            await server.choose(1, again)
        await server.choose(2, "call")  # which was not offered there
        await server.choose(2, "open")
        assert await chosen.next() == NoticeActed(key="texts", act=Act.OPEN)
        assert len(chosen.acted) == 2
        await notices.close()


@real_bus
async def test_a_notice_is_replaced_and_withdrawn_and_none_outlives_the_program() -> None:
    async with own_bus() as address, notice_server(address, "actions") as server:
        notices = notices_on(address, Choices())
        for _ in range(2):
            await notices.show(MISSED)
        assert [told.replaces for told in server.told] == [0, 1]
        await notices.withdraw(MISSED.key)
        await notices.withdraw("never shown")
        await until(server, lambda: server.closed == [1])
        assert await notices.show(MISSED)
        assert server.told[-1].replaces == 0
        await server.dismiss(3)
        await server.dismiss(99)
        assert await notices.show(SystemNotice(key="texts", title="New text message"))
        await notices.close()
        await until(server, lambda: server.closed == [1, 4])


@real_bus
async def test_only_the_server_itself_may_say_what_was_chosen() -> None:
    chosen = Choices()
    async with own_bus() as address, notice_server(address, "actions") as server:
        notices = notices_on(address, chosen)
        await notices.show(MISSED)
        stranger = await open_dbus_connection(address)
        liar = NoticeServer(stranger, [])
        await liar.choose(1, "call")
        liar.client = server.client  # a signal sent to one passes by what it asked to hear
        await liar.choose(1, "call")
        await stranger.close()
        await server.choose(1, "open")
        assert (await chosen.next()).act is Act.OPEN
        assert len(chosen.acted) == 1
        await notices.close()


@real_bus
async def test_text_a_bus_would_not_carry_is_shown_all_the_same() -> None:
    async with own_bus() as address, notice_server(address, "actions") as server:
        notices = notices_on(address, Choices())
        assert await notices.show(
            SystemNotice(key="k", title="A\0d\x1ba\x9b \ud800", text="x" * 10_000)
        )
        assert server.told[0].title == "Ada ?"
        await notices.close()


@real_bus
async def test_a_server_without_actions_and_none_at_all_leave_it_to_the_tray() -> None:
    async with own_bus() as address:
        nobody = notices_on(address, Choices())
        assert not await nobody.show(MISSED)
        await nobody.close()
        async with notice_server(address, "body") as server:
            notices = notices_on(address, Choices())
            with capture_logs() as logs:
                assert not await notices.show(MISSED)
                assert not await notices.show(MISSED)
            assert [entry["reason"] for entry in logs] == ["no actions"]
            assert server.asked == ["GetCapabilities"]
            await notices.close()


@real_bus
async def test_a_silent_server_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_notices, "PATIENCE_S", 0.1)
    async with own_bus() as address, notice_server(address, "actions") as server:
        server.silent = True
        notices = notices_on(address, Choices())
        with capture_logs() as logs:
            async with asyncio.timeout(5):
                assert not await notices.show(MISSED)
                assert not await notices.show(MISSED)
        assert [entry["reason"] for entry in logs] == ["TimeoutError"]
        await notices.close()


@real_bus
async def test_a_bus_may_end_and_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_notices, "AGAIN_S", 0.0)
    place = f"unix:path={tmp_path / 'bus'}"
    notices = notices_on(place, Choices())
    async with own_bus(place), notice_server(place, "actions"):
        assert await notices.show(MISSED)
    with capture_logs() as logs:
        for _ in range(2):
            assert not await notices.show(MISSED)
            await notices.withdraw(MISSED.key)
    assert [entry["event"] for entry in logs] == ["notices_not_by_the_system"]
    async with own_bus(place), notice_server(place, "actions") as server:
        assert await notices.show(MISSED)
        assert server.told[0].replaces == 0
    async with own_bus(place), notice_server(place, "actions"):
        assert await notices.show(MISSED)  # the end of the one before was noticed
        await notices.close()


async def test_who_answers_no_bus_words_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_notices, "PATIENCE_S", 0.2)
    monkeypatch.setattr(system_notices, "AGAIN_S", 0.0)
    replies = [b"", b"REJECTED EXTERNAL\r\n", b"OK 1234\r\n"]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(replies.pop(0))
        await writer.drain()
        await reader.read()
        writer.close()

    server = await asyncio.start_unix_server(answer, tmp_path / "bus")
    notices = notices_on(f"unix:path={tmp_path / 'bus'}", Choices())
    async with asyncio.timeout(10), server:
        for _ in range(3):
            assert not await notices.show(MISSED)
    assert replies == []
    await notices.close()


@pytest.mark.parametrize(
    "address", ["", "unix:path=/nowhere/bus", "tcp:host=127.0.0.1,port=1", "nonsense", ";,="]
)
async def test_without_a_bus_nothing_is_shown_and_nothing_breaks(address: str) -> None:
    notices = notices_on(address, Choices())
    assert not await notices.show(MISSED)
    await notices.withdraw(MISSED.key)
    await notices.close()


@pytest.mark.parametrize("system", ["win32", "darwin"])
async def test_other_systems_are_not_asked(system: str) -> None:
    async def never(_address: str, _hear: Callable[[Heard], None]) -> system_notices.Bus:
        raise AssertionError("asked for a bus")

    notices = SystemNotices(
        {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus"}, Choices(), never, system
    )
    assert not await notices.show(MISSED)
