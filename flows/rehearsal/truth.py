"""The simulated job market: its known truth and what chance made of it.

Decides the span, the boards and which postings each of them lists on a day. Leaves what is planted to `planted`, the
drawing to `births`, the wording of postings to `words`, how boards render them to `dialects`, `careers_site` and
`hacker_news`, and how all of it is served to `server`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import numpy as np

from flows.rehearsal.births import Births, draw_absences, draw_employers, draw_stock
from flows.rehearsal.planted import Employer, SimulatedPosting, Truth, plant, planted

DEMO_SEED = 1740
"""Of the seeds from 1700 to 1789, the one whose luck is least: its last year's growth lies nearest to what is planted."""
DEMO_LAST_DAY = date(2026, 11, 23)
"""A Monday: the demo's looks fall on Mondays."""


@dataclass(frozen=True)
class Market:
    """A simulated job market: its truth and what chance made of it."""

    seed: int
    start: date
    weeks: int
    truth: Truth
    employers: tuple[Employer, ...]
    postings: tuple[SimulatedPosting, ...]

    @classmethod
    def simulate(
        cls,
        seed: int,
        n_employers: int = 60,
        weeks: int = 104,
        start: date = DEMO_LAST_DAY - timedelta(weeks=103),
        openings_per_board: float | None = None,
    ) -> Market:
        """A market of `n_employers` boards over `weeks` weekly looks from `start`, decided by `seed` alone.

        `openings_per_board`: mean stock of a board at the start; the demo's when None.
        """
        rng = np.random.default_rng(seed)
        employers = draw_employers(rng, n_employers)
        join_week, outage_weeks = draw_absences(rng, employers, weeks)
        truth = plant(join_week, outage_weeks)
        stock = draw_stock(
            rng,
            truth,
            employers,
            weeks,
            openings_per_board or planted()["market"]["openings_per_board"],
        )
        postings = Births(rng, truth, employers, start, weeks).postings(stock)
        return cls(seed, start, weeks, truth, employers, postings)

    @property
    def last_day(self) -> date:
        """The day of the last weekly look."""
        return self.start + timedelta(weeks=self.weeks - 1)

    def days(self) -> list[date]:
        """The days of the weekly looks, oldest first."""
        return [self.start + timedelta(weeks=week) for week in range(self.weeks)]

    def week_of(self, day: date) -> int:
        """The number of the week that `day` falls in. The first is 0."""
        return (day - self.start).days // 7

    @cached_property
    def by_board(self) -> dict[str, tuple[SimulatedPosting, ...]]:
        """Every posting of each board, whenever it is open, oldest first."""
        found: dict[str, list[SimulatedPosting]] = {
            employer.board: [] for employer in self.employers
        }
        for posting in self.postings:
            found[posting.opening.employer.board].append(posting)
        return {board: tuple(postings) for board, postings in found.items()}

    @cached_property
    def fingerprint(self) -> str:
        """Digest of the seed, the span and every file that decides the market: a changed market has another."""
        digest = blake2b(
            repr(
                (self.seed, self.start, self.weeks, len(self.employers), len(self.postings))
            ).encode(),
            digest_size=8,
        )
        for file in sorted(Path(str(files("flows.rehearsal"))).rglob("*")):
            if file.suffix in (".toml", ".py"):
                digest.update(file.read_bytes())
        return digest.hexdigest()

    def has_joined(self, board: str, day: date) -> bool:
        """Whether the board is up by `day`. Before, it answers 404."""
        return self.week_of(day) >= self.truth.join_week[board]

    def is_out(self, board: str, day: date) -> bool:
        """Whether the board answers 503 on `day`."""
        return self.week_of(day) in self.truth.outage_weeks[board]

    def postings_open(self, board: str, day: date) -> list[SimulatedPosting]:
        """What the board lists on `day`, oldest first."""
        return [posting for posting in self.by_board[board] if posting.is_open(day)]


@cache
def demo_market() -> Market:
    """The market of `rolecall demo`: 60 boards, 104 Mondays up to DEMO_LAST_DAY."""
    return Market.simulate(DEMO_SEED)
