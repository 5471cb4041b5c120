from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from cti_desktop.calls.call import State
from cti_desktop.calls.events import Direction, Result
from cti_desktop.desktop.country_names import countries
from cti_desktop.desktop.words import Words
from tests.desktop.face import british_words
from tests.shots_data import NOW, before

GERMAN = Words(QLocale("de_DE"), ZoneInfo("Europe/Berlin"), now=lambda: NOW)
AMERICAN = Words(QLocale("en_US"), ZoneInfo("America/New_York"), now=lambda: NOW)
WORDS = british_words()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0, "0:00"), (9, "0:09"), (161, "2:41"), (3723, "1:02:03"), (-5, "0:00")],
)
def test_a_length_reads_as_minutes_and_seconds(seconds: int | None, text: str) -> None:
    assert WORDS.duration(seconds) == text


@given(st.integers(0, 10**7))
def test_a_length_can_be_read_back(seconds: int) -> None:
    parts = [int(part) for part in WORDS.duration(seconds).split(":")]
    assert sum(part * 60**power for power, part in enumerate(reversed(parts))) == seconds
    assert all(part < 60 for part in parts[1:])


def test_a_running_time_keeps_its_width() -> None:
    assert WORDS.timer(before(seconds=161)) == "02:41"
    assert WORDS.timer(before(hours=1, minutes=2, seconds=3)) == "1:02:03"
    assert WORDS.timer(before(seconds=60), before(seconds=20)) == "00:40"
    assert WORDS.timer(NOW + timedelta(seconds=5)) == "00:00"
    assert WORDS.timer(None) == "00:00"


def test_screen_readers_hear_a_length_in_words() -> None:
    assert WORDS.spoken_duration(161) == "2 minutes 41 seconds"
    assert WORDS.spoken_duration(120) == "2 minutes"
    assert WORDS.spoken_duration(61) == "1 minute 1 second"
    assert WORDS.spoken_duration(0) == "0 seconds"
    assert WORDS.spoken_duration(None) == ""


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (before(seconds=20), "just now"),
        (before(minutes=12), "12 min ago"),
        (before(hours=3), "3 h ago"),
        (before(hours=8), "07:20"),
        (before(hours=24), "Yesterday 15:20"),
        (before(days=3), "Tue 15:20"),
        (before(days=10), "10 Nov"),
        (before(days=400), "16 Oct 2025"),
        (NOW + timedelta(hours=19), "Tomorrow 10:20"),
        (None, ""),
    ],
)
def test_how_long_ago_is_said_as_people_do(at: datetime | None, text: str) -> None:
    assert WORDS.ago(at) == text


def test_times_follow_the_readers_locale_and_zone() -> None:
    assert WORDS.clock_seconds(NOW) == "15:20:04"
    assert GERMAN.clock_seconds(NOW) == "16:20:04"
    assert AMERICAN.clock_seconds(NOW).replace("\u202f", " ") == "10:20:04 AM"
    assert GERMAN.exact(NOW) == "Freitag, 20. November 2026 16:20:04"


def test_the_callers_own_time_is_shown_with_their_place() -> None:
    assert WORDS.local_time("London", "Europe/London") == "London 15:20"
    assert WORDS.local_time("New York", "America/New_York") == "New York 10:20"
    assert WORDS.local_time("Germany", None) == "Germany"
    assert WORDS.local_time("Nowhere", "Not/AZone") == "Nowhere"
    assert WORDS.local_time("", None) == ""


def test_the_country_of_a_number_stands_there_when_it_tells_something() -> None:
    british = Words(QLocale("en_GB"), ZoneInfo("Europe/London"), lambda: NOW, region="GB")
    assert british.place_and_time("London", "GB", "Europe/London") == "London 15:20"
    assert british.place_and_time("", "GB", "Europe/London") == "United Kingdom 15:20"
    assert british.place_and_time("Berlin", "DE", "Europe/Berlin") == "Berlin, Germany 16:20"
    assert british.place_and_time("", "ES", None) == "Spain"
    assert british.place_and_time("", "001", None) == ""
    assert british.place_and_time("", None, None) == ""


def test_countries_are_named_in_the_readers_language() -> None:
    assert GERMAN.place_and_time("", "ES", None) == "Spanien"
    assert (GERMAN.country("GB"), GERMAN.country("PE")) == ("Vereinigtes Königreich", "Peru")
    assert FINNISH.country("ES") == "Spain"  # as the window speaks English then
    assert ("ES", "Spanien") in countries("de")
    named = [name for _, name in countries("de")]
    assert all(named)
    assert named.index("Deutschland") < named.index("Spanien")


def test_days_have_headings() -> None:
    assert WORDS.day_heading(before(hours=1)) == "Today"
    assert WORDS.day_heading(before(days=1)) == "Yesterday"
    assert WORDS.day_heading(before(days=3)) == "Tuesday, 17 November"
    assert WORDS.day_heading(before(days=400)) == "16 October 2025"
    assert WORDS.day_heading(None) == "Date unknown"


def test_the_next_working_morning_skips_the_weekend() -> None:
    assert WORDS.next_working_morning() == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert GERMAN.next_working_morning() == datetime(2026, 11, 23, 9, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - made aware below
    st.sampled_from([WORDS, GERMAN, AMERICAN]),
)
def test_a_date_field_gives_back_the_time_it_was_given(at: datetime, words: Words) -> None:
    known = at.replace(second=0, microsecond=0, tzinfo=UTC)
    back = words.from_field(words.to_field(known))
    # Of the hour that comes twice when clocks go back, a field can only mean one.
    assert back in (known, known - timedelta(hours=1))


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_word(state: State) -> None:
    assert WORDS.state(state)[0].isupper()


def test_a_finished_call_says_how_it_came_out() -> None:
    assert WORDS.state(State.ENDED, Result.BUSY) == "Busy"
    assert WORDS.state(State.ENDED, Result.ANSWERED) == "Ended"


def test_every_direction_has_a_word() -> None:
    assert len({WORDS.direction(one) for one in [*Direction, None]}) == 4


@pytest.mark.parametrize(
    ("name", "initials", "first"),
    [
        ("Ada Lovelace", "AL", "Ada"),
        ("Ludwig Mies van der Rohe", "LR", "Ludwig"),
        ("Cher", "C", "Cher"),
        ("+44 7700 900 461", "", "+44 7700 900 461"),
        ("", "", ""),
        ("李 小龍", "李小", "李"),
    ],
)
def test_names_are_shortened_with_care(name: str, initials: str, first: str) -> None:
    assert WORDS.initials(name) == initials
    assert WORDS.first_name(name) == first


@given(st.text(max_size=40))
def test_any_name_has_at_most_a_few_initials(name: str) -> None:
    assert len(WORDS.initials(name)) <= 6


FINNISH = Words(QLocale("fi_FI"), ZoneInfo("Europe/London"), now=lambda: NOW)
JAPANESE = Words(QLocale("ja_JP"), ZoneInfo("Europe/London"), now=lambda: NOW)
SPANISH = Words(QLocale("es_ES"), ZoneInfo("Europe/London"), now=lambda: NOW)


@pytest.mark.parametrize(
    ("words", "heading", "old_heading", "day", "old_day"),
    [
        (WORDS, "Tuesday, 10 November", "16 October 2025", "10 Nov", "16 Oct 2025"),
        (AMERICAN, "Tuesday, November 10", "October 16, 2025", "Nov 10", "Oct 16, 2025"),
        (GERMAN, "Dienstag, 10. November", "16. Oktober 2025", "10. Nov.", "16. Okt. 2025"),
        (JAPANESE, "11月10日火曜日", "2025年10月16日", "11月10日", "2025年10月16日"),
        (SPANISH, "martes, 10 de noviembre", "16 de octubre de 2025", "10 de nov", None),
    ],
)
def test_days_are_written_in_the_order_of_the_locale(
    words: Words, heading: str, old_heading: str, day: str, old_day: str | None
) -> None:
    assert words.day_heading(before(days=10)) == heading
    assert words.day_heading(before(days=400)) == old_heading
    assert words.when(before(days=10)) == day
    assert old_day is None or words.when(before(days=400)) == old_day


def test_seconds_stand_behind_the_locales_own_sign() -> None:
    assert WORDS.clock_seconds(NOW) == "15:20:04"
    assert FINNISH.clock_seconds(NOW) == "15.20.04"


def test_a_field_shows_day_and_time_as_the_locale_writes_them() -> None:
    assert WORDS.field_format == "ddd, d MMM yyyy  HH:mm"
    assert AMERICAN.field_format.startswith("ddd, MMM d, yyyy  h:mm")
    assert AMERICAN.field_format.endswith("Ap")
