"""Names countries in the reader's language; Qt knows each only in English and in its own.

`resources/countries/<language>.toml` holds those that differ from the English ones.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QLocale

from cti_desktop.assets import asset

_COUNTRY = re.compile(r"[A-Z]{2}")  # what else Qt knows are regions of the UN


def country_name(code: str | None, language: str) -> str:
    """Return a country's name; empty for what is none, such as the `001` of satellite phones.

    Args:
        code: ISO 3166-1, such as `GB`.
        language: ISO 639, such as `de`.
    """
    if code is None or not _COUNTRY.fullmatch(code):
        return ""
    territory = QLocale.codeToTerritory(code)
    english = (
        "" if territory == QLocale.Country.AnyTerritory else QLocale.territoryToString(territory)
    )
    return _names(language).get(code, english)


def countries(language: str) -> list[tuple[str, str]]:
    """Return the ISO code and name of every country, by name."""
    codes = {QLocale.territoryToCode(territory) for territory in QLocale.Country}
    named = [(code, country_name(code, language)) for code in codes if _COUNTRY.fullmatch(code)]
    return sorted(named, key=lambda one: one[1].casefold())


@lru_cache(maxsize=4)
def _names(language: str) -> Mapping[str, str]:
    try:
        return tomllib.loads(asset("countries", f"{language}.toml").read_text("utf-8"))
    except FileNotFoundError:
        return {}
