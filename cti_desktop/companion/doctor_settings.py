"""Examines what the companion is told: its environment, its profile, its database."""

from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from cti_desktop.calls.errors import CtiError
from cti_desktop.companion.examination import HOME, Step, step
from cti_desktop.companion.profile import read_profile
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.store.opening import Age, age_of, lacking_file

_HOST_ORIGIN = "host_origin"
CALLBACK = "/oauth/zoom/callback"
_AWAY = "store_away"
_NOT_LET_IN = (
    "The database at {} does not let the companion in: see whether it runs, and whether address, "
    "name and password in CTI_DATABASE_URL are right."
)
_OF_ANOTHER_VERSION = {
    Age.OLDER: "The database is of an older version than this program: restart the companion, or "
    "run cti-desktop companion migrate.",
    Age.NEWER: "The database is of a newer version than this program, which cannot use it: install "
    "that version again, or go back to the backup of before the upgrade (step 7).",
}


def look_at_settings(settings: CompanionSettings, host_origin: str | None) -> tuple[Step, ...]:
    """Examine everything that needs nobody else."""
    return (
        _settings(settings),
        _keys(settings),
        _profile(settings),
        _database(settings),
        _redirect(settings),
        _approved_domain(settings, host_origin),
    )


def _settings(settings: CompanionSettings) -> Step:
    try:
        settings.refuse_unless_complete()
    except CtiError as error:
        return step("settings", error.message)
    return step("settings", None, "everything needed is set")


def _keys(settings: CompanionSettings) -> Step:
    keys = settings.sealing_keys
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            return step(
                "keys",
                f"Key {place} of CTI_SECRET_KEYS is none: make one as the guide says in step 2.",
            )
    if not keys:
        told = "CTI_SECRET_KEYS is not set, so Zoom's tokens cannot be kept over a restart."
        return step("keys", told)
    many = "one key seals" if len(keys) == 1 else f"the first of {len(keys)} keys seals"
    return step("keys", None, f"{many} Zoom's tokens")


def _redirect(settings: CompanionSettings) -> Step:
    uri = settings.redirect_uri
    parts = urlsplit(uri)
    trouble = None
    if not uri:
        trouble = (
            "ZOOM_REDIRECT_URI is not set, so Zoom would send people to this machine's own "
            f"address. Set it to https://YOUR-ADDRESS{CALLBACK}."
        )
    elif parts.path != CALLBACK or parts.query or parts.fragment:
        trouble = f"ZOOM_REDIRECT_URI has to end in {CALLBACK}; it is {uri}."
    elif parts.scheme != "https" and parts.hostname not in HOME:
        trouble = f"ZOOM_REDIRECT_URI has to begin with https://; it is {uri}."
    return step("redirect", trouble, f"{uri} has to stand in the app's form, letter by letter")


def _approved_domain(settings: CompanionSettings, host_origin: str | None) -> Step:
    parts = urlsplit(settings.redirect_uri)
    own = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    origin = (host_origin or _told_to_all(settings) or own).rstrip("/")
    told = urlsplit(origin)
    trouble = None
    if told.scheme != "https" or not told.netloc:
        trouble = (
            "Zoom's list of approved domains takes https addresses only, and the softphone's page "
            f"would come from {origin or 'nowhere'}. Set CTI_HOST_ORIGIN on the desktops."
        )
    elif told.path or told.query:
        trouble = (
            f"CTI_HOST_ORIGIN is an address without a path, such as {told.scheme}://{told.netloc}."
        )
    well = f"{origin} has to be an approved domain of Zoom's Smart Embed app"
    return step("domain", trouble, well)


def _told_to_all(settings: CompanionSettings) -> str | None:
    """Return the origin that the profile gives every desktop, as a value or with a reason."""
    try:
        told = read_profile(settings.profile) if settings.profile else {}
    except CtiError:
        return None  # the profile's own step says why
    found = told.get(_HOST_ORIGIN)
    found = found.get("value") if isinstance(found, dict) else found
    return found if isinstance(found, str) else None


def _profile(settings: CompanionSettings) -> Step:
    if settings.profile is None:
        return step("profile", None, "CTI_PROFILE is not set: desktops keep their own settings")
    try:
        told = read_profile(settings.profile)
    except CtiError as error:
        return step("profile", error.message)
    return step("profile", None, f"{settings.profile} has {len(told)} entries for desktops")


def _database(settings: CompanionSettings) -> Step:
    try:
        lacking = lacking_file(settings.store_url)
        if lacking is not None:
            told = (
                f"There is no database at {lacking}: start the companion, or run this with its "
                'environment (step 3, "Its commands").'
            )
            return step("store", told)
        age = age_of(settings.store_url)
    except CtiError as error:
        where = urlsplit(settings.store_url).netloc.rpartition("@")[2]  # without name and password
        away = where and error.code == _AWAY
        return step("store", _NOT_LET_IN.format(where) if away else error.message)
    return step("store", _OF_ANOTHER_VERSION.get(age), "opens and is of this version")
