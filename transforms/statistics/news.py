"""News: what two editions state differently, by more than chance explains.

Decides when a difference is news. Under no change at all, fewer than one comparison of two editions in twenty finds any:
each topic has a part of these five per cent, and shares it over all that is compared in it (Bonferroni). Editions share most
of their openings, so that two of them differ by less than two samples would, and the true rate lies below.
Leaves what an edition states to `reports/sql/digest_statements.sql`, and the words to `reports.digest`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from transforms.statistics.claims import UNDECIDED, every_claim, verdict
from transforms.statistics.columns import conform, counts, reals, texts
from transforms.statistics.evidence import Figure
from transforms.statistics.intervals import (
    CONFIDENCE,
    LEAST_FREEDOM,
    MOST_FREEDOM,
    Flags,
    Floats,
    dispersion,
    wilson,
)

FALSE_NEWS = {
    "growth": 0.01,
    "pay": 0.01,
    "asks": 0.01,
    "skill": 0.01,
    "verdict": 0.005,
    "employer": 0.005,
}
"""The chance of any false news in a topic. Together 5 %. An alarm reports a silence and needs no test."""

LEAST_NAMED = 5.0
"""Openings that name a skill, in either edition, before it is compared: a share of fewer says nothing yet."""

LEAST_OPENED = 5.0
"""The same for what an employer opened in four weeks."""

_SCALES = {"usd": (np.log, np.exp), "growth": (np.log1p, np.expm1)}
"""Units that are compared as ratios: onto the scale on which they are, and back."""

KEY = ["topic", "role", "subject"]
"""What names a statement over editions. `detail` is how people name it."""

STATEMENT = pl.Schema(
    texts("topic role subject detail unit")
    | reals("value low high")
    | counts("n n_employers")
    | texts("verdict note")
)
_THEN = ["value", "low", "high", "n", "n_employers", "verdict"]
NEWS = pl.Schema({**STATEMENT, **{f"{name}_before": STATEMENT[name] for name in _THEN}})


def find_news(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """One row per statement of `now` that differs from `before`, in the order of topics: columns NEWS.

    A figure that only one of the two editions states is not news, except for a skill that nobody named before or names now.
    """
    paired = _pair(before, now)
    found = [
        _moved(paired.filter(topic="growth"), "growth"),
        _moved(paired.filter(topic="pay"), "pay"),
        _moved(paired.filter(topic="asks"), "asks"),
        _moved(_named_enough(paired.filter(topic="skill")), "skill"),
        _turned(paired.filter(topic="verdict")),
        _opened_more(paired.filter(topic="employer")),
        paired.filter(pl.col("topic") == "alarm", pl.col("unit_before").is_null()),
    ]
    return conform(pl.concat(found), NEWS)


def carry(reported: pl.DataFrame, now: pl.DataFrame, news: pl.DataFrame) -> pl.DataFrame:
    """What readers know after an edition: each statement as it was last reported, or first made. Columns STATEMENT.

    So a slow change becomes news once it has added up. An alarm is known only while it lasts.
    """
    lasting = reported.filter(pl.col("topic") != "alarm")
    kept = lasting.join(news, on=KEY, how="anti")
    return pl.concat([kept, now.join(kept, on=KEY, how="anti")]).sort(KEY)


def _pair(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Statements of either edition side by side. Those of skills that one of them lacks are shares of 0."""
    here, then = (_with_unnamed_skills(*pair) for pair in ((now, before), (before, now)))
    columns = [pl.col(name).alias(f"{name}_before") for name in (*_THEN, "unit")]
    return here.join(then.select(*KEY, *columns), on=KEY, how="left").sort(KEY)


def _with_unnamed_skills(stated: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """The statements and, for skills that only the other edition knows, a share of 0 of the role's openings."""
    skills = stated.filter(topic="skill")
    of_roles = skills.group_by("role").agg(pl.col("n", "n_employers").max())
    unnamed = other.filter(topic="skill").join(skills, on=KEY, how="anti")
    zeros = unnamed.drop("n", "n_employers").join(of_roles, on="role")
    # As if employers and not openings had been asked: the careful n of a share of which no scatter is seen.
    n = zeros["n_employers"].cast(pl.Float64).to_numpy()
    high = wilson(np.zeros(len(n)), n, _points(n - 1, (1 - CONFIDENCE) / 2))[1]
    shares = zeros.with_columns(
        value=0.0, low=0.0, high=pl.Series(high, dtype=pl.Float64), verdict=None, note=None
    )
    return pl.concat([conform(stated, STATEMENT), conform(shares, STATEMENT)])


def _named_enough(paired: pl.DataFrame) -> pl.DataFrame:
    named = pl.max_horizontal(
        pl.col("value") * pl.col("n"), pl.col("value_before") * pl.col("n_before")
    )
    # A count again: a share of six digits times its n is five openings only to the fifth digit.
    return paired.filter(named.round() >= LEAST_NAMED)


def _moved(paired: pl.DataFrame, topic: str) -> pl.DataFrame:
    """Those whose intervals lie apart, as a reader sees them, and still do when they are widened for how many are compared."""
    both = paired.drop_nulls(["value", "low", "high", "value_before", "low_before", "high_before"])
    is_apart = (pl.col("low") > pl.col("high_before")) | (pl.col("high") < pl.col("low_before"))
    beyond = pl.Series(_is_beyond(both, FALSE_NEWS[topic]), dtype=pl.Boolean)
    return both.filter(is_apart & beyond)


def _is_beyond(both: pl.DataFrame, chance: float) -> Flags:
    """Squares of the two half widths that face each other add up (Zou and Donner 2008, MOVER)."""
    if both.is_empty():
        return np.zeros(0, dtype=np.bool_)
    tail = chance / both.height / 2
    freedom = _freedom(both)
    value, low, high = _widened(both, "", freedom, tail)
    then, low_then, high_then = _widened(both, "_before", freedom, tail)
    rise = value - then
    reach_up = np.hypot(value - low, high_then - then)
    reach_down = np.hypot(high - value, then - low_then)
    beyond: Flags = np.abs(rise) > np.where(rise > 0, reach_up, reach_down)
    return beyond


def _freedom(both: pl.DataFrame) -> Floats:
    fewest = pl.min_horizontal("n_employers", "n_employers_before").fill_null(MOST_FREEDOM) - 1
    return both.select(fewest.clip(LEAST_FREEDOM, MOST_FREEDOM)).to_series().to_numpy() * 1.0


def _points(freedom: Floats, tail: float) -> Floats:
    """Student's points that leave `tail` on each side."""
    from scipy.special import stdtrit

    points: Floats = stdtrit(np.maximum(freedom, LEAST_FREEDOM), 1 - tail)
    return points


def _widened(
    both: pl.DataFrame, which: str, freedom: Floats, tail: float
) -> tuple[Floats, Floats, Floats]:
    """Value, low and high on the scale on which they are compared, the interval widened to leave `tail` on each side.

    Pay and growth are compared as ratios. Shares get Wilson's interval of the n that their interval speaks for.
    """
    value, low, high = (both[f"{end}{which}"].to_numpy() for end in ("value", "low", "high"))
    usual, wanted = _points(freedom, (1 - CONFIDENCE) / 2), _points(freedom, tail)
    unit, times = str(both["unit"][0]), wanted / usual
    if unit == "share":
        return value, *wilson(value, _effective_n(value, low, high, usual), wanted)
    if unit in _SCALES:
        value, low, high = (_SCALES[unit][0](end) for end in (value, low, high))
    return value, value - times * (value - low), value + times * (high - value)


def _effective_n(share: Floats, low: Floats, high: Floats, points: Floats) -> Floats:
    """The n of a Wilson interval, by its end on the side of one half."""
    end = np.where(share <= 0.5, high, low)
    n: Floats = points**2 * end * (1 - end) / np.maximum((end - share) ** 2, 1e-12)
    return n


def _turned(paired: pl.DataFrame) -> pl.DataFrame:
    """Claims with another verdict. A first verdict must also hold with the wider interval. A changed one needs a figure that moved."""
    judged = paired.drop_nulls(["verdict", "verdict_before"])
    tail = FALSE_NEWS["verdict"] / max(judged.height, 1) / 2
    return judged.filter(
        pl.Series([_has_turned(row, tail) for row in judged.to_dicts()], dtype=pl.Boolean)
    )


def _has_turned(row: dict[str, object], tail: float) -> bool:
    claim = next((each for each in every_claim() if each.claim_id == row["subject"]), None)
    if claim is None or row["verdict"] == row["verdict_before"] or row["value"] is None:
        return False
    frame = pl.DataFrame([row], schema_overrides=dict(NEWS))
    if row["verdict_before"] != UNDECIDED:
        known = row["value_before"] is not None
        return known and bool(_is_beyond(frame, 2 * tail)[0])
    value, low, high = (float(end[0]) for end in _back(frame, tail))
    return verdict(claim, Figure(value, low, high)) == row["verdict"]


def _back(one: pl.DataFrame, tail: float) -> Iterator[Floats]:
    """The widened interval of one figure on its own scale."""
    ends = _widened(one, "", _freedom(one), tail)
    _, back = _SCALES.get(str(one["unit"][0]), (None, np.asarray))
    return (back(end) for end in ends)


def _opened_more(paired: pl.DataFrame) -> pl.DataFrame:
    """Employers that opened more in four weeks than before, as counts with the dispersion of all employers' counts."""
    both = paired.drop_nulls(["value", "value_before"])
    counted = both.filter(pl.col("value") >= LEAST_OPENED)
    if counted.is_empty():
        return counted
    from scipy.special import betainc

    phi = max(dispersion(*(both[name].to_numpy() for name in ("value_before", "value"))), 1.0)
    now, then = (counted[name].to_numpy() / phi for name in ("value", "value_before"))
    # P(X >= now | now + then, 1/2): a binomial tail, which is also defined between whole numbers.
    by_chance = betainc(now, then + 1, 0.5)
    limit = FALSE_NEWS["employer"] / counted.height
    return counted.filter(pl.Series(by_chance < limit, dtype=pl.Boolean))
