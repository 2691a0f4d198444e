"""What can happen to boards while they are watched: one scenario a name, and its true growth.

Decides what is planted in each scenario and what the whole market then does. Leaves the drawing of employers to
`boards.market` and their pages to `boards.served`.

The truth is that of a market from which the watched employers are drawn by chance. It is stated in a formula, not counted
in the sample, so an interval may hold it or miss it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log
from random import Random

WEEKS = 60
CLOSED_A_WEEK = 0.06
"""An opening is filled after 17 weeks on average."""

RATE_SCATTER = 0.2
"""Standard deviation of the employers' yearly log growth."""


@dataclass(frozen=True)
class Scenario:
    """What is planted. A share is of employers unless it says otherwise, a week is counted from the first look."""

    growth: float = 0.15
    """Of the whole market in a year."""
    employers: int = 35
    openings: float = 16.0
    """Of an employer, in the mean."""
    is_chosen: bool = False
    """Only the boards that `rolecall boards choose` takes at the first look are watched."""
    falls_from: int = WEEKS
    """From this week on the market shrinks by 58 % a year."""
    failing: float = 0.02
    """Share of looks that are answered 500."""
    joining: float = 0.0
    """Boards that are listed later, at a week drawn by chance."""
    gap: tuple[int, int] = (0, 0)
    """Weeks without any look: the first, and how many."""
    silent_from: int = WEEKS
    """From this week on only three boards are seen."""
    is_subset: bool = False
    """The unseen boards are not asked, rather than answered 500."""
    moving: str = ""
    """A third of employers change their kind of board. What the old one answers then: 404, redirect, empty."""
    is_named: bool = True
    """Whether the board list names employers."""
    aggregator_from: int = WEEKS
    """From this week on an aggregator is watched that lists everything."""
    replaced: float = 0.0
    """Employers that vanish in a year. New ones take their demand, on boards that are found weeks later."""
    jitter_minutes: int = 0
    """Looks come at most so long before or after midnight on Monday. 0: on Monday mornings."""
    laid_off_at: float | None = None
    laid_off: tuple[float, float] = (0.3, 0.7)
    """Share of employers that lay off, and of their openings that close."""
    renamed: float = 0.0
    """Employers that are listed under a new name from half the time on."""
    new_ids: float = 0.0
    """Boards that give every posting a new id at half the time."""
    edited: float = 0.0
    """Share of openings whose text gets another sentence every month."""
    has_giant: bool = False
    """One employer is as large as all others together."""
    copied: float = 0.1
    """Share of openings that are posted in two or three cities."""
    reposted: float = 0.1
    """Share of openings that are posted again within a month of closing."""
    may_be_withheld: bool = False
    """Whether "too little to judge" is a right answer."""

    def stock(self, week: float) -> float:
        """The whole market's open openings relative to the first look."""
        fallen = exp(log(1 - 0.58) * max(week - self.falls_from, 0) / 52)
        return exp(log(1 + self.growth) * self._waxing(week) / 52) * fallen * self._kept(week)

    def arrived(self, begin: float, end: float) -> float:
        """New openings in a span of weeks: what closes is replaced, and growth comes on top."""
        steps = 28
        width = (end - begin) / steps
        middles = (begin + (n + 0.5) * width for n in range(steps))
        return sum(self._arriving(week) for week in middles) * width

    def _arriving(self, week: float) -> float:
        ahead = week + 1e-4
        slope = (self.stock(ahead) / self._kept(ahead) - self.stock(week) / self._kept(week)) / 1e-4
        return (slope + CLOSED_A_WEEK * self.stock(week) / self._kept(week)) * self._kept(week)

    def _waxing(self, week: float) -> float:
        return min(week, self.falls_from)

    def _kept(self, week: float) -> float:
        if self.laid_off_at is None or week < self.laid_off_at:
            return 1.0
        share, part = self.laid_off
        return 1 - share * part


# What is posted again comes weeks later. Beside a fall it would blur the truth.
_UNSEEN_FALL = Scenario(
    growth=0,
    reposted=0,
    laid_off_at=WEEKS - 4.5,
    laid_off=(0.85, 0.68),
    silent_from=WEEKS - 4,
    may_be_withheld=True,
)

SCENARIOS = {
    "base": Scenario(),
    "fail": Scenario(failing=0.15),
    "grow": Scenario(joining=0.6),
    "gap4": Scenario(gap=(26, 4)),
    "gap6": Scenario(gap=(26, 6)),
    "falling": Scenario(growth=0, reposted=0, falls_from=10),
    "stale": _UNSEEN_FALL,
    "subset": replace(_UNSEEN_FALL, is_subset=True),
    "move-404": Scenario(growth=0, moving="404"),
    "move-redirect": Scenario(growth=0, moving="redirect"),
    "move-empty": Scenario(growth=0, moving="empty"),
    "move-nameless": Scenario(growth=0, moving="404", is_named=False),
    "aggregator": Scenario(growth=0, aggregator_from=20),
    "turnover10": Scenario(growth=0, replaced=0.10),
    "turnover20": Scenario(growth=0, replaced=0.20),
    "midnight": Scenario(growth=0, jitter_minutes=30),
    "layoff-mid": Scenario(growth=0, reposted=0, laid_off_at=29.5),
    "layoff-last": Scenario(growth=0, reposted=0, laid_off_at=WEEKS - 1.5, laid_off=(0.85, 0.73)),
    "rename": Scenario(renamed=0.4),
    "new-ids": Scenario(growth=0, new_ids=0.4),
    "texts": Scenario(growth=0, edited=0.5),
    "giant": Scenario(has_giant=True),
    "copies": Scenario(copied=0.5),
    "reposts": Scenario(growth=0, reposted=0.4),
    # One employer in five has no opening on that day, so what is watched shrinks by a tenth.
    "chosen": Scenario(growth=0, employers=150, openings=2, is_chosen=True),
}


def look_weeks(scenario: Scenario, random: Random, n_weeks: int = WEEKS) -> list[float]:
    """When all boards are looked at, in weeks since the first Monday."""
    first, n_without = scenario.gap
    weeks = [week for week in range(n_weeks) if not first <= week < first + n_without]
    if not scenario.jitter_minutes:
        return [week + 6 / 168 for week in weeks]
    most = scenario.jitter_minutes / (60 * 168)
    # The first look lies within its week, or there would be a week before the first.
    return [week + (random.uniform(-most, most) if week else most) for week in weeks]
