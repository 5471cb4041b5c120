"""What holds for each setting: the administrator's word over the profile's over the person's own.

From the strongest: the machine's file, the environment, the companion's profile, the person's file,
what machine or profile suggest, the default. Anything an administrator sets is locked.
"""

import importlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast

from cti_desktop.agent.setting import Setting
from cti_desktop.agent.setting_files import ProfileCache, UserFile
from cti_desktop.agent.setting_table import COMPANION_URL, TABLE, setting_named
from cti_desktop.calls.errors import Denied, UserFixable

T = TypeVar("T")
Changed = Callable[[frozenset[str]], None]

SUGGESTED = "suggested"
"""The table of a file or profile with values that people may change."""
_VALUE, _REASON = "value", "reason"
_SHOWN = 60


class Origin(StrEnum):
    """Who set a value."""

    MACHINE = "machine"
    ENVIRONMENT = "environment"
    CENTRAL = "central"
    USER = "user"
    SUGGESTED = "suggested"
    DEFAULT = "default"


_LOCKING = (Origin.MACHINE, Origin.ENVIRONMENT, Origin.CENTRAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for one setting.

    Attributes:
        by: the file, the variable or the companion that set it; empty for the person and default.
        reason: why it is locked, in the administrator's words; empty when none was given.
    """

    value: Any
    origin: Origin = Origin.DEFAULT
    by: str = ""
    reason: str = ""

    @property
    def locked(self) -> bool:
        """Whether the person may not change it."""
        return self.origin in _LOCKING


@dataclass(frozen=True, slots=True)
class Layer:
    """The values one source sets, and one sentence for each it sets wrongly."""

    values: Mapping[str, Standing] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


class SettingsStore:
    """Holds every setting; any thread.

    Args:
        above: layers over the companion's profile, the strongest first.
        suggestions: what the machine suggests, under the person's own.
        user: keeps what the person sets; None for this run only.
        profile: keeps what the companion gave; None for this run only.
        problems: what could not be read.
    """

    def __init__(
        self,
        above: Sequence[Layer] = (),
        *,
        suggestions: Layer | None = None,
        user: UserFile | None = None,
        profile: ProfileCache | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        self._above, self._suggestions = tuple(above), suggestions or Layer()
        self._file, self._cache = user, profile
        self._lock = threading.RLock()
        self._listeners: list[Changed] = []
        self._broken = list(problems)
        self._own = self._read_own()
        self._central = (Layer(), Layer())
        self._standing = self._settle()
        # Whose profile counts is settled by now; no profile can say so.
        self._companion = self.get(COMPANION_URL)
        self._profile: Mapping[str, Any] = {}
        if profile is not None and self._companion:
            self._profile = profile.read(self._companion)
            self._central = self._read_profile(self._profile)
            self._standing = self._settle()

    def get(self, setting: Setting[T]) -> T:
        """Return the value that holds."""
        return cast("T", self.standing(setting).value)

    def standing(self, setting: Setting[Any]) -> Standing:
        """Return the value that holds and who set it."""
        return self._standing[setting.name]

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each value or file that could not be used."""
        layers = (*self._above, self._suggestions, self._own, *self._central)
        return (*self._broken, *(one for layer in layers for one in layer.problems))

    def doubt(self, problem: str) -> None:
        """Add a sentence to `problems`, once: what a value names cannot be used."""
        with self._lock:
            if problem not in self._broken:
                self._broken.append(problem)
                _warn("setting_unusable", problem=problem)

    def set(self, setting: Setting[T], value: T) -> None:
        """Take and keep the person's value.

        Raises:
            Denied: it is locked.
            UserFixable: it is no value for this setting, or cannot be kept.
        """
        with self._lock:
            self._refuse_if_locked(setting)
            try:
                read = setting.kind.read(setting.kind.plain(value))
            except ValueError as error:
                raise UserFixable(f"This must be {error}.", code="setting_invalid") from error
            self._keep(setting, Standing(value=read, origin=Origin.USER))

    def reset(self, setting: Setting[Any]) -> None:
        """Forget the person's value.

        Raises:
            Denied: it is locked.
            UserFixable: that cannot be kept.
        """
        with self._lock:
            self._refuse_if_locked(setting)
            self._keep(setting, None)

    def take_profile(self, profile: Mapping[str, Any]) -> None:
        """Put the companion's profile in force and keep it for starts without the companion."""
        with self._lock:
            if profile == self._profile:
                return
            self._profile = profile
            self._central = self._read_profile(profile)
            for problem in (one for layer in self._central for one in layer.problems):
                _warn("setting_invalid", problem=problem)
            if self._cache is not None:
                try:
                    self._cache.write(self._companion, profile)
                except OSError as error:
                    _warn("profile_not_kept", kind=type(error).__name__)
            changed = self._settle_again()
        self._tell(changed)

    def subscribe(self, listener: Changed) -> Callable[[], None]:
        """Hear the names of settings that changed, on the thread that changed them."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _keep(self, setting: Setting[Any], standing: Standing | None) -> None:
        if self._file is not None:
            kept = None if standing is None else setting.kind.plain(standing.value)
            self._file.write({setting.name: kept})
        values = {n: one for n, one in self._own.values.items() if n != setting.name}
        if standing is not None:
            values[setting.name] = standing
        self._own = Layer(values)
        self._tell(self._settle_again())

    def _refuse_if_locked(self, setting: Setting[Any]) -> None:
        if self.standing(setting).locked or not setting.personal:
            raise Denied("Your administrator set this.", code="setting_locked")

    def _settle_again(self) -> frozenset[str]:
        before, self._standing = self._standing, self._settle()
        return frozenset(name for name, one in self._standing.items() if one != before[name])

    def _settle(self) -> dict[str, Standing]:
        central, suggested = self._central
        layers = (*self._above, central, self._own, self._suggestions, suggested)
        return {
            one.name: next(
                (layer.values[one.name] for layer in layers if one.name in layer.values),
                Standing(value=one.default),
            )
            for one in TABLE
        }

    def _tell(self, changed: frozenset[str]) -> None:
        if changed:
            for listener in list(self._listeners):
                listener(changed)

    def _read_own(self) -> Layer:
        if self._file is None:
            return Layer()
        try:
            given = self._file.read()
        except UserFixable as error:
            self._broken.append(error.message)
            return Layer()
        # An unknown name is a newer version's, and its business.
        known = {name: value for name, value in given.items() if setting_named(name)}
        return read_layer(Origin.USER, str(self._file.path), known)

    def _read_profile(self, profile: Mapping[str, Any]) -> tuple[Layer, Layer]:
        return read_layers(Origin.CENTRAL, self._companion, profile)


def read_layers(origin: Origin, by: str, given: Mapping[str, Any]) -> tuple[Layer, Layer]:
    """Return what a file or profile sets, and what it suggests."""
    suggested = given.get(SUGGESTED, {})
    sets = {name: value for name, value in given.items() if name != SUGGESTED}
    if not isinstance(suggested, Mapping):
        return read_layer(origin, by, given), Layer()
    return read_layer(origin, by, sets), read_layer(Origin.SUGGESTED, by, suggested, origin)


def read_layer(
    origin: Origin, by: str, given: Mapping[str, Any], source: Origin | None = None
) -> Layer:
    """Read values; one that cannot be meant is left out and told.

    Args:
        origin: whose word they are.
        by: names the source to people.
        given: value by name, or `{value, reason}` by name.
        source: whose file it is, where that differs from `origin`.
    """
    values: dict[str, Standing] = {}
    problems: list[str] = []
    for name, entry in given.items():
        value, reason = _entry(entry)
        setting = setting_named(name)
        if setting is None or (not setting.central and Origin.CENTRAL in (origin, source)):
            problems.append(f"{name} in {by} is no setting that can be set there.")
            continue
        if not setting.personal and origin is Origin.USER:
            continue
        try:
            read = setting.kind.read(value)
        except ValueError as error:
            told = repr(value)[:_SHOWN]
            problems.append(f"{name} in {by} must be {error}; it is {told}.")
            continue
        values[name] = Standing(value=read, origin=origin, by=by, reason=reason)
    return Layer(values, tuple(problems))


def read_variables(environment: Mapping[str, str]) -> Layer:
    """Read what environment variables set; an empty one sets nothing."""
    values: dict[str, Standing] = {}
    problems: list[str] = []
    for setting in TABLE:
        given = environment.get(setting.variable, "") if setting.variable else ""
        if not given:
            continue
        try:
            value = setting.kind.read(given)
        except ValueError as error:
            problems.append(f"{setting.variable} must be {error}; it is {given[:_SHOWN]!r}.")
            continue
        values[setting.name] = Standing(value=value, origin=Origin.ENVIRONMENT, by=setting.variable)
    return Layer(values, tuple(problems))


def _entry(entry: object) -> tuple[object, str]:
    if isinstance(entry, Mapping) and _VALUE in entry:
        return entry[_VALUE], str(entry.get(_REASON, ""))
    return entry, ""


def _warn(event: str, **told: str) -> None:
    """Log a line; the log is loaded late, for the window's first paint comes before it."""
    importlib.import_module("structlog").get_logger(__name__).warning(event, **told)
