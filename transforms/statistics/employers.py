"""Who hires: open and new openings per employer and role.

Decides what is new per employer, and of which openings a share states pay. Leaves what is open to
`transforms.history.lifecycle` and one spelling per employer to `transforms.history.openings.employer_key`.
Employers without a name and posts of a census (which have no lifecycle) are left out.
"""

from __future__ import annotations

import polars as pl

from transforms.statistics.columns import conform, counts, dates, lists, reals, texts
from transforms.statistics.pay.disclosure import could_state, states_pay
from transforms.statistics.pay.usd import base_ranges
from transforms.vocabulary import ALL, ROLES

NEW_DAYS = 28
"""Four whole weeks, so that the day of the week on which an employer posts does not matter."""

EMPLOYER = pl.Schema(
    texts("employer employer_key role")
    | counts("n_open_openings n_open_postings n_new_28d")
    | dates("first_seen_date")
    | lists("country_codes")
    | counts("n_countries n_could_state_pay")
    | reals("has_pay_share")
)

_IDS = ("posting_id", "opening_id")
_ASKED = ("employer", "employer_key", "is_open", "has_text", "country_codes")
_SEEN = ("first_seen_at", "last_seen_at")


def measure_employers(
    postings: pl.DataFrame, openings: pl.DataFrame, pay: pl.DataFrame
) -> pl.DataFrame:
    """One row per employer and role it ever had an opening for, and one for all its roles.

    Args:
        postings: the warehouse's `posting` columns and `has_text`.
        openings: the warehouse's `opening`.
        pay: the warehouse's `posting_pay`.

    Returns:
        `mart_employer_demand`. `n_new_28d`: openings first seen in the 28 days up to the newest sighting. What a board's
        first look showed is not new, and where only that look is known the number is null. `country_codes` and `n_countries`
        are of the open postings, and null when none is open. `has_pay_share` is the share that states base pay among the
        `n_could_state_pay` open openings that could. Null when there is none.
    """
    is_named = ~pl.col("is_census") & pl.col("employer_key").is_not_null()
    stating = states_pay(base_ranges(pay)["posting_id"])
    # The join and the copy for all roles together would copy every column.
    named = postings.filter(is_named).select(*_IDS, *_ASKED, *_SEEN, states_pay=stating)
    live = _with_news(named, openings)
    by_role = live.filter(pl.col("role").is_in(ROLES))
    countries = pl.col("country_codes").filter("is_open").list
    opening = pl.col("opening_id")
    n_new = opening.filter("is_new").n_unique()
    n_paid = opening.filter(pl.col("is_open") & pl.col("states_pay")).n_unique()
    n_could = opening.filter(pl.col("is_open") & could_state(pl.col("states_pay"))).n_unique()
    return (
        pl.concat([by_role, live.with_columns(role=pl.lit(ALL))])
        .group_by("employer_key", "role")
        .agg(
            n_open_openings=opening.filter("is_open").n_unique(),
            n_open_postings=pl.col("is_open").sum(),
            n_new_28d=pl.when(pl.col("is_new_known").any()).then(n_new),
            first_seen_date=pl.col("first_seen_at").min().dt.date(),
            country_codes=countries.explode(keep_nulls=False, empty_as_null=False).unique().sort(),
            n_could_state_pay=n_could,
            has_pay_share=pl.when(n_could > 0).then(n_paid / n_could),
        )
        .join(_usual_spelling(named), on="employer_key")
        .with_columns(country_codes=pl.when(pl.col("n_open_postings") > 0).then("country_codes"))
        .with_columns(n_countries=pl.col("country_codes").list.len())
        .pipe(conform, EMPLOYER)
        .sort("employer_key", "role")
    )


def _with_news(named: pl.DataFrame, openings: pl.DataFrame) -> pl.DataFrame:
    """Postings with `is_new`, and whether anybody can know what is new at the employer (`is_new_known`)."""
    newest = pl.col("last_seen_at").max().dt.date()
    opened = openings.select(
        "opening_id", "opened_date", opening_role="role", opening_is_truncated="is_left_truncated"
    )
    came_later = ~pl.col("opening_is_truncated")
    is_recent = pl.col("opened_date") > newest - pl.duration(days=NEW_DAYS)
    is_seen_again = newest > pl.col("first_seen_at").min().dt.date()
    return named.join(opened, on="opening_id").with_columns(
        is_new=is_recent & came_later,
        role="opening_role",  # its postings may be read apart: an opening counts once
        is_new_known=(is_seen_again | came_later.any()).over("employer_key"),
    )


def _usual_spelling(postings: pl.DataFrame) -> pl.DataFrame:
    """The spelling that most of an employer's postings use. Of equally common ones, the first by alphabet."""
    counted = postings.group_by("employer_key", "employer").agg(n=pl.len())
    ordered = counted.sort("employer_key", "n", "employer", descending=[False, True, False])
    return ordered.unique("employer_key", keep="first", maintain_order=True).drop("n")
