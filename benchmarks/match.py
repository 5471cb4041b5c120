"""Who is behind a number, and whom somebody types for, among a million contacts."""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.measured import Measured, quantile
from cti_desktop.calls.contacts import Contact, ContactNumber
from cti_desktop.calls.numbers import parse_number
from cti_desktop.store.directory import Directory
from cti_desktop.store.opening import open_store

_CONTACTS = 1_000_000
_BATCH = 10_000
_PROBES = 400
_FIRST = ("Ada", "Bo", "Chen", "Dora", "Emil", "Fatima", "Grace", "Hugo", "Ines", "Jan", "Zoe")
_SYLLABLES = ("ba", "cor", "den", "fu", "gar", "hol", "ker", "lin", "mor", "nas", "ot", "zil")


def measure() -> Iterator[Measured]:
    """Fill a directory, then match numbers and search as somebody types."""
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'match.db'}", region="US")
        try:
            _fill(store.directory)
            matches = _p99(_match(store.directory), [_number(dice) for _ in range(_PROBES)])
            searches = _p99(store.directory.search, [_typed(dice) for _ in range(_PROBES)])
        finally:
            store.close()
    for metric, value, limit in (
        ("number to contact, p99", matches, 5.0),
        ("search as somebody types, p99", searches, 30.0),
    ):
        yield Measured(bench="match", metric=metric, value=value, unit="ms", limit=limit)


def _fill(directory: Directory) -> None:
    for start in range(0, _CONTACTS, _BATCH):
        directory.put([_contact(number) for number in range(start, start + _BATCH)]).result()


def _contact(number: int) -> Contact:
    surname = "".join(_SYLLABLES[number // 12**place % 12] for place in range(4)).title()
    e164 = f"+1{2_012_000_000 + number}"
    return Contact(
        id=str(number),
        source="bench",
        name=f"{_FIRST[number % len(_FIRST)]} {surname}",
        firm=f"Firm {number // 20}",
        numbers=(ContactNumber(raw=e164, e164=e164),),
    )


def _number(dice: random.Random) -> str:
    """Return a number somebody has, or now and then nobody."""
    return f"+1{2_012_000_000 + dice.randrange(_CONTACTS * 5 // 4)}"


def _typed(dice: random.Random) -> str:
    """Return what stands in the search box after some keystrokes."""
    contact = _contact(dice.randrange(_CONTACTS))
    name, number = contact.name, contact.numbers[0].raw
    text = dice.choice((name, name.partition(" ")[2], contact.firm, number, number[-7:]))
    return text[: dice.randint(1, len(text))]


def _match(directory: Directory) -> Callable[[str], object]:
    return lambda raw: directory.match(parse_number(raw, "US"))


def _p99(work: Callable[[str], object], asked: Sequence[str]) -> float:
    """Return the milliseconds that 99 of 100 take at most, the first few left out."""
    took = []
    for one in asked:
        began = time.perf_counter()
        work(one)
        took.append(time.perf_counter() - began)
    return quantile(took[10:], 0.99) * 1000
