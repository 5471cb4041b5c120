"""What a simulator is started with and what may be changed while it runs.

`program` hands these to every part; a part asks `Tuning.current` each time it needs a value, so
that `PUT /control/settings` takes effect for the next message.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args, get_origin

ReadySignal = Literal["message", "callback-message", "load-only", "late", "repeat"]
DataRetention = Literal["unsaid", "true", "false"]
RecordingStatus = Literal["", "recorded", "non_recorded"]
EmbedDuplicate = Literal["none", "same-id", "new-id"]
GeneralApp = Literal["sign-in", "own-calls", "admin-managed"]


class SettingRefused(ValueError):
    """A setting does not exist, may not change at run time or has a wrong value."""


@dataclass(frozen=True)
class SimulatorSettings:
    """Everything that decides how the simulated Zoom behaves.

    Delays named `..._s` are seconds and are multiplied by `pace`, except those of OAuth, of
    webhook timeouts and of webhook shuffling, which are real seconds. `s2s_...` is the account's
    server-to-server app, another one than people consent to: events are sent by it and signed with
    `webhook_secret`, removals by the other one and signed with `deauthorize_secret`. `general_app`
    says how that other one was made: user-managed for signing in only, user-managed for
    everybody's own calls, or admin-managed, which only `administrators` (extension numbers) may
    add. `withheld_scopes` were added to no app. `without_phone` holds the extension numbers of
    users who are of the account but have no Zoom Phone licence. `user_data_retention` is what Zoom
    says of the data of somebody whose app is removed. `default_recording_status` filters the
    account's list where a request names none. Nobody knows whether Zoom stamps a webhook anew that
    it sends again; with `retries_keep_stamp` it does not, and the stamp is as old as it would be
    without `retry_factor`.
    """

    client_id: str = "simulated-client"
    client_secret: str = "simulated-client-secret"  # noqa: S105 - an invented account's secret
    account_id: str = "SimAccount_0aQ2hR7vXw"
    s2s_client_id: str = "simulated-server-app"
    s2s_client_secret: str = "simulated-server-app-secret"  # noqa: S105 - likewise
    webhook_url: str | None = None
    webhook_secret: str = "simulated-webhook-secret"  # noqa: S105 - likewise
    deauthorize_url: str | None = None
    deauthorize_secret: str = "simulated-removal-secret"  # noqa: S105 - likewise
    user_data_retention: DataRetention = "unsaid"
    approved_origins: tuple[str, ...] = ()
    ready_signal: ReadySignal = "message"
    auto_consent: bool = False
    pace: float = 1.0
    seed: int = 0
    public_url: str = ""
    redirect_uris: tuple[str, ...] = ()
    device_available: bool = True
    access_token_seconds: int = 3600
    refuse_tokens: bool = False
    token_account: str = ""
    general_app: GeneralApp = "sign-in"
    administrators: tuple[str, ...] = ("800",)
    withheld_scopes: tuple[str, ...] = ()
    without_phone: tuple[str, ...] = ()
    default_recording_status: RecordingStatus = ""
    record_delay_s: float = 1.0
    ring_delay_s: float = 0.3
    log_delay_s: float = 2.0
    recording_delay_s: float = 3.0
    recording_transcripts: bool = False
    voicemail_delay_s: float = 3.0
    summary_delay_s: float = 5.0
    text_delay_s: float = 1.0
    webhook_timeout_s: float = 3.0
    retry_factor: float = 1.0
    retries_keep_stamp: bool = False
    webhook_duplicate_rate: float = 0.0
    webhook_loss_rate: float = 0.0
    webhook_shuffle_within_s: float = 0.0
    embed_duplicate: EmbedDuplicate = "none"
    embed_swap_log_and_ended: bool = False
    embed_drop_ended: bool = False
    light_per_second: int = 40
    medium_per_second: int = 20
    heavy_per_second: int = 10
    heavy_per_day: int = 30_000


_APPS = frozenset({"client_id", "client_secret", "s2s_client_id", "s2s_client_secret"})
FIXED = _APPS | {"account_id", "seed", "public_url"}
SECRET = frozenset({"client_secret", "s2s_client_secret", "webhook_secret", "deauthorize_secret"})


class Tuning:
    """Holds the settings in force and accepts changes to those that may change."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self.current = settings

    def change(self, changes: Mapping[str, object]) -> None:
        """Put changed settings in force, all of them or none.

        Raises:
            SettingRefused: with a sentence that names the setting.
        """
        kinds = {field.name: field.type for field in fields(SimulatorSettings)}
        accepted: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in kinds or name in FIXED:
                raise SettingRefused(f"there is no setting {name} that could change at run time")
            accepted[name] = _checked(name, kinds[name], value)
        self.current = replace(self.current, **accepted)

    def public_view(self) -> dict[str, object]:
        """Tell the settings in force without secrets."""
        return {k: v for k, v in asdict(self.current).items() if k not in SECRET}


def _checked(name: str, kind: object, value: object) -> object:
    if get_origin(kind) is Literal:
        return _one_of(name, get_args(kind), value)
    if kind == tuple[str, ...]:
        return _texts(name, value)
    if kind in (int, float):
        return _number(name, value, whole=kind is int)
    fitting = bool if kind is bool else str
    if isinstance(value, fitting) or (kind == str | None and value is None):
        return value
    raise SettingRefused(f"{name} has a value of the wrong kind")


def _one_of(name: str, allowed: tuple[object, ...], value: object) -> object:
    if value not in allowed:
        raise SettingRefused(f"{name} must be one of {', '.join(map(str, allowed))}")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise SettingRefused(f"{name} must be a list of texts")
    return tuple(value)


def _number(name: str, value: object, *, whole: bool) -> float:
    fitting = isinstance(value, int) if whole else isinstance(value, int | float)
    if not isinstance(value, int | float) or not fitting or isinstance(value, bool) or value < 0:
        kind = "whole number" if whole else "number"
        raise SettingRefused(f"{name} must be a {kind}, zero or more")
    return value
