"""The read part of the log: windows of it are put in place in any order of changes."""

from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.answers import LogPage
from cti_desktop.agent.views import CallLine
from cti_desktop.desktop.log_lines import LogLines, Window
from tests.desktop.doubles import call

PAGE = 4
Change = tuple[str, int]


def read(log: list[CallLine], window: Window) -> LogPage:
    def place(line: CallLine) -> tuple[object, str]:
        return line.started_at, line.call_id

    ordered = sorted(log, key=lambda line: (str(line.started_at), line.call_id), reverse=True)
    older = [line for line in ordered if window.before is None or place(line) < window.before]
    return LogPage(lines=tuple(older[:PAGE]), total=len(log), more=len(older) > PAGE)


def read_all(log: list[CallLine], lines: LogLines) -> None:
    """Read again whatever may be out of date, and on to the end."""
    for _ in range(200):
        stale = lines.first_stale(0, len(lines.lines) - 1)
        if stale is None and lines.lines and not lines.more:
            return
        window = lines.window(len(lines.lines) if stale is None else stale)
        assert window is not None
        lines.put(window, read(log, window))
        if not log:
            return
    raise AssertionError("it never comes to rest")


def opened(log: list[CallLine]) -> LogLines:
    lines = LogLines()
    window = Window(0, None, 0)
    lines.start_again(window, read(log, window))
    return lines


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
    assert lines.total == len(log) or not changes


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
    assert window is not None
    page = read(log, window)
    lines.outdate(["c00001"])
    lines.put(window, page)
    assert lines.first_stale(1, 1) == 1


def test_a_line_without_a_start_cannot_be_read_on_from() -> None:
    lines = opened([])
    lines.put(Window(0, None, 0), LogPage(lines=(call(1, started_at=None),), total=9, more=True))
    assert lines.window(1) is None
