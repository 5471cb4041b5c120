"""Stories for many events at once say what one look at each call says."""

from cti_desktop.store.opening import Store
from tests.store.making import PATIENCE_S, event, explained, note, whole_call


def test_the_stories_of_many_events_are_those_of_their_calls(store: Store) -> None:
    first, second = whole_call("call:1"), whole_call("call:2", second=60)
    bridge = event("bridge", "call:2", "call:3", second=70)
    loose = event("loose", second=80)
    for some in (first, second, [note("n", "call:1", value="x"), bridge, loose]):
        store.journal.append(some).result(PATIENCE_S)
    asked = [first[0], second[2], bridge, loose]
    found = store.stories.of(asked)
    assert set(found) == {"call:1", "call:2", "call:3"}
    for key, story in found.items():
        assert story.call == store.log.by_key(key)
        assert story.events == store.journal.events_of(story.call.id)
    assert found["call:2"].events[2] is second[2]
    assert store.stories.of([]) == {}


def test_looking_up_stories_goes_through_no_table(path: object, store: Store) -> None:
    assert path
    store.journal.append(whole_call("call:1")).result(PATIENCE_S)
    with explained() as steps:
        store.stories.of(whole_call("call:1"))
    assert steps
    assert not [step for step in steps if step.startswith("SCAN") and "json_each" not in step]
