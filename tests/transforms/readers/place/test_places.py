"""Places: location strings first, then the board's codes, then what the text allows, then the title."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.place.places import Places, read_places
from transforms.text.document import read_document

SHARED = Path(
    os.environ.get("ROLECALL_SHARED", Path(__file__).resolve().parents[4].parent / "shared")
)


def read(
    *locations: str,
    codes: tuple[str, ...] = (),
    flag: str | None = None,
    title: str = "Engineer",
    text: str = "",
) -> Places:
    return read_places(locations, codes, flag, title, read_document(plain=text))


def test_region_and_city_are_those_of_the_first_place() -> None:
    assert read("Austin, TX", "Berlin") == Places(("US", "DE"), "TX", "Austin", None)


def test_a_boards_country_is_used_when_the_location_names_none() -> None:
    assert read("Remote", codes=("us",)) == Places(("US",), None, None, "remote")


def test_a_boards_country_decides_between_cities_of_one_name() -> None:
    assert read("Cambridge", codes=("US",)).region == "MA"


@pytest.mark.parametrize(
    ("location", "stated", "countries"),
    [
        ("Perugia, PG", "IT", ("IT",)),
        ("Leipzig, SN", "DE", ("DE",)),
        ("Lausanne, VD", "CH", ("CH",)),
        ("BY", "DE", ("DE",)),
        ("Boston, MA", "US", ("US",)),
        ("Boston, MA", "GB", ("US", "GB")),
        ("UK", "US", ("GB", "US")),
    ],
)
def test_a_regions_code_is_of_the_country_that_the_board_states_beside_it(
    location: str, stated: str, countries: tuple[str, ...]
) -> None:
    assert read(location, codes=(stated,)).country_codes == countries


def test_a_second_location_is_not_moved_to_the_country_of_the_first() -> None:
    assert read("London", "Columbus, OH", codes=("GB",)).country_codes == ("GB", "US")


@pytest.mark.parametrize(
    ("location", "stated", "countries"),
    [
        ("Brussels", "EU", ("BE",)),
        ("Patras", "EL", ("GR",)),
        ("Remote", "XX", ()),
        ("Remote", "AN", ()),
        ("Leeds", "uk", ("GB",)),
    ],
)
def test_two_letters_that_no_country_has_are_no_country(
    location: str, stated: str, countries: tuple[str, ...]
) -> None:
    assert read(location, codes=(stated,)).country_codes == countries


def test_a_country_that_the_text_prices_is_added_behind_those_of_the_location() -> None:
    text = "For Canada-based roles: the base salary range is CAD 150,000 to 170,000."
    assert read("New York, NY", text=text).country_codes == ("US", "CA")


def test_a_title_names_the_place_when_nothing_else_does() -> None:
    assert read("Chinook Mall", title="Sales Representative - Calgary").country_codes == ("CA",)
    assert read("EU", title="Backend Engineer (relocation to Cyprus)").country_codes == ("CY",)


def test_a_title_is_not_asked_when_the_location_says_where() -> None:
    assert read("Berlin", title="Account Executive, France").country_codes == ("DE",)


def test_headquarters_are_where_the_text_says_they_are() -> None:
    assert read(
        "Headquarters", text="Our team, located in Amsterdam, builds a ledger."
    ).country_codes == ("NL",)
    assert (
        read("Remote", text="Our team, located in Amsterdam, builds a ledger.").country_codes == ()
    )


def test_a_wide_region_stays_without_a_country() -> None:
    assert read("Remote - EMEA") == Places((), None, None, "remote")


def test_a_boards_flag_counts_only_when_nothing_is_said() -> None:
    assert read("Berlin", flag="remote").remote_policy == "remote"
    assert read("Berlin - hybrid", flag="remote").remote_policy == "hybrid"
    assert (
        read("Berlin", flag="remote", text="This is an on-site role in Berlin.").remote_policy
        == "onsite"
    )


def test_codes_that_are_no_codes_are_dropped() -> None:
    assert read("Remote", codes=("", "Germany", " de ")).country_codes == ("DE",)


@given(
    st.lists(st.text(max_size=80), max_size=4),
    st.lists(st.sampled_from(["US", "de", "", "x"]), max_size=2),
    st.text(max_size=60),
    st.text(max_size=300),
)
def test_any_posting_gets_places_and_each_country_once(
    locations: list[str], codes: list[str], title: str, text: str
) -> None:
    places = read_places(locations, codes, None, title, read_document(plain=text))
    assert len(set(places.country_codes)) == len(places.country_codes)
    assert all(len(code) == 2 and code.isupper() for code in places.country_codes)
    assert places.remote_policy in {None, "remote", "hybrid", "onsite"}


@pytest.mark.skipif(
    not (SHARED / "gold").is_dir(), reason="the labelled postings are not beside this checkout"
)
def test_labelled_postings_keep_the_figures_they_reached() -> None:
    postings = _rows("dev_postings.jsonl")
    labels = {label["id"]: label for label in _rows("dev_labels.jsonl")}
    counts: Counter[str] = Counter()
    for posting in postings:
        label = labels[posting["id"]]
        locations = [posting["location"]] if posting["location"] else []
        places = read_places(
            locations, [], None, posting["title"], read_document(plain=posting["text"])
        )
        said, found = set(label["countries"]), set(places.country_codes)
        counts["right"] += 2 * len(said & found)
        counts["all"] += len(said) + len(found)
        if label["remote"] != "skip":
            counts["remote"] += label["remote"] == places.remote_policy
            counts["remote_asked"] += 1
    # Reached when written: 0.997 and 0.976; a change may cost 0.01.
    assert counts["right"] / counts["all"] >= 0.987
    assert counts["remote"] / counts["remote_asked"] >= 0.966


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (SHARED / "gold" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
