"""Which posting `rolecall why` means: an id, or words of a title, every sign of which stands for itself."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.cli.explain import explain, find_phrases
from flows.errors import UsageError
from tests.reports.in_memory import empty_market, fill, frame

TITLES = ["Growth 100% Engineer", "Growth 1000 Engineer", "data_science lead", "Data Science Lead"]


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A market of four postings, numbered in the order of their titles."""
    posting = {"employer": "Acme", "url": "https://jobs.example/1", "role": "ml_engineer", "role_confidence": 0.9, "role_basis": "title"}  # fmt: skip
    rows = [
        posting | {"posting_id": f"ashby:acme:{at}", "external_id": f"{at}", "opening_id": f"{at}", "title": title}
        for at, title in enumerate(TITLES)
    ]  # fmt: skip
    file = tmp_path / "market.duckdb"
    with empty_market(file) as con:
        fill(con, {"posting": frame("posting", rows).select(list(rows[0]))})
    return file


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("100%", "Growth 100% Engineer"),
        ("%", "Growth 100% Engineer"),
        ("DATA_SCIENCE", "data_science lead"),
        ("data SCIENCE", "Data Science Lead"),
    ],
)
def test_each_sign_of_a_title_stands_for_itself_in_either_case(
    market: Path, wanted: str, title: str
) -> None:
    assert next(explain(market, wanted)) == f"{title} – Acme"


def test_a_posting_is_found_by_the_id_that_its_board_gives_it(market: Path) -> None:
    assert next(explain(market, "3")) == "Data Science Lead – Acme"


def test_words_of_several_titles_list_them(market: Path) -> None:
    with pytest.raises(UsageError, match="2 postings match 'growth 100'"):
        list(explain(market, "growth 100"))


def test_words_of_no_title_are_refused(market: Path) -> None:
    with pytest.raises(UsageError, match="neither an id nor a part of a title"):
        list(explain(market, "gr_wth"))


@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_is_no_part_of_every_title(market: Path, nothing: str) -> None:
    with pytest.raises(UsageError, match="Give its id"):
        list(explain(market, nothing))


def test_what_was_read_beside_the_role_is_said_with_its_words(market: Path) -> None:
    with duckdb.connect(str(market)) as con:
        con.execute("""
        update posting set
            country_codes = ['DE', 'GB'], city = 'Berlin', region = 'BE', location_raw = 'Berlin or London',
            remote_policy = 'hybrid', years_min = 5, degree = 'bachelor', visa = 'offered', has_equity = true,
            description_text = 'Build models.\n- At least 5 years of experience with Python.\nA bachelor''s degree is required.'
        where external_id = '3'
        """)
    lines = list(explain(market, "3"))
    assert "  places: DE, GB (Berlin, BE), from “Berlin or London”, remote hybrid" in lines
    assert (
        "  asks: years 5 (“At least 5 years of experience with Python.”), "
        "degree bachelor (“A bachelor's degree is required.”), mathematics –"
    ) in lines
    assert "  visa offered, equity offered" in lines


def test_the_sentence_of_a_long_line_is_quoted() -> None:
    text = "We build. You bring 3+ years of experience in research. Equity is part of the offer."
    assert find_phrases(text, {"years_min": 3.0, "degree": "none_stated", "visa": None}) == {
        "years_min": " (“You bring 3+ years of experience in research.”)",
        "degree": "",
        "visa": "",
    }
