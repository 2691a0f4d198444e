"""What is planted in the rehearsal market, and the things that it is made of.

Decides the shape of the truth (`Truth`, read from `planted.toml`) and of employers, openings, offers and postings. Leaves
the drawing of lots to `births` and the market as a whole to `truth`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from transforms.text.lexicon import lexicon

WEEKS_PER_YEAR = 52.1775


def planted() -> dict[str, Any]:
    """What `planted.toml` says."""
    return lexicon(__package__, "planted.toml")


@dataclass(frozen=True)
class Truth:
    """What was planted. Shares lie in 0..1. Growth is per year. Pay is the median mid in local currency a year, gross."""

    growth_share: Mapping[str, float]
    role_share: Mapping[str, float]
    pay_median: Mapping[tuple[str, str, str], float]
    """By (role, level, country code)."""
    skill_share: Mapping[str, Mapping[str, tuple[float, float]]]
    """By role and skill: at the start and at the end of the span; linear between."""
    disclosed_share: Mapping[str, float]
    repost_share: float
    multi_city_share: float
    thread_openings: Mapping[str, float]
    """Mean openings per role in one hiring thread at the start. They grow as the role does."""
    join_week: Mapping[str, int]
    """By board: the first week in which it answers; 0 for a board that is there from the start."""
    outage_weeks: Mapping[str, tuple[int, ...]]

    def skill_shares(self, role: str, day: date, start: date, last_day: date) -> dict[str, float]:
        """The planted share of each of the role's skills among openings that open on `day`."""
        done = _share_done(day, start, last_day)
        return {
            skill: first + (last - first) * done
            for skill, (first, last) in self.skill_share[role].items()
        }


def _share_done(day: date, start: date, last_day: date) -> float:
    """How much of the span from `start` to `last_day` has gone by."""
    return min(max((day - start) / max(last_day - start, timedelta(days=1)), 0.0), 1.0)


def plant(join_week: dict[str, int], outage_weeks: dict[str, tuple[int, ...]]) -> Truth:
    """The truth of `planted.toml`, with the absences that were drawn for this market's boards."""
    table = planted()
    roles, levels, countries, market = (
        table["roles"],
        table["levels"],
        table["countries"],
        table["market"],
    )
    return Truth(
        growth_share={role: row["growth"] for role, row in roles.items()},
        role_share={role: row["share"] for role, row in roles.items()},
        pay_median={
            (role, level, country): roles[role]["pay"]
            * levels[level]["pay"]
            * countries[country]["pay"]
            for role in roles
            for level in levels
            for country in countries
        },
        skill_share={
            role: {skill: (share[0], share[1]) for skill, share in row.items()}
            for role, row in table["skills"].items()
        },
        disclosed_share={country: row["disclosed"] for country, row in countries.items()},
        repost_share=market["repost_share"],
        multi_city_share=market["multi_city_share"],
        thread_openings={role: row["thread"] for role, row in roles.items()},
        join_week=join_week,
        outage_weeks=outage_weeks,
    )


@dataclass(frozen=True, slots=True)
class Employer:
    """One invented employer, which is also one board."""

    slug: str
    name: str
    sector: str
    product: str
    source: str
    country: str
    remote: str
    pay_factor: float

    @property
    def board(self) -> str:
        """The board's name in its source: a host for an own careers site, else the slug."""
        return f"careers.{self.slug}.example" if self.source == "careers_page" else self.slug


@dataclass(frozen=True, slots=True)
class Offer:
    """The base range of a posting, in full currency units per `period`; what is stated, and where."""

    low: int
    high: int
    currency: str
    period: str
    is_structured: bool
    is_in_text: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """One job: what the work is, and everything that its postings share."""

    key: int
    employer: Employer
    role: str
    level: str
    title: str
    country: str
    remote: str
    offer: Offer | None
    skills: tuple[str, ...]
    text_seed: int

    @property
    def structured_offer(self) -> Offer | None:
        """The offer, where its board states it in fields of their own."""
        return self.offer if self.offer and self.offer.is_structured else None


@dataclass(frozen=True, slots=True)
class SimulatedPosting:
    """One posting of an opening: listed from `opened_date` until the day before `closed_date`."""

    key: int
    opening: Opening
    cities: tuple[str, ...]
    opened_date: date
    closed_date: date
    n_repost: int

    def is_open(self, day: date) -> bool:
        """Whether its board lists it on `day`."""
        return self.opened_date <= day < self.closed_date
