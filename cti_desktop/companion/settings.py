"""The companion's settings, read once from the environment and handed down."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from cti_desktop.calls.errors import UserFixable
from cti_desktop.companion.permissions import Needs
from cti_desktop.store.retaining import Policy
from cti_desktop.sync.scopes import Role

_FEWEST_DAYS = 7
_NEEDED = {
    "client_id": "ZOOM_CLIENT_ID",
    "client_secret": "ZOOM_CLIENT_SECRET",
    "webhook_secret": "ZOOM_WEBHOOK_SECRET",
}
_OF_SERVER_APP = {
    "s2s_client_id": "ZOOM_S2S_CLIENT_ID",
    "s2s_client_secret": "ZOOM_S2S_CLIENT_SECRET",
    "account_id": "ZOOM_ACCOUNT_ID",
}


class CompanionSettings(BaseSettings):
    """What the companion is told from outside; field names serve tests, aliases the environment.

    Attributes:
        client_id: of the app people sign in with.
        redirect_uri: registered with Zoom; empty means the companion's own callback address.
        account_id: whose webhooks and people are served; empty means anybody's.
        s2s_client_id: of the server-to-server app, if there is one. It is another app: Zoom lets
            nobody sign in with it, and gives the account's own tokens to no other kind.
        webhook_secret: the secret tokens of both apps, comma separated; while one is being
            changed, its new one and its old one.
        secret_keys: Fernet keys, comma separated; the first seals, all open.
        admins: e-mail addresses, comma separated; `supervisors` likewise.
        team_list: who belongs to which supervisor, see `Teams`.
        reconcile_delay_s: seconds after a call's end until its record is asked for.
        reconcile_stale_s: seconds after which a call that seems to go on is looked up.
        sweep_days: how far back the first reading of the call history goes; 0 reads what begins
            from the first start on.
        zoom_plan: what Zoom's rate limits follow; its answers correct it.
        profile: file with the settings every desktop takes over.
        keep_calls_days: after how many days everything of a call goes; 0 keeps it for good, as it
            does for the other three.
        keep_notes_days: after how many days what people wrote goes.
        keep_media_days: after how many days it is forgotten that there is a recording, a voicemail
            or a summary.
        keep_raw_days: after how many days messages as they came go.
        metrics_token: lets whoever shows it read metrics and status from elsewhere.
        log_level: what counts less than this is not logged.
    """

    model_config = SettingsConfigDict(
        frozen=True, populate_by_name=True, extra="ignore", env_ignore_empty=True
    )

    client_id: str = Field(default="", validation_alias="ZOOM_CLIENT_ID")
    client_secret: SecretStr = Field(default=SecretStr(""), validation_alias="ZOOM_CLIENT_SECRET")
    redirect_uri: str = Field(default="", validation_alias="ZOOM_REDIRECT_URI")
    account_id: str = Field(default="", validation_alias="ZOOM_ACCOUNT_ID")
    s2s_client_id: str = Field(default="", validation_alias="ZOOM_S2S_CLIENT_ID")
    s2s_client_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias="ZOOM_S2S_CLIENT_SECRET"
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("ZOOM_WEBHOOK_SECRET", "WEBHOOK_SECRET_TOKEN"),
    )
    zoom_oauth_url: str = Field(default="https://zoom.us", validation_alias="CTI_ZOOM_OAUTH_URL")
    zoom_api_url: str = Field(default="https://api.zoom.us/v2", validation_alias="CTI_ZOOM_API_URL")
    database_url: str = Field(default="", validation_alias="CTI_DATABASE_URL")
    data_dir: Path | None = Field(default=None, validation_alias="CTI_DATA_DIR")
    secret_keys: SecretStr = Field(default=SecretStr(""), validation_alias="CTI_SECRET_KEYS")
    development: bool = Field(default=False, validation_alias="CTI_DEVELOPMENT")
    admins: str = Field(default="", validation_alias="CTI_ADMINS")
    supervisors: str = Field(default="", validation_alias="CTI_SUPERVISORS")
    team_list: str = Field(default="", validation_alias="CTI_TEAMS")
    keep_calls_days: int = Field(default=0, ge=0, validation_alias="CTI_KEEP_CALLS_DAYS")
    keep_notes_days: int = Field(default=0, ge=0, validation_alias="CTI_KEEP_NOTES_DAYS")
    keep_media_days: int = Field(default=0, ge=0, validation_alias="CTI_KEEP_MEDIA_DAYS")
    keep_raw_days: int = Field(default=0, ge=0, validation_alias="CTI_KEEP_RAW_DAYS")
    reconcile_delay_s: float = Field(default=5.0, gt=0, validation_alias="CTI_RECONCILE_DELAY_S")
    reconcile_stale_s: float = Field(default=900.0, gt=0, validation_alias="CTI_RECONCILE_STALE_S")
    sweep_days: float = Field(default=30.0, ge=0, le=180, validation_alias="CTI_SWEEP_DAYS")
    zoom_plan: Literal["pro", "business"] = Field(default="pro", validation_alias="CTI_ZOOM_PLAN")
    metrics_token: SecretStr = Field(default=SecretStr(""), validation_alias="CTI_METRICS_TOKEN")
    profile: Path | None = Field(default=None, validation_alias="CTI_PROFILE")
    heartbeat_s: float = Field(default=15.0, gt=0, validation_alias="CTI_STREAM_HEARTBEAT_S")
    webhook_window_s: float = Field(default=300.0, gt=0, validation_alias="CTI_WEBHOOK_WINDOW_S")
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)
    ] = Field(default="INFO", validation_alias="CTI_LOG_LEVEL")

    @property
    def least_logged(self) -> int:
        """The level as `logging` counts it."""
        return logging.getLevelNamesMapping()[self.log_level]

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """Every secret a webhook may be signed with."""
        return _listed(self.webhook_secret.get_secret_value())

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The Fernet keys for tokens at rest, the sealing one first."""
        return _listed(self.secret_keys.get_secret_value())

    @property
    def store_url(self) -> str:
        """The database, by default a file in the data folder."""
        if self.database_url:
            return self.database_url
        folder = self.data_dir or Path(platformdirs.user_data_dir("cti-desktop", appauthor=False))
        return f"sqlite:///{folder / 'companion.db'}"

    @property
    def _kept_days(self) -> tuple[int, ...]:
        return (
            self.keep_calls_days,
            self.keep_notes_days,
            self.keep_media_days,
            self.keep_raw_days,
        )

    @property
    def policy(self) -> Policy:
        """How long each kind of data is kept."""
        return Policy(
            calls=_days(self.keep_calls_days),
            notes=_days(self.keep_notes_days),
            media=_days(self.keep_media_days),
            raw=_days(self.keep_raw_days),
        )

    @property
    def teams(self) -> dict[str, tuple[str, ...]]:
        """Each supervisor's members, as `lead@x.org=a@x.org b@x.org; other@x.org=department:Sales`.

        Raises:
            UserFixable: an entry has no supervisor or no equals sign.
        """
        found: dict[str, tuple[str, ...]] = {}
        for entry in filter(None, map(str.strip, self.team_list.split(";"))):
            lead, equals, members = entry.partition("=")
            if not equals or not lead.strip():
                raise UserFixable(
                    f"CTI_TEAMS has an entry that names no supervisor: “{entry}”.",
                    code="settings_wrong",
                )
            found[lead.strip().casefold()] = _members(members)
        return found

    def role_of(self, email: str | None) -> Role:
        """Return the role the settings give an e-mail address."""
        mail = (email or "").strip().casefold()
        if mail and mail in _listed(self.admins.casefold()):
            return Role.ADMIN
        if mail and mail in _listed(self.supervisors.casefold()):
            return Role.SUPERVISOR
        return Role.AGENT

    def refuse_unless_complete(self) -> None:
        """Check that everything needed to serve is set.

        Raises:
            UserFixable: something is missing or wrong; the message names the variables.
        """
        missing = self._missing()
        self._refuse_wrong()
        if missing:
            raise UserFixable(
                f"The companion needs {', '.join(missing)} in its environment.",
                code="settings_missing",
            )

    @property
    def has_server_app(self) -> bool:
        """Whether a server-to-server app is set, which makes its account needed as well."""
        return bool(self.s2s_client_id or self.s2s_client_secret.get_secret_value())

    @property
    def needs(self) -> Needs:
        """What is needed of Zoom's grants."""
        return Needs(server_app=self.has_server_app, teams=bool(self.team_list.strip()))

    def _missing(self) -> list[str]:
        values: dict[str, Any] = {
            "client_id": self.client_id,
            "client_secret": self.client_secret.get_secret_value(),
            "webhook_secret": self.webhook_secrets,
            "s2s_client_id": self.s2s_client_id,
            "s2s_client_secret": self.s2s_client_secret.get_secret_value(),
            "account_id": self.account_id,
        }
        needed = _NEEDED | (_OF_SERVER_APP if self.has_server_app else {})
        missing = [name for field, name in needed.items() if not values[field]]
        if not self.sealing_keys and not self.development:
            missing.append("CTI_SECRET_KEYS")
        return missing

    def _refuse_wrong(self) -> None:
        if self.has_server_app and self.s2s_client_id == self.client_id:
            raise UserFixable(
                "ZOOM_S2S_CLIENT_ID is the same as ZOOM_CLIENT_ID: a server-to-server app and the "
                "app people sign in with are two apps in Zoom's Marketplace.",
                code="settings_wrong",
            )
        short = [days for days in self._kept_days if 0 < days < _FEWEST_DAYS]
        if short:
            raise UserFixable(
                f"CTI_KEEP_…_DAYS has to be 0 or at least {_FEWEST_DAYS}: records of a call may "
                "come for days.",
                code="settings_wrong",
            )
        self.teams  # noqa: B018 - raises where an entry is wrong


def read_settings(**given: Any) -> CompanionSettings:
    """Read the environment; `given` wins over it.

    Raises:
        UserFixable: a value is of the wrong kind; the message names it without showing it.
    """
    try:
        return CompanionSettings(**given)
    except ValidationError as error:
        names = sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]})
        raise UserFixable(
            f"These settings have a value of the wrong kind: {', '.join(names)}.",
            code="settings_wrong",
        ) from error


def _days(told: int) -> timedelta | None:
    return timedelta(days=told) if told else None


def _members(text: str) -> tuple[str, ...]:
    """Part members at spaces and commas; a name behind `department:` may hold spaces in quotes."""
    found = re.findall(r'((?:department|site):"[^"]+"|[^\s,]+)', text)
    return tuple(one.replace('"', "").casefold() for one in found)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
