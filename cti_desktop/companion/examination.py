"""What the doctor finds: one step of the administrators' guide each, told in a sentence."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.store.quarantine import Unread
from cti_desktop.zoom.drift import DriftCount

PATIENCE_S = 10.0
HOME = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the guide.

    Attributes:
        ok: False when somebody has to do something.
        text: a sentence.
    """

    name: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """All steps, and what the companion keeps for whoever mends its readers.

    Attributes:
        drift: what Zoom sent that was not as known, most frequent first.
        quarantine: what could not be read, latest first.
    """

    steps: tuple[Step, ...]
    drift: tuple[DriftCount, ...] = ()
    quarantine: tuple[Unread, ...] = ()


def step(name: str, trouble: str | None, well: str = "") -> Step:
    """Tell how a step stands: what is the trouble, or else that it is well."""
    return Step(name=name, ok=trouble is None, text=well if trouble is None else trouble)


def public_base(settings: CompanionSettings) -> str | None:
    """Return the address that Zoom and desktops reach the companion at; None when only we do."""
    parts = urlsplit(settings.redirect_uri)
    if not parts.netloc or parts.hostname in HOME:
        return None
    return f"{parts.scheme}://{parts.netloc}"
