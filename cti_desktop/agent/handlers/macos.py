"""Registration on macOS: the application bundle names its schemes, the person chooses in FaceTime.

The link arrives as an open-file event of the running application, not as an argument; the face
hands it to `Office.open_link`.
"""

import plistlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from cti_desktop.agent.handlers.report import (
    APP_NAME,
    HandlersReport,
    SchemeState,
    schemes_to_take,
)
from cti_desktop.calls.errors import UserFixable
from cti_desktop.calls.links import SCHEMES

BUNDLE_ID = "com.ctidesktop.app"
LSREGISTER = (
    "/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework/Support/"
    "lsregister"
)


class LaunchServices(Protocol):
    """What macOS knows of applications; tests replace it."""

    def register(self, bundle: Path, *, known: bool) -> None:
        """Make the system read the bundle's schemes, or forget them.

        Raises:
            UserFixable: it does not.
        """

    def choices(self) -> bytes:
        """Return the property list with the user's choices; empty when there is none."""


class MacHandlers:
    """The bundle's registration.

    Args:
        bundle: the running application; None when the program runs from a checkout.
    """

    def __init__(self, services: LaunchServices, bundle: Path | None) -> None:
        self._services = services
        self._bundle = bundle

    def install(self, take: Collection[str] = ()) -> HandlersReport:
        """Register the bundle; only a person can make it the default for `tel:`."""
        bundle = self._own_bundle()
        self._services.register(bundle, known=True)
        wanted = schemes_to_take(take)
        asked = [s for s in self._states() if not s.ours and (s.scheme in wanted or not s.handler)]
        return replace(
            self.status(),
            changed=(f"Registered {bundle}.",),
            advice=(_CHOOSE,) if asked else (),
        )

    def status(self) -> HandlersReport:
        """Tell the choices as Launch Services keeps them."""
        return HandlersReport(
            system="macos", registered=self._bundle is not None, schemes=tuple(self._states())
        )

    def remove(self) -> HandlersReport:
        """Make the system forget the bundle's schemes."""
        bundle = self._own_bundle()
        self._services.register(bundle, known=False)
        return replace(self.status(), changed=(f"{bundle} is no longer offered for links.",))

    def _own_bundle(self) -> Path:
        if self._bundle is None:
            raise UserFixable(
                f"Links on macOS need the application: install {APP_NAME}.app and start it once.",
                code="no_bundle",
            )
        return self._bundle

    def _states(self) -> list[SchemeState]:
        chosen = _chosen(self._services.choices())
        return [
            SchemeState(
                scheme=scheme,
                handler=chosen.get(scheme, ""),
                ours=chosen.get(scheme, "") == BUNDLE_ID,
            )
            for scheme in SCHEMES
        ]


def url_types() -> bytes:
    """Write the part of the bundle's Info.plist that names its schemes."""
    named: dict[str, Any] = {
        "CFBundleIdentifier": BUNDLE_ID,
        "CFBundleURLTypes": [
            {
                "CFBundleTypeRole": "Viewer",
                "CFBundleURLName": f"{BUNDLE_ID}.links",
                "CFBundleURLSchemes": list(SCHEMES),
            }
        ],
    }
    return plistlib.dumps(named, sort_keys=True)


def _chosen(raw: bytes) -> dict[str, str]:
    try:
        told = plistlib.loads(raw) if raw else {}
    except (plistlib.InvalidFileException, ValueError):
        return {}
    handlers = told.get("LSHandlers", []) if isinstance(told, dict) else []
    return {
        str(one["LSHandlerURLScheme"]).lower(): str(one.get("LSHandlerRoleAll", "")).lower()
        for one in handlers
        if isinstance(one, dict) and "LSHandlerURLScheme" in one
    }


_CHOOSE = (
    "macOS lets only you choose: open FaceTime, Settings, General, and choose CTI Desktop under "
    "'Default for calls'."
)
