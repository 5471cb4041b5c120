"""What an object from outside may hold, and how it is compared with that.

`known_fields.py` writes the shapes down, `survey.py` compares what came with them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cti_desktop.zoom.drift import Drift, drift
from cti_desktop.zoom.fields import Json, as_text

T = TypeVar("T")
SIDES = ("caller_", "callee_", "operator_")
"""What the fields of a row begin with that say of each end what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is known of one kind of object.

    Attributes:
        fields: the names it may have.
        needed: those of them without which it is of little use.
        words: what may stand in a field, for those that are no free text.
        inside: the shapes of objects in its fields, or in the lists there.
    """

    fields: frozenset[str]
    needed: tuple[str, ...] = ()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    inside: Mapping[str, "Shape"] = field(default_factory=dict)

    def saying(self, words: Mapping[str, frozenset[str]]) -> "Shape":
        """Return it with the words that may stand in some of its fields."""
        return replace(self, words=words)


def names(text: str) -> frozenset[str]:
    """Return the words of a text, for lists that are easier read without quotes."""
    return frozenset(text.split())


def shape(fields: str, needed: str = "", **inside: Shape) -> Shape:
    """Make a shape; what is `inside` counts among its fields."""
    return Shape(
        fields=names(fields) | inside.keys(),
        needed=tuple(needed.split()),
        inside=inside,
    )


def sided(found: frozenset[str]) -> frozenset[str]:
    """Return names as they are and as those of each side."""
    return found | {f"{side}{name}" for side in SIDES for name in found}


def sided_words(words: Mapping[str, T]) -> dict[str, T]:
    """Return words by field, also by the fields of each side."""
    return {name: known for plain, known in words.items() for name in sided(frozenset((plain,)))}


def compare(name: str, told: Json, known: Shape, path: str = "") -> Iterator[Drift]:
    """Tell what of an object is not as known.

    Args:
        name: of the event or endpoint it came with.
        told: the object.
        known: its shape.
        path: where it stood, ending in a point.
    """
    yield from _fields(name, told, known, path)
    for key, inner in known.inside.items():
        for one in _objects(told.get(key)):
            yield from compare(name, one, inner, f"{path}{key}.")


def _fields(name: str, told: Json, known: Shape, path: str) -> Iterator[Drift]:
    if not told.keys() <= known.fields:  # almost never, and quicker told than looked for
        for key in sorted(told.keys() - known.fields):
            yield drift("unexpected_field", name, detail=f"{path}{key}", sample=str(told[key]))
    for key in known.needed:
        if told.get(key) in (None, ""):
            yield drift("missing_field", name, detail=f"{path}{key}")
    for key, words in known.words.items():
        word = as_text(told.get(key))
        if word is not None and word not in words:
            yield drift("unknown_value", name, detail=f"{path}{key}={word}", sample=word)


def _objects(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))
