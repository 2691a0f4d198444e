"""What two postings must share to be one job: words of titles, places, languages asked."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.history.same_job import languages_asked, places, title_words, with_blocks


def blocks(*titles: str, location: str = "Berlin", **more: object) -> pl.DataFrame:
    facts = {
        "source": "ashby",
        "board": "b",
        "employer_key": "acme",
        "is_census": False,
        "period": None,
    } | more
    plain = {"location_raw": location, "city": None, "region": None}
    return with_blocks(pl.DataFrame([{"title": title, **plain, **facts} for title in titles]))


def asked(text: str) -> str:
    found: str = pl.select(languages_asked(pl.lit(text))).item()
    return found


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Data Scientist (m/f/d)", ["data", "scientist", "m", "f", "d"]),
        ("C++ Engineer, C# too", ["c++", "engineer", "c#", "too"]),
        ("ML Engineer R-12345", ["machine", "learning", "engineer"]),
        ("Ingénieur Données", ["ingenieur", "donnees"]),
        ("Sr. Developer, Jr Tester", ["senior", "developer", "junior", "tester"]),
        ("Full-Stack / Back End Engineer", ["fullstack", "backend", "engineer"]),
    ],
)
def test_titles_are_compared_by_their_words(title: str, words: list[str]):
    assert pl.select(title_words(pl.lit(title))).item().to_list() == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Data Scientist", "Data Scientist - Berlin (m/f/d)"),
        ("Data Scientist, Remote", "Scientist Data"),
        ("Account Executive (EMEA)", "Account Executive, North America"),
        ("Nurse, PST Time Zone Region", "Nurse, EST Time Zone Region"),
        ("Engineer of the Day", "Engineer Day"),
        ("URGENT need: Data Engineer", "Data Engineer"),
        ("Software Engineer (ML)", "Software Engineer, Machine Learning"),
    ],
)
def test_titles_that_differ_by_place_and_mode_are_of_one_family(one: str, other: str):
    assert blocks(one, other)["block"].n_unique() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Data Scientist", "Senior Data Scientist"),
        ("ML Engineer", "ML Engineer, Ads"),
        ("Berlin", "Paris"),
    ],
)
def test_other_titles_are_of_other_families(one: str, other: str):
    assert blocks(one, other)["block"].n_unique() == 2


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("Store Manager - Bay Mall", "Store Manager (High Street)", True),
        ("Store Manager - Bay Mall", "Store Manager", True),
        ("Store Manager - Bay Mall", "Senior Store Manager - Bay Mall", False),
        ("Account Executive, Enterprise", "Account Executive, SMB", False),
        ("Research Intern (Summer 2027)", "Research Intern (Winter 2027)", False),
        ("Store Agent (Nights)", "Store Agent (Days)", False),
        ("Store Agent", "Store Agent (French speaking)", False),
    ],
)
def test_beginnings_of_titles_are_shared_unless_a_telling_word_differs(
    one: str, other: str, is_shared: bool
):
    heads = blocks(one, other)["head_block"]
    assert heads.null_count() == 0
    assert (heads.n_unique() == 1) is is_shared


def test_a_beginning_of_one_word_says_too_little():
    assert blocks("Engineer, Ads")["head_block"].to_list() == [None]


def test_a_title_of_nothing_but_its_place_keeps_its_words():
    assert blocks("Berlin")["family"].to_list() == [["berlin"]]


@pytest.mark.parametrize(
    ("location", "listed"),
    [
        ("Berlin | Paris, France", {"berlin", "paris france"}),
        ("  BERLIN ", {"berlin"}),
        ("US-Remote", {"us remote"}),
        ("", set()),
        (" | ", set()),
        (None, set()),
    ],
)
def test_places_are_what_stands_between_the_bars(location: str | None, listed: set[str]):
    found = pl.DataFrame({"location": [location]}, schema={"location": pl.String}).select(
        places(pl.col("location"))
    )
    assert set(found.item().to_list()) == listed


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("- Fluency in German and English", "german"),
        ("You speak Italian fluently and solid English", "italian"),
        ("Native Japanese speaker\nGerman at C1", "german japanese"),
        ("Excellent communication skills in both English and Korean", "korean"),
        ("Fluency in Norwegian with a plus for more languages", "norwegian"),
        ("Spanish language skills are a plus", ""),
        ("Fluent French preferred", ""),
        ("Fluency in Mandarin is a huge asset!", ""),
        ("You will grow our French and German markets", ""),
        ("Fluent in English", ""),
        ("", ""),
    ],
)
def test_languages_asked_are_named_and_wishes_are_not(text: str, languages: str):
    assert asked(text) == languages


def test_a_posting_without_a_text_asks_for_no_language():
    nothing = pl.DataFrame({"text": [None]}, schema={"text": pl.String})
    assert nothing.select(languages_asked(pl.col("text"))).item() == ""


@given(st.text(max_size=200))
def test_any_text_asks_for_languages_in_order_and_once(text: str):
    names = asked(text).split()
    assert names == sorted(set(names))


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_blocks_of_any_titles_are_numbers_that_equal_titles_share(titles: list[str]):
    found = blocks(*titles, *titles)
    assert found["block"].to_list()[: len(titles)] == found["block"].to_list()[len(titles) :]
    assert found["block"].null_count() == 0
