"""Who hires: open and new openings per employer and role."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from transforms.statistics import employers

NOW = datetime(2026, 6, 1)
POSTING = pl.Schema(
    {
        "posting_id": pl.String,
        "opening_id": pl.String,
        "employer": pl.String,
        "employer_key": pl.String,
        "role_counted": pl.String,
        "country_codes": pl.List(pl.String),
        "first_seen_at": pl.Datetime("us"),
        "last_seen_at": pl.Datetime("us"),
        "closed_at": pl.Datetime("us"),
        "is_open": pl.Boolean,
        "is_left_truncated": pl.Boolean,
        "is_census": pl.Boolean,
        "has_text": pl.Boolean,
    }
)
PAY = pl.Schema(
    dict.fromkeys(["posting_id", "kind", "basis"], pl.String) | {"is_implausible": pl.Boolean}
)


def posting(name: str, **more: object) -> dict[str, object]:
    return {
        "posting_id": name,
        "opening_id": name,
        "employer": "Acme",
        "employer_key": "acme",
        "role_counted": "ai_engineer",
        "country_codes": ["US"],
        "first_seen_at": NOW - timedelta(days=7),
        "last_seen_at": NOW,
        "is_open": True,
        "is_left_truncated": False,
        "is_census": False,
        "has_text": True,
    } | more


def states(posting_id: str, kind: str = "base") -> tuple[object, ...]:
    return (posting_id, kind, "text", False)


def measure(*postings: dict[str, object], pay: tuple[tuple[object, ...], ...] = ()) -> pl.DataFrame:
    made = pl.DataFrame(list(postings), schema=POSTING)
    openings = (
        made.sort("first_seen_at", "posting_id")
        .group_by("opening_id", maintain_order=True)
        .agg(
            opened_date=pl.col("first_seen_at").first().dt.date(),
            role=pl.col("role_counted").drop_nulls().first(),
            is_left_truncated=pl.col("is_left_truncated").first(),
        )
    )
    ranges = pl.DataFrame(list(pay), schema=PAY, orient="row")
    return employers.measure_employers(made, openings, ranges)


def row(found: pl.DataFrame, role: str = "ai_engineer") -> dict[str, object]:
    return found.filter(role=role).row(0, named=True)


def test_openings_and_postings_are_both_counted():
    found = row(
        measure(
            posting("a"),
            posting("b", opening_id="a", country_codes=["DE", "US"]),
            posting("c", is_open=False),
        )
    )
    assert (found["n_open_openings"], found["n_open_postings"]) == (1, 2)
    assert (found["country_codes"], found["n_countries"]) == (["DE", "US"], 2)


def test_new_is_what_was_first_seen_in_the_last_28_days_and_not_at_the_boards_first_look():
    old = posting("b", first_seen_at=NOW - timedelta(days=28))
    at_first_look = posting("c", is_left_truncated=True)
    assert row(measure(posting("a"), old, at_first_look))["n_new_28d"] == 1


def test_after_the_first_look_alone_nobody_knows_what_is_new_but_who_comes_to_a_known_board_is():
    at_first_look = posting("a", first_seen_at=NOW, is_left_truncated=True)
    newcomer = posting("b", first_seen_at=NOW, employer="Bolt", employer_key="bolt")
    found = measure(at_first_look, newcomer).filter(role="ai_engineer")
    assert dict(found.select("employer_key", "n_new_28d").iter_rows()) == {"acme": None, "bolt": 1}


def test_a_repost_is_not_new():
    old = posting("a", first_seen_at=NOW - timedelta(days=90), is_open=False)
    assert row(measure(old, posting("b", opening_id="a")))["n_new_28d"] == 0


def disclosure(found: pl.DataFrame) -> tuple[object, object]:
    return row(found)["has_pay_share"], row(found)["n_could_state_pay"]


def test_pay_is_disclosed_by_a_share_of_the_open_openings_not_of_their_postings():
    copies = [posting("a"), posting("b", opening_id="a"), posting("c", opening_id="a")]
    closed = posting("e", is_open=False)
    found = measure(*copies, posting("d"), closed, pay=(states("b"), states("e")))
    assert disclosure(found) == (0.5, 2)


def test_only_base_pay_is_disclosure():
    found = measure(posting("a"), posting("b"), pay=(states("a"), states("b", "equity")))
    assert disclosure(found) == (0.5, 2)


def test_a_title_alone_is_not_silent_on_pay():
    title, paying = (posting(name, has_text=False) for name in "ab")
    assert disclosure(measure(title)) == (None, 0)
    assert disclosure(measure(title, paying, posting("c"), pay=(states("b"),))) == (0.5, 2)


def test_without_open_postings_shares_and_countries_are_unknown():
    found = row(measure(posting("a", is_open=False)))
    assert (found["n_open_openings"], found["country_codes"]) == (0, None)
    assert (found["n_countries"], found["has_pay_share"]) == (None, None)


def test_an_opening_whose_postings_are_read_apart_counts_once_in_its_own_role():
    again = posting("b", opening_id="a", role_counted="software_engineer")
    found = measure(posting("a"), again)
    assert found["role"].to_list() == ["ai_engineer", "all"]
    assert found["n_open_openings"].to_list() == [1, 1]
    assert found["n_open_postings"].to_list() == [2, 2]


def test_all_roles_together_include_unclear_ones():
    found = measure(posting("a"), posting("b", role_counted="unclear"))
    assert found["role"].to_list() == ["ai_engineer", "all"]
    assert row(found, "all")["n_open_openings"] == 2


def test_the_most_used_spelling_names_the_employer():
    found = measure(
        posting("a", employer="ACME"),
        posting("b", employer="Acme Inc."),
        posting("c", employer="Acme Inc."),
    )
    assert found["employer"].unique().to_list() == ["Acme Inc."]


def test_nameless_employers_and_a_census_are_left_out():
    nameless = posting("a", employer=None, employer_key=None)
    assert measure(nameless, posting("b", is_census=True, is_open=None)).is_empty()


def test_the_first_day_is_the_first_sighting():
    assert row(measure(posting("a"), posting("b", first_seen_at=datetime(2026, 1, 2))))[
        "first_seen_date"
    ] == date(2026, 1, 2)
