"""Growth in a census: twelve months against the same twelve a year before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from transforms.statistics.census.growth import measure_census_growth
from transforms.statistics.growth.misreading import draw_correction
from transforms.vocabulary import PANEL_ROLES

POSTING = pl.Schema(
    dict.fromkeys(
        "source external_id posting_id opening_id employer_key role_counted period".split(),
        pl.String(),
    )
    | {"is_census": pl.Boolean()}
)
LOOK = pl.Schema(
    dict.fromkeys("source outcome period".split(), pl.String()) | {"looked_at": pl.Datetime("us")}
)
MONTHS = [f"{2024 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]


def openings(month: str, role: str, n: int, employer: str = "e") -> Iterator[dict[str, Any]]:
    for number in range(n):
        name = f"{month}:{role}:{employer}:{number}"
        yield {
            "source": "hackernews",
            **dict.fromkeys(("external_id", "posting_id", "opening_id"), name),
            "employer_key": f"{employer}{number}",
            "role_counted": role,
            "period": month,
            "is_census": True,
        }


def market(
    of_role: tuple[int, int] = (5, 10), others: int = 95, months: list[str] = MONTHS
) -> list[dict[str, Any]]:
    """Months with so many AI openings in the first and the second year, and others beside them."""
    return [
        row
        for month in months
        for row in (
            *openings(month, "ai_engineer", of_role[month >= MONTHS[12]]),
            *openings(month, "other", others, "o"),
        )
    ]


def measure(
    rows: list[dict[str, Any]],
    outcomes: dict[str, str] | None = None,
    correction: Any = None,
) -> pl.DataFrame:
    months = sorted({row["period"] for row in rows})
    looks = [
        ("hackernews", (outcomes or {}).get(month, "complete"), month, datetime(2026, 11, 23))
        for month in months
    ]
    return measure_census_growth(
        pl.DataFrame(rows, schema=POSTING),
        pl.DataFrame(looks, schema=LOOK, orient="row"),
        correction,
    )


def of(found: pl.DataFrame, role: str = "ai_engineer") -> dict[str, Any]:
    return found.filter(role=role).row(0, named=True)


def test_the_share_of_twelve_months_is_held_against_that_of_the_twelve_before() -> None:
    row = of(measure(market()))
    assert row["growth_share"] == pytest.approx((10 / 105) / (5 / 100) - 1)
    assert row["growth_low"] < row["growth_share"] < row["growth_high"]
    assert (row["n_months"], row["n_openings"]) == (12, 12 * 15)
    assert (row["period_from"], row["period_to"]) == (date(2024, 1, 1), date(2025, 12, 31))


def test_all_roles_together_are_measured_by_their_number() -> None:
    row = of(measure(market()), "all")
    assert row["growth_share"] == pytest.approx(105 / 100 - 1)


def test_a_month_that_was_not_read_whole_leaves_the_comparison_with_its_twin() -> None:
    rows = market()
    row = of(measure(rows, {"2024-03": "partial"}))
    assert row["n_months"] == 11
    assert row["n_openings"] == 11 * 15


def test_too_few_months_or_openings_give_no_figure_and_the_reason() -> None:
    short = measure(market(months=MONTHS[:17]))
    assert short["role"].to_list() == list(PANEL_ROLES)
    assert of(short)["note"] == "needs the same 6 months of two years; there are 5"
    few = of(measure(market(of_role=(1, 10))))
    assert few["growth_share"] is None
    assert few["note"] == "too few openings in one of the years (n = 12)"


def test_an_employer_that_posts_each_month_is_one_cluster() -> None:
    """Five employers with a dozen adverts each know less than sixty employers with one."""

    def same_or_many(is_same: bool) -> float:
        rows = market()
        for row in rows:
            if row["role_counted"] == "ai_engineer" and not is_same:
                row["employer_key"] = row["opening_id"]
        found = of(measure(rows))
        return float(np.log1p(found["growth_high"]) - np.log1p(found["growth_low"]))

    few = market(of_role=(20, 40))
    for number, row in enumerate(few):
        if row["role_counted"] == "ai_engineer":
            row["employer_key"] = f"{row['period'] >= MONTHS[12]}{number % 5}"
    spread = of(measure(few))
    assert spread["n_employers"] == 10
    assert spread["growth_high"] - spread["growth_low"] > 2 * same_or_many(is_same=False)


@pytest.mark.parametrize(
    ("n_employers", "first", "note"),
    [
        (7, 1, "too few employers to judge (n = 7)"),
        (8, 1, None),
        (12, 7, "one employer has 39% of the openings"),
    ],
)
def test_a_role_of_a_few_employers_or_one_gives_no_figure_and_the_reason(
    n_employers: int, first: int, note: str | None
) -> None:
    own = ["e0"] * first + [f"e{number}" for number in range(1, n_employers)]
    rows = [row for row in market() if row["role_counted"] != "ai_engineer"]
    for month in MONTHS:
        added = openings(month, "ai_engineer", len(own))
        rows += [{**row, "employer_key": name} for row, name in zip(added, own, strict=True)]
    found = of(measure(rows))
    assert (found["growth_share"] is None) == (note is not None)
    assert found["note"] == note


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Employers of very different sizes post at random. The true share doubles."""
    random = np.random.default_rng(5)
    n_held, n_printed, n_markets, n_employers = 0, 0, 60, 150
    for _ in range(n_markets):
        rows = []
        size = random.gamma(0.6, 1.0, n_employers)
        for year, chance in ((MONTHS[:12], 0.05), (MONTHS[12:], 0.10)):
            own = random.beta(2 * chance, 2 * (1 - chance), n_employers)
            for employer in range(n_employers):
                for month in random.choice(year, random.poisson(14 * size[employer])):
                    role = "ai_engineer" if random.random() < own[employer] else "other"
                    name = str(len(rows))
                    rows.append(
                        {
                            "source": "hackernews",
                            **dict.fromkeys(("external_id", "posting_id", "opening_id"), name),
                            **{"employer_key": str(employer), "role_counted": role},
                            **{"period": str(month), "is_census": True},
                        }
                    )
        found = of(measure(rows))
        if found["growth_share"] is None:  # one employer has more than a third
            continue
        n_printed += 1
        n_held += found["growth_low"] <= 1.0 <= found["growth_high"]
    assert n_printed > n_markets / 2
    assert n_held / n_printed >= 0.88


def test_misread_roles_are_put_right_and_widen_the_interval() -> None:
    rows = market(of_role=(20, 20)) + [
        row for month in MONTHS for row in openings(month, "ml_engineer", 40, "m")
    ]
    confusion = np.diag([400.0] * 8)
    confusion[1, 0] = 40.0  # ML engineers read as AI engineers
    plain, right = of(measure(rows)), of(measure(rows, correction=draw_correction(confusion)))
    assert right["growth_share"] == pytest.approx(plain["growth_share"], abs=0.01)
    width = {
        name: row["growth_high"] - row["growth_low"] for name, row in (("p", plain), ("r", right))
    }
    assert width["r"] > width["p"]


def test_where_the_correction_would_leave_next_to_nothing_growth_is_as_read_and_says_so() -> None:
    """A thread of software engineers: the few that labels show to be misread would be all ML engineers there are."""
    rows = market(of_role=(5, 10)) + [
        row for month in MONTHS for row in openings(month, "software_engineer", 300, "s")
    ]
    confusion = np.diag([400.0] * 8)
    confusion[6, 0] = 30.0  # software engineers read as AI engineers
    found = of(measure(rows, correction=draw_correction(confusion)))
    assert found["growth_share"] == pytest.approx(found["growth_as_read_share"])
    assert found["growth_share"] == pytest.approx(of(measure(rows))["growth_share"])
    assert found["note"].startswith("as read: ")
