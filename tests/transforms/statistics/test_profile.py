"""The roles side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl
import pytest

from transforms.statistics import profile
from transforms.statistics.pay import bands

NOW = datetime(2026, 6, 1)
POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "opening_id": pl.String,
        "employer_key": pl.String,
        "role_counted": pl.String,
        "source": pl.String,
        "country_codes": pl.List(pl.String),
        "region": pl.String,
        "remote_policy": pl.String,
        "degree": pl.String,
        "level": pl.String,
        "employment_type": pl.String,
        "visa": pl.String,
        "has_portfolio_ask": pl.Boolean,
        "has_equity": pl.Boolean,
        "math": pl.List(pl.String),
        "years_min": pl.Float64,
        "has_text": pl.Boolean,
        "first_seen_at": pl.Datetime("us"),
        "last_seen_at": pl.Datetime("us"),
        "is_census": pl.Boolean,
        "period": pl.String,
    }
)
PAY = pl.Schema(
    {
        "posting_id": pl.String,
        "kind": pl.String,
        "basis": pl.String,
        "min_usd_year": pl.Float64,
        "max_usd_year": pl.Float64,
        "is_implausible": pl.Boolean,
    }
)
SKILL = pl.Schema({"posting_id": pl.String, "skill": pl.String})


def posting(number: int, **more: object) -> dict[str, object]:
    return {
        "posting_id": f"p{number:03d}",
        "opening_id": f"p{number:03d}",
        "employer_key": f"e{number}",
        "role_counted": "data_scientist",
        "country_codes": ["US"],
        "math": [],
        "has_text": True,
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        "is_census": False,
    } | more


def some(n: int, **more: object) -> list[dict[str, object]]:
    return [posting(number, **more) for number in range(n)]


def measure(
    postings: list[dict[str, object]],
    pay: list[tuple[object, ...]] = (),
    skills: list[tuple[str, str]] = (),
) -> pl.DataFrame:  # type: ignore[assignment]
    ranges = dollars(pay)
    named = pl.DataFrame(list(skills), schema=SKILL, orient="row")
    known = pl.DataFrame(postings, schema=POSTING)
    return profile.measure_profile(known, ranges, named, bands.measure_bands(known, ranges))


def dollars(pay: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    """Ranges in dollars a year, as the table of pay has them."""
    stated = pl.DataFrame(list(pay), schema=PAY, orient="row")
    return stated.with_columns(
        currency=pl.lit("USD"),
        place=pl.lit(None, dtype=pl.String),
        min_year="min_usd_year",
        max_year="max_usd_year",
        is_wide=pl.lit(False),
    )


def row(found: pl.DataFrame, attribute: str, value: str) -> dict[str, object]:
    return found.filter(attribute=attribute, value=value).row(0, named=True)


def test_a_share_is_of_the_openings_that_say_anything_on_it():
    postings = some(12)
    for number in range(10):
        postings[number]["remote_policy"] = "remote" if number < 4 else "onsite"
    found = row(measure(postings), "remote", "remote")
    assert (found["n"], found["n_of"], found["share"], found["n_employers"]) == (4, 10, 0.4, 10)
    assert found["share_low"] < 0.4 < found["share_high"]  # type: ignore[operator]


def test_below_the_floor_the_count_stands_and_the_share_does_not():
    found = row(measure(some(9, degree="phd")), "degree", "phd")
    assert (found["n"], found["share"], found["note"]) == (
        9,
        None,
        "too few (n = 9 of 9 employers)",
    )


def test_mathematics_not_named_is_an_answer():
    postings = some(10)
    postings[0]["math"] = ["statistics", "linear_algebra", "statistics"]
    found = measure(postings)
    assert row(found, "math", "none")["share"] == 0.9
    assert row(found, "math", "statistics")["n"] == 1


def test_flags_are_yes_or_no_and_unknown_is_neither():
    postings = some(11, has_equity=False)
    postings[0]["has_equity"], postings[1]["has_equity"] = True, None
    found = row(measure(postings), "equity", "yes")
    assert (found["n"], found["n_of"]) == (1, 10)


def test_pay_is_disclosed_or_not():
    found = measure(some(10), [("p000", "base", "text", 100_000.0, 120_000.0, False)])
    assert row(found, "pay_disclosed", "yes")["share"] == 0.1


def test_the_median_of_stated_years():
    postings = [posting(number, years_min=float(number)) for number in range(11)] + [posting(99)]
    found = row(measure(postings), "years_min", "median")
    assert (found["number"], found["n"], found["n_of"]) == (5.0, 11, 12)
    assert found["number_low"] < 5.0 < found["number_high"]  # type: ignore[operator]


def test_years_that_all_employers_ask_alike_are_certain_and_too_few_are_not_printed():
    alike = row(measure(some(12, years_min=5.0)), "years_min", "median")
    assert [alike[name] for name in ("number", "number_low", "number_high")] == [5.0, 5.0, 5.0]
    few = row(measure(some(9, years_min=5.0)), "years_min", "median")
    assert [few[name] for name in ("number", "number_low", "note")] == [
        None,
        None,
        "too few (n = 9)",
    ]


def test_the_median_pay_is_of_the_middle_of_the_range_by_country_and_everywhere():
    pay = [
        (f"p{n:03d}", "base", "text", 100_000.0 + n * 1000, 120_000.0 + n * 1000, False)
        for n in range(11)
    ]
    found = measure(some(12), pay)
    assert row(found, "median_pay_usd", "US")["number"] == pytest.approx(115_000)
    assert row(found, "median_pay_usd", "all")["n_of"] == 12


def test_median_pay_and_who_states_it_are_those_of_the_pay_bands():
    """Some openings state pay in their second posting, in several ranges, open on one side, or as a target."""
    copies = [posting(n, posting_id=f"q{n:03d}") for n in range(6)]
    stated = [
        *((f"q{n:03d}", "base", "text", 90_000.0 + n * 9000, 99_000.0 + n * 9000, False) for n in range(6)),
        *((f"p{n:03d}", "base", "text", 100_000.0 + n * 1000, 120_000.0 + n * 1000, False) for n in range(8, 20)),
        *((f"p{n:03d}", "base", "text", 300_000.0, 310_000.0, False) for n in range(8, 12)),
        ("p020", "base", "text", 100_000.0, None, False),
        ("p021", "ote", "text", 100_000.0, 120_000.0, False),
    ]  # fmt: skip
    postings = [*some(24), *copies]
    found, pay = measure(postings, stated), dollars(stated)
    band = bands.measure_bands(pl.DataFrame(postings, schema=POSTING), pay).row(
        by_predicate=(pl.col("level") == "all") & (pl.col("country_code") == "US") & (pl.col("measure") == "mid") & pl.col("is_converted"),
        named=True,
    )  # fmt: skip
    median, stating = row(found, "median_pay_usd", "US"), row(found, "pay_disclosed", "yes")
    names = {"number": "p50", "number_low": "p50_low", "number_high": "p50_high", "n": "n_openings", "n_of": "n_could_state_pay"}  # fmt: skip
    assert {name: median[name] for name in names} == {
        name: band[mark] for name, mark in names.items()
    }
    names = {"share": "disclosure_share", "share_low": "disclosure_low", "share_high": "disclosure_high", "n": "n_stating_openings", "n_of": "n_could_state_pay"}  # fmt: skip
    assert {name: stating[name] for name in names} == {
        name: band[mark] for name, mark in names.items()
    }
    assert (median["n"], stating["n"], stating["n_of"], median["note"]) == (18, 19, 24, None)


def test_a_median_of_one_employer_is_not_printed():
    pay = [(f"p{n:03d}", "base", "text", 100_000.0, 120_000.0, False) for n in range(12)]
    found = row(
        measure([posting(n, employer_key=f"e{max(n - 5, 0)}") for n in range(12)], pay),
        "median_pay_usd",
        "US",
    )
    assert found["number"] is None
    assert found["note"] == "one employer has 50% of the weight (n = 12)"


def test_top_skills_are_ranked_by_share_and_then_by_name():
    skills = [
        (f"p{n:03d}", skill)
        for skill, count in (("sql", 5), ("python", 9), ("r", 5))
        for n in range(count)
    ]
    found = measure(some(10), skills=skills).filter(attribute="top_skill").sort("number")
    assert found["value"].to_list() == ["python", "r", "sql"]


def test_copies_of_an_opening_count_once():
    copies = [posting(n, opening_id="p000", employer_key="e0", degree="phd") for n in range(20, 50)]
    assert row(measure([*some(10, degree="phd"), *copies]), "degree", "phd")["n_of"] == 10


def test_no_postings_give_no_rows():
    assert measure([]).schema == profile.PROFILE


def test_an_advert_without_a_text_is_not_silent_on_degree_equity_portfolio_or_pay():
    told = some(12, degree="none_stated", has_equity=False, has_portfolio_ask=False)
    bare = [
        posting(100 + number, degree="none_stated", has_equity=False, has_portfolio_ask=False)
        for number in range(8)
    ]
    untold = [row | {"has_text": False} for row in bare]
    paid = [("p100", "base", "structured", 100_000.0, 120_000.0, False)]
    found = measure(told + untold, paid)
    n_of = {
        row["attribute"]: row["n_of"]
        for row in found.filter(pl.col("share").is_not_null()).iter_rows(named=True)
    }
    assert n_of == {"degree": 12, "equity": 12, "portfolio": 12, "math": 12, "pay_disclosed": 13}
