"""The web address that opens with a call: a template an administrator writes, filled per call.

A name in braces is replaced by what is known of the call, percent-encoded, so that nothing a caller
or a contact says can change which site opens or what it is asked. The settings know the template,
`pop_rules.py` fills it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from cti_desktop.agent.setting_kinds import Kind

EXAMPLES: Mapping[str, str] = {
    "contact_id": "00Q5e00001",
    "name": "Ada Lovelace",
    "firm": "Engines & Sons",
    "number": "020 7946 0018",
    "e164": "+442079460018",
    "direction": "inbound",
    "queue": "Support",
    "call_id": "068cba3db27ba0d08d2",
}
"""Every name a template may use, with what a preview puts in its place."""
_LONGEST = 1000
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class AddressTemplate(Kind[str]):
    """An https or http address with names in braces; empty for none."""

    def read(self, given: object) -> str:
        """Take a template whose site is fixed and whose names are known."""
        text = given.strip() if isinstance(given, str) else "?"
        if text:
            _check(text)
        return text

    def plain(self, value: str) -> str:
        """Keep the template."""
        return value


def fill(template: str, values: Mapping[str, str]) -> str | None:
    """Return the address with its names filled; None when none of them is known of this call."""
    names = _FIELD.findall(template)
    if names and not any(values.get(name) for name in names):
        return None
    return _FIELD.sub(lambda field: quote(values.get(field[1], ""), safe=""), template)


def preview(template: str) -> str:
    """Return the address as it would be for an invented call; empty for an empty template.

    Raises:
        ValueError: it is no template; its text goes on after "… must be".
    """
    return fill(AddressTemplate().read(template), EXAMPLES) or ""


def _check(text: str) -> None:
    """Refuse what is no template.

    Raises:
        ValueError: why.
    """
    if not text.isprintable() or len(text) > _LONGEST or any(one in text for one in ' "<>\\'):
        raise ValueError("an address such as https://crm.example/{contact_id}?tel={e164}")
    unknown = [name for name in _FIELD.findall(text) if name not in EXAMPLES]
    if unknown or re.search(r"[{}]", _FIELD.sub("", text)):
        known = ", ".join(f"{{{name}}}" for name in EXAMPLES)
        raise ValueError(f"an address whose braces hold one of {known}")
    if not _has_fixed_site(text):
        raise ValueError("an http or https address whose site has no braces")


def _has_fixed_site(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    web = parts.scheme in ("http", "https") and bool(host) and port != 0
    return web and "{" not in parts.netloc and "@" not in parts.netloc
