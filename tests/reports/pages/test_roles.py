"""What the page on roles says tells one from the others, and its table of the three side by side."""

from __future__ import annotations

import polars as pl
import pytest

from reports.figures import differences
from reports.page import Figure, Page
from reports.pages import roles
from reports.site.site import read_edition
from reports.site.table import build_table
from reports.wording import numbers
from tests.reports.in_memory import answer_from, frame

Frames = dict[str, pl.DataFrame]
Share = tuple[str, str, float, float, float]


def _page(frames: Frames) -> Page:
    answer = answer_from(frames)
    return roles.build(answer, read_edition(answer))


def _shares(*rows: Share) -> pl.DataFrame:
    names = ("role", "value", "share", "share_low", "share_high")
    return pl.DataFrame(rows, names, orient="row").with_columns(
        n_of=pl.lit(120), n_employers=pl.lit(40)
    )


def _plain(text: str) -> str:
    return text.replace(numbers.NBSP, " ")


APART = (
    ("data_scientist", "true", 0.31, 0.29, 0.36),
    ("ml_engineer", "true", 0.23, 0.19, 0.28),
    ("ai_engineer", "true", 0.2, 0.17, 0.23),
)
OVERLAPPING = (("data_scientist", "true", 0.31, 0.27, 0.36), *APART[1:])


def test_intervals_that_overlap_tell_no_role_from_the_others() -> None:
    said = differences.finding(_shares(*OVERLAPPING), "equity")
    assert said.words == "Equity: no role is measurably ahead of the others."
    assert _plain(said.basis).startswith(
        "Openings that offer equity. With 95 % intervals: data scientists 31 % [27 to 36 %]"
    )
    assert differences.finding(_shares(*APART), "equity").words.startswith("31")


def test_only_a_measurable_difference_leads_the_page() -> None:
    tables = {"equity": _shares(*OVERLAPPING), "portfolio": _shares(*APART)}
    (told,) = differences.clearest_first(tables)
    assert "ask for a portfolio" in told.words


def test_a_market_where_nothing_tells_roles_apart_says_so(frames: Frames) -> None:
    alike = frames["mart_role_profile"].with_columns(share_low=pl.lit(0.0), share_high=pl.lit(1.0))
    page = _page(frames | {"mart_role_profile": alike})
    assert page.headline.startswith("Years of experience asked")
    of_shares = alike.filter(pl.col("attribute") != "years_min")
    page = _page(frames | {"mart_role_profile": of_shares})
    assert page.headline == roles._NO_DIFFERENCE


def test_every_attribute_keeps_its_address_where_no_opening_says_anything(frames: Frames) -> None:
    """The table of the three roles links to each figure."""
    silent = frames["mart_role_profile"].filter(~pl.col("attribute").is_in(["math", "portfolio"]))
    ids = {block.id for block in _page(frames | {"mart_role_profile": silent}).blocks}
    assert {"roles_math", "roles_portfolio"} <= ids


def _side_by_side(frames: Frames, attribute: str) -> dict[str, list[str]]:
    """The cells of an attribute's rows by the value in words."""
    figure = next(block for block in _page(frames).blocks if block.id == "roles_side_by_side")
    assert isinstance(figure, Figure)
    shown = [row for _, rows in build_table(figure).groups for row in rows]
    return {
        row[1].text: [_plain(f"{cell.text} {cell.detail}".strip()) for cell in row[2:]]
        for row in shown
        if row[0].text == attribute
    }


@pytest.fixture
def with_key_skill(frames: Frames) -> Frames:
    """RAG is among the ten skills of AI engineers alone."""
    key = {
        "role": "ai_engineer",
        "attribute": "top_skill",
        "value": "rag",
        "n": 168,
        "n_of": 410,
        "n_employers": 92,
        "share": 0.41,
        "number": 1.0,
    }
    profile = pl.concat([frames["mart_role_profile"], frame("mart_role_profile", [key])])
    return frames | {"mart_role_profile": profile}


def test_a_key_skill_of_one_role_has_its_share_in_the_others_too(with_key_skill: Frames) -> None:
    assert _side_by_side(with_key_skill, "Key skills") == {
        "RAG": [
            "41 % [36 to 46 %] n = 168 of 410",
            "9.0 % [4.0 to 14.0 %] n = 37 of 410",
            "4.0 % [0.0 to 9.0 %] n = 16 of 410",
        ]
    }


def test_a_key_skill_below_the_floor_shows_why_and_never_its_rank(with_key_skill: Frames) -> None:
    few = with_key_skill["mart_skill_demand"].with_columns(
        share=pl.lit(None, pl.Float64), note=pl.lit("too few (n = 2 of 1 employer)")
    )
    shown = _side_by_side(with_key_skill | {"mart_skill_demand": few}, "Key skills")
    assert shown == {"RAG": ["too few (n = 2 of 1 employer)"] * 3}


def test_the_median_pay_of_all_countries_is_not_called_that_of_all_levels(frames: Frames) -> None:
    paid = {
        "role": "ai_engineer",
        "attribute": "median_pay_usd",
        "value": "all",
        "n": 90,
        "n_of": 160,
        "n_employers": 30,
        "number": 182_000.0,
    }
    profile = pl.concat([frames["mart_role_profile"], frame("mart_role_profile", [paid])])
    shown = _side_by_side(frames | {"mart_role_profile": profile}, "Median base pay, USD")
    assert list(shown) == ["All countries"]


def test_a_share_of_0_that_all_three_roles_have_is_shown_where_it_is_known(frames: Frames) -> None:
    of = {"n": 0, "n_of": 400, "n_employers": 60}
    known = {"share": 0.0, "share_low": 0.0, "share_high": 0.01}
    rows = [
        {"role": role, "attribute": "degree"} | of | answered
        for role in ("ai_engineer", "ml_engineer", "data_scientist")
        for answered in ({"value": "phd"} | known, {"value": "bachelor", "note": "too few"})
    ]
    page = {**frames, "mart_role_profile": frame("mart_role_profile", rows)}
    shown = _side_by_side(page, "Degree required")
    assert {name: _plain(cells[0]) for name, cells in shown.items()} == {"Doctorate": "0 % [0 to 1 %] n = 0 of 400"}  # fmt: skip
    answer = answer_from(page)
    for question in ("roles_degree", "roles_profile", "from_swe_entry"):
        assert answer(question).select("value", "share").unique().rows() == [("phd", 0.0)], question
