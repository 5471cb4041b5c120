"""The log as a file: whole, harmless in a spreadsheet, or not there at all."""

import asyncio
import csv
import json
import re
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cti_desktop.agent import export as export_room
from cti_desktop.agent.export import Export, export_file, format_of, write_export
from cti_desktop.agent.export_csv import harmless
from cti_desktop.agent.export_manner import Manner
from cti_desktop.agent.export_rows import COLUMNS, Row
from cti_desktop.agent.export_sheet import SheetSink
from cti_desktop.agent.export_sinks import Format
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import ExportProgress
from cti_desktop.assets import asset
from cti_desktop.calls.call import State
from cti_desktop.calls.errors import Cancelled, UserFixable
from cti_desktop.calls.events import Direction, NoteField, Party, Result
from cti_desktop.calls.outcomes import read_outcomes
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store
from tests.agent.desks import ADA, open_desk
from tests.store.making import START, note, whole_call

EVIL = '=HYPERLINK("https://evil.example","Refund")'
TEXT = ("s", "inlineStr")
OUTCOMES = read_outcomes(asset("outcomes.toml"))
GERMAN = Manner(
    separator=";",
    sheet="Anrufe",
    headings=("Beginn", *(f"{name}?" for name in COLUMNS[1:])),
    words={"inbound": "Eingehend", "ended": "Beendet"},
    say=lambda label: f"{label.lower()}?",
    zone=ZoneInfo("Europe/Berlin"),
    day="%d.%m.%Y",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}", region="GB")
    store.directory.put([ADA]).result(10)
    yield store
    store.close()


def fill(store: Store, count: int, caller: Party | None = None) -> None:
    events = []
    for number in range(count):
        who = caller or Party(name=f"Caller {number}", number=f"+4420794{number:05}")
        events.extend(whole_call(f"call:{number}", second=60 * number, caller=who))
    store.journal.append(events).result(60)


def row_named(name: str) -> Row:
    started = (START, Direction.INBOUND, State.ENDED, Result.ANSWERED)
    return (*started, name, "", "", "", "", 1, 2, 3, None, "", "", False, False, "id")


def export(
    store: Store, file: Path, query: LogQuery | None = None, manner: Manner = Manner()
) -> int:
    wanted = Export(file=file, kind=format_of(file), query=query or LogQuery(), manner=manner)
    return write_export(
        store,
        OUTCOMES,
        wanted,
        region="GB",
        progress=lambda _done, _total: None,
        stopped=lambda: False,
    )


def rows_of(file: Path, separator: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def test_csv_has_every_call_once_newest_first(store: Store, tmp_path: Path) -> None:
    fill(store, 1203)
    file = tmp_path / "calls.csv"
    assert export(store, file) == 1203
    rows = rows_of(file)
    assert len({row["call_id"] for row in rows}) == 1203
    started = [row["started_at"] for row in rows]
    assert started == sorted(started, reverse=True)
    assert list(rows[0]) == list(COLUMNS)


def test_names_notes_and_outcomes_are_there(store: Store, tmp_path: Path) -> None:
    ada = Party(name="A. Lovelace", number="+442079460018")
    store.journal.append(
        [
            *whole_call("call:a", caller=ada),
            note("n1", "call:a", value='Says "yes",\nbut später.'),
            note("n2", "call:a", field=NoteField.OUTCOME, value="resolved"),
            note("n3", "call:a", field=NoteField.TAGS, value="=big client\nreturns"),
        ]
    ).result(10)
    file = tmp_path / "calls.csv"
    export(store, file)
    (row,) = rows_of(file)
    assert (row["name"], row["firm"]) == ("Ada Lovelace", "Analytical Engines Ltd")
    assert (row["note"], row["outcome"]) == ('Says "yes",\nbut später.', "Resolved")
    assert row["tags"] == "'=big client, returns"
    assert (row["direction"], row["started_at"]) == ("inbound", "2026-11-20T09:00:00+00:00")


def test_only_what_the_list_shows_is_exported(store: Store, tmp_path: Path) -> None:
    fill(store, 30)
    store.journal.append(
        whole_call("call:grace", caller=Party(name="Grace Hopper", number="+12125550147"))
    ).result(10)
    file = tmp_path / "calls.json"
    assert export(store, file, LogQuery(text="hopp grace")) == 1
    since = LogQuery(since=START + timedelta(minutes=28))
    assert export(store, file, since) == 2


def test_json_is_an_array_also_when_empty(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "calls.json"
    assert export(store, file) == 0
    assert json.loads(file.read_text("utf-8")) == []
    fill(store, 3)
    export(store, file)
    told = json.loads(file.read_text("utf-8"))
    assert [one["name"] for one in told] == ["Caller 2", "Caller 1", "Caller 0"]
    assert told[0]["recording"] is False


EVIL_CELLS = [
    *(EVIL, "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1", "\uff1d1+1"),
    *("x;=1+1", "ok\n=1+1", "ok\t=1+1", 'x; "=1+1"', "a,b|@SUM(1)", "x;\0=1"),
]
PARTED = re.compile(r"[,;|\t\r\n]")


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("evil", EVIL_CELLS)
def test_nothing_in_a_csv_begins_a_formula_wherever_a_reader_parts_it(
    store: Store, tmp_path: Path, evil: str, separator: str
) -> None:
    fill(store, 1, Party(name=evil, number="+442079460018"))
    store.journal.append([note("n", "call:0", value=evil)]).result(10)
    file = tmp_path / "calls.csv"
    export(store, file, manner=Manner(separator=separator))
    cells = [cell.strip('" ') for cell in PARTED.split(file.read_text("utf-8-sig"))]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\uff1d"))] == []
    assert any("=1" in cell or "SUM" in cell or "+" in cell for cell in cells)


@pytest.mark.parametrize("evil", [EVIL, "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1", "\uff1d1+1"])
def test_no_cell_of_a_csv_begins_a_formula(store: Store, tmp_path: Path, evil: str) -> None:
    fill(store, 1, Party(name=evil, number="+442079460018"))
    store.journal.append([note("n", "call:0", value=evil)]).result(10)
    file = tmp_path / "calls.csv"
    export(store, file)
    (row,) = rows_of(file)
    assert row["note"].replace("'", "") in (evil, evil.replace("\r", "\n"))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_a_sheet_is_written_in_the_readers_manner(store: Store, tmp_path: Path) -> None:
    store.journal.append(
        [
            *whole_call("call:a", caller=Party(name="Ada; Zoë", number="+12125550147")),
            note("n", "call:a", field=NoteField.OUTCOME, value="resolved"),
        ]
    ).result(10)
    export(store, tmp_path / "calls.csv", manner=GERMAN)
    (row,) = rows_of(tmp_path / "calls.csv", ";")
    told = ("20.11.2026 10:00:00", "Eingehend", "Beendet", "Ada; Zoë", "resolved?")
    names = ("Beginn", "direction?", "state?", "name?", "outcome?")
    assert tuple(row[name] for name in names) == told
    export(store, tmp_path / "calls.xlsx", manner=GERMAN)
    heading, cells = load_workbook(tmp_path / "calls.xlsx").worksheets[0].iter_rows()
    told_there = {head.value: cell.value for head, cell in zip(heading, cells, strict=True)}
    assert told_there["Beginn"] == datetime(2026, 11, 20, 10)  # noqa: DTZ001  # sheets know no zones
    assert tuple(told_there[name] for name in names[1:]) == told[1:]
    export(store, tmp_path / "calls.json", manner=GERMAN)
    (plain,) = json.loads((tmp_path / "calls.json").read_text("utf-8"))
    assert list(plain) == list(COLUMNS)
    kept = (plain["started_at"], plain["direction"], plain["state"], plain["outcome"])
    assert kept == ("2026-11-20T09:00:00+00:00", "inbound", "ended", "Resolved")


def test_whoever_has_no_name_or_number_is_named_in_the_readers_language(
    store: Store, tmp_path: Path
) -> None:
    colleague = Party(name="Cy", extension="204", internal=True)
    store.journal.append(
        [
            *whole_call("call:a", caller=Party()),
            *whole_call("call:b", second=60, caller=colleague),
        ]
    ).result(10)
    file = tmp_path / "calls.csv"
    export(store, file, manner=GERMAN)
    told = [(row["name?"], row["number?"]) for row in rows_of(file, ";")]
    assert told == [("Cy", "ext. 204?"), ("withheld number?", "")]
    export(store, file)
    assert [row["number"] for row in rows_of(file)] == ["ext. 204", ""]


def test_a_workbook_holds_text_and_times_never_formulas(store: Store, tmp_path: Path) -> None:
    fill(store, 1, Party(name=EVIL + "\x07", number="+12125550147"))
    file = tmp_path / "calls.xlsx"
    assert export(store, file) == 1
    book = load_workbook(file)
    heading, row = book.worksheets[0].iter_rows()
    assert [cell.value for cell in heading] == list(COLUMNS)
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["name"].value == EVIL + "\ufffd"
    assert cells["name"].data_type in TEXT
    assert cells["started_at"].value == START.replace(tzinfo=None)
    assert {cell.data_type for cell in row} <= {*TEXT, "d", "n", "b"}


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    sink = SheetSink(GERMAN, sheet_rows=3)
    sink.write([row_named(f"row {n}") for n in range(5)])
    sink.save(tmp_path / "many.xlsx", lambda: None)
    book = load_workbook(tmp_path / "many.xlsx")
    assert [sheet.max_row for sheet in book.worksheets] == [3, 3, 2]
    assert book.sheetnames == ["Anrufe 1", "Anrufe 2", "Anrufe 3"]


@given(st.text(st.sampled_from("a=+-@ \"';,|\t\r\n\u2028\uff1d\ufeff")))
def test_harmless_text_keeps_its_words(text: str) -> None:
    made = harmless(text)
    assert made.replace("'", "") == text.replace("'", "")
    assert not made.lstrip(' "').startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    for part in re.split("[,;|\t\r\n\u2028]", made):
        assert not part.lstrip(' "\ufeff').startswith(("=", "+", "-", "@", "\uff1d"))


class Stopping:
    """Somebody who stops when so many rows are written, and asks counted from then on."""

    def __init__(self, rows: int, asks: int = 0) -> None:
        self.seen: list[tuple[int, int]] = []
        self._rows, self._asks = rows, asks

    def progress(self, done: int, total: int) -> None:
        self.seen.append((done, total))

    def stopped(self) -> bool:
        if not self.seen or self.seen[-1][0] < self._rows:
            return False
        self._asks -= 1
        return self._asks < 0


@pytest.mark.parametrize(
    ("name", "stopping"),
    [
        pytest.param("calls.csv", Stopping(1000), id="between two pages"),
        pytest.param("calls.xlsx", Stopping(1000), id="between two pages of a workbook"),
        pytest.param("calls.json", Stopping(1200), id="after the last page"),
        pytest.param("calls.xlsx", Stopping(1200), id="before a workbook is put together"),
        pytest.param("calls.xlsx", Stopping(1200, asks=9), id="while it is put together"),
    ],
)
def test_what_is_stopped_leaves_the_old_file_and_no_other(
    store: Store, tmp_path: Path, name: str, stopping: Stopping, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, 1200)
    (aside := tmp_path / "aside").mkdir()
    (place := tmp_path / "place").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    file = place / name
    file.write_text("before")
    with pytest.raises(Cancelled):
        write_export(
            store,
            OUTCOMES,
            Export(file=file, kind=format_of(file), query=LogQuery()),
            region="GB",
            progress=stopping.progress,
            stopped=stopping.stopped,
        )
    assert stopping.seen[:2] == [(500, 1200), (1000, 1200)]
    assert file.read_text() == "before"
    assert [*aside.iterdir(), *place.iterdir()] == [file]


def test_two_exports_to_one_name_do_not_meet(store: Store, tmp_path: Path) -> None:
    """While one is written, another to the same name is begun and stopped."""
    fill(store, 1200)
    file = tmp_path / "calls.csv"
    wanted = Export(file=file, kind=Format.CSV, query=LogQuery())

    def begin_another(done: int, _total: int) -> None:
        if done == 500:
            with pytest.raises(Cancelled):
                write_export(
                    store,
                    OUTCOMES,
                    wanted,
                    region="GB",
                    progress=lambda _done, _total: None,
                    stopped=lambda: True,
                )

    write_export(
        store, OUTCOMES, wanted, region="GB", progress=begin_another, stopped=lambda: False
    )
    assert len(rows_of(file)) == 1200


def test_a_place_that_cannot_be_written_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UserFixable, match=r"calls\.csv cannot be written"):
        export(store, tmp_path / "nowhere" / "calls.csv")


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(UserFixable, match="csv, xlsx, json"):
        format_of(Path("calls.pdf"))
    assert format_of(Path("calls.PDF"), "xlsx") is Format.XLSX


def test_memory_does_not_grow_with_the_log(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_room, "PAGE", 40)

    def peak(count: int) -> int:
        query = LogQuery(since=START, until=START + timedelta(minutes=count))
        tracemalloc.start()
        assert export(store, tmp_path / "calls.csv", query) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    fill(store, 600, Party(name="Grace", number="+12125550147"))
    export(store, tmp_path / "warm.csv")
    assert peak(600) < peak(100) * 1.5


def test_the_command_line_exports_a_time_span(store: Store, tmp_path: Path) -> None:
    fill(store, 10)
    file = tmp_path / "week.csv"
    settings = DeskSettings(data_dir=tmp_path, region="GB")
    rows = export_file(
        settings,
        file,
        since=(START + timedelta(minutes=4)).replace(tzinfo=None),
        until=START + timedelta(minutes=6),
        progress=lambda _done, _total: None,
    )
    assert (rows, len(rows_of(file))) == (2, 2)


@pytest.mark.asyncio
async def test_the_office_tells_how_far_it_is_and_stops_when_cancelled(tmp_path: Path) -> None:
    desk = await open_desk(tmp_path)
    try:
        await asyncio.to_thread(fill, desk.store, 1200)
        done = await desk.office.export_log(tmp_path / "a.csv")
        assert done.rows == 1200
        told = [v for v in desk.hearing.views if isinstance(v, ExportProgress)]
        assert told[0] == ExportProgress(done=500, total=1200)
        again = asyncio.ensure_future(desk.office.export_log(tmp_path / "b.csv"))
        before = len(told)
        await desk.hearing.until(
            lambda: sum(isinstance(v, ExportProgress) for v in desk.hearing.views) > before
        )
        again.cancel()
        with pytest.raises(asyncio.CancelledError):
            await again
    finally:
        await desk.office.stop()
    assert not await asyncio.to_thread(lambda: list(tmp_path.glob("*.part")))
