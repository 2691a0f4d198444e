"""A location string, as boards write it, becomes places: country, region and city."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.place.locations import Place, countries_of, read_location


def places(location: str, *context: str) -> list[Place]:
    return list(read_location(location, context)[0])


@pytest.mark.parametrize(
    ("location", "country", "region", "city"),
    [
        ("San Francisco, California, United States", "US", "CA", "San Francisco"),
        ("Irving, TX", "US", "TX", "Irving"),
        ("New York, NY 10005 (Financial District area)", "US", "NY", "New York City"),
        ("NYC Headquarters", "US", "NY", "New York City"),
        ("SF Office - 171 2nd, 4th floor", "US", "CA", "San Francisco"),
        ("Washington D.C.", "US", "DC", "Washington"),
        ("San Francisco Bay Area", "US", "CA", None),
        ("Greater Seattle area", "US", "WA", "Seattle"),
        ("Kansas", "US", "KS", None),
        ("Montreal", "CA", "Quebec", "Montréal"),
        ("Bangalore, Karnataka, India", "IN", "Karnataka", "Bengaluru"),
        ("India - Bengaluru", "IN", "Karnataka", "Bengaluru"),
        ("China-Shanghai", "CN", None, "Shanghai"),
        ("MÜNCHEN", "DE", "Bavaria", "Munich"),
        ("Muenchen, Deutschland", "DE", "Bavaria", "Munich"),
        ("Den Haag", "NL", None, "The Hague"),
        ("Victoria, Australia", "AU", "Victoria", None),
        ("Remote UK", "GB", None, None),
        (", Netherlands", "NL", None, None),
        ("Alemania", "DE", None, None),
        ("Suisse", "CH", None, None),
        ("Singapore", "SG", None, "Singapore"),
        ("KSA", "SA", None, None),
        ("USA-WA-Bellevue - 108th Ave", "US", "WA", "Bellevue"),
        ("Nashville, Nashville, Tennessee, United States", "US", "TN", "Nashville"),
        ("Pedro Escobedo, Qro., Mexico", "MX", None, "Pedro Escobedo"),
        ("San Francisco CA", "US", "CA", "San Francisco"),
    ],
)
def test_a_location_names_its_country_region_and_city(
    location: str, country: str, region: str | None, city: str | None
) -> None:
    assert places(location) == [Place(country, region, city)]


@pytest.mark.parametrize(
    ("location", "country"),
    [
        ("Paris", "FR"),
        ("Paris, TX", "US"),
        ("Dublin", "IE"),
        ("Dublin, OH", "US"),
        ("Berlin, DE", "DE"),
        ("Dover, DE", "US"),
        ("Tel Aviv, IL", "IL"),
        ("Chicago, IL", "US"),
        ("Bogota, CO", "CO"),
        ("Denver, CO - US", "US"),
        ("Toronto, CA", "CA"),
        ("Tbilisi, Georgia", "GE"),
        ("Atlanta, Georgia", "US"),
        ("Athens, GA", "US"),
        ("Santa Clara", "US"),
        ("Mexico City, Mexico", "MX"),
        ("Luxembourg, LU", "LU"),
    ],
)
def test_the_names_beside_a_name_decide_between_its_namesakes(location: str, country: str) -> None:
    assert countries_of(places(location)) == (country,)


@pytest.mark.parametrize(
    ("location", "countries"),
    [
        ("Remote (US/Canada)", ("US", "CA")),
        ("Remote US Canada", ("US", "CA")),
        ("USA - Remote | CAN - Remote", ("US", "CA")),
        ("New York, San Francisco, or Seattle (Hybrid)", ("US",)),
        ("London / Bristol / Edinburgh, United Kingdom", ("GB",)),
        ("Berlin, Verl, Baden-Baden or Oslo (hybrid)", ("DE", "NO")),
        ("Iași, Romania or Warsaw, Poland (Hybrid)", ("RO", "PL")),
        ("CA - San Francisco; WA - Seattle; NY - New York City", ("US",)),
        ("Bulgaria (Remote options: Serbia, Romania, Italy)", ("BG", "RS", "RO", "IT")),
        ("Europe - Anywhere | Spain | United Kingdom", ("ES", "GB")),
        ("Bosnia and Herzegovina", ("BA",)),
        ("Costa Rica - Belén", ("CR",)),
        ("Northern America, LATAM, Europe", ()),
        ("work ON site IN the lab", ()),
    ],
)
def test_several_places_in_one_string_are_all_read(
    location: str, countries: tuple[str, ...]
) -> None:
    assert countries_of(places(location)) == countries


@pytest.mark.parametrize(
    "location", ["EMEA", "Remote - Europe", "LATAM", "Global", "North America - Remote", "APAC"]
)
def test_a_wide_region_alone_gives_no_country(location: str) -> None:
    assert places(location) == []


@pytest.mark.parametrize(
    "location",
    ["", " ", "Remote", "Hybrid", "Headquarters", "Not specified", "Multiple locations", "\x00<b>"],
)
def test_a_string_that_names_no_place_gives_none(location: str) -> None:
    assert read_location(location) == ((), False)


def test_a_country_known_from_elsewhere_decides_between_cities_of_similar_size() -> None:
    assert places("Cambridge")[0].country == "GB"
    assert places("Cambridge", "US")[0] == Place("US", "MA", "Cambridge")
    assert places("Cambridge | Boston, MA")[0] == Place("US", "MA", "Cambridge")


def test_a_country_known_from_elsewhere_does_not_turn_a_capital_into_its_small_namesake() -> None:
    assert places("Paris", "US")[0].country == "FR"


def test_a_town_that_no_gazetteer_holds_keeps_its_written_name_beside_its_state() -> None:
    assert places("Tysons Corner, VA") == [Place("US", "VA", "Tysons Corner")]


def test_two_letter_words_in_lower_case_are_no_codes() -> None:
    assert places("in or me us") == []


@given(st.text(max_size=300))
def test_any_string_is_read_without_raising_and_each_place_once(location: str) -> None:
    found = places(location)
    assert len(found) == len(set(found))


def test_only_the_beginning_of_a_hostile_location_is_read() -> None:
    assert places("x, " * 2_000_000 + "Berlin") == []
    assert len(places("or " * 1300 + "Paris")) == 1
    assert len(places("Paris" + " or Paris" * 400)) == 1


@pytest.mark.parametrize(
    ("location", "country", "region", "city"),
    [
        ("Dresden, SN, Germany", "DE", "Saxony", "Dresden"),
        ("Recife, PE, Brazil", "BR", None, "Recife"),
        ("Palermo, PA, Italy", "IT", None, "Palermo"),
        ("Kochi, KL, IN", "IN", "Kerala", "Kochi"),
        ("Weiler im Tal, BY, Germany", "DE", None, "Weiler im Tal"),
        ("MV, Germany", "DE", None, None),
        ("Halifax, NS, CA", "CA", "Nova Scotia", "Halifax"),
        ("San Jose, CA, US", "US", "CA", "San Jose"),
    ],
)
def test_a_code_between_a_city_and_its_country_is_a_region_of_that_country(
    location: str, country: str, region: str | None, city: str | None
) -> None:
    (place,) = places(location)
    assert (place.country, place.city) == (country, city)
    assert place.region in (region, None)


@pytest.mark.parametrize(
    ("location", "countries"),
    [
        ("London, UK, Germany", ["GB", "DE"]),
        ("Germany, UK, France", ["DE", "GB", "FR"]),
        ("San Jose, CA, Costa Rica", ["US", "CR"]),
        ("US, Canada", ["US", "CA"]),
        ("NY, Israel", ["US", "IL"]),
    ],
)
def test_a_list_of_countries_stays_a_list(location: str, countries: list[str]) -> None:
    assert [place.country for place in places(location)] == countries


@pytest.mark.parametrize(
    ("location", "state"),
    [("Cuba, MO", "MO"), ("Norway, ME", "ME"), ("Holland, MI", "MI"), ("Peru, IN, USA", "IN")],
)
def test_a_country_before_a_states_code_is_a_town_of_that_state(location: str, state: str) -> None:
    (place,) = places(location)
    assert (place.country, place.region) == ("US", state)


@pytest.mark.parametrize(
    ("location", "countries"),
    [
        ("India, IN", ["IN"]),
        ("Israel, IL", ["IL"]),
        ("Morocco, MA", ["MA"]),
        ("Batumi, Georgia", ["GE"]),
        ("Tripoli, Lebanon", ["LB"]),
    ],
)
def test_a_country_before_its_own_code_or_behind_its_city_is_that_country(
    location: str, countries: list[str]
) -> None:
    assert [place.country for place in places(location)] == countries


@pytest.mark.parametrize(
    ("location", "countries"),
    [
        ("USA (Remote, PT or MT)", ["US"]),
        ("Remote in Canada - ET", ["CA"]),
        ("Canada (Remote, MT)", ["CA"]),
        ("Remote (ET)", []),
        ("Remote, MDT, United States", ["US"]),
        ("Porto, PT", ["PT"]),
        ("Remote, PT", ["PT"]),
        ("Stamford, CT, United States", ["US"]),
        ("Addis Ababa, ET", ["ET"]),
    ],
)
def test_a_time_zone_is_no_country(location: str, countries: list[str]) -> None:
    assert [place.country for place in places(location)] == countries
