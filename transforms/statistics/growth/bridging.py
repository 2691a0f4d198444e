"""What lies between two looks: counts bridged from the last look before a gap to the first look after it.

Decides how a count is known in a period without a look, and how many new openings came in a span of days.
Leaves what looks showed to `transforms.statistics.growth.panel`, and what is made of it to `growth.chain`.

A gap of any length is bridged on what was seen on both of its sides, so nothing that changed meanwhile is lost. After the
last look nothing is bridged: what nobody looked at is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.statistics.intervals import Flags, Floats, Ints

TOLERANCE_DAYS = 0.5
"""A run half a day early is a look of its week."""


@dataclass(frozen=True)
class Series:
    """Counts that an index can link: [line, role, period], and [line, period] for the rest.

    `is_in`: between the first and the last period in which the count is known. `is_seen`: it is known from a look in this
    very period. `away`: how far a bridged count is from the looks on both sides, as the number of periods whose changes are
    as uncertain. 0 where it was seen.
    """

    counts: Floats
    is_in: Flags
    is_seen: Flags
    away: Floats


def bridge(counts: Floats, is_known: Flags) -> Series:
    """Counts by line, role and period, in a straight line from each known period to the next known one."""
    n = is_known.shape[1]
    before, after = last_known(is_known), next_known(is_known)
    is_in = (before >= 0) & (after < n)
    since, until = np.arange(n) - before, after - np.arange(n)
    span = np.where(is_in, since + until, 1)
    part = np.divide(since, span, out=np.zeros(is_known.shape), where=span > 0)
    low, high = (
        np.take_along_axis(counts, np.clip(side, 0, n - 1)[:, None, :], axis=2)
        for side in (before, after)
    )
    between = high  # in place: each of these fills a tenth of the memory of a large market's growth
    between -= low
    between *= part[:, None, :]
    between += low
    np.copyto(between, 0.0, where=~is_in[:, None, :])
    away = np.where(is_in & (span > 0), since * until / np.maximum(span, 1), 0.0)
    return Series(between, is_in, is_known, away)


def previous(values: Flags) -> Flags:
    """The flags of the period before. False for the first period."""
    return np.pad(values[:, :-1], ((0, 0), (1, 0)))


def last_known(is_known: Flags) -> Ints:
    """The last period up to each one that is known, or -1."""
    return np.maximum.accumulate(np.where(is_known, np.arange(is_known.shape[1]), -1), axis=1)


def next_known(is_known: Flags) -> Ints:
    """The first period from each one on that is known, or the number of periods."""
    n = is_known.shape[1]
    ahead = np.flip(np.where(is_known, np.arange(n), n), axis=1)
    return np.flip(np.minimum.accumulate(ahead, axis=1), axis=1)


@dataclass(frozen=True)
class Arrivals:
    """New openings up to the looks of each line.

    `total`: [line, role, period], all up to the last look in the period. `looked`: [line, period], when that was, in days.
    `gap`: [line, period], the longest time from one look to the next that ends in the period, in days. `is_seen`: whether
    there was a look. `begins`: whether a line is first seen in the period, or on another board than before.
    """

    total: Floats
    looked: Floats
    gap: Floats
    is_seen: Flags
    begins: Flags

    def within(self, days: float, warm_up: float, longest_gap: float) -> Series:
        """What came in so many days up to each period's last look, by elapsed time, wherever in the calendar the looks lie.

        Between two looks arrivals are spread evenly. Nobody knows what came and went in a gap longer than `longest_gap`,
        nor which openings were reposts until `warm_up` days after a line begins. The flow there is bridged.
        """
        totals = bridge(self.total, self.is_seen)
        times = bridge(self.looked[:, None, :], self.is_seen).counts[:, 0]
        low, part, is_covered = self._find_begin(times, days, warm_up, longest_gap)
        high = np.minimum(low + 1, times.shape[1] - 1)
        at_low, at_high = (
            np.take_along_axis(totals.counts, side[:, None, :], axis=2) for side in (low, high)
        )
        came = totals.counts - (at_low + (at_high - at_low) * part[:, None, :])
        return bridge(came, totals.is_in & is_covered & self.is_seen)

    def _find_begin(
        self, times: Floats, days: float, warm_up: float, longest_gap: float
    ) -> tuple[Ints, Floats, Flags]:
        """Where the span begins that ends in each period: after which period, how far towards the next, and whether it is known."""
        n_lines, n = times.shape
        low, part = np.zeros((n_lines, n), dtype=np.int64), np.zeros((n_lines, n))
        is_covered = np.zeros((n_lines, n), dtype=bool)
        for line in range(n_lines):
            periods = np.flatnonzero(self.is_seen[line])
            if len(periods) < 2:
                continue
            first, last = periods[0], periods[-1]
            at = times[line, first : last + 1]
            begin = at - days
            found = np.clip(np.searchsorted(at, begin, side="right") - 1, 0, len(at) - 1)
            ahead = np.minimum(found + 1, len(at) - 1)
            step = at[ahead] - at[found]
            low[line, first : last + 1] = found + first
            part[line, first : last + 1] = np.clip(
                np.divide(begin - at[found], step, out=np.zeros(len(at)), where=step > 0), 0, 1
            )
            known_from = self._known_from(line, times[line, periods], warm_up, longest_gap)
            is_covered[line, periods] = times[line, periods] - days >= known_from - TOLERANCE_DAYS
        return low, part, is_covered

    def _known_from(self, line: int, seen: Floats, warm_up: float, longest_gap: float) -> Floats:
        """By look of a line, at the times `seen`: since when all that came is known."""
        periods = np.flatnonzero(self.is_seen[line])
        fresh = np.full(len(periods), -np.inf)
        for is_late, wait in (
            (self.gap[line] > longest_gap, 0.0),
            (self.begins[line], warm_up),
        ):
            late = np.searchsorted(periods, np.flatnonzero(is_late))
            late = late[late < len(periods)]
            fresh[late] = np.maximum(fresh[late], seen[late] + wait)
        return np.maximum.accumulate(fresh)
