"""The lots that make a rehearsal market: employers, absences, stocks, and the openings and postings that follow them.

Decides everything about a posting but its words, from one generator drawn in one order: the same seed gives the same
market. Stocks follow the planted growth exactly in expectation, over all employers together: in each week as many openings
are born as the planted stock of the next week asks for beyond the survivors of this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from flows.rehearsal.planted import (
    WEEKS_PER_YEAR,
    Employer,
    Offer,
    Opening,
    SimulatedPosting,
    Truth,
    planted,
)
from transforms.text.lexicon import lexicon

_SOURCES = ("greenhouse", "ashby", "lever", "careers_page")
_SOURCE_SHARES = (
    0.42,
    0.35,
    0.18,
    0.05,
)  # careers pages cost a request a posting, so there are few
_CAREERS_PAGE_SIZE = 0.4  # of another board's stock, for the same reason
_REMOTE_SHARES = {"remote": 0.25, "hybrid": 0.45, "onsite": 0.30}
_REPOST_GAP_DAYS = (2, 21)  # within the 90 days in which a new id is the old demand
_RANGE_HALF_WIDTHS = (0.08, 0.12, 0.16, 0.20)
_MONTHLY_PAY_SHARE = 0.5  # of Singapore's postings; the rest states a year
_DAYS_BEFORE_START = 365  # the oldest posted date of a posting that is open at the start


def draw_employers(rng: np.random.Generator, n_employers: int) -> tuple[Employer, ...]:
    """Who hires: name, kind of board, home, way of working and level of pay. Beyond the listed sixty, names get a number."""
    listed = lexicon(__package__, "employers.toml")["employers"]
    countries = planted()["countries"]
    homes = _in_proportion(
        rng, list(countries), [row["weight"] for row in countries.values()], n_employers
    )
    sources = _in_proportion(rng, _SOURCES, _SOURCE_SHARES, n_employers)
    remotes = rng.choice(list(_REMOTE_SHARES), n_employers, p=list(_REMOTE_SHARES.values()))
    factors = np.exp(rng.normal(0.0, planted()["market"]["employer_pay_sigma"], n_employers))
    employers = []
    for n in range(n_employers):
        slug, name, sector, product = listed[n % len(listed)]
        again = n // len(listed) + 1
        suffix = ("", "") if again == 1 else (str(again), f" {again}")
        employers.append(
            Employer(
                slug + suffix[0],
                name + suffix[1],
                sector,
                product,
                sources[n],
                homes[n],
                str(remotes[n]),
                float(factors[n]),
            )
        )
    return tuple(employers)


def _in_proportion(
    rng: np.random.Generator, values: Sequence[str], shares: Sequence[float], n: int
) -> list[str]:
    """`n` values in their shares, each at least once when there is room, in random order."""
    bounds = [0, *np.ceil(np.cumsum(shares) * n - 1e-9).astype(int)]
    counts = [int(until - since) for since, until in pairwise(bounds)]
    while 0 in counts and max(counts) > 1:
        counts[counts.index(max(counts))] -= 1
        counts[counts.index(0)] += 1
    dealt = [value for value, count in zip(values, counts, strict=True) for _ in range(count)]
    return [dealt[place] for place in rng.permutation(n)]


def draw_absences(
    rng: np.random.Generator, employers: Sequence[Employer], weeks: int
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """When each board comes up, and in which weeks it is out (never in its first nor in the last week)."""
    market = planted()["market"]
    join_week, outage_weeks = {}, {}
    for employer in employers:
        is_late = rng.random() < market["late_board_share"] and weeks > 8
        join_week[employer.board] = int(rng.integers(4, max(5, weeks * 3 // 4))) if is_late else 0
        out = np.flatnonzero(rng.random(weeks) < market["outage_share"])
        outage_weeks[employer.board] = tuple(
            int(week) for week in out if join_week[employer.board] < week < weeks - 1
        )
    return join_week, outage_weeks


def draw_stock(
    rng: np.random.Generator,
    truth: Truth,
    employers: Sequence[Employer],
    weeks: int,
    per_board: float,
) -> np.ndarray:
    """Expected stock by employer x role x week. Over employers it grows exactly as planted, and each has a way of its own."""
    market = planted()["market"]
    roles, n_employers = list(truth.role_share), len(employers)
    years = np.arange(weeks) / WEEKS_PER_YEAR
    size = np.exp(rng.normal(0.0, market["employer_size_sigma"], (n_employers, len(roles))))
    size *= np.array(
        [[_CAREERS_PAGE_SIZE if row.source == "careers_page" else 1.0] for row in employers]
    )
    drift = rng.normal(0.0, market["employer_growth_sigma"], n_employers)
    weight = size[:, :, None] * np.exp(drift[:, None, None] * years)
    weight /= weight.sum(axis=0)
    total = np.array(
        [
            per_board
            * n_employers
            * truth.role_share[role]
            * (1 + truth.growth_share[role]) ** years
            for role in roles
        ]
    )
    return np.asarray(weight * total)


class Births:
    """Turns expected stocks into openings and postings, one draw after the other from one generator."""

    def __init__(
        self,
        rng: np.random.Generator,
        truth: Truth,
        employers: Sequence[Employer],
        start: date,
        weeks: int,
    ) -> None:
        table = planted()
        self.rng, self.truth, self.employers, self.start, self.weeks = (
            rng,
            truth,
            employers,
            start,
            weeks,
        )
        self.market, self.countries, self.levels = (
            table["market"],
            table["countries"],
            table["levels"],
        )
        self.titles, self.manager_titles = table["titles"], table["manager_titles"]
        self.made: list[tuple[date, SimulatedPosting]] = []

    def postings(self, stock: np.ndarray) -> tuple[SimulatedPosting, ...]:
        """Every posting that is open on some day of the span, by first day."""
        mean_days = self.market["mean_days_open"]
        survival = np.exp(-7.0 / mean_days)
        survival_of_births = (1 - survival) / (7.0 / mean_days)
        expected = (stock[:, :, 1:] - stock[:, :, :-1] * survival) / survival_of_births
        n_standing = self.rng.poisson(stock[:, :, 0])
        n_born = self.rng.poisson(np.maximum(expected, 0.0))
        for employer_at, employer in enumerate(self.employers):
            for role_at, role in enumerate(self.truth.role_share):
                ages = -self.rng.exponential(mean_days, n_standing[employer_at, role_at])
                births = np.repeat(np.arange(self.weeks - 1), n_born[employer_at, role_at]) * 7.0
                births += self.rng.uniform(0.0, 7.0, len(births))
                for born in (*np.maximum(ages, -_DAYS_BEFORE_START), *births):
                    self._open(
                        employer,
                        role,
                        float(born),
                        max(float(born), 0.0) + float(self.rng.exponential(mean_days)),
                    )
        ordered = sorted(self.made, key=lambda row: (row[0], row[1].key))
        return tuple(posting for _, posting in ordered)

    def _open(self, employer: Employer, role: str, born_day: float, closed_day: float) -> None:
        rng = self.rng
        level = str(rng.choice(list(self.levels), p=[row["share"] for row in self.levels.values()]))
        country = employer.country
        if rng.random() < self.market["second_country_share"]:
            country = str(rng.choice(list(self.countries)))
        remote = employer.remote if rng.random() < 0.7 else str(rng.choice(list(_REMOTE_SHARES)))
        opening = Opening(
            key=int(rng.integers(1 << 40)),
            employer=employer,
            role=role,
            level=level,
            title=self._title(role, level),
            country=country,
            remote=remote,
            offer=self._offer(employer, role, level, country),
            skills=self._skills(role, self._day(born_day)),
            text_seed=int(rng.integers(1 << 40)),
        )
        opened, closed = (
            self._day(born_day),
            max(self._day(closed_day), self._day(born_day) + timedelta(days=1)),
        )
        for cities in self._places(opening):
            self._post(opening, cities, opened, closed)

    def _post(self, opening: Opening, cities: tuple[str, ...], opened: date, closed: date) -> None:
        """One posting, or two when it is taken down midway and posted again under a new id."""
        spans = [(opened, closed)]
        gap = int(self.rng.integers(*_REPOST_GAP_DAYS))
        days = (closed - max(opened, self.start)).days
        if self.rng.random() < self.truth.repost_share and days > gap + 14:
            taken_down = max(opened, self.start) + timedelta(
                days=int(self.rng.integers(7, days - gap - 6))
            )
            spans = [(opened, taken_down), (taken_down + timedelta(days=gap), closed)]
        for n_repost, (first, until) in enumerate(spans):
            key = int(self.rng.integers(1 << 50))
            if first <= self.start + timedelta(weeks=self.weeks - 1) and until > self.start:
                self.made.append(
                    (first, SimulatedPosting(key, opening, cities, first, until, n_repost))
                )

    def _day(self, offset: float) -> date:
        return self.start + timedelta(days=int(np.ceil(offset)))

    def _title(self, role: str, level: str) -> str:
        rng = self.rng
        if level == "manager":
            return str(rng.choice(self.manager_titles[role]))
        names, weights = zip(*self.titles[role], strict=True)
        title = str(rng.choice(names, p=np.array(weights) / sum(weights))).format(
            area=rng.choice(self.market["areas"])
        )
        staff = str(rng.choice(["Staff", "Principal"]))
        is_numbered = rng.random() < 0.3 and "," not in title
        return {
            "intern": f"{title} Intern" if "," not in title else f"{title} (Intern)",
            "junior": f"Junior {title}",
            "mid": f"{title} II" if is_numbered else title,
            "senior": f"Senior {title}",
            "staff": f"{staff} {title}",
        }[level]

    def _offer(self, employer: Employer, role: str, level: str, country: str) -> Offer | None:
        rng, row = self.rng, self.countries[country]
        mid = self.truth.pay_median[role, level, country] * employer.pay_factor
        mid *= float(np.exp(rng.normal(0.0, self.market["posting_pay_sigma"])))
        half = float(rng.choice(_RANGE_HALF_WIDTHS))
        is_stated, is_structured, is_in_text, is_monthly = rng.random(4) < [
            self.truth.disclosed_share[country], 0.7, 0.55, _MONTHLY_PAY_SHARE,
        ]  # fmt: skip
        if not is_stated:
            return None
        period, per_year, step = "year", 1.0, row["step"]
        if level == "intern" and country in ("US", "CA"):
            period, per_year, step = "hour", 2080.0, 1
        elif country == "SG" and is_monthly:
            period, per_year, step = "month", 12.0, 100
        low, high = (
            int(round(mid * (1 + sign * half) / per_year / step) * step) for sign in (-1, 1)
        )
        has_field = (
            is_structured and employer.source != "greenhouse"
        )  # its list of jobs has no pay field
        return Offer(
            low, high, row["currency"], period, bool(has_field), bool(is_in_text or not has_field)
        )

    def _skills(self, role: str, opened: date) -> tuple[str, ...]:
        shares = self.truth.skill_shares(
            role, opened, self.start, self.start + timedelta(weeks=self.weeks - 1)
        )
        drawn = self.rng.random(len(shares))
        return tuple(
            skill
            for (skill, share), chance in zip(shares.items(), drawn, strict=True)
            if chance < share
        )

    def _places(self, opening: Opening) -> list[tuple[str, ...]]:
        """The cities of each posting of the opening: mostly one; sometimes two in one, or a posting per city."""
        cities = self.countries[opening.country]["cities"]
        order = [cities[place] for place in self.rng.permutation(len(cities))]
        chance = self.rng.random()
        if opening.remote == "remote" or len(order) < 2:
            return [(order[0],)]
        if chance < self.truth.multi_city_share:
            return [(city,) for city in order[: int(self.rng.integers(2, 4))]]
        if chance < self.truth.multi_city_share + self.market["two_place_share"]:
            return [(order[0], order[1])]
        return [(order[0],)]
