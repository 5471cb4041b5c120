"""Reads the quarantine again once after each upgrade: a newer version may understand more.

A program that folds calls in another way counts as newer too, also under the same version.

Desk and companion call it, each with readers of its own, at its start but not in its way.
"""

import structlog

from cti_desktop.calls.errors import CtiError
from cti_desktop.store.opening import Store
from cti_desktop.store.quarantine import Quarantined, Reader
from cti_desktop.store.rows import ROWS_VERSION

_READ_BY = "quarantine.read_by"
_log = structlog.get_logger(__name__)


def reread_once(
    store: Store,
    version: str,
    read: Reader,
    *,
    to_send: frozenset[str] = frozenset(),
    person: str | None = None,
) -> int:
    """Append what this version can read of the quarantine; returns how many inputs that were.

    Any thread, blocks. When this version was here before it costs one query.

    Args:
        store: open.
        version: of the program.
        read: returns an input's events; raises `CtiError` while it still cannot.
        to_send: sources whose new events have to be sent to the companion.
        person: who it is read for, where that makes a difference; each has a turn of their own.

    Raises:
        CtiError: the database failed, or the store was closed meanwhile; the next start goes on.
    """
    reader = f"{version} {ROWS_VERSION}"
    read_by = _READ_BY if person is None else f"{_READ_BY}.{person}"
    if store.cursors.get(read_by) == reader:
        return 0

    def outgoing(kept: Quarantined) -> bool:
        return kept.source in to_send

    understood = 0
    for done in store.journal.reread(read, outgoing):
        try:
            done.result()
            understood += 1
        except CtiError as error:
            _log.warning("quarantined_not_appended", code=error.code)
        except Exception:  # noqa: BLE001 - a fault of ours in folding it is no other's concern
            _log.exception("quarantined_not_appended")
    store.cursors.set(read_by, reader).result()
    if understood:
        _log.info("quarantine_reread", understood=understood)
    return understood
