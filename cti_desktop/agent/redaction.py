"""Takes out of logs and findings what tells of people, before a helper gets them.

The log is masked when it is written. This is the second lock, and it works the other way round:
only what is known to be the program's own word is kept, so that a name nobody thought of stays
here.
"""

import getpass
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cti_desktop.calls.masking import mask_text

LEFT_OUT = "…"
_OWN_WORDS = frozenset(
    {
        "code", "error", "error_id", "event", "exc_type", "kind", "language", "level",
        "scheme", "selector", "signal", "signals", "source", "state", "status",
    }
)  # fmt: skip
_TREES = frozenset({"exception", "frames", "signals"})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,59}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{5,20}(Z|[+-]\d\d:\d\d)")
_QUOTED = re.compile("['\"`\u2018\u201c].*?['\"`\u2019\u201d]")
_LARGEST_NUMBER = 1_000_000
_LONGEST, _LONGEST_TOKEN = 300, 24


def redact_log(text: str) -> str:
    """Return the log with the program's own words only, a record a line."""
    lines, strange = [], 0
    for line in text.split("\n"):
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if isinstance(told, dict):
            lines.append(json.dumps(_fields(told)))
        elif line.strip():
            strange += 1
    if strange:
        lines.append(json.dumps({"event": "lines_left_out", "lines": strange}))
    return "".join(f"{line}\n" for line in lines)


def redact_sentence(text: str) -> str:
    """Return a sentence of the program without numbers, addresses, quotations and user's names."""
    text = text[: 4 * _LONGEST].replace(str(Path.home()), "~")
    user = getpass.getuser()
    text = re.sub(rf"(?<![\w]){re.escape(user)}(?![\w])", LEFT_OUT, text)
    return mask_text(_QUOTED.sub(LEFT_OUT, text))[:_LONGEST]


_SAMPLED = ("drift", "quarantine", "companion_drift", "companion_quarantine")


def redact_findings(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the doctor found, without samples of what Zoom sent and whose desk it came to."""
    checks = [{**one, "text": redact_sentence(str(one["text"]))} for one in told["checks"]]
    seen = {name: _without_samples(told[name]) for name in _SAMPLED if name in told}
    return {**told, "checks": checks, **seen}


def _without_samples(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            name: redact_sentence(value) if isinstance(value, str) and name != "last_at" else value
            for name, value in (one | _without_person(one)).items()
            if name != "sample"
        }
        for one in found
    ]


def _without_person(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source as one door for all: beside it may stand who sat there."""
    return {"source": str(found["source"]).partition(" user:")[0]} if "source" in found else {}


def _fields(told: Mapping[str, Any], within: str = "") -> dict[str, Any]:
    # A frame of a traceback has the name of its function; elsewhere a name may be anybody's.
    return {
        str(name): _field("kind" if (within, name) == ("frames", "name") else str(name), value)
        for name, value in told.items()
    }


def _field(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < _LARGEST_NUMBER else LEFT_OUT
    if isinstance(value, Mapping):
        return _fields(value, name) if name in _TREES else LEFT_OUT
    if isinstance(value, list):
        return [_field(name, one) for one in value] if name in _TREES else LEFT_OUT
    if isinstance(value, str):
        return _word(name, value)
    return LEFT_OUT


def _word(name: str, value: str) -> str:
    if name == "timestamp":
        return value if _TIME.fullmatch(value) else LEFT_OUT
    if name == "filename":
        return value.replace("\\", "/").rpartition("/")[2]
    own = name in _OWN_WORDS and _WORD.fullmatch(value) is not None
    return value if own and not _like_a_token(value) else LEFT_OUT


def _like_a_token(value: str) -> bool:
    """Tell whether a word looks drawn by lot: long, with digits, in no words."""
    return any(
        len(part) >= _LONGEST_TOKEN and any(char.isdigit() for char in part)
        for part in re.split(r"[_.:-]", value)
    )
