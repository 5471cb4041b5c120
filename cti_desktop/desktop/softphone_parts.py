"""Makes the softphone with its profile; loaded once the window stands, for it brings the engine."""

import os
from dataclasses import dataclass

from PySide6.QtCore import QObject

from cti_desktop.agent.settings import DeskSettings
from cti_desktop.desktop.core_like import CoreLike
from cti_desktop.desktop.softphone import Softphone
from cti_desktop.desktop.theme import Theme
from cti_desktop.desktop.web_places import WebPlaces
from cti_desktop.desktop.web_profile import WebProfile, chromium_flags

_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"


@dataclass(frozen=True, slots=True)
class SoftphoneParts:
    """The softphone, and the profile that must outlive its pages."""

    profile: WebProfile
    softphone: Softphone


def make_softphone(
    core: CoreLike, settings: DeskSettings, theme: Theme, owner: QObject
) -> SoftphoneParts:
    """Start the engine and load the softphone page."""
    os.environ[_FLAGS] = chromium_flags(os.environ.get(_FLAGS, ""), as_root=_is_root())
    places = WebPlaces(
        settings.embed_url,
        settings.embed_origin,
        settings.host_origin,
        contact_center=settings.surface == "contact_center",
    )
    folder = None if settings.private_profile else settings.data_dir
    profile = WebProfile(folder, places.trusted_origin, owner, settings.embed_permissions)
    softphone = Softphone(core, profile, places, theme)
    softphone.load()
    return SoftphoneParts(profile, softphone)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
