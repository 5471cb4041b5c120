"""What a setting is; `setting_table.py` has them all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from cti_desktop.agent.setting_kinds import Kind

T = TypeVar("T")


class Group(StrEnum):
    """Where on the page a setting stands; `KEPT` ones are no setting a person looks for."""

    CONNECTION = "Companion"
    CALLS = "When a call comes"
    DIALLING = "Dialling"
    NUMBERS = "Phone numbers"
    LOOK = "Look"
    START = "Start and close"
    KEPT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting.

    Attributes:
        name: its key in files and in the profile.
        title: its name on the page; `hint` says what it does.
        variable: the environment variable that sets it, if there is one.
        restart: a change acts from the next start on.
        personal: people may set it themselves; else only the machine's administrator.
        central: the companion's profile may set it.
        words: more that a person may search it by.
    """

    name: str
    kind: Kind[T]
    default: T
    group: Group = Group.KEPT
    title: str = ""
    hint: str = ""
    variable: str = ""
    restart: bool = False
    personal: bool = True
    central: bool = True
    words: str = ""
