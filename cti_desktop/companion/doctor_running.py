"""Examines the running companion by what it tells of itself."""

from collections.abc import Iterator
from datetime import timedelta

from cti_desktop.companion.doctor_events import look_at_events
from cti_desktop.companion.doctor_grants import look_at_grants
from cti_desktop.companion.examination import Step, step
from cti_desktop.companion.settings import CompanionSettings
from cti_desktop.companion.status import Status

_NONE_YET = (
    "No webhook came yet: save the event subscription in the Marketplace and let it validate the "
    "address, then make a call."
)
_LATELY = timedelta(days=3)
_LATE_S = 300.0
_CHANCE = 2
"""Wrong signatures in a row that may be anybody's, where Zoom's were right before."""
_A_WHILE = timedelta(minutes=10)


def look_at_running(status: Status, settings: CompanionSettings) -> Iterator[Step]:
    """Examine what comes from Zoom and what is done with it."""
    yield _webhooks(status)
    yield from look_at_events(status.webhooks.seen, status.now)
    yield from look_at_grants(status, settings)
    yield _records(status)
    yield _upkeep(status)


def _webhooks(status: Status) -> Step:
    told = status.webhooks
    kept_out = _kept_out(status)
    if told.last_at is None or kept_out is not None:
        return step("webhooks", kept_out or _NONE_YET)
    age = status.now - told.last_at
    if age > _LATELY:
        return step(
            "webhooks",
            f"The last webhook came {age.days} days ago: look whether the event subscription is "
            "still active in the Marketplace.",
        )
    if told.delay_s is not None and told.delay_s > _LATE_S:
        return step(
            "webhooks",
            f"The last webhook was {told.delay_s:.0f} s on its way: Zoom had to send it again.",
        )
    if told.refused > told.taken:
        return step(
            "webhooks",
            f"Webhooks refused since the start: {told.refused}, more than taken. The log says "
            "why (webhook_refused), and step 6 of the guide what it means.",
        )
    return step("webhooks", None, f"the last came {age.total_seconds() / 60:.0f} min ago")


def _kept_out(status: Status) -> str | None:
    """Tell why none of the account's own webhooks get in, as far as it is known."""
    told = status.webhooks
    if told.wrongly_signed > (_CHANCE if told.last_at is not None else 0):
        return (
            f"Webhooks refused for their signature, with none taken since: {told.wrongly_signed}. "
            "ZOOM_WEBHOOK_SECRET lacks the secret token of the app that has the event "
            "subscription, or somebody else sends them: copy the token from the app's feature page "
            "in the Marketplace, and restart the companion."
        )
    if _only_of_others(status):
        return (
            f"Only webhooks of other accounts come ({told.of_others} since the start): look "
            "whether ZOOM_ACCOUNT_ID is your account's id, and whether your own account has added "
            "the app."
        )
    return None


def _only_of_others(status: Status) -> bool:
    """Tell whether others' webhooks come and none of ours, which may just not have come yet."""
    told, running = status.webhooks, status.now - status.started_at
    return told.of_others > told.taken == 0 and (told.last_at is None or running > _A_WHILE)


def _records(status: Status) -> Step:
    trouble = status.reconciler.last_error or status.sweep.last_error
    if trouble is not None:
        return step("records", f"Records cannot be fetched ({trouble}): see step 6 of the guide.")
    if status.reconciler.given_up:
        return step(
            "records",
            f"Calls given up without a record: {status.reconciler.given_up}; "
            "cti-desktop companion status names them.",
        )
    if status.reconciler.elsewhere:
        return step("records", None, "another companion on this database fetches them")
    return step("records", None, f"calls that wait for theirs: {status.reconciler.waiting}")


def _upkeep(status: Status) -> Step:
    told = status.upkeep
    trouble = None
    if told.retention_error is not None:
        trouble = f"What is too old cannot be removed ({told.retention_error})."
    elif told.users_error is not None:
        trouble = (
            f"Zoom's users cannot be listed for the teams ({told.users_error}), so supervisors see "
            "who was known before."
        )
    elif told.profile_error is not None:
        trouble = f"{told.profile_error} The companion runs, and desktops keep the one they have."
    return step(
        "upkeep", trouble, "what is too old is removed, and nothing fails that goes on by itself"
    )
