"""Outcomes an agent can choose, and how they become the fields of the softphone's notes page."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.events import Direction

OUTCOME_FIELD = "Outcome"
TEXT_FIELD = "Note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing a call can have come to.

    Attributes:
        value: stable word that is stored.
        label: what people read.
        call_back: choosing it asks for a date to call back.
    """

    value: str
    label: str
    call_back: bool = False


class OutcomeRule(StrEnum):
    """Which calls need an outcome before their wrap-up can end."""

    NEVER = "never"
    ANSWERED = "answered"
    EXTERNAL = "external"


def outcome_missing(
    rule: OutcomeRule,
    *,
    answered: bool,
    direction: Direction | None,
    outcome: str | None,
    logged: bool = True,
) -> bool:
    """Tell whether a call needs an outcome that nobody chose; `EXTERNAL` leaves colleagues out.

    A call that is not to be logged needs none.
    """
    if rule is OutcomeRule.NEVER or not answered or outcome or not logged:
        return False
    return rule is OutcomeRule.ANSWERED or direction is not Direction.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSet:
    """All outcomes in the order people see them, and whether one must be chosen at all."""

    outcomes: tuple[Outcome, ...]
    required: bool = False

    def rule(self, wanted: OutcomeRule) -> OutcomeRule:
        """Return the rule that holds: none where the file says that none must be chosen."""
        return wanted if self.required else OutcomeRule.NEVER

    def label_of(self, value: str | None) -> str | None:
        """Return the words for a stored value; an unknown value is shown as it is."""
        return next((o.label for o in self.outcomes if o.value == value), value)

    def find(self, text: str) -> Outcome | None:
        """Find an outcome by its value or label, as the softphone's notes page sends either."""
        wanted = text.strip().casefold()
        return next(
            (o for o in self.outcomes if wanted in (o.value.casefold(), o.label.casefold())), None
        )


def read_outcomes(path: Path) -> OutcomeSet:
    """Read an outcomes file (TOML).

    Raises:
        UserFixable: the file cannot be read, is no TOML or lacks a value or label; the message says
            where.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:  # also what is not UTF-8
        raise UserFixable(f"The outcomes file {path.name} cannot be read: {error}") from error
    given = data.get("outcome", [])
    entries = given if isinstance(given, list) else [given]
    found = tuple(_read(path, number, entry) for number, entry in enumerate(entries))
    if not found:
        raise UserFixable(f"The outcomes file {path.name} names no outcome; add one [[outcome]].")
    return OutcomeSet(outcomes=found, required=bool(data.get("required", False)))


def _read(path: Path, number: int, entry: object) -> Outcome:
    if not isinstance(entry, dict) or not entry.get("value") or not entry.get("label"):
        raise UserFixable(
            f"Outcome {number + 1} in {path.name} needs a `value` and a `label`.",
            code="outcomes_invalid",
        )
    return Outcome(
        value=str(entry["value"]),
        label=str(entry["label"]),
        call_back=bool(entry.get("call_back", False)),
    )
