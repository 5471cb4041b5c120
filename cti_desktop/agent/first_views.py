"""What the face is told before the office is open: the first of its views.

They are by themselves because the softphone waits for them, and each class that is made before it
is ready keeps it waiting. `views` has them too, and the others.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from cti_desktop.agent.hints import Hint
from cti_desktop.agent.softphone_words import Cause

OUR_WORDS = ("Withheld number", "ext. ")
"""What a name or number begins with that is nobody's own; the face says it in its language."""


class SoftphoneState(StrEnum):
    """What the softphone page is doing."""

    STARTING = "starting"
    READY = "ready"
    DIALLING = "dialling"
    STALLED = "stalled"
    REFUSED = "refused"
    FAILED = "failed"


class CompanionState(StrEnum):
    """What the link to the companion is doing."""

    OFF = "off"
    SIGNED_OUT = "signed_out"
    CONNECTING = "connecting"
    IN_STEP = "in_step"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """The status bar.

    Attributes:
        softphone_text: a sentence, with the remedy when something is wrong; `companion_text` too.
        softphone_cause: what is wrong; None when nothing is.
        engaged: a chat or a video call goes on in the softphone's page.
        waiting: changes not yet at the companion.
        unfinished: answered calls that still need an outcome; 100 stands for more, too.
        own_ids: the ids of one who sees a team's calls beside their own; empty for all others.
        kept_for_this_run: no OS keyring was found, so the session ends with the program.
        newest_only: one that was not looked at yet is overtaken by the next.
    """

    newest_only: ClassVar[bool] = True
    softphone: SoftphoneState
    softphone_text: str
    companion: CompanionState
    companion_text: str
    softphone_cause: Cause | None = None
    engaged: bool = False
    waiting: int = 0
    unfinished: int = 0
    kept_for_this_run: bool = False
    agent_name: str | None = None
    hints: tuple[Hint, ...] = ()
    own_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A sentence for the person, with what to do; `error_id` also stands in the log."""

    text: str
    bad: bool = False
    error_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedCommand:
    """A message for the softphone page; the face posts it to Zoom's exact origin."""

    message: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBrowser:
    """The face opens this address in the system browser (sign-in)."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWindow:
    """Bring the window to the front; `activation` is the desktop's leave to, if it gave one."""

    activation: str = ""


@dataclass(frozen=True, slots=True)
class ReloadSoftphone:
    """The face loads the softphone page afresh."""
