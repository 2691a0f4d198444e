"""Kinds of location strings that were once misread: the string as a board writes it, its country and its city."""

from __future__ import annotations

import pytest

from transforms.readers.place.locations import countries_of, read_location


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


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("Vitória/ES", [("BR", "Vitória")]),
        ("Goiânia / GO", [("BR", "Goiânia")]),
        ("Maringá/PR, Brasil", [("BR", "Maringá")]),
        ("Dresden/DE", [("DE", "Dresden")]),
        ("Natal/RN | Fortaleza/CE", [("BR", "Natal"), ("BR", "Fortaleza")]),
        ("London/NY", [("GB", "London"), ("US", None)]),
        ("Milano/Roma", [("IT", "Milan"), ("IT", "Rome")]),
    ],
)
def test_a_code_behind_a_slash_is_the_towns_own_or_a_second_place(
    location: str, expected: list[tuple[str, str | None]]
) -> None:
    places, _ = read_location(location)
    assert [(place.country, place.city) for place in places] == expected


@pytest.mark.parametrize(
    ("location", "country", "city"),
    [
        ("Georgia (country)", "GE", None),
        ("Georgia, Republic of", "GE", None),
        ("Batumi, Georgia", "GE", "Batumi"),
        ("Georgia", "US", None),
        ("Ireland (Republic of)", "IE", None),
        ("Moldova, Republic of", "MD", None),
        ("Granada", "ES", "Granada"),
        ("Grenada", "GD", None),
        ("Salvador", "BR", "Salvador"),
        ("El Salvador", "SV", None),
    ],
)
def test_a_name_of_two_places_is_the_one_its_words_or_its_size_say(
    location: str, country: str, city: str | None
) -> None:
    places, _ = read_location(location)
    assert [(place.country, place.city) for place in places] == [(country, city)]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("AI/ML Engineer | Berlin", [("DE", "Berlin")]),
        ("Remote - AI Team", []),
        ("QA, Austin", [("US", "Austin")]),
        ("SWE, SRE, PM | Denver, CO", [("US", "Denver")]),
        ("QA, Germany", [("DE", None)]),
        ("SV / Berlin", [("DE", "Berlin")]),
        ("Doha, QA", [("QA", "Doha")]),
        ("San Juan, PR", [("PR", "San Juan")]),
        ("Zagreb (HR)", [("HR", "Zagreb")]),
    ],
)
def test_a_word_of_the_trade_is_a_country_right_behind_its_town_only(
    location: str, expected: list[tuple[str, str | None]]
) -> None:
    places, _ = read_location(location)
    assert [(place.country, place.city) for place in places] == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("Onsite in San Francisco or in Australia/New Zealand", ["US", "AU", "NZ"]),
        ("London or Australia", ["GB", "AU"]),
        ("London (or Australia)", ["GB", "AU"]),
        ("London, Remote (US, Canada only)", ["GB", "US", "CA"]),
        ("Boulder and Denmark", ["US", "DK"]),
        ("Everywhere or Australia", ["AU"]),
        ("Durham and Raleigh, NC", ["US"]),
        ("Newcastle, UK", ["GB"]),
        ("Hamilton, Bermuda", ["BM"]),
    ],
)
def test_a_country_behind_or_is_another_place_unless_the_town_is_there(
    location: str, expected: list[str]
) -> None:
    assert list(countries_of(read_location(location)[0])) == expected


@pytest.mark.parametrize("location", ["Remote OK", "REMOTE: OK", "Onsite OK", "No remote"])
def test_ok_and_no_beside_a_way_of_working_are_no_places(location: str) -> None:
    assert read_location(location)[0] == ()
