"""Exports the call log to a file, page by page: a million calls need no more memory than one.

The office and the command line call it; it blocks, so the office gives it a thread of its own.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from cti_desktop.agent.answers import Exported
from cti_desktop.agent.beside import beside
from cti_desktop.agent.checkup import CheckUpDoor
from cti_desktop.agent.export_manner import Manner
from cti_desktop.agent.export_rows import row_of
from cti_desktop.agent.export_sinks import Format, open_sink
from cti_desktop.agent.export_traces import ExportTraces
from cti_desktop.agent.lines import CallReader
from cti_desktop.agent.membership import reader_ids_here
from cti_desktop.agent.own_outcomes import outcomes_here
from cti_desktop.agent.records import exported
from cti_desktop.agent.setting_table import MASK_OTHERS
from cti_desktop.agent.settings import DeskSettings
from cti_desktop.agent.views import ExportProgress, View
from cti_desktop.calls.errors import Cancelled, UserFixable
from cti_desktop.calls.log_filter import LogFilter
from cti_desktop.calls.outcomes import OutcomeSet
from cti_desktop.store.log import LogQuery
from cti_desktop.store.opening import Store, open_store

PAGE = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is exported where.

    Attributes:
        query: which calls; its limit and `before` do not count.
        reader_ids: the agent whose leg is shown.
        masks: whether calls of others show no more than the end of a number.
        manner: how it is written, unless it is JSON.
        traces: where its unfinished files are written down, for a start after it was cut off.
    """

    file: Path
    kind: Format
    query: LogQuery
    reader_ids: tuple[str, ...] = ()
    masks: bool = False
    manner: Manner = Manner()
    traces: ExportTraces | None = None


def format_of(file: Path, asked: str = "") -> Format:
    """Return the kind of file that was asked for, else the one its name ends with.

    Raises:
        UserFixable: it is none of ours.
    """
    name = (asked or file.suffix.removeprefix(".")).casefold()
    if name not in set(Format):
        known = ", ".join(Format)
        raise UserFixable(
            f"Calls can be exported as {known}. Name the file so, such as calls.csv.",
            code="export_format",
        )
    return Format(name)


def write_export(
    store: Store,
    outcomes: OutcomeSet,
    wanted: Export,
    *,
    region: str | None,
    progress: Callable[[int, int], None],
    stopped: Callable[[], bool],
) -> int:
    """Write the file and return how many calls it has; any thread, blocks.

    The file stands under its name only when it is whole; what was there before stays until then.

    Args:
        progress: called after each page with the rows written and those expected.
        stopped: asked until the file gets its name; True gives up.

    Raises:
        Cancelled: it was stopped.
        UserFixable: the file cannot be written.
    """
    if wanted.kind is Format.JSON:
        wanted = replace(wanted, manner=Manner())
    told = wanted.manner.said(outcomes)
    reader = CallReader(store.directory, told, region, lambda: wanted.masks)
    reader.reader_ids = wanted.reader_ids

    def go_on() -> None:
        if stopped():
            raise Cancelled("The export was stopped.", code="export_stopped")

    try:
        with _unfinished(wanted.file, wanted.traces) as (part, made):
            doing = replace(wanted, file=part)
            written = _write_part(store, reader, doing, progress, go_on, made)
            go_on()
            part.replace(wanted.file)
    except OSError as error:
        log.warning("export_not_written", kind=type(error).__name__)
        raise UserFixable(
            f"{wanted.file.name} cannot be written: {error.strerror or 'the disk refused'}. "
            "Choose another place, or close the program that has it open.",
            code="export_not_written",
        ) from error
    log.info("log_exported", kind=wanted.kind, rows=written)
    store.audit.add([exported(written, str(wanted.kind))]).result()
    return written


def _write_part(
    store: Store,
    reader: CallReader,
    wanted: Export,
    progress: Callable[[int, int], None],
    go_on: Callable[[], None],
    made: Callable[[Path], None],
) -> int:
    query = replace(wanted.query, limit=PAGE, before=None)
    total, written, say = store.log.count(query), 0, wanted.manner.say
    with open_sink(wanted.file, wanted.kind, wanted.manner, go_on, made) as sink:
        for page in store.log.listed_pages(query):
            go_on()
            reader.look_up(page)
            sink.write(row_of(call, reader, say) for call in page)
            written += len(page)
            progress(written, max(total, written))
    return written


@contextmanager
def _unfinished(
    file: Path, traces: ExportTraces | None
) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    """Give a file to write that is gone in the end, and what is told of more of the kind."""
    part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
    with nullcontext(lambda _file: None) if traces is None else traces.noting() as made:
        made(part)
        try:
            yield part, made
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def export_file(
    settings: DeskSettings,
    file: Path,
    kind: str = "",
    *,
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    progress: Callable[[int, int], None],
) -> int:
    """Export from the local store without a desk around it; times without a zone are UTC.

    Raises:
        UserFixable: store or file cannot be used.
    """
    query = LogQuery(text=text, since=_in_utc(since), until=_in_utc(until))
    wanted = Export(
        file=file,
        kind=format_of(file, kind),
        query=query,
        masks=settings.store.get(MASK_OTHERS),
        traces=ExportTraces(settings.data_dir),
    )
    store = open_store(settings.database_url, region=settings.region)
    try:
        wanted = replace(wanted, reader_ids=reader_ids_here(store.cursors))
        return write_export(
            store,
            outcomes_here(settings.store),
            wanted,
            region=settings.region,
            progress=progress,
            stopped=lambda: False,
        )
    finally:
        store.close()


def _in_utc(at: datetime | None) -> datetime | None:
    return at if at is None else at.replace(tzinfo=at.tzinfo or UTC)


class ExportDoor(CheckUpDoor):
    """A base of the office: exports beside the loop, tells how far it is, stops when cancelled."""

    _export_store: Store
    _export_outcomes: OutcomeSet
    _export_region: str | None
    _export_tell: Callable[[View], None]
    _export_reader: CallReader

    async def export_log(
        self,
        file: Path,
        shown: LogFilter = LogFilter(),
        manner: Manner = Manner(),
        stopped: Callable[[], bool] = lambda: False,
    ) -> Exported:
        """Write the calls a list shows into a file; its name's ending says which kind.

        Args:
            stopped: asked from another thread until the file gets its name; True gives up.

        Raises:
            Cancelled: it was stopped in time; there is no file.
            UserFixable: the file cannot be written, or is of no kind we know.
        """
        wanted = Export(
            file=file,
            kind=format_of(file),
            query=LogQuery.of(shown, seen_by=self._export_reader.reader_ids),
            reader_ids=self._export_reader.reader_ids,
            masks=self._check_up_settings.store.get(MASK_OTHERS),
            manner=manner,
            traces=ExportTraces(self._check_up_settings.data_dir),
        )
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            view = ExportProgress(done=done, total=total)
            loop.call_soon_threadsafe(self._export_tell, view)

        def work(given_up: Callable[[], bool]) -> int:
            return write_export(
                self._export_store,
                self._export_outcomes,
                wanted,
                region=self._export_region,
                progress=progress,
                stopped=lambda: stopped() or given_up(),
            )

        rows = await beside(work)
        return Exported(file=str(file), rows=rows)

    async def _clear_exports(self) -> None:
        """Delete what exports left that were cut off, as by a power cut."""
        await asyncio.to_thread(ExportTraces(self._check_up_settings.data_dir).clear)

    def _open_export(
        self,
        store: Store,
        outcomes: OutcomeSet,
        settings: DeskSettings,
        tell: Callable[[View], None],
        reader: CallReader,
    ) -> None:
        self._check_up_settings = settings
        self._export_store, self._export_outcomes = store, outcomes
        self._export_region, self._export_tell = settings.region, tell
        self._export_reader = reader
