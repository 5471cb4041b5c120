"""A person is erased everywhere, and nothing of them comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import methodcaller
from pathlib import Path

import pytest

from cti_desktop.calls.errors import CtiError, UserFixable
from cti_desktop.calls.events import (
    CallEvent,
    Facts,
    Kind,
    LegRef,
    Message,
    Party,
    Side,
    Source,
    Transfer,
)
from cti_desktop.calls.numbers import parse_number
from cti_desktop.calls.persons import seek_number, seek_user
from cti_desktop.store.audit import AuditEntry
from cti_desktop.store.erasing import Erased
from cti_desktop.store.journal import Appended
from cti_desktop.store.log import LogQuery
from cti_desktop.store.marks import key_mark
from cti_desktop.store.opening import Store, open_store
from cti_desktop.store.sessions import SessionUser
from tests.store.conftest import Opener
from tests.store.making import ADA, PATIENCE_S, START, contact, event, note, whole_call

EVE = Party(name="Eve Moneypenny", number="+12125550147")
NOW = START + timedelta(days=1)
FORMS = (
    "+442079460018",
    "+44 20 7946 0018",
    "020 7946 0018",
    "00442079460018",
    "+44 (0)20 79460018",
)


def raw(told: CallEvent, **more: object) -> CallEvent:
    return replace(told, raw={"payload": {"caller": {"phone_number": ADA.number}, **more}})


def story() -> list[CallEvent]:
    """Ada calls twice, Eve once; somebody notes Ada's number on Eve's call."""
    ada = [raw(one) for one in whole_call("call:ada", agent="user:u1")]
    again = [raw(one) for one in whole_call("call:ada2", second=100, agent="user:u2")]
    eve = whole_call("call:eve", second=200, caller=EVE, agent="user:u2")
    return [
        *ada,
        note("n1", "call:ada", value="wants a refund"),
        *again,
        *eve,
        note("n2", "call:eve", value="knows Ada, 020 7946 0018", author="user:u2"),
        note("n3", "call:eve", value="call on Monday", second=300, author="user:u2"),
    ]


def text(name: str, sender: Party, receiver: Party) -> CallEvent:
    told = event(name, f"message:{name}", kind=Kind.MESSAGE, caller=sender, agent=None)
    message = Message(
        id=name, text=f"hello from {sender.name}", sender=sender, receivers=(receiver,)
    )
    return replace(told, facts=Facts(message=message, direction=told.facts.direction))


def fill(store: Store) -> None:
    store.journal.append(story(), outgoing=True).result(PATIENCE_S)
    ours = Party(number="+15550100800", internal=True)
    texts = [text("t1", ADA, ours), text("t2", EVE, ours)]
    store.journal.append(texts).result(PATIENCE_S)
    people = [contact("Ada Lovelace", "+44 20 7946 0018"), contact("Eve", str(EVE.number))]
    store.directory.put(people).result(PATIENCE_S)
    store.directory.choose(parse_number(str(ADA.number)), "ada-lovelace").result(PATIENCE_S)
    store.journal.quarantine(b'{"number": "(020) 7946-0018"}', "x", "test").result(PATIENCE_S)
    store.journal.quarantine(b'{"number": "5555"}', "x", "test").result(PATIENCE_S)


def erase_ada(store: Store, form: str = FORMS[0]) -> Erased:
    return store.erasing.erase(seek_number(form, "GB"), at=NOW, entry=entry)


def entry(done: Erased) -> AuditEntry:
    detail = f"events={done.events} calls={done.calls}"
    return AuditEntry(
        at=NOW, actor="command line", role="", action="person_erased", subject="…18", detail=detail
    )


def everything(store: Store) -> list[CallEvent]:
    return list(store.journal.after(0, 10_000).events)


def names(store: Store) -> list[str]:
    return sorted(str(call.party.name) for call in store.log.page(LogQuery()))


@pytest.mark.parametrize("form", FORMS)
def test_a_number_is_found_however_it_is_written(form: str) -> None:
    sought = seek_number(FORMS[0])
    assert seek_number(form, "GB").digits == "442079460018"
    for before, behind in (('"', '"'), ("at ", ", not"), ("(", ")"), ("", "")):
        assert sought.mentioned(f"{before}{form}{behind}".encode())


@pytest.mark.parametrize(
    "other", ["+4420794600180", "12079460018", "+442079460019", "9120794600188", "79460018"]
)
def test_other_numbers_are_left_alone(other: str) -> None:
    assert not seek_number(FORMS[0]).mentioned(f'"{other}"'.encode())


@pytest.mark.parametrize("wrong", ["800", "", "Ada", "7946 0018", "999"])
def test_what_is_no_whole_number_erases_nobody(wrong: str) -> None:
    with pytest.raises(UserFixable):
        seek_number(wrong, "GB")


def test_the_callers_calls_go_whole_and_a_mention_alone(store: Store) -> None:
    fill(store)
    done = erase_ada(store)
    assert (done.calls, done.events) == (2, 9)
    assert names(store) == ["Eve Moneypenny"]
    left = everything(store)
    assert {one.id for one in left} == {
        *(f"call:eve-{kind}" for kind in (Kind.RANG, Kind.ANSWERED, Kind.ENDED)), "n3", "t2"
    }  # fmt: skip
    (call,) = store.log.page(LogQuery())
    assert call.note is not None
    assert call.note.text == "call on Monday"
    assert store.log.by_key("call:ada") is None
    assert not store.log.page(LogQuery(text="refund"))
    assert not store.log.page(LogQuery(text="lovelace"))
    assert store.log.page(LogQuery(text="monday"))
    assert [one.id for one in store.outbox.pending(100)] == [
        one.id for one in left if one.id != "t2"
    ]
    assert store.directory.get("ada-lovelace") is None
    assert store.directory.get("eve") is not None
    assert not store.directory.match(parse_number(str(ADA.number))).found
    assert [one.raw for one in store.journal.quarantined()] == [b'{"number": "5555"}']
    (kept,) = store.audit.page()
    assert (kept.entry.action, kept.entry.detail) == ("person_erased", "events=9 calls=2")


def test_nothing_comes_back_by_a_push_a_record_or_a_page(store: Store) -> None:
    fill(store)
    erase_ada(store)
    count = store.journal.count()
    again = store.journal.append(story()).result(PATIENCE_S)
    assert (again.new, set(again.erased)) == ((), {
        one.id for one in story() if "eve" not in one.keys[0]
    } | {"n2"})  # fmt: skip
    assert again.known == 4
    record = replace(
        event("fresh id", "call:ada", "history:h1", kind=Kind.LOGGED), source=Source.REST
    )
    old = event("another call of hers", "call:never-heard-of", second=50)
    refused = store.journal.append([record, old]).result(PATIENCE_S)
    assert refused.erased == ("fresh id", "another call of hers")
    assert store.journal.count() == count


def test_who_was_erased_may_call_again(store: Store) -> None:
    fill(store)
    erase_ada(store)
    day = int(timedelta(days=2).total_seconds())
    kept = store.journal.append(whole_call("call:new", second=day)).result(PATIENCE_S)
    assert len(kept.new) == 3
    assert names(store) == ["Ada Lovelace", "Eve Moneypenny"]
    later = START + timedelta(days=4)
    store.erasing.erase(seek_number(FORMS[0]), at=later)
    kept = store.journal.append(whole_call("call:new2", second=day)).result(PATIENCE_S)
    assert len(kept.erased) == 3


def test_no_byte_of_them_stays_in_the_file(store: Store, path: Path) -> None:
    fill(store)
    assert erase_ada(store).compacted is True
    kept = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"Moneypenny" in kept
    for told in (b"9460018", b"946 0018", b"ovelace", b"refund", b"call:ada"):
        assert told not in kept


def test_of_a_user_goes_what_names_them_and_the_others_part_stays(store: Store) -> None:
    fill(store)
    ids = ("user:u2", "ext:e2")
    shared = replace(event("both", "call:ada", second=3), leg=LegRef(side=Side.CALLEE, ids=ids))
    named = replace(
        event("row", "call:ada", agent=None, kind=Kind.LOGGED),
        facts=Facts(callee=Party(name="Mina", extension_id="e2")),
    )
    store.journal.append([shared, named]).result(PATIENCE_S)
    user = SessionUser(
        user_id="u2", extension_id="e2", extension_number="801", email="", name="", role="agent"
    )
    store.sessions.create("hash", user, NOW).result(PATIENCE_S)
    store.grants.put("user:u2", b"sealed", NOW).result(PATIENCE_S)
    assert store.erasing.leg_ids_of("u2") == set(ids)
    done = store.erasing.erase(seek_user("u2", ids), at=NOW)
    assert done.calls == 2
    assert names(store) == ["Ada Lovelace"]
    (call,) = store.log.page(LogQuery())
    assert not [leg for leg in call.legs if set(leg.ids) & set(ids)]
    assert call.note is not None
    assert not store.log.page(LogQuery(agent_ids=ids))
    assert (store.sessions.list(), store.grants.list()) == ((), ())
    refused = store.journal.append([replace(shared, id="told anew")]).result(PATIENCE_S)
    assert refused.erased == ("told anew",)


def test_what_a_user_was_told_and_nobody_could_read_goes_by_whose_it_was(store: Store) -> None:
    for user in ("u2", "u20"):
        raw = f"told {user[1:]}".encode()
        store.journal.quarantine(raw, "x", f"softphone user:{user}").result(PATIENCE_S)
    store.erasing.erase(seek_user("u2"), at=NOW)
    assert [one.source for one in store.journal.quarantined()] == ["softphone user:u20"]


def test_of_a_user_who_came_back_goes_only_what_was_before(store: Store) -> None:
    ids, since = ("user:u2", "ext:e2"), NOW + timedelta(hours=1)
    before, after = event("before", "call:a", agent="user:u2"), event("after", "call:b")
    after = replace(after, at=since, leg=LegRef(side=Side.CALLEE, ids=ids))
    store.journal.append([before, after]).result(PATIENCE_S)
    user = SessionUser(
        user_id="u2", extension_id="e2", extension_number="801", email="", name="", role="agent"
    )
    store.sessions.create("hash", user, since).result(PATIENCE_S)
    store.grants.put("user:u2", b"sealed", since).result(PATIENCE_S)
    assert store.erasing.erased_until("u2") is None
    store.erasing.erase(seek_user("u2", ids), at=since, until=NOW)
    assert store.erasing.erased_until("u2") == NOW
    assert store.erasing.erased_until("u1") is None
    assert [one.id for one in store.journal.after(0).events] == ["after"]
    assert len(store.sessions.list()) == len(store.grants.list()) == 1
    late = [replace(before, id="late", keys=("call:c",)), replace(after, id="more")]
    assert store.journal.append(late).result(PATIENCE_S).erased == ("late",)


def test_a_number_that_a_call_was_passed_on_to_takes_no_call_with_it(store: Store) -> None:
    store.journal.append(whole_call("call:eve", caller=EVE)).result(PATIENCE_S)
    passed = event("passed on", "call:eve", kind=Kind.TRANSFERRED, caller=EVE)
    told = Transfer(how="blind", stage="completed", to_number=ADA.number)
    passed = replace(passed, facts=replace(passed.facts, transfer=told))
    store.journal.append([passed]).result(PATIENCE_S)
    done = erase_ada(store)
    assert (done.calls, done.events) == (0, 1)
    (call,) = store.log.page(LogQuery())
    assert call.transfers == ()


def test_listeners_hear_what_is_gone(store: Store) -> None:
    fill(store)
    call = store.log.by_key("call:ada")
    assert call is not None
    heard: list[Appended] = []
    store.journal.subscribe(heard.append)
    erase_ada(store)
    (news,) = heard
    assert call.id in news.gone
    assert [one.party.name for one in news.calls] == ["Eve Moneypenny"]


def test_a_desktop_drops_what_the_companion_erased(opener: Opener, tmp_path: Path) -> None:

    companion = opener()
    fill(companion)
    desk = open_store(f"sqlite:///{tmp_path / 'desk.db'}", region="GB")
    try:
        desk.journal.append(story(), outgoing=True).result(PATIENCE_S)
        erase_ada(companion)
        page = companion.erasing.marks_page(0, 4)
        marks = list(page.marks)
        while page.more:
            page = companion.erasing.marks_page(page.place, 4)
            marks.extend(page.marks)
        assert key_mark("call:ada") in {one.mark for one in marks}
        assert all(one.mark[:2] in ("e-", "k-") for one in marks)
        assert desk.erasing.forget(marks).calls == 2
        assert names(desk) == ["Eve Moneypenny"]
        assert desk.erasing.forget(marks).events == 0
        again = desk.journal.append(story()).result(PATIENCE_S)
        assert not again.new
        desk.journal.rebuild().result(PATIENCE_S)
        assert names(desk) == ["Eve Moneypenny"]
    finally:
        desk.close()


def test_another_process_refuses_as_well(opener: Opener) -> None:
    first, second = opener(), opener()
    fill(first)
    second.journal.append([event("e", "call:other", caller=EVE)]).result(PATIENCE_S)
    erase_ada(first)
    assert second.journal.append(story()).result(PATIENCE_S).new == ()
    first.erasing.erase(seek_number(str(EVE.number)), at=NOW)
    told = second.journal.append([event("f", "call:x", caller=EVE)]).result(PATIENCE_S)
    assert told.erased == ("f",)


def test_the_audit_log_is_only_added_to(store: Store) -> None:
    rows = [replace(entry(Erased(events=n, calls=0, beside=0)), subject=f"s{n}") for n in range(5)]
    store.audit.add(rows).result(PATIENCE_S)
    assert [one.entry for one in store.audit.page()] == rows[::-1]
    first = store.audit.page(limit=2)
    rest = store.audit.page(before=first[-1].number)
    assert [one.entry.subject for one in (*first, *rest)] == ["s4", "s3", "s2", "s1", "s0"]
    assert [one.entry.subject for one in store.audit.page(subject="s3")] == ["s3"]
    assert not store.audit.page(actor="user:x")
    for change in ("UPDATE audit SET actor = 'me'", "DELETE FROM audit"):
        with pytest.raises(CtiError):
            store.writer.submit(methodcaller("exec_driver_sql", change)).result(PATIENCE_S)
    assert len(store.audit.page()) == 5


def test_one_process_holds_a_lease_until_it_ends(opener: Opener) -> None:
    first, second = opener(), opener()
    now, minute = datetime(2026, 11, 22, tzinfo=UTC), timedelta(minutes=1)
    assert first.leases.take("sweep", now, minute).result(PATIENCE_S)
    assert not second.leases.take("sweep", now, minute).result(PATIENCE_S)
    assert second.leases.take("other", now, minute).result(PATIENCE_S)
    assert first.leases.take("sweep", now + minute / 2, minute).result(PATIENCE_S)
    assert not second.leases.take("sweep", now + minute, minute).result(PATIENCE_S)
    assert second.leases.take("sweep", now + 2 * minute, minute).result(PATIENCE_S)
    second.leases.give_back().result(PATIENCE_S)
    assert first.leases.take("sweep", now + 2 * minute, minute).result(PATIENCE_S)
