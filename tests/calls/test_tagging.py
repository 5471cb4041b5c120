from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.calls.tagging import LONGEST, MOST, read_tags, tidy_tags, write_tags


def test_tags_are_kept_tidy() -> None:
    assert tidy_tags(["  big   client ", "Big Client", "", " ", "a,b"]) == ("big client", "a b")
    assert len(tidy_tags(f"tag {n}" for n in range(99))) == MOST
    assert write_tags([" ", ""]) is None
    assert read_tags(None) == ()


@given(st.lists(st.text(max_size=60)))
def test_what_is_written_is_read_again(tags: list[str]) -> None:
    kept = tidy_tags(tags)
    assert read_tags(write_tags(tags)) == kept
    assert all(0 < len(tag) <= LONGEST for tag in kept)
