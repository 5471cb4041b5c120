"""What the companion refuses stays at the desk, is said, and goes when another try helps."""

import asyncio
import json
from pathlib import Path

import pytest

from cti_desktop.agent.checkup import check_up
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import CheckUp, StatusView
from cti_desktop.calls.events import Source
from tests.agent.desks import Desk
from tests.agent.servers import Servers
from tests.agent.test_shared_desk import has_note, in_step, notes_of, sent, sign_in
from tests.agent.test_with_companion import desk, desk_at, drawer, servers
from tests.companion.bench import BO, MINA
from tests.sync.events import leg_event, note_event, whole_call_event

__all__ = ["desk", "drawer", "servers"]
pytestmark = pytest.mark.asyncio


async def refuses(servers: Servers, desk: Desk) -> None:
    """Have the desk push several entries, one of them on a call of somebody else."""
    await asyncio.wrap_future(servers.store.journal.append((leg_event("0682", "ext:somebody"),)))
    author = desk.office._author()
    events = [note_event(call, author, f"on {call}") for call in ("0681", "0682", "0683")]
    desk.office._append(events)
    await desk.hearing.until(lambda: desk.hearing.notices)
    await sent(desk)


async def look(folder: Path) -> CheckUp:
    return await asyncio.to_thread(check_up, DeskSettings(data_dir=folder, region="GB"))


def not_taken(found: CheckUp) -> list[str]:
    return [one.text for one in found.checks if one.name == "not taken"]


async def test_one_refused_of_several_stays_and_is_told_and_bundled(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    await refuses(servers, desk)
    assert [notes_of(servers.store, one) for one in ("0681", "0683")] == [["on 0681"], ["on 0683"]]
    assert notes_of(servers.store, "0682") == []
    assert notes_of(desk.store, "0682") == ["on 0682"]
    found = await look(tmp_path / "desk")
    (text,) = not_taken(found)
    assert "stays here and is sent again" in text
    findings = next(one.text for one in found.files if one.name == "findings.json")
    bundled = json.loads(findings)["quarantine"]
    assert [(q["source"], q["reason"], q["times"]) for q in bundled] == [
        ("refused", "not_your_call", 1)
    ]
    assert "on 0682" not in findings


async def test_what_was_refused_goes_at_the_next_start_once_the_companion_knows_better(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    await refuses(servers, desk)
    await desk.office.stop()
    own = leg_event("0682", f"ext:{BO.extension_id}", source=Source.WEBHOOK)
    await asyncio.wrap_future(servers.store.journal.append((own,)))
    again = await desk_at(servers, tmp_path / "desk")
    await again.hearing.until(lambda: has_note(servers.store, "0682", "on 0682"))
    await again.hearing.until(lambda: not again.store.journal.count_quarantined())
    await sent(again)
    assert again.hearing.notices == []
    assert not_taken(await look(tmp_path / "desk")) == []
    await again.office.stop()


async def test_what_is_refused_again_is_said_once_and_still_kept(
    servers: Servers, desk: Desk, tmp_path: Path
) -> None:
    desk.office._append([whole_call_event("0684")])
    notices = await desk.hearing.until(lambda: desk.hearing.notices)
    assert notices == [
        "The companion did not take an entry. It stays here and is sent again later."
    ]
    await sent(desk)
    await desk.office.stop()
    again = await desk_at(servers, tmp_path / "desk")
    await again.hearing.until(lambda: any(one.waiting for one in statuses(again)))
    await in_step(again)
    await sent(again)
    assert again.hearing.notices == []
    assert len(not_taken(await look(tmp_path / "desk"))) == 1
    await again.office.stop()


def statuses(desk: Desk) -> list[StatusView]:
    return [view for view in desk.hearing.views if isinstance(view, StatusView)]


async def test_what_another_person_has_to_hand_over_goes_when_they_sign_in(
    servers: Servers, desk: Desk
) -> None:
    desk.office._append([leg_event("0685", f"ext:{MINA.extension_id}")])
    await desk.hearing.until(lambda: desk.hearing.notices)
    await sent(desk)
    assert servers.store.log.by_key("call:0685") is None
    await sign_in(desk, "801")
    await desk.hearing.until(lambda: servers.store.log.by_key("call:0685"))
    await desk.hearing.until(lambda: not desk.store.journal.count_quarantined())


async def test_a_note_too_long_to_be_sent_holds_up_nothing(servers: Servers, desk: Desk) -> None:
    author = desk.office._author()
    desk.office._append([note_event("0686", author, "x" * 5_000_000)])
    desk.office._append([note_event("0687", author, "short")])
    await desk.hearing.until(lambda: has_note(servers.store, "0687", "short"))
    await desk.hearing.until(lambda: desk.hearing.notices)
    assert notes_of(desk.store, "0686") == ["x" * 5_000_000]
