"""Adjusted premiums: planted ones are found, thin ones are not printed."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest

from transforms.statistics.pay import design, premium
from transforms.statistics.pay.least_squares import jackknife_errors

NOW = datetime(2026, 6, 1)
SKILL = pl.Struct(
    {"skill": pl.String, "category": pl.String, "requirement": pl.String, "phrase": pl.String}
)
POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "opening_id": pl.String,
        "source": pl.String,
        "employer_key": pl.String,
        "role_counted": pl.String,
        "level": pl.String,
        "country_codes": pl.List(pl.String),
        "region": pl.String,
        "remote_policy": pl.String,
        "posted_date": pl.Date,
        "last_seen_at": pl.Datetime("us"),
        "is_census": pl.Boolean,
        "is_date_implausible": pl.Boolean,
        "period": pl.String,
        "skills": pl.List(SKILL),
    }
)
PAY = pl.Schema(
    {
        "posting_id": pl.String,
        "currency": pl.String,
        "kind": pl.String,
        "basis": pl.String,
        "place": pl.String,
        "min_usd_year": pl.Float64,
        "max_usd_year": pl.Float64,
        "is_implausible": pl.Boolean,
    }
)
PAID = {
    **{"currency": "USD", "kind": "base", "basis": "text", "place": None},
    "is_implausible": False,
}
TRUTH = {"software_engineer": 0.0, "ml_engineer": 0.15}
LEVELS = {"mid": 0.0, "senior": 0.30}


def market(n: int, n_employers: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pay as planted; ML engineers are more often senior, so their raw premium is too high. RAG is worth 10 per cent."""
    generator = np.random.default_rng(seed)
    scale = generator.normal(0, 0.1, n_employers)
    postings, pay = [], []
    for number in range(n):
        role = str(generator.choice(list(TRUTH)))
        level = "senior" if generator.random() < (0.8 if role == "ml_engineer" else 0.2) else "mid"
        employer, has_rag = int(generator.integers(n_employers)), bool(generator.random() < 0.5)
        skills = (
            [{"skill": "rag", "category": "llm", "requirement": "required", "phrase": "rag"}]
            if has_rag
            else []
        )
        name = f"p{number:04d}"
        place = (["US"], "Texas", "remote", date(2026, 5, 1), NOW, False, False, None, skills)
        postings.append((name, name, "ashby", f"e{employer}", role, level, *place))
        log_pay = (
            11.8
            + TRUTH[role]
            + LEVELS[level]
            + 0.1 * has_rag
            + scale[employer]
            + generator.normal(0, 0.1)
        )
        pay.append(
            (
                name,
                "USD",
                "base",
                "text",
                None,
                float(np.exp(log_pay)) * 0.9,
                float(np.exp(log_pay)) * 1.1,
                False,
            )
        )
    return pl.DataFrame(postings, schema=POSTING, orient="row"), pl.DataFrame(
        pay, schema=PAY, orient="row"
    )


def measure(postings: pl.DataFrame, pay: pl.DataFrame) -> pl.DataFrame:
    named = postings.select("posting_id", "skills").explode("skills").drop_nulls("skills")
    return premium.measure_premiums(postings, pay, named.unnest("skills"))


def row(found: pl.DataFrame, reading: str, name: str) -> dict[str, object]:
    return found.filter(reading=reading, name=name).row(0, named=True)


@pytest.fixture(scope="module")
def measured() -> pl.DataFrame:
    return measure(*market(800, 40))


@pytest.mark.parametrize(
    ("reading", "name", "truth"),
    [
        ("adjusted", "ml_engineer", 0.15),
        ("within_employer", "ml_engineer", 0.15),
        ("adjusted", "senior", 0.30),
        ("adjusted", "rag", 0.10),
        ("quantile_25", "ml_engineer", 0.15),
        ("quantile_50", "ml_engineer", 0.15),
        ("quantile_75", "senior", 0.30),
    ],
)
def test_planted_premiums_lie_in_their_intervals(
    measured: pl.DataFrame, reading: str, name: str, truth: float
):
    found = row(measured, reading, name)
    assert found["premium_low"] < np.expm1(truth) < found["premium_high"]  # type: ignore[operator]
    assert found["premium_high"] - found["premium_low"] < (
        0.2 if reading.startswith("quantile") else 0.12
    )  # type: ignore[operator]


def test_unadjusted_the_premium_takes_the_level_along(measured: pl.DataFrame):
    assert row(measured, "unadjusted", "ml_engineer")["premium_low"] > np.expm1(0.2)


def test_what_it_is_compared_with_and_adjusted_for_is_named(measured: pl.DataFrame):
    found = row(measured, "within_employer", "ml_engineer")
    assert found["reference"] == "software_engineer"
    assert found["adjusted_for"] == "employer, level, country or state, remote, source, month"
    assert row(measured, "adjusted", "rag")["reference"] == "openings that do not name it"


def test_a_premium_that_the_best_paid_alone_have_shows_at_the_upper_quartile():
    postings, pay = market(800, 40)
    is_lucky = (pl.col("role_counted") == "ml_engineer") & (pl.int_range(pl.len()) % 5 < 2)
    lucky = postings.filter(is_lucky)["posting_id"].to_list()
    amount = pl.col("min_usd_year", "max_usd_year")
    raised = pay.with_columns(
        pl.when(pl.col("posting_id").is_in(lucky)).then(amount * 1.5).otherwise(amount)
    )
    found = measure(postings, raised)
    low, high = (row(found, reading, "ml_engineer") for reading in ("quantile_25", "quantile_75"))
    assert high["premium_low"] > low["premium_high"]  # type: ignore[operator]
    assert high["reference"] == "software_engineer"


def test_a_thin_term_is_not_printed():
    postings, pay = market(200, 20)
    few = postings.with_columns(
        role_counted=pl.when(pl.int_range(pl.len()) < 9)
        .then(pl.lit("data_analyst"))
        .otherwise("role_counted")
    )
    found = row(measure(few, pay), "adjusted", "data_analyst")
    assert found["premium_share"] is None
    assert str(found["note"]).startswith("too few (n = 9")


def test_within_employers_it_takes_employers_that_hire_both():
    postings, pay = market(200, 20)
    apart = postings.with_columns(employer_key=pl.col("role_counted") + pl.col("employer_key"))
    found = row(measure(apart, pay), "within_employer", "ml_engineer")
    assert found["premium_share"] is None
    assert found["note"] == "too few employers hire both (n = 0)"


def test_within_employers_openings_of_employers_that_hire_one_role_alone_are_not_counted():
    postings, pay = market(400, 20)
    is_ml = pl.col("role_counted") == "ml_engineer"
    hires_one = is_ml & (pl.int_range(pl.len()).over("role_counted") < 12)
    apart = postings.with_columns(
        employer_key=pl.when(hires_one).then(pl.lit("specialist")).otherwise("employer_key")
    )
    found = measure(apart, pay)
    whole, within = (
        row(found, reading, "ml_engineer") for reading in ("adjusted", "within_employer")
    )
    assert within["n_openings"] == whole["n_openings"] - 12  # type: ignore[operator]
    assert within["n_employers"] == whole["n_employers"] - 1  # type: ignore[operator]


def test_without_software_engineers_the_most_frequent_role_is_the_reference():
    postings, pay = market(200, 20)
    renamed = postings.with_columns(
        pl.col("role_counted").replace("software_engineer", "data_engineer")
    )
    assert row(measure(renamed, pay), "adjusted", "ml_engineer")["reference"] == "data_engineer"


def test_noise_gives_no_certain_skill_premium():
    postings, pay = market(400, 30)
    generator = np.random.default_rng(7)
    noise = [
        [
            {"skill": f"s{k}", "category": "x", "requirement": "required", "phrase": "x"}
            for k in range(10)
            if generator.random() < 0.4
        ]
        for _ in range(postings.height)
    ]
    found = measure(postings.with_columns(skills=pl.Series(noise, dtype=pl.List(SKILL))), pay)
    skills = found.filter(term="skill")
    assert skills.height == 10
    assert (skills["premium_high"] > skills["premium_low"]).all()
    assert ((skills["premium_low"] < 0) & (skills["premium_high"] > 0)).sum() >= 8


def test_too_little_pay_gives_no_rows():
    postings, pay = market(10, 3)
    assert measure(postings, pay).schema == premium.PREMIUM
    assert measure(postings.clear(), pay.clear()).is_empty()


def test_errors_are_what_the_coefficients_move_without_each_employer():
    generator = np.random.default_rng(3)
    employers = np.repeat(
        np.arange(6), [1, 2, 3, 10, 30, 4]
    )  # fewer and more openings than columns
    design = np.column_stack([generator.normal(size=(50, 4)), np.ones(50)])
    target = generator.normal(size=50) + generator.normal(size=6)[employers]
    inverse = np.linalg.pinv(design.T @ design)
    coefficients = inverse @ design.T @ target
    moved = [
        np.linalg.lstsq(design[employers != left_out], target[employers != left_out])[0]
        - coefficients
        for left_out in range(6)
    ]
    expected = np.sqrt(5 / 6 * (np.array(moved) ** 2).sum(axis=0))
    found = jackknife_errors(design, target - design @ coefficients, inverse, employers)
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_value_that_one_employer_alone_has_leaves_the_errors_finite():
    postings, pay = market(200, 10)
    own_state = postings.with_columns(
        region=pl.when(pl.col("employer_key") == "e3").then(pl.lit("Utah")).otherwise("region")
    )
    found = (
        measure(own_state, pay).filter(reading="adjusted", name="ml_engineer").row(0, named=True)
    )
    assert found["premium_low"] < 0.15 < found["premium_high"] < 1


def test_the_middle_of_a_range_is_that_of_the_bands() -> None:
    postings, _ = market(3, 1)
    ends = [(100_000.0, 300_000.0), (None, 150_000.0), (120_000.0, 120_000.0)]
    ranges = [
        {"posting_id": f"p000{n}", "min_usd_year": low, "max_usd_year": high, **PAID}
        for n, (low, high) in enumerate(ends)
    ]
    openings = design.paid_openings(postings, pl.DataFrame(ranges, schema=PAY))
    assert np.exp(openings["log_pay"]).to_list() == pytest.approx([200_000.0, 120_000.0])
