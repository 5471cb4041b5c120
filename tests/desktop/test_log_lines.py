"""The part of the log at hand: windows of it are put in place in any order of changes."""

from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.answers import LogPage
from cti_desktop.agent.views import CallLine
from cti_desktop.calls.log_filter import Place
from cti_desktop.desktop.log_lines import LogLines, Window
from tests.desktop.doubles import call

PAGE, MOST = 4, 12
Change = tuple[str, int]


def place(line: CallLine) -> Place:
    assert line.started_at is not None
    return line.started_at, line.call_id


def read(log: list[CallLine], window: Window) -> LogPage:
    """Answer as the desk does."""
    ordered = sorted(log, key=place, reverse=True)
    places = [place(line) for line in ordered]
    if window.back:
        end = len(places) if window.before is None else sum(p > window.before for p in places)
        start = max(0, end - PAGE)
    else:
        start = 0 if window.before is None else sum(p >= window.before for p in places)
        end = min(start + PAGE, len(places))
    return LogPage(
        lines=tuple(ordered[start:end]),
        places=tuple(places[start:end]),
        more=end < len(places),
        above=places[start - 1] if start else None,
    )


def read_all(log: list[CallLine], lines: LogLines) -> None:
    """Read again whatever may be out of date, and on to the end."""
    for _ in range(200):
        stale = lines.first_stale(0, len(lines.lines) - 1)
        if stale is None and lines.lines and not lines.more:
            return
        window = lines.window(len(lines.lines) if stale is None else stale)
        lines.put(window, read(log, window))
        if not log:
            return
    raise AssertionError("it never comes to rest")


def opened(log: list[CallLine], most: int = 1000) -> LogLines:
    lines = LogLines(most)
    window = Window(0, None, 0)
    lines.start_again(window, read(log, window))
    return lines


def numbers(lines: LogLines) -> list[int]:
    return [int(line.call_id[1:]) for line in lines.lines]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["come", "go", "change"]), st.integers(0, 30)), max_size=12
)


@given(st.sets(st.integers(0, 30), max_size=20), CHANGES)
def test_after_reading_what_is_stale_it_shows_the_log_as_it_is(
    start: set[int], changes: list[Change]
) -> None:
    log = {n: call(n) for n in start}
    lines = opened(list(log.values()))
    read_all(list(log.values()), lines)
    for what, n in changes:
        if what == "go":
            gone = log.pop(n, None)
            lines.outdate([gone.call_id] if gone else [])
        else:
            log[n] = call(n, outcome=f"after {what}")
            lines.outdate([log[n].call_id])
    read_all(list(log.values()), lines)
    assert lines.lines == [log[n] for n in sorted(log)]


@given(st.integers(0, 60), st.lists(st.sampled_from(["down", "up", "begin", "end"]), max_size=40))
def test_wherever_one_goes_it_is_a_window_without_gaps_that_stays_small(
    count: int, moves: list[str]
) -> None:
    log = [call(n) for n in range(count)]
    lines = opened(log, MOST)
    for move in moves:
        if move == "down" and lines.more:
            window = lines.window(len(lines.lines))
            lines.put(window, read(log, window))
        elif move == "up" and lines.above is not None:
            window = lines.window_above()
            lines.put(window, read(log, window))
        elif move in ("begin", "end"):
            window = Window(0, None, lines.state, back=move == "end")
            lines.start_again(window, read(log, window))
        seen = numbers(lines)
        assert len(seen) <= MOST
        assert seen == list(range(seen[0], seen[-1] + 1)) if seen else not count
        assert (lines.above is None) == (not seen or seen[0] == 0)
        assert lines.more == (bool(seen) and seen[-1] < count - 1)


def test_a_log_that_goes_up_keeps_what_stands_behind() -> None:
    lines = LogLines()
    first = [call(3), call(2)]
    page = LogPage(lines=tuple(first), places=tuple(place(one) for one in first), more=True)
    lines.start_again(Window(0, None, 0), page, down=False)
    later = call(1)
    window = lines.window(2)
    lines.put(window, LogPage(lines=(later,), places=(place(later),)))
    again = LogPage(lines=(first[0],), places=(place(first[0]),), more=True)
    lines.put(lines.window(0), again)
    assert numbers(lines) == [3, 2, 1]


def test_a_change_of_a_known_call_outdates_it_alone() -> None:
    log = [call(n) for n in range(4)]
    lines = opened(log)
    lines.outdate(["c00002"])
    assert lines.first_stale(0, 1) is None
    assert lines.first_stale(0, 3) == 2
    assert lines.first_stale(3, 3) is None


def test_a_new_call_may_belong_anywhere() -> None:
    lines = opened([call(n) for n in range(4)])
    lines.outdate(["c99999"])
    assert [lines.first_stale(n, n) for n in range(4)] == [0, 1, 2, 3]


def test_what_changes_while_it_is_asked_for_stays_stale() -> None:
    log = [call(n) for n in range(4)]
    lines = opened(log)
    window = lines.window(0)
    page = read(log, window)
    lines.outdate(["c00001"])
    lines.put(window, page)
    assert lines.first_stale(1, 1) == 1
