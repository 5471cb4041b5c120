"""Where a number is and what time it is there, as far as that is sure."""

from datetime import UTC, datetime

import pytest

from cti_desktop.agent.places import Place, place_of
from cti_desktop.calls.numbers import parse_number

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("+442079460018", Place(city="London", time_zone="Europe/London")),
        ("+442072221234", Place(city="London", time_zone="Europe/London")),
        ("+447700900461", Place()),  # no zone is known, so nothing is said of it
        ("+447911123456", Place(time_zone="Europe/Guernsey")),  # four zones, one time
        ("+351912345678", Place()),  # Lisbon or the Azores
        ("+18005550100", Place()),
        ("+881612345678", Place()),
        ("204", Place()),
    ],
)
def test_a_place_is_named_only_when_it_is_sure(number: str, place: Place) -> None:
    assert place_of(parse_number(number), WINTER) == place
