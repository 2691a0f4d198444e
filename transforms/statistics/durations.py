"""How long openings stay open: Kaplan-Meier with delayed entry, by role.

Decides when an opening's clock starts and stops, and which openings are at risk at which age.
Leaves which postings are one opening to `transforms.history.openings`. See docs/methods.md, Durations.

The day of opening lies between the last look that did not list it and the first that did, the day of closing between the
last that did and the first that did not. The middle of both is taken. What was there at a board's first look counts from its
stated date, and is at risk only from the age at which it was first seen: counting it from day 0 would favour the long-lived.
Openings still open, or on boards that went silent, are at risk until last seen. The mean age of closed ones is never taken:
the young close first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.columns import counts, reals, texts
from transforms.statistics.floors import LEAST_EMPLOYERS, counted
from transforms.statistics.intervals import TAILS, Floats, Ints, cluster_index, draw_clusters
from transforms.vocabulary import ALL, CONCLUSIVE, PANEL_ROLES

LEAST_OPENINGS = 20
LEAST_CLOSED = 10

LEAST_AT_RISK = 5
"""An event among fewer openings moves the curve by a fifth. A quantile that hangs on one is not printed."""

QUANTILES = {"p25_days": 0.25, "median_days": 0.50, "p75_days": 0.75}
"""Shares that have closed by these ages."""

_DAY_MICROSECONDS = 86_400_000_000

DURATION = pl.Schema(
    texts("role")
    | counts("n_openings n_closed n_employers")
    | reals("median_days median_low median_high p25_days p75_days")
    | texts("note")
)


def measure_durations(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per role, and one for all, that has an opening with a known age.

    Args:
        postings: the warehouse's `posting` columns. Census postings are left out, since nothing closes there.
        looks: looks with `is_suspect`, which date the last look before an opening.
        as_of: the last day that counts.

    Returns:
        `mart_duration`, in days. Reposts belong to their opening. Null below the floors, or when too few openings have
        been watched that long (`median_high` alone: when the interval has no upper end yet).
    """
    spells = _spells(postings, looks, as_of)
    by_role = {
        role: spells if role == ALL else spells.filter(pl.col("role") == role)
        for role in PANEL_ROLES
    }
    rows = [{"role": role, **_row(own)} for role, own in by_role.items() if not own.is_empty()]
    return pl.DataFrame(rows, schema=DURATION).sort("role")


def _spells(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per opening with a known age: `entry` and `end` in days since it opened, and whether it closed."""
    of_first = ("source", "board", "first_seen_at", "is_left_truncated", "employer_key")
    dates = ("posted_date", "is_date_implausible")
    known = ("opening_id", "posting_id", "role_counted", "last_seen_at", "closed_at")
    listed = postings.select(*of_first, *dates, *known, "is_census").filter(
        ~pl.col("is_census"),
        pl.col("employer_key").is_not_null(),
        pl.col("first_seen_at").dt.date() <= as_of,
    )
    live = listed.sort("opening_id", "first_seen_at", "posting_id")
    openings = live.group_by("opening_id", maintain_order=True).agg(
        pl.col(*of_first, *dates).first(),
        role=pl.col("role_counted").first(),
        last_seen_at=pl.col("last_seen_at").max(),
        closed_at=pl.when(pl.col("closed_at").null_count() == 0).then(pl.col("closed_at").max()),
    )
    is_closed = pl.col("closed_at").is_not_null()
    posted = pl.col("posted_date").cast(pl.Datetime("us"))
    stated = pl.when(~pl.col("is_date_implausible")).then(posted)
    first_listed, closing = (
        _middle("look_before", "first_seen_at"),
        _middle("last_seen_at", "closed_at"),
    )
    opened = pl.when("is_left_truncated").then(stated).otherwise(first_listed)
    ended = pl.when(is_closed).then(closing).otherwise("last_seen_at")
    dated = _with_look_before(openings, looks).with_columns(opened=opened, ended=ended)
    return (
        dated.drop_nulls("opened")
        .select(
            *("role", "employer_key"),
            entry=_days(pl.col("first_seen_at") - pl.col("opened")).clip(lower_bound=0),
            end=_days(pl.col("ended") - pl.col("opened")),
            is_closed=is_closed,
        )
        .filter((pl.col("end") > pl.col("entry")) | pl.col("is_closed"))
    )


def _with_look_before(openings: pl.DataFrame, looks: pl.DataFrame) -> pl.DataFrame:
    """Adds the board's last conclusive look before the opening was first seen. Without one, the time of that sighting."""
    # Looks that came out of order have no `is_suspect`.
    conclusive = looks.filter(pl.col("outcome").is_in(CONCLUSIVE), ~pl.col("is_suspect"))
    times = conclusive.select("source", "board", "looked_at", look_before="looked_at")
    found = openings.sort("first_seen_at", "opening_id").join_asof(
        times.sort("looked_at", "source", "board"),
        left_on="first_seen_at",
        right_on="looked_at",
        by=["source", "board"],
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return found.with_columns(pl.coalesce("look_before", "first_seen_at"))


def _middle(begin: str, end: str) -> pl.Expr:
    return pl.col(begin) + (pl.col(end) - pl.col(begin)) / 2


def _days(span: pl.Expr) -> pl.Expr:
    """Days, rounded to half a day: the hour of a look means nothing."""
    return (span.dt.total_microseconds() / _DAY_MICROSECONDS * 2).round() / 2


@dataclass(frozen=True)
class Curve:
    """Survival after each age at which something closed: `surviving` (draw x age), and `at_risk` by age, undrawn."""

    ages: Floats
    surviving: Floats
    at_risk: Floats

    def quantile(self, closed: float) -> Floats:
        """The first age at which at least this share has closed, by draw. Infinite where that is not reached."""
        reached = self.surviving <= 1 - closed + 1e-12
        first = np.where(reached.any(axis=1), reached.argmax(axis=1), len(self.ages))
        found: Floats = np.append(self.ages, np.inf)[first]
        return found

    def printed_quantile(self, closed: float) -> float | None:
        """The undrawn quantile, unless it is not reached or an event before it was among too few."""
        age = float(self.quantile(closed)[0])
        if not np.isfinite(age) or self.at_risk[self.ages <= age].min() < LEAST_AT_RISK:
            return None
        return age


def estimate_survival(
    entry: Floats, end: Floats, is_closed: Floats, clusters: Ints, draws: Floats
) -> Curve:
    """Kaplan-Meier curves, one for each draw of the clusters.

    Args:
        entry: age at which each opening came into view.
        end: age at which it closed or was last seen.
        is_closed: 1 = closed at `end`, 0 = still open then.
        clusters: the index of each opening's cluster.
        draws: how often each cluster counts, draw x cluster.
    """
    ages, closed_at = np.unique(end[is_closed > 0], return_inverse=True)
    closed, entered, left = (np.zeros((draws.shape[1], len(ages) + 1)) for _ in range(3))
    np.add.at(closed, (clusters[is_closed > 0], closed_at), 1.0)
    # At risk at an age: entered before it and not yet ended. What enters and ends at one age was seen on that day alone.
    # It is at risk there, or a closing would have nobody to be out of.
    last = np.searchsorted(ages, end, side="right")
    latest_entry = np.maximum(last - is_closed.astype(np.int64), 0)
    begin = np.minimum(np.searchsorted(ages, entry, side="right"), latest_entry)
    np.add.at(entered, (clusters, begin), 1.0)
    np.add.at(left, (clusters, last), 1.0)
    at_risk = np.cumsum(entered - left, axis=1)[:, :-1]
    drawn_risk, drawn_closed = draws @ at_risk, draws @ closed[:, :-1]
    nobody = np.zeros_like(drawn_closed)
    kept = 1 - np.divide(drawn_closed, drawn_risk, out=nobody, where=drawn_risk > 0)
    return Curve(ages, np.cumprod(np.maximum(kept, 0.0), axis=1), at_risk.sum(axis=0))


def _row(spells: pl.DataFrame) -> dict[str, object]:
    employers = cluster_index(spells["employer_key"])
    n, n_closed = spells.height, int(spells["is_closed"].sum())
    n_employers = int(employers.max()) + 1
    row: dict[str, object] = {"n_openings": n, "n_closed": n_closed, "n_employers": n_employers}
    if n < LEAST_OPENINGS or n_closed < LEAST_CLOSED or n_employers < LEAST_EMPLOYERS:
        reason = f"too few ({n_closed} closed of n = {n}, {counted(n_employers, 'employer')})"
        return row | {"note": reason}
    entry, end, is_closed = (
        spells[name].cast(pl.Float64).to_numpy() for name in ("entry", "end", "is_closed")
    )
    point = estimate_survival(entry, end, is_closed, employers, np.ones((1, n_employers)))
    quantiles = {name: point.printed_quantile(share) for name, share in QUANTILES.items()}
    median = quantiles["median_days"]
    if median is None:
        reason = f"half of them were not seen to close ({n_closed} closed of n = {n})"
        return row | {"note": reason}
    draws = draw_clusters(n_employers)
    drawn = estimate_survival(entry, end, is_closed, employers, draws).quantile(0.5)
    low, high = np.quantile(drawn, TAILS, method="inverted_cdf")
    row |= quantiles | {"median_low": float(min(low, median))}
    if np.isfinite(high):
        return row | {"median_high": float(max(high, median))}
    return row | {"note": "the interval has no upper end yet"}
