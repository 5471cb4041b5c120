"""Examines whether the calls can be read with what Zoom granted, and whether people can sign in."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from cti_desktop.companion.examination import Step, step
from cti_desktop.companion.grants import ACCOUNT, GrantInfo
from cti_desktop.companion.permissions import ACCOUNT_SUFFIX
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.status import SignInState, Status

_UNDER_WAY = timedelta(minutes=10)
"""So long somebody may be reading Zoom's page."""
_GIVEN_UP = 5
"""Sign-ins in a row that people may just not have finished, where others went well before."""
_SAID = {
    "scope_missing": "Zoom did not let the companion ask who signs in: add phone:read:user to the "
    "scopes of the General app, and phone:read:user:admin to those of the server-to-server app "
    "where there is one; then sign in again.",
    "client_refused": "Zoom did not take ZOOM_CLIENT_ID with ZOOM_CLIENT_SECRET: copy both from "
    "the General app's page in the Marketplace, and restart the companion.",
    "wrong_app": "ZOOM_CLIENT_ID is not the General app's: see step 1 of the guide.",
    "no_phone_user": "the person has no Zoom Phone licence: assign one, or let somebody sign in "
    "who has one.",
    "other_account": "the person is of another account: see whether ZOOM_ACCOUNT_ID is yours.",
    "access_denied": "the person did not choose Allow, or Zoom did not let them.",
}
_REDIRECT = (
    "see whether ZOOM_REDIRECT_URI stands in the General app's form, letter by letter, and whether "
    "its client id and secret are of the same app."
)
_OF_THE_REDIRECT = ("oauth_refused", "grant_ended")
_NOBODY_BACK = (
    "Zoom sent nobody back who began to sign in. Where its page says that an admin is required, "
    "the General app is admin-managed: build a user-managed one (step 1). Otherwise see whether "
    "ZOOM_REDIRECT_URI stands in its form, letter by letter."
)


def look_at_grants(status: Status, settings: CompanionSettings) -> Iterator[Step]:
    """Examine what reads the calls, then what people sign in with."""
    if settings.has_server_app:
        yield from _server_app(status, settings)
    else:
        yield from _one_app(status, settings)
    yield _sign_in(status, settings)


def _server_app(status: Status, settings: CompanionSettings) -> Iterator[Step]:
    grant = next((one for one in status.grants if one.key == ACCOUNT), None)
    if grant is None:
        told = "The server-to-server app has fetched nothing so far: see what is said of account."
        elsewhere = "another companion on this database uses the server-to-server app"
        yield step("zoom", None if status.reconciler.elsewhere else told, elsewhere)
        return
    count = len(settings.needs.features)
    well = f"the server-to-server app has the scopes of all {count} features"
    then = "the server-to-server app's scopes in the Marketplace, then restart the companion."
    yield from _scopes(grant.missing, well, then)


def _one_app(status: Status, settings: CompanionSettings) -> Iterator[Step]:
    if not status.grants:
        who = "as an administrator where the General app is admin-managed"
        yield step("zoom", f"Nobody connected Zoom yet: open {_start(settings)}, {who}.")
        return
    best = min(status.grants, key=lambda one: len(one.missing))
    many = len(settings.needs.features)
    well = (
        f"connected, with the scopes of all {many} features; with an admin-managed app only "
        "administrators of the account can sign in"
        if _of_account(best)
        else f"the calls are read of those who signed in: {len(status.grants)}"
    )
    then = "the app's scopes in the Marketplace, then connect Zoom again."
    yield from _scopes(best.missing, well, then)


def _of_account(grant: GrantInfo) -> bool:
    return any(one.endswith(ACCOUNT_SUFFIX) for one in grant.scopes)


def _scopes(missing: Mapping[str, tuple[str, ...]], well: str, then: str) -> Iterator[Step]:
    if not missing:
        yield step("zoom", None, well)
    for feature, scopes in missing.items():
        yield step("zoom", f"For {feature} add {', '.join(scopes)} to {then}")


def _sign_in(status: Status, settings: CompanionSettings) -> Step:
    told = status.sign_in
    if _nobody_comes_back(status):
        return step("sign-in", _NOBODY_BACK)
    if told.trouble is not None:
        return step("sign-in", _failed(told.trouble))
    if told.well_at is not None:
        age = status.now - told.well_at
        return step("sign-in", None, f"somebody signed in {_days(age)}, so the General app is well")
    if told.code is not None:
        return step("sign-in", _failed(told.code))
    if told.begun_at is None and any(one.key != ACCOUNT for one in status.grants):
        return step("sign-in", None, "people signed in before this version, which counts them")
    begun = "Somebody is signing in just now" if told.begun_at else "Nobody has signed in yet"
    return step(
        "sign-in",
        f"{begun}: only that shows whether the General app is well. Open {_start(settings)} as "
        "somebody with a Zoom Phone licence who is no administrator, if such people are to use it.",
    )


def _nobody_comes_back(status: Status) -> bool:
    told: SignInState = status.sign_in
    few = _GIVEN_UP if told.well_at is not None else 1
    return (
        told.begun_at is not None
        and told.unreturned >= few
        and status.now - told.begun_at > _UNDER_WAY
    )


def _failed(code: str) -> str:
    why = _REDIRECT if code in _OF_THE_REDIRECT else _SAID.get(code, "see step 6 of the guide.")
    return f"The last sign-in failed ({code}): {why}"


def _days(age: timedelta) -> str:
    return f"{age.days} days ago" if age.days else "within a day"


def _start(settings: CompanionSettings) -> str:
    return settings.redirect_uri.removesuffix("callback") + "start"
