"""Draws the employers of a simulated market, their openings and the boards that list them.

Decides who hires when, and which board lists which posting in which week. Leaves what is planted to `boards.scenarios` and
the boards' own formats to `boards.served`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import exp, log
from random import Random

from tests.benchmarks.boards.scenarios import CLOSED_A_WEEK, RATE_SCATTER, WEEKS, Scenario

SIZE_SCATTER = 0.6
BURN_IN = 90
"""Weeks before the first look: five mean lifetimes, so that what is posted again is as frequent at the first look as later."""

ROLES = {"ai_engineer": 0.5, "data_scientist": 0.25, "software_engineer": 0.25}
CITIES = (
    "Berlin, Germany",
    "Austin, TX, United States",
    "Toronto, Canada",
    "Leeds, United Kingdom",
)
KINDS = ("greenhouse", "lever", "ashby")
_MOVE_WEEKS = (15, 45)
_FOUND_WITHIN = (4, 16)


@dataclass(frozen=True)
class Opening:
    """One job, open from one week to another. `number` tells it from all others of its market."""

    number: int
    owner: int
    role: str
    opens: float
    closes: float
    n_cities: int
    is_edited: bool
    is_repost_of: int | None = None


@dataclass
class Site:
    """A board. It answers as `then` says from week `until` on. It is listed for watching from week `listed_from` on."""

    source: str
    slug: str
    openings: list[Opening]
    name: str
    listed_from: float = 0.0
    begins: float = -BURN_IN
    until: float = float("inf")
    then: str = ""
    renamed_from: float = float("inf")
    new_ids_from: float = float("inf")
    is_silent: bool = False

    def shown(self, week: float) -> list[Opening]:
        """What the board lists in a week."""
        return [opening for opening in self.openings if opening.opens <= week < opening.closes]


@dataclass
class Market:
    """The boards of one simulated market. `n_openings` is how many were drawn so far."""

    scenario: Scenario
    random: Random
    sites: list[Site] = field(default_factory=list)
    n_openings: int = 0


def employer_name(number: int) -> str:
    """What an employer is called."""
    return f"Acme{number:02d} Works"


def draw_market(scenario: Scenario, seed: int) -> Market:
    """One market. The same scenario and seed give the same one."""
    market = Market(scenario, Random(seed))
    for number in range(scenario.employers):
        size = scenario.openings * exp(market.random.gauss(-(SIZE_SCATTER**2) / 2, SIZE_SCATTER))
        _draw_employer(market, number, size)
    if scenario.has_giant:
        whole = scenario.openings * scenario.employers
        _draw_employer(market, scenario.employers, whole, is_giant=True)
    for site in market.sites[3:]:
        site.is_silent = True
    if scenario.aggregator_from < WEEKS:
        everything = [opening for site in market.sites for opening in site.openings]
        aggregator = Site("arbeitnow", "arbeitnow", everything, "Arbeitnow")
        aggregator.listed_from = scenario.aggregator_from
        market.sites.append(aggregator)
    return market


def _draw_employer(market: Market, number: int, size: float, is_giant: bool = False) -> None:
    scenario, random = market.scenario, market.random
    scatter = 0.0 if is_giant else RATE_SCATTER
    # The mean of exp(rate) over employers is the market's growth in a year.
    rate = random.gauss(log(1 + scenario.growth) - scatter**2 / 2, scatter) / 52
    share, part = scenario.laid_off
    laid_off_at = scenario.laid_off_at
    if laid_off_at is not None and random.random() >= share:
        laid_off_at = None
    employer = _Employer(number, size, rate, scenario.falls_from, laid_off_at, part)
    openings = list(_draw_openings(market, employer))
    site = Site(random.choice(KINDS), f"acme{number:02d}", openings, employer_name(number))
    if random.random() < scenario.joining:
        site.listed_from = random.randrange(1, WEEKS - 10)
    if random.random() < scenario.renamed:
        site.renamed_from = WEEKS / 2
    if random.random() < scenario.new_ids:
        site.new_ids_from = WEEKS / 2
    market.sites.append(site)
    if scenario.moving and random.random() < 1 / 3:
        _move(site, market)
    if scenario.replaced:
        _replace(site, market)


@dataclass(frozen=True)
class _Employer:
    """How many openings an employer has in the mean, and how that changes."""

    number: int
    size: float
    rate: float
    falls_from: float
    laid_off_at: float | None
    part: float

    def mean(self, week: float) -> float:
        """Its openings in a week, in the mean."""
        fallen = exp(log(1 - 0.58) * max(week - self.falls_from, 0) / 52)
        kept = 1 - self.part if self._has_laid_off(week) else 1.0
        return self.size * exp(self.rate * min(week, self.falls_from)) * fallen * kept

    def arriving(self, week: float) -> float:
        """New openings in the week that begins then. A layoff itself brings none and takes none away."""
        ahead = self.mean(week + 1) / (1 - self.part if self._begins(week) else 1.0)
        before = self.mean(week)
        return max(ahead - before + CLOSED_A_WEEK * (before + ahead) / 2, 0.0)

    def _has_laid_off(self, week: float) -> bool:
        return self.laid_off_at is not None and week >= self.laid_off_at

    def _begins(self, week: float) -> bool:
        return self.laid_off_at is not None and week < self.laid_off_at <= week + 1


def _draw_openings(market: Market, employer: _Employer) -> Iterator[Opening]:
    random, laid_off_at = market.random, employer.laid_off_at
    spans = [(float(-BURN_IN), employer.mean(-BURN_IN), 0.0)]
    spans += [(float(week), employer.arriving(week), 1.0) for week in range(-BURN_IN, WEEKS)]
    for week, mean, width in spans:
        for _ in range(_poisson(random, mean)):
            opening = _draw_opening(market, employer.number, week + width * random.random())
            if _is_open_at(opening, laid_off_at) and random.random() < employer.part:
                opening = replace(opening, closes=laid_off_at)
            yield opening
            if random.random() < market.scenario.reposted:
                yield _repost(market, opening)


def _poisson(random: Random, mean: float) -> int:
    """How many arrivals of rate 1 fit into a span of that length."""
    n, at = 0, random.expovariate(1.0)
    while at < mean:
        n, at = n + 1, at + random.expovariate(1.0)
    return n


def _draw_opening(market: Market, owner: int, opens: float) -> Opening:
    random, scenario = market.random, market.scenario
    market.n_openings += 1
    return Opening(
        number=market.n_openings,
        owner=owner,
        role=random.choices(list(ROLES), list(ROLES.values()))[0],
        opens=opens,
        closes=opens + random.expovariate(CLOSED_A_WEEK),
        n_cities=random.randint(2, 3) if random.random() < scenario.copied else 1,
        is_edited=random.random() < scenario.edited,
    )


def _is_open_at(opening: Opening, week: float | None) -> bool:
    return week is not None and opening.opens < week < opening.closes


def _repost(market: Market, opening: Opening) -> Opening:
    """The same job again under a new id: the demand goes on, and is not new."""
    market.n_openings += 1
    random = market.random
    opens = opening.closes + random.uniform(0.5, 4.0)
    closes = opens + random.expovariate(CLOSED_A_WEEK)
    own = replace(opening, number=market.n_openings, opens=opens, closes=closes)
    return replace(own, is_repost_of=opening.number)


def _move(site: Site, market: Market) -> None:
    """The employer's openings go on elsewhere, and the new board is listed up to two weeks later."""
    site.source = "greenhouse"
    site.until, site.then = market.random.uniform(*_MOVE_WEEKS), market.scenario.moving
    elsewhere = Site("recruitee", site.slug, site.openings, site.name)
    elsewhere.begins = site.until
    elsewhere.listed_from = site.until + 2 * market.random.random()
    market.sites.append(elsewhere)


def _replace(site: Site, market: Market) -> None:
    """The employer vanishes some time. Another one, of another name, has its demand from then on."""
    random = market.random
    dies = random.expovariate(market.scenario.replaced / 52)
    if dies >= WEEKS:
        return
    site.until, site.then = dies, "404"
    heir = Site(random.choice(KINDS), f"{site.slug}x", [], f"{site.name[:6]}x Labs")
    heir.begins, heir.listed_from = dies, dies + random.uniform(*_FOUND_WITHIN)
    # The jobs of another employer are other jobs: none is open on both sides of the change.
    for opening in site.openings:
        if opening.closes > dies:
            market.n_openings += 1
            begins = max(opening.opens, dies)
            heir.openings.append(replace(opening, number=market.n_openings, opens=begins))
    site.openings = [opening for opening in site.openings if opening.opens < dies]
    market.sites.append(heir)
