"""How long openings stay open: Kaplan-Meier with delayed entry, by role.

Decides when an opening's clock starts and stops, and who is at risk at which age. The day of opening lies between the last
look that did not list it and the first that did, the day of closing between the last that did and the first that did not:
the middle of both is taken. What was there at a board's first look entered the view late: it counts from its stated date,
at risk only from the age at which it was first seen (counting it from day 0 would favour the long-lived). Openings still open,
or on boards that went silent, are at risk until last seen. The mean age of closed ones is never taken: the young close
first. Leaves which postings are one opening to `transforms.history.openings`. METHODS, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from transforms.statistics.intervals import CONFIDENCE, Floats, Ints, draw_clusters
from transforms.vocabulary import ALL, CONCLUSIVE, PANEL_ROLES

LEAST_OPENINGS = 20
LEAST_CLOSED = 10
LEAST_EMPLOYERS = 5

LEAST_AT_RISK = 5
"""An event among fewer openings moves the curve by a fifth; a quantile that hangs on one is not printed."""

QUANTILES = (0.25, 0.50, 0.75)
"""Shares closed at p25_days, median_days and p75_days."""

_DAY_MICROSECONDS = 86_400_000_000

DURATION = pl.Schema(
    {"role": pl.String}
    | dict.fromkeys(["n_openings", "n_closed", "n_employers"], pl.Int64())
    | dict.fromkeys(
        ["median_days", "median_low", "median_high", "p25_days", "p75_days"], pl.Float64()
    )
    | {"note": pl.String()}
)


def measure(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per role, and one for all, that has an opening with a known age.

    Args:
        postings: the warehouse's `posting` columns; census postings are left out, nothing closes there.
        looks: looks with `is_suspect`, which date the last look before an opening.
        as_of: the last day that counts.

    Returns:
        `mart_duration`, in days; reposts belong to their opening. Null below the floors, or when too few openings have
        been watched that long (`median_high` alone: when the interval has no upper end yet).
    """
    spells = _spells(postings, looks, as_of)
    rows = []
    for role in PANEL_ROLES:
        own = spells if role == ALL else spells.filter(pl.col("role") == role)
        if not own.is_empty():
            rows.append((role, *_row(own)))
    return pl.DataFrame(rows, schema=DURATION, orient="row").sort("role")


def _spells(postings: pl.DataFrame, looks: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per opening with a known age: `entry` and `end` in days since it opened, and whether it closed."""
    live = postings.filter(
        ~pl.col("is_census"),
        pl.col("employer_key").is_not_null(),
        pl.col("first_seen_at").dt.date() <= as_of,
    ).sort("opening_id", "first_seen_at", "posting_id")
    openings = live.group_by("opening_id", maintain_order=True).agg(
        pl.col(
            "source",
            "board",
            "first_seen_at",
            "is_left_truncated",
            "posted_date",
            "is_date_implausible",
        ).first(),
        pl.col("employer_key").first(),
        role=pl.col("role_counted").first(),
        last_seen_at=pl.col("last_seen_at").max(),
        closed_at=pl.when(pl.col("closed_at").null_count() == 0).then(pl.col("closed_at").max()),
    )
    before = _look_before(openings, looks)
    stated = pl.when(~pl.col("is_date_implausible")).then(
        pl.col("posted_date").cast(pl.Datetime("us"))
    )
    opened = (
        pl.when("is_left_truncated").then(stated).otherwise(_middle("look_before", "first_seen_at"))
    )
    ended = (
        pl.when(pl.col("closed_at").is_null())
        .then("last_seen_at")
        .otherwise(_middle("last_seen_at", "closed_at"))
    )
    dated = before.with_columns(opened=opened, ended=ended).drop_nulls("opened")
    return dated.select(
        "role",
        "employer_key",
        entry=_days(pl.col("first_seen_at") - pl.col("opened")).clip(lower_bound=0),
        end=_days(pl.col("ended") - pl.col("opened")),
        is_closed=pl.col("closed_at").is_not_null(),
    ).filter((pl.col("end") > pl.col("entry")) | pl.col("is_closed"))


def _look_before(openings: pl.DataFrame, looks: pl.DataFrame) -> pl.DataFrame:
    """Adds `look_before`: the board's last conclusive look before the opening was first seen; the sighting's own without one."""
    conclusive = looks.filter(
        pl.col("outcome").is_in(CONCLUSIVE),
        ~pl.col("is_suspect"),  # null: it came out of order
    )
    times = conclusive.select("source", "board", "looked_at", look_before="looked_at").sort(
        "looked_at", "source", "board"
    )
    found = openings.sort("first_seen_at", "opening_id").join_asof(
        times,
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
    """Days, to the half: the hour of a look is no news."""
    return (span.dt.total_microseconds() / _DAY_MICROSECONDS * 2).round() / 2


@dataclass(frozen=True)
class Curve:
    """Survival after each age at which something closed: `surviving` (draw x age); `at_risk` by age, undrawn."""

    ages: Floats
    surviving: Floats
    at_risk: Floats

    def quantile(self, closed: float) -> Floats:
        """The first age at which at least this share has closed, by draw; inf where that is not reached."""
        reached = self.surviving <= 1 - closed + 1e-12
        first = np.where(reached.any(axis=1), reached.argmax(axis=1), len(self.ages))
        found: Floats = np.append(self.ages, np.inf)[first]
        return found


def survival(entry: Floats, end: Floats, is_closed: Floats, clusters: Ints, draws: Floats) -> Curve:
    """Kaplan-Meier curves, one for each draw of the clusters.

    Args:
        entry: age at which each opening came into view.
        end: age at which it closed or was last seen.
        is_closed: 1 = closed at `end`, 0 = still open then.
        clusters: each opening's cluster, numbered from 0.
        draws: how often each cluster counts, draw x cluster.
    """
    ages, place = np.unique(end[is_closed > 0], return_inverse=True)
    shape = (draws.shape[1], len(ages) + 1)
    closed, entered, left = (np.zeros(shape) for _ in range(3))
    np.add.at(closed, (clusters[is_closed > 0], place), 1.0)
    # At risk at an age: entered before it and not yet ended. What enters and ends at one age was seen on that day alone;
    # it is at risk there, or a closing would have nobody to be out of.
    begin = np.searchsorted(ages, entry, side="right")
    last = np.searchsorted(ages, end, side="right")
    np.add.at(
        entered,
        (clusters, np.minimum(begin, np.maximum(last - is_closed.astype(np.int64), 0))),
        1.0,
    )
    np.add.at(left, (clusters, last), 1.0)
    at_risk = np.cumsum(entered - left, axis=1)[:, :-1]
    drawn_risk, drawn_closed = draws @ at_risk, draws @ closed[:, :-1]
    kept = 1 - np.divide(
        drawn_closed, drawn_risk, out=np.zeros_like(drawn_closed), where=drawn_risk > 0
    )
    return Curve(ages, np.cumprod(np.maximum(kept, 0.0), axis=1), at_risk.sum(axis=0))


def _row(spells: pl.DataFrame) -> tuple[object, ...]:
    keys = spells["employer_key"].rank("dense").to_numpy().astype(np.int64) - 1
    n, n_closed, n_employers = spells.height, int(spells["is_closed"].sum()), int(keys.max()) + 1
    counted, blank = (n, n_closed, n_employers), (None,) * 5
    if n < LEAST_OPENINGS or n_closed < LEAST_CLOSED or n_employers < LEAST_EMPLOYERS:
        return (
            *counted,
            *blank,
            f"too few ({n_closed} closed of n = {n}, {n_employers} employers)",
        )
    entry, end, is_closed = (
        spells[name].cast(pl.Float64).to_numpy() for name in ("entry", "end", "is_closed")
    )
    point = survival(entry, end, is_closed, keys, np.ones((1, n_employers)))
    p25, median, p75 = (_printed(point, share) for share in QUANTILES)
    if median is None:
        return (
            *counted,
            *blank,
            f"half of them were not seen to close ({n_closed} closed of n = {n})",
        )
    tail = (1 - CONFIDENCE) / 2
    drawn = survival(entry, end, is_closed, keys, draw_clusters(n_employers)).quantile(0.5)
    low, high = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")
    note = None if np.isfinite(high) else "the interval has no upper end yet"
    return (
        *counted,
        median,
        float(min(low, median)),
        float(max(high, median)) if np.isfinite(high) else None,
        p25,
        p75,
        note,
    )


def _printed(curve: Curve, closed: float) -> float | None:
    """A quantile, unless it is not reached or an event before it was among too few."""
    age = float(curve.quantile(closed)[0])
    if not np.isfinite(age) or curve.at_risk[curve.ages <= age].min() < LEAST_AT_RISK:
        return None
    return age
