"""Skill demand: shares by employer, lift against the other roles, change on the quarter."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statistics import demand

POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "opening_id": pl.String,
        "employer_key": pl.String,
        "role_counted": pl.String,
        "has_text": pl.Boolean,
        "first_seen_at": pl.Datetime("us"),
        "last_seen_at": pl.Datetime("us"),
        "is_left_truncated": pl.Boolean,
        "is_census": pl.Boolean,
        "period": pl.String,
    }
)
SKILL = pl.Schema(
    dict.fromkeys(["posting_id", "skill", "category", "requirement", "phrase"], pl.String)
)
NOW = datetime(2026, 6, 1)
NO_CHANGE = (
    "change: fewer than 20 openings, or those of one employer alone,"
    " are known to have appeared in one of the quarters"
)
PREMIUMS = pl.DataFrame(
    [
        ("adjusted", "skill", "python", 0.05, 0.01, 0.09),
        ("unadjusted", "role", "ai_engineer", 0.2, 0.1, 0.3),
    ],
    schema=["reading", "term", "name", "premium_share", "premium_low", "premium_high"],
    orient="row",
)


def posting(name: str, role: str = "ai_engineer", **more: object) -> dict[str, object]:
    return {
        "posting_id": name,
        "opening_id": name,
        "employer_key": f"e-{name}",
        "role_counted": role,
        "has_text": True,
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        "is_left_truncated": False,
        "is_census": False,
        "period": None,
    } | more


def names(posting_id: str, skill: str, requirement: str = "required") -> tuple[str, ...]:
    return (posting_id, skill, "language", requirement, skill)


def measure(postings: list[dict[str, object]], skills: list[tuple[str, ...]]) -> pl.DataFrame:
    made = pl.DataFrame(postings, schema=POSTING), pl.DataFrame(skills, schema=SKILL, orient="row")
    return demand.measure_demand(*made, {"python": "Python"}, PREMIUMS)


def row(found: pl.DataFrame, skill: str = "python", role: str = "ai_engineer") -> dict[str, object]:
    return found.filter(role=role, skill=skill).row(0, named=True)


def test_a_share_is_of_the_openings_with_a_text():
    postings = [posting(f"p{n}") for n in range(20)] + [
        posting(f"t{n}", has_text=False) for n in range(20)
    ]
    found = row(
        measure(postings, [names(f"p{n}", "python") for n in range(15)] + [names("t1", "python")])
    )
    assert (found["n_with"], found["n_openings"], found["share"], found["n_employers"]) == (
        15,
        20,
        0.75,
        20,
    )
    assert found["skill_name"] == "Python"


def test_required_and_preferred_are_shares_of_the_same_openings():
    skills = [
        names(f"p{n}", "sql", ("required", "preferred", "mentioned", "mentioned")[n % 4])
        for n in range(12)
    ]
    found = row(measure([posting(f"p{n}") for n in range(20)], skills), "sql")
    assert (found["share"], found["required_share"], found["preferred_share"]) == (0.6, 0.15, 0.15)
    # Wilson's interval of 3 in 20, with Student's point of 19 degrees of freedom.
    ends = [found[f"{strength}_{end}"] for strength in ("required", "preferred") for end in ("low", "high")]  # fmt: skip
    assert ends == pytest.approx([0.049, 0.377, 0.049, 0.377], abs=0.001)
    assert found["skill_name"] == "sql"


def test_a_role_that_never_names_a_skill_is_at_nought_with_an_interval():
    postings = [
        posting(f"{role} {n}", role_counted=role)
        for role in ("ai_engineer", "ml_engineer")
        for n in range(20)
    ]
    found = row(
        measure(postings, [names(f"ai_engineer {n}", "python") for n in range(10)]),
        role="ml_engineer",
    )
    assert (found["n_with"], found["n_openings"], found["share"], found["share_low"]) == (
        0,
        20,
        0,
        0,
    )
    assert 0 < found["share_high"] < 0.2
    assert (found["required_share"], found["lift"], found["category"]) == (0, None, "language")


def test_copies_of_an_opening_count_once():
    postings = [posting(f"p{n}") for n in range(10)] + [
        posting(f"q{n}", opening_id="p0", employer_key="e-p0") for n in range(30)
    ]
    found = row(
        measure(postings, [names("p0", "python")] + [names(f"q{n}", "python") for n in range(30)])
    )
    assert (found["n_with"], found["n_openings"]) == (1, 10)


def test_one_employers_template_widens_the_interval():
    spread = [posting(f"p{n}") for n in range(40)]
    bunched = [posting(f"p{n}", employer_key=f"e{n // 8}") for n in range(40)]
    skills = [names(f"p{n}", "python") for n in range(16)]
    alone, together = row(measure(spread, skills)), row(measure(bunched, skills))
    assert alone["share"] == together["share"] == 0.4
    assert together["share_high"] - together["share_low"] > 1.5 * (
        alone["share_high"] - alone["share_low"]
    )  # type: ignore[operator]


@pytest.mark.parametrize(
    ("n", "per_employer", "note"),
    [
        (9, 1, "too few (n = 9 of 9 employers)"),
        (12, 3, "too few (n = 12 of 4 employers)"),
        (12, 12, "too few (n = 12 of 1 employer)"),
        (10, 2, NO_CHANGE),
    ],
)
def test_below_the_floor_nothing_is_printed(n: int, per_employer: int, note: str):
    found = row(
        measure(
            [posting(f"p{k}", employer_key=f"e{k // per_employer}") for k in range(n)],
            [names("p0", "python")],
        )
    )
    assert found["note"] == note
    assert (found["share"] is None) == (note != NO_CHANGE)
    assert (found["required_share"] is None) == (note != NO_CHANGE)


def test_lift_tells_what_sets_a_role_apart():
    postings = [posting(f"a{n}") for n in range(50)] + [
        posting(f"d{n}", "data_scientist") for n in range(50)
    ]
    skills = [names(f"{kind}{n}", "python") for kind in "ad" for n in range(50)]
    skills += (
        [names(f"a{n}", "rag") for n in range(30)]
        + [names(f"d{n}", "statistics") for n in range(30)]
        + [names("a1", "cobol")]
    )
    found = measure(postings, skills)
    assert row(found, "rag")["lift"] > 2  # type: ignore[operator]
    assert abs(row(found, "python")["lift"]) < 1  # type: ignore[arg-type]
    assert 0 < row(found, "cobol")["lift"] < 1  # type: ignore[operator]


def test_with_one_role_alone_nothing_sets_it_apart():
    assert (
        row(measure([posting(f"p{n}") for n in range(20)], [names("p0", "python")]))["lift"] is None
    )


def test_the_change_compares_what_opened_in_the_last_quarter_with_the_quarter_before():
    before = NOW - timedelta(days=100)
    postings = [posting(f"n{n}") for n in range(20)] + [
        posting(f"o{n}", first_seen_at=before) for n in range(20)
    ]
    skills = [names(f"n{n}", "python") for n in range(15)] + [
        names(f"o{n}", "python") for n in range(5)
    ]
    assert row(measure(postings, skills))["change_share"] == pytest.approx(0.5)
    assert row(measure(postings[:39], skills))["change_share"] is None


def test_the_year_compares_with_the_same_quarter_a_year_before():
    def appeared(days: int) -> datetime:
        return NOW - timedelta(days=days)

    ages = {"n": 0, "m": 100, "y": 370, "z": 470}
    postings = [
        posting(f"{kind}{n}", first_seen_at=appeared(days), last_seen_at=appeared(days))
        for kind, days in ages.items()
        for n in range(20)
    ]
    hits = {"n": 12, "m": 20, "y": 4, "z": 20}
    found = row(
        measure(
            postings, [names(f"{kind}{n}", "python") for kind, k in hits.items() for n in range(k)]
        )
    )
    assert found["year_change_share"] == pytest.approx(0.6 - 0.2)
    assert found["change_share"] == pytest.approx(0.6 - 1.0)


def test_the_interval_of_a_change_knows_of_employers():
    def found(employers: int) -> dict[str, object]:
        postings = [
            posting(
                f"{kind}{n}",
                first_seen_at=NOW - timedelta(days=days),
                employer_key=f"{kind}{n % employers}",
            )
            for kind, days in (("n", 0), ("o", 100))
            for n in range(40)
        ]
        # Half of the employers name it in all of their new openings, a quarter of them in their old ones.
        skills = [
            names(f"{kind}{n}", "python")
            for kind, part in (("n", 2), ("o", 4))
            for n in range(40)
            if n % employers < employers / part
        ]
        return row(measure(postings, skills))

    many, few = found(40), found(8)
    assert many["change_share"] == few["change_share"] == pytest.approx(0.25)
    # Two independent shares of 40: the square root of .25 / 40 + .1875 / 40, times about two.
    assert many["change_high"] - many["change_low"] == pytest.approx(2 * 0.1046 * 1.99, rel=0.02)
    assert few["change_high"] - few["change_low"] > 2 * (many["change_high"] - many["change_low"])


def test_employers_that_ask_as_before_are_no_change_of_no_width():
    postings = [
        posting(f"{kind}{n}", first_seen_at=NOW - timedelta(days=days), employer_key=f"e{n // 4}")
        for kind, days in (("n", 0), ("o", 100))
        for n in range(40)
    ]
    skills = [names(f"{kind}{n}", "python") for kind in "no" for n in range(20)]
    found = row(measure(postings, skills))
    assert found["change_share"] == 0
    assert (
        -0.3 < found["change_low"] < 0 < found["change_high"] < 0.3
    )  # as of independent openings, never of no width


def test_the_change_of_one_employer_alone_has_no_interval_and_is_not_printed():
    postings = [
        posting(f"{kind}{n}", employer_key="e", first_seen_at=NOW - timedelta(days=days))
        for kind, days in (("n", 0), ("o", 100))
        for n in range(20)
    ] + [posting(f"q{n}", first_seen_at=NOW - timedelta(days=200)) for n in range(5)]
    skills = [names(f"{kind}{n}", "python") for kind, k in (("n", 15), ("o", 5)) for n in range(k)]
    found = row(measure(postings, skills))
    assert found["share"] is not None
    assert [found[f"change_{end}"] for end in ("share", "low", "high")] == [None] * 3


def test_what_a_skill_is_paid_stands_beside_it():
    found = measure(
        [posting(f"p{n}") for n in range(20)], [names("p0", "python"), names("p1", "rag")]
    )
    assert [row(found)[f"premium_{end}"] for end in ("share", "low", "high")] == [0.05, 0.01, 0.09]
    assert row(found, "rag")["premium_share"] is None


def test_what_a_first_look_showed_opened_at_no_known_time():
    old = [
        posting(f"o{n}", first_seen_at=NOW - timedelta(days=100), is_left_truncated=True)
        for n in range(20)
    ]
    found = measure([posting(f"n{n}") for n in range(20)] + old, [names("n0", "python")])
    assert row(found)["change_share"] is None


def test_a_thread_filled_in_late_is_as_old_as_its_month():
    months = [("n", "2026-06"), ("o", "2026-02")]
    postings = [
        posting(f"{kind}{n}", is_census=True, period=month, first_seen_at=NOW, last_seen_at=NOW)
        for kind, month in months
        for n in range(20)
    ]
    skills = [names(f"n{n}", "mcp") for n in range(15)] + [names(f"o{n}", "mcp") for n in range(5)]
    assert row(measure(postings, skills), "mcp")["change_share"] == pytest.approx(0.5)


def test_a_board_that_joins_is_no_change_in_what_is_asked():
    before = NOW - timedelta(days=100)
    threads = [
        posting(f"{kind}{n}", is_census=True, period=month, employer_key=f"e{n}")
        for kind, month in (("n", "2026-06"), ("o", "2026-02"))
        for n in range(20)
    ]
    boards = [posting(f"b{n}") for n in range(40)] + [posting("c", first_seen_at=before)]
    skills = [names(one["posting_id"], "python") for one in boards]  # type: ignore[arg-type]
    skills += [names(f"{kind}{n}", "python") for kind in "no" for n in range(10)]
    assert row(measure(threads + boards, skills))["change_share"] == pytest.approx(0.0)


def test_unclear_roles_and_nameless_employers_are_left_out():
    postings = [posting("a", "unclear"), posting("b", employer_key=None), posting("c", "other")]
    assert measure(postings, [names(name, "python") for name in "abc"]).is_empty()


def test_no_skills_give_no_rows():
    assert measure([], []).schema == demand.DEMAND


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sets(st.sampled_from("xyz"))), min_size=1, max_size=40)
)
def test_shares_are_shares_inside_their_intervals(rows: list[tuple[int, set[str]]]):
    postings = [
        posting(f"p{n}", employer_key=f"e{employer}") for n, (employer, _) in enumerate(rows)
    ]
    skills = [names(f"p{n}", skill) for n, (_, named) in enumerate(rows) for skill in sorted(named)]
    for found in measure(postings, skills).drop_nulls("share").iter_rows(named=True):
        assert 0 <= found["share_low"] <= found["share"] <= found["share_high"] <= 1
        assert found["required_share"] + found["preferred_share"] <= found["share"] + 1e-9
