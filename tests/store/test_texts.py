"""Conversations as the list of messages asks for them, on both databases."""

from collections.abc import Sequence
from datetime import timedelta

from cti_desktop.calls.events import CallEvent, Direction
from cti_desktop.calls.texting import fold_conversations
from cti_desktop.store.opening import Store
from cti_desktop.store.texts import ConversationSummary, TextQuery
from tests.calls.stories import START
from tests.calls.test_texting import ADA, OURS, TALK, opted, text
from tests.store.conftest import Opener
from tests.store.making import whole_call


def keep(store: Store, events: Sequence[CallEvent]) -> None:
    store.journal.append(events).result()


def inbound(name: str, second: int, body: str = "Hello?", session: str = "s1") -> CallEvent:
    return text(name, second, "Received", direction=Direction.INBOUND, body=body, session=session)


def only(store: Store) -> ConversationSummary:
    (found,) = store.texts.page(TextQuery())
    return found


def test_a_text_shows_its_conversation_with_the_last_words_first(store: Store) -> None:
    keep(store, [*TALK, inbound("m8", 40, session="s2"), *whole_call("call:1")])
    newest, older = store.texts.page(TextQuery())
    assert (newest.key, older.key) == ("session:s1", "session:s2")
    assert newest.theirs == (ADA.number,)
    assert newest.ours == (OURS.number,)
    assert newest.last.message.status == "Not delivered"
    assert newest.last.failure == "1101"
    assert newest.opted_out is None


def test_the_rows_say_what_the_fold_says_in_any_order(opener: Opener) -> None:
    store = opener()
    told = [*TALK, opted("out", 30), inbound("m4", 500), opted("in", 20)]
    for event in reversed(told):
        keep(store, [event, event])
    (folded,) = fold_conversations(told)
    found = only(store)
    assert found.opted_out is folded.opted_out is True
    assert store.texts.messages(found.key)[::-1] == folded.texts
    before = (found, store.texts.messages(found.key))
    store.journal.rebuild().result()
    assert (only(store), store.texts.messages(found.key)) == before


def test_new_texts_are_unread_until_looked_at_or_answered(store: Store) -> None:
    keep(store, [inbound("a", 0), inbound("b", 10)])
    assert only(store).unread == 2
    assert store.texts.unread() == 1
    store.texts.mark_read("session:s1", START + timedelta(seconds=5)).result()
    assert only(store).unread == 1
    keep(store, [text("c", 20, "Sent")])
    assert (only(store).unread, store.texts.unread()) == (0, 0)
    assert store.texts.page(TextQuery(unread=True)) == ()
    keep(store, [inbound("d", 30)])
    assert (only(store).unread, store.texts.unread()) == (1, 1)
    assert len(store.texts.page(TextQuery(unread=True))) == 1


def test_a_status_that_comes_late_makes_nothing_unread_again(store: Store) -> None:
    keep(store, [inbound("a", 0)])
    store.texts.mark_read("session:s1", START).result()
    keep(store, [text("a", 5, "Received", direction=Direction.INBOUND, body="Hello!")])
    assert only(store).unread == 0
    assert only(store).last.message.text == "Hello!"


def test_a_conversation_is_read_page_by_page(store: Store) -> None:
    keep(store, [inbound(f"m{n:03}", n // 2) for n in range(120)])
    got: list[str] = []
    before = None
    while page := store.texts.messages("session:s1", limit=50, before=before):
        got.extend(one.message.id for one in page)
        before = (page[-1].at, page[-1].message.id)
    assert got == [f"m{n:03}" for n in reversed(range(120))]


def test_conversations_are_read_page_by_page(store: Store) -> None:
    keep(store, [inbound(f"m{n}", n // 3, session=f"s{n:02}") for n in range(20)])
    whole = store.texts.page(TextQuery())
    got: list[ConversationSummary] = []
    query = TextQuery(limit=7)
    while page := store.texts.page(query):
        got.extend(page)
        query = TextQuery(limit=7, before=(page[-1].last.at, page[-1].key))
    assert tuple(got) == whole
    assert len(whole) == 20


def test_a_conversation_is_found_by_words_number_and_who(store: Store) -> None:
    keep(store, [inbound("a", 0, body="Is the Café open?"), inbound("b", 9, "x", session="s2")])
    found = {
        typed: [one.key for one in store.texts.page(TextQuery(text=typed))]
        for typed in ("cafe open", "cafe shut", "946 0018", "999", "%")
    }
    assert found["cafe open"] == ["session:s1"]
    assert found["946 0018"] == ["session:s2", "session:s1"]
    assert found["cafe shut"] == found["999"] == found["%"] == []
    by_name = store.texts.page(TextQuery(text="ada", numbers=(ADA.number or "",)))
    assert len(by_name) == 2
    latest = store.texts.with_number("020 7946 0018")
    assert latest is not None
    assert latest.key == "session:s2"


def test_a_session_told_late_moves_the_text(store: Store) -> None:
    keep(store, [text("a", 0, "Sent", session=None)])
    assert only(store).key.startswith("numbers:")
    keep(store, [text("a", 1, "Delivered")])
    assert only(store).key == "session:s1"
    assert store.texts.of_message(["a", "b"]) == ("session:s1",)


def test_texts_kept_before_the_tables_are_there_after_opening(opener: Opener) -> None:
    store = opener()
    keep(store, [*TALK, opted("out", 9)])
    before = only(store)
    store.writer.submit(
        lambda connection: (
            [
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own names
                for table in ("text_message", "conversation", "text_opt")
            ]
            and None
        )
    ).result()
    store.cursors.set("store.rows", "3").result()
    store.close()
    assert only(opener()) == before
