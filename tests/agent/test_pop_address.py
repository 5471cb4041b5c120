"""Addresses that open with a call: what a template may be, and that nobody can turn one aside."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_desktop.agent.pop_address import EXAMPLES, AddressTemplate, fill, preview

CRM = "https://crm.example/{contact_id}?tel={e164}&who={name}"


def test_a_preview_shows_the_address_filled_in() -> None:
    assert preview(CRM) == ("https://crm.example/00Q5e00001?tel=%2B442079460018&who=Ada%20Lovelace")
    assert preview("") == ""


@pytest.mark.parametrize(
    "template", [CRM, "http://crm:8080/x", "https://crm.example/{queue}#a", ""]
)
def test_templates_of_the_web_are_taken(template: str) -> None:
    assert AddressTemplate().read(f" {template} ") == template


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert({name})",
        "file:///etc/passwd",
        "tel:{e164}",
        "crm.example/{name}",
        "https://{name}/x",
        "https://{firm}.example/x",
        "https://crm.example:{e164}/",
        "https://ada@crm.example/",
        "https://crm.example/{nonsense}",
        "https://crm.example/{name",
        "https://crm.example/}",
        "https://crm.example/{{name}}",
        "https://crm.example/{name.__class__}",
        'https://crm.example/"x',
        "https://crm.example/a b",
        "https:///x",
        "https://crm.example/\n/",
        "https://[/",
        7,
        "https://crm.example/" + "x" * 1000,
    ],
)
def test_anything_else_is_refused(template: object) -> None:
    with pytest.raises(ValueError, match="address"):
        AddressTemplate().read(
            template if template != "https://crm.example/\n" else "https://a/\n/"
        )


def test_nothing_opens_for_a_call_of_which_nothing_is_known() -> None:
    assert fill(CRM, dict.fromkeys(EXAMPLES, "")) is None
    assert fill("https://crm.example/start", {}) == "https://crm.example/start"


@given(st.text(), st.text(), st.text(min_size=1))
def test_what_a_caller_is_called_never_changes_where_it_leads(
    contact_id: str, name: str, number: str
) -> None:
    filled = fill(CRM, {"contact_id": contact_id, "name": name, "e164": number})
    assert filled is not None
    parts = urlsplit(filled)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "crm.example", "")
    assert parts.path.count("/") == 1
    asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True, errors="strict")
    assert asked == {"tel": [number], "who": [name]}
