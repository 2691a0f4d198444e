"""The chained index over matched boards: links, and the interval of a change.

 link R(t)  = count of the boards known in both t-1 and t, at t, divided by their count at t-1
 index I(t) = I(t-1) * R(t), 100 at the base: the first period from which a panel that is not thin can be linked

Decides this rule. Leaves counts per board to `transforms.statistics.growth.panel`, how far links reach to `growth.links`, and
tables to `growth.growth`. A board enters with its second look and leaves with its last, so boards that join,
fail or vanish move no index. Where too few boards are known on both sides of a link, nothing is compared across it: the
index has its base after the last such break (docs/methods.md, Growth).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from transforms.statistics.growth.bridging import Series, previous
from transforms.statistics.growth.links import (
    LEAST_DRAWS_SHARE,
    LEAST_EMPLOYERS,
    cap_factors,
    count_employers,
    find_span,
)
from transforms.statistics.growth.misreading import Unmixing, bound
from transforms.statistics.intervals import (
    NORMAL_QUANTILE,
    Flags,
    Floats,
    Ints,
    dispersion,
    t_quantile,
)

_LEAST_MOVED = 3.0
"""Openings that may have come or gone where fewer were seen to (the rule of three). A week without a change would else have an
interval without a width, which held the truth in 57 to 100 % of seven kinds of made-up small panels. With it: 97 to 100 %."""

Sides = tuple[Floats, Floats]
"""Counts before and after each link."""


@dataclass(frozen=True)
class Chain:
    """One role's chained series. Arrays are by period (`counts`, `is_in`, `churn`: board x period, `drawn`: draw x period).

    `log`: cumulated log links, 0 at `base` (None: no period has a panel that can be judged), NaN where undefined.
    `read_log`: the same of counts as read, before misread postings are corrected. `misread`: the same as `log` under each draw
    of the confusion of roles. `counts`: corrected. `read_counts`: as read. `noise`: how many times the relative error of
    counting grows by the correction. `away`: see `bridging.Series`. `n_boards`, `n_employers`: that contribute to the link
    into each period and were seen in it, and to the link out of the base. `end`: the last period that the index reaches.
    """

    base: int | None
    end: int
    log: Floats
    read_log: Floats
    drawn: Floats
    misread: Floats
    counts: Floats
    read_counts: Floats
    noise: Floats
    is_in: Flags
    away: Floats
    churn: Floats | None
    n_boards: list[int]
    n_employers: list[int]
    lost_log: Floats
    n_vanished: Ints

    @property
    def last(self) -> int:
        """The last period."""
        return len(self.log) - 1

    @property
    def last_judged(self) -> int | None:
        """The last period whose index enough employers support. None: there is none after the base."""
        judged = [t for t in range(self.last + 1) if t != self.base and not self.is_thin(t)]
        return judged[-1] if judged else None

    def misread_error(self, start: int, to: int) -> float:
        """Root mean square error of the log change from `start` to `to` for what is not known of the confusion of roles."""
        off = (self.misread[:, to] - self.misread[:, start]) - (self.log[to] - self.log[start])
        return float(np.sqrt((off**2).mean()))

    def index(self, to: int) -> float:
        """The index in a period, 100 at the base."""
        return 100 * float(np.exp(self.log[to]))

    def is_thin(self, to: int) -> bool:
        """Whether too few employers support the index in this period."""
        if self.base is None or to < self.base or not np.isfinite(self.log[to]):
            return True
        return self.n_employers[to] < LEAST_EMPLOYERS

    def half_width(self, start: int, to: int, whole: Chain | None = None) -> float:
        """Half width of the 95 % interval of the log change from `start` to `to`. NaN when it cannot be known.

        The wider of the employer bootstrap (with Student's point of so many employers) and quasi-Poisson. With `whole`, it
        is of the change of this role's share in it. Then the draws of both are compared pairwise. Where boards were not seen
        at an end, the interval widens by the time to their looks.
        """
        if to <= start:
            return 0.0
        change = self.drawn[:, to] - self.drawn[:, start]
        if whole is not None:
            change = change - (whole.drawn[:, to] - whole.drawn[:, start])
        if np.isfinite(change).mean() < LEAST_DRAWS_SHARE:
            return float("nan")
        # All employers, not Kish's fewer: taking the wider of two already allows for unequal employers.
        spread = float(np.nanstd(change, ddof=1)) * t_quantile(float(self.n_employers[to] - 1))
        poisson = self._quasi_error(start, to)
        if whole is not None:
            # A share cannot be moved by what it has in common with the whole.
            poisson *= np.sqrt(max(0.0, 1 - self._size(start, to) / whole._size(start, to)))
        return float(max(spread, poisson * NORMAL_QUANTILE) * self._bridged(start, to))

    def _bridged(self, start: int, to: int) -> float:
        """How much wider an interval is for the boards bridged at its ends: uncertainty grows with the root of time."""
        away = sum(float(self.away[self.is_in[:, end], end].mean()) for end in (start, to))
        return float(np.sqrt(1 + away / (to - start)))

    def _count(self, period: int) -> float:
        return float(self.read_counts[self.is_in[:, period], period].sum())

    def _size(self, start: int, to: int) -> float:
        """Openings in both periods together."""
        return self._count(start) + self._count(to)

    @cached_property
    def _churn_until(self) -> Floats | None:
        """Openings that came or went up to each period, board x period: a change asks for a span of them."""
        return None if self.churn is None else self.churn.cumsum(axis=1)

    def _quasi_error(self, start: int, to: int) -> float:
        """The quasi-Poisson error of what changed. Two stocks that share most openings can hardly differ."""
        old, new = self._count(start), self._count(to)
        if old <= 0 or new <= 0:
            return float("nan")
        changed = 1.0
        if (until := self._churn_until) is not None:
            here = self.is_in[:, to]
            moved = float((until[here, to] - until[here, start]).sum())
            changed = min(1.0, max(moved, _LEAST_MOVED) / (old + new))
        matched = self.is_in[:, start] & self.is_in[:, to]
        scatter = dispersion(self.read_counts[matched, start], self.read_counts[matched, to])
        noise = self.noise[start] ** 2 / old + self.noise[to] ** 2 / new
        return float(np.sqrt(max(scatter, changed) * noise))

    def fixed(self, to: int) -> float:
        """The direct index over the boards known both at the base and now, 100 at the base. NaN when these are few."""
        start = self.base
        if start is None or to < start:
            return float("nan")
        has_openings = (self.read_counts[:, start] + self.read_counts[:, to]) > 0
        matched = self.is_in[:, start] & self.is_in[:, to] & has_openings
        # Two columns, never all of the matched rows: there is one such index for every period.
        right, read = (
            np.array([each[matched, t].sum() for t in (start, to)])
            for each in (self.counts, self.read_counts)
        )
        old, new = bound(right, read)
        if matched.sum() < LEAST_EMPLOYERS or old <= 0:
            return float("nan")
        return 100.0 * float(new / old)


def link(
    series: Series,
    employer_of: Ints,
    draws: Floats,
    churn: Floats | None = None,
    first: int = 0,
    unmixing: Unmixing | None = None,
    is_gone: Flags | None = None,
) -> Chain:
    """Chains one role's board counts over the boards known in both periods of each link, as they are and under every draw.

    Args:
        series: openings as read, with counts by board and period.
        employer_of: the index of each board's employer.
        draws: how often each employer is drawn in each bootstrap sample (`intervals.draw_clusters`).
        churn: openings that came or went, board x period. None for flows, which share nothing from period to period.
        first: the first period that may be the base.
        unmixing: how misread postings are corrected. None: every posting is counted as it was read.
        is_gone: by board, whether its employer vanished after its last look. None: nobody did.
    """
    # Caps, the base and n follow from the counts as read: a correction moves the index, not the boards behind it.
    counts, is_in = series.counts, series.is_in
    factors = cap_factors(counts, is_in, employer_of)[:, None]
    both = is_in & previous(is_in)
    read = counts * factors
    right = read if unmixing is None else unmixing.board_counts() * factors
    read_sides, sides = _match(read, both), _match(right, both)
    contributes = both & ((read_sides[0] + read_sides[1]) > 0)
    support = contributes & series.is_seen
    begins = contributes & previous(series.is_seen)
    n_matched, n_employers, n_begin = (
        count_employers(each, employer_of) for each in (both, support, begins)
    )
    totals = _each(lambda side: side.sum(axis=0), read_sides)
    sums = partial(sum_by, employer_of, draws.shape[1])
    drawn = _log_links(draws, _each(sums, sides), _each(sums, read_sides))
    base, end = find_span(n_matched, n_begin, *totals, first, drawn)
    n_boards = support.sum(axis=0).tolist()
    if base is not None:  # the base rests on its link into the next period
        n_boards[base], n_employers[base] = int(begins[:, base + 1].sum()), n_begin[base + 1]
    start = counts.shape[1] - 1 if base is None else base
    every = np.ones((1, len(counts)))
    log = _chain(every, sides, read_sides, start, end)
    misread, noise = log, np.ones(counts.shape[1])
    if unmixing is not None:
        part_sides = unmixing.match(factors, both)
        misread = _chain(unmixing.drawn, part_sides, totals, start, end)
        noise = unmixing.noise(unmixing.sums(factors, is_in), (read * is_in).sum(axis=0))
    return Chain(
        base=base,
        end=end,
        log=log[0],
        read_log=_chain(every, read_sides, read_sides, start, end)[0],
        drawn=_cumulate(drawn, start, end),
        misread=misread,
        counts=right,
        read_counts=read,
        noise=noise,
        is_in=is_in,
        away=series.away,
        churn=churn,
        n_boards=n_boards,
        n_employers=n_employers,
        **_count_vanished(read, is_in, is_gone, employer_of, totals[0]),
    )


def _count_vanished(
    read: Floats, is_in: Flags, is_gone: Flags | None, employer_of: Ints, before: Floats
) -> dict[str, Any]:
    """What vanished with its employer, as a part of each link: `lost_log` and `n_vanished` of a chain."""
    n = is_in.shape[1]
    lost, n_vanished = np.zeros(n), np.zeros(n, dtype=np.int64)
    gone = np.zeros(len(is_in), dtype=bool) if is_gone is None else is_gone & is_in.any(axis=1)
    counted: set[int] = set()
    for board in np.flatnonzero(gone):
        last = int(np.flatnonzero(is_in[board])[-1])
        if last + 1 < n and read[board, last] > 0:
            lost[last + 1] += read[board, last]
            n_vanished[last + 1] += int(employer_of[board]) not in counted
            counted.add(int(employer_of[board]))
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(before > 0, before / (before + lost), 1.0)
    return {"lost_log": np.log(kept).cumsum(), "n_vanished": n_vanished.cumsum()}


def _each(change: Callable[[Floats], Floats], sides: Sides) -> Sides:
    return change(sides[0]), change(sides[1])


def _match(values: Floats, both: Flags) -> Sides:
    """The counts before and after each link of the boards known on both sides of it: board x period."""
    before = np.zeros_like(values)
    before[:, 1:] = np.where(both[:, 1:], values[:, :-1], 0.0)
    return before, np.where(both, values, 0.0)


def _chain(weights: Floats, sides: Sides, read_sides: Sides, start: int, end: int) -> Floats:
    """Cumulated log links under each row of `weights`."""
    return _cumulate(_log_links(weights, sides, read_sides), start, end)


def _log_links(weights: Floats, sides: Sides, read_sides: Sides) -> Floats:
    """Log links under each row of `weights`. No sum falls below its bound by what was read. NaN where it has nothing to divide."""
    before, after = (
        bound(weights @ side, read if read.ndim == 1 else weights @ read)
        for side, read in zip(sides, read_sides, strict=True)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        links: Floats = np.log(after / before)
    return np.where(np.isfinite(links), links, np.nan)


def _cumulate(links: Floats, start: int, end: int) -> Floats:
    """Cumulated log links from `start` to `end`. NaN before and after, and from a link on that has nothing to divide."""
    kept = links.copy()
    kept[:, : start + 1] = 0.0
    kept[:, end + 1 :] = np.nan
    logs: Floats = np.cumsum(kept, axis=1)
    logs[:, :start] = np.nan
    return logs


def sum_by(group: Ints, n_groups: int, values: Floats) -> Floats:
    """The rows of each group added up: group x column."""
    summed = np.zeros((n_groups, values.shape[1]))
    np.add.at(summed, group, values)
    return summed
