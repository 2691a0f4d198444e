"""Which posting `rolecall why` means: an id, or words of a title, every sign of which stands for itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli.explain import explain
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
