"""Asks a running companion how it stands; the command line calls it."""

from http import HTTPStatus

import httpx
import msgspec

from cti_desktop.calls.errors import Denied, UserFixable
from cti_desktop.companion import status
from cti_desktop.companion.settings import CompanionSettings

_PATIENCE_S = 10.0


def fetch_status(settings: CompanionSettings, url: str) -> status.Status:
    """Return the state of the companion at `url`; blocking.

    Args:
        settings: hold the metrics token, which a companion on another machine asks for.
        url: where it listens.

    Raises:
        UserFixable: it does not run there, or something else does.
        Denied: it does not let us in.
    """
    token = settings.metrics_token.get_secret_value()
    headers = {"authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.get(
            f"{url.rstrip('/')}/status", headers=headers, timeout=_PATIENCE_S, trust_env=False
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UserFixable(
            f"The companion does not answer at {url}. Start it, or give its address with --url.",
            code="companion_unreachable",
        ) from error
    if answer.status_code == HTTPStatus.FORBIDDEN:
        raise Denied(
            "The companion does not let us in. Ask on its own machine, or set CTI_METRICS_TOKEN "
            "to the token it was started with.",
            code="operators_only",
        )
    try:
        return status.decode(answer.content)
    except msgspec.MsgspecError as error:
        raise UserFixable(
            f"What answers at {url} is not a companion of this version.", code="companion_garbled"
        ) from error
