"""A hundred thousand invented links: none may crash the parser or pass what its grammar forbids.

The tests take a few thousand of the same; the time of one link is for comparison only.
"""

import random
import re
import string
import time
from collections.abc import Iterator

from benchmarks.measured import Measured
from cti_desktop.calls.links import LONGEST_LINK, SCHEMES, DialRequest, Refusal, read_link

_STRINGS = 100_000
_WITH_SCHEME, _WITH_NOISE = 0.5, 0.3
_REGIONS = (None, "GB", "DE", "US")
_FRAGMENTS = (
    *(f"{scheme}:" for scheme in SCHEMES),
    "//", "/", "+", "+44", "020 7946 0018", "112", "*67", "#", "#31#", "**21*", "*100#", ";ext=",
    ";phone-context=", "?", "&", "callerid=", "number=", "dial", "%00", "%2B", "%23", "%", "%zz",
    "@", ":", "\n", "\x00", "\u202e", "x", ",", ",,", "(0)", "ext 12", "tel:", "DROP TABLE",
    "$(id)", "`", "--", "\ud800", "٤٤", "autodial=",
)  # fmt: skip
_DIALLED = re.compile(r"\+?[0-9]{1,20}|[0-9*#]{2,41}|[*#][0-9*#]*\+[0-9][0-9*#]*")
_CALLER = re.compile(r"\+?[0-9]{1,15}")
_CONTROLS_END = 0x20


def invented_links(count: int, seed: int = 20260101) -> Iterator[tuple[str, str | None]]:
    """Yield texts made of what links are made of, each with a region to read it in."""
    dice = random.Random(seed)
    for _ in range(count):
        pieces = dice.choices(_FRAGMENTS, k=dice.randint(0, 6))
        if dice.random() < _WITH_SCHEME:
            pieces.insert(0, f"{dice.choice(tuple(SCHEMES))}:")
        if dice.random() < _WITH_NOISE:
            pieces.append("".join(dice.choices(string.printable, k=dice.randint(1, 12))))
        yield "".join(pieces), dice.choice(_REGIONS)


def obeys_the_grammar(text: str, read: DialRequest | Refusal) -> bool:
    """Tell whether what was read of a text is something its grammar allows to be read."""
    if isinstance(read, Refusal):
        return bool(read.sentence)
    plain = text.strip(" ")
    return (
        len(text) <= LONGEST_LINK
        and plain.partition(":")[0].lower() in SCHEMES
        and _DIALLED.fullmatch(read.dial) is not None
        and not any(ord(c) < _CONTROLS_END or c == "\x7f" for c in plain)
        and "%00" not in plain
        and (read.caller_id is None or _CALLER.fullmatch(read.caller_id) is not None)
    )


def measure(strings: int = _STRINGS) -> Iterator[Measured]:
    """Read them all."""
    texts = list(invented_links(strings))
    began = time.perf_counter()
    answers = [read_link(text, region) for text, region in texts]
    took = time.perf_counter() - began
    accepted = sum(isinstance(read, DialRequest) for read in answers)
    wrong = sum(
        not obeys_the_grammar(text, read) for (text, _), read in zip(texts, answers, strict=True)
    )
    yield Measured(
        bench="links", metric="against the grammar", value=wrong, unit="strings", limit=0
    )
    yield Measured(bench="links", metric="accepted", value=accepted, unit="strings")
    yield Measured(
        bench="links", metric="time for one", value=took / strings * 1e6, unit="microseconds"
    )
