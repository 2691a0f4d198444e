"""Postings behind which no job stands are known by the board's field, else by their title."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.history.prospects import is_prospect


def judged(title: str, stated: bool | None = None, is_census: bool = False) -> bool:
    frame = pl.DataFrame(
        {"title": [title], "is_prospect": [stated], "is_census": [is_census]},
        schema_overrides={"is_prospect": pl.Boolean},
    )
    return frame.select(is_prospect()).item()


@pytest.mark.parametrize(
    "title",
    [
        "General Application",
        "Open application: research",
        "Join our Talent Community",
        "ML Engineer - Talent Pool",
        "Data Analyst (Future Opening)",
        "Future opportunities in engineering",
        "Expression of interest",
        "Don't see your role?",
        "Initiativbewerbung (m/w/d)",
        "Candidature spontanée",
        "Open sollicitatie",
    ],
)
def test_a_title_that_gathers_people_for_later_is_a_prospect(title: str) -> None:
    assert judged(title)


@pytest.mark.parametrize(
    "title",
    [
        "Application Security Engineer",
        "General Applications Developer",
        "Talent Partner",
        "Head of Talent Acquisition",
        "Machine Learning Engineer, Open Source",
        "Interest Rate Quant",
    ],
)
def test_a_job_whose_title_has_such_words_is_none(title: str) -> None:
    assert not judged(title)


def test_the_boards_field_decides_and_a_post_of_a_census_is_never_one() -> None:
    assert judged("Data Scientist", stated=True)
    assert not judged("Talent Pool", stated=True, is_census=True)
