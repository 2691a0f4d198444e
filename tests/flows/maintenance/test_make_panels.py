"""Which lines of public lists become the wide panel."""

from __future__ import annotations

import polars as pl
import pytest

from flows.maintenance.make_panels import PANEL, chosen, employer_of, name_of
from flows.sources import Board, every_source

LISTS = {
    "ats": pl.String,
    "slug": pl.String,
    "company": pl.String,
    "url": pl.String,
    "n_sources": pl.String,
}


def lists(*rows: tuple[str, str, str, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=LISTS, orient="row")


def test_a_board_of_a_kind_that_is_read_and_that_two_lists_name_is_kept() -> None:
    kept, left_out = chosen(
        lists(
            ("workday", "acme/careers", "Acme", "https://acme.wd5.myworkdayjobs.com/Careers", "3"),
            ("lever", "beta", "Beta", "https://jobs.lever.co/beta", "2"),
            ("lever", "gamma", "Gamma", "https://jobs.lever.co/gamma", "1"),
            ("join_com", "delta", "Delta", "https://join.com/companies/delta", "6"),
            ("lever", "Core-Co", "Core", "https://jobs.lever.co/Core-Co", "4"),
            ("workday", "nowhere/careers", "Nowhere", None, "2"),
            ("eightfold", "app", "App", "https://app.eightfold.ai/careers", "2"),
        ),
        core=[Board("lever", "core-co")],
    )
    assert kept.schema == PANEL
    assert kept.rows() == [
        ("lever", "beta", "Beta", 2),
        ("workday", "acme.wd5.myworkdayjobs.com/Careers", "Acme", 3),
    ]
    assert dict(left_out) == {
        ("lever", "named by one list only"): 1,
        ("join_com", "of a kind that is not read"): 1,
        ("lever", "in the core panel, or the same board under another name"): 1,
        ("workday", "no address, and its name alone is not enough"): 1,
        ("eightfold", "no address that names a board"): 1,
    }


def test_of_one_board_in_two_spellings_the_one_that_more_lists_name_is_kept() -> None:
    kept, _ = chosen(
        lists(
            ("lever", "acme", "acme", "https://jobs.lever.co/acme", "2"),
            ("lever", "Acme", "Acme, Inc.", "https://jobs.lever.co/Acme", "5"),
        ),
        core=[],
    )
    assert kept.rows() == [("lever", "Acme", "Acme, Inc.", 5)]


@pytest.mark.parametrize(
    ("kind", "slug", "url", "board"),
    [
        ("ashby", "acme%20labs", "https://jobs.ashbyhq.com/acme%20labs", "acme labs"),
        ("icims", "acme", "https://careers-acme.icims.com", "acme"),
        (
            "avature",
            "acme",
            "https://jobs.acme.com/en_US/careers/SearchJobs",
            "jobs.acme.com/en_US/careers",
        ),
        ("recruitee", "careers.acme.com", "https://careers.acme.com", "careers.acme.com"),
        ("eightfold", "acme", "https://careers.acme.com/careers", "careers.acme.com/acme.com"),
        ("greenhouse", "acme", None, "acme"),
        ("greenhouse", "../acme", None, None),
        ("lever", "acme", "https://www.acme.com/jobs", None),
        ("eightfold", "app", "https://app.eightfold.ai/careers", None),
        ("workday", "acme/careers", None, None),
        ("lever", "acme", "javascript:alert(1)", None),
    ],
)
def test_a_board_is_named_as_its_source_names_it(
    kind: str, slug: str, url: str | None, board: str | None
) -> None:
    assert name_of(every_source()[kind], slug, url) == board


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Acme Labs", "Acme Labs"),
        ("  Acme\tLabs\x07 ", "Acme Labs"),
        ("ACME", "ACME"),
        ("acme", None),
        ("", None),
        (None, None),
        ("https://app.example/settings", None),
        ("Acme " * 40, None),
    ],
)
def test_an_employers_name_is_one_or_it_is_missing(company: str | None, name: str | None) -> None:
    assert employer_of(company, slug="acme") == name
