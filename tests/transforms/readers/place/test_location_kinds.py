"""Kinds of location strings that were once misread: the string as a board writes it, its country and its city."""

from __future__ import annotations

import pytest

from transforms.readers.place.locations import read_location


@pytest.mark.parametrize(
    ("location", "country", "city"),
    [
        ("Adelaide, SA", "AU", "Adelaide"),
        ("Perth, WA", "AU", "Perth"),
        ("Seattle, WA", "US", "Seattle"),
        ("Riyadh, SA", "SA", "Riyadh"),
        ("Curitiba, PR", "BR", "Curitiba"),
        ("Porto Alegre - RS", "BR", "Porto Alegre"),
        ("Belgrade, RS", "RS", "Belgrade"),
        ("US-VA-Sterling", "US", "Sterling"),
        ("USA.VA.Reston", "US", "Reston"),
        ("Deutschlandweit", "DE", None),
        ("Multiple cities, Germany", "DE", None),
        ("Télétravail, France", "FR", None),
    ],
)
def test_a_code_is_believed_where_its_town_agrees(
    location: str, country: str, city: str | None
) -> None:
    places, _ = read_location(location)
    assert [(place.country, place.city) for place in places] == [(country, city)]
