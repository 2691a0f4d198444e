"""Proves the statistics on markets whose truth is known: bias and coverage of growth, pay medians, shares and premiums.

    python tests/benchmarks/prove_statistics.py --markets 200

Each market has employers of unequal size whose growth scatters around the role's, boards that join late, outages, faulty
lists of a third of the board, copies per city, reposts under new ids, pay that agrees within employers, and pay disclosed by
some; with --misread roles are read as wrongly as the model in use does. Looks and sightings go through lifecycles, openings, growth, bands, demand and premium as the store flow runs them.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

# One thread a process: markets are independent, so processes are the better use of the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl

from transforms import bands, demand, growth, lifecycle, openings, premium, roles
from transforms.misreading import read_confusion, read_mixture
from transforms.panel import FLOW_WINDOW

START = datetime(2025, 1, 6)
BURN_IN = 90  # five mean lifetimes, so that reposts are as frequent at the first look as later
WEEKS = 60
HAZARD = 0.06
YEARLY = {"ai_engineer": 0.60, "ml_engineer": 0.20, "data_scientist": -0.05, "software_engineer": 0.0}
LOG_PAY = {"ai_engineer": 12.0, "ml_engineer": 11.95, "data_scientist": 11.75, "software_engineer": 11.80}
LOG_LEVEL = {"mid": 0.0, "senior": 0.25}
SKILL_SHARE = {"ai_engineer": 0.60, "ml_engineer": 0.30, "data_scientist": 0.10, "software_engineer": 0.05}
ROLES = tuple(YEARLY)


@dataclass
class Setting:
    """What a family of markets has in common."""

    boards: int = 40
    openings_a_role: float = 5.0
    growth_scatter: float = 0.2
    late_share: float = 0.5
    outage: float = 0.02
    faulty: float = 0.01
    copied: float = 0.1
    reposted: float = 0.15
    disclosed: float = 0.5
    pay_scatter: float = 0.15
    is_misread: bool = False


@dataclass
class Market:
    """One simulated market as the lake would hold it, and each posting as the readers would read it."""

    looks: list[tuple[object, ...]] = field(default_factory=list)
    sightings: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    postings: dict[str, tuple[object, ...]] = field(default_factory=dict)


def simulate(seed: int, setting: Setting) -> Market:
    """One market; the same seed gives the same one."""
    generator = np.random.default_rng(seed)
    market = Market()
    for board in range(setting.boards):
        name = f"board{board:03d}"
        size = setting.openings_a_role * generator.lognormal(-0.32, 0.8)
        effect = generator.normal(0, setting.pay_scatter)
        taste = float(generator.beta(4, 4)) * 2
        jobs = [job for role in ROLES for job in _jobs(generator, setting, name, role, size, effect, taste, market)]
        _watch(generator, setting, name, jobs, market)
    return market


def _jobs(
    generator: np.random.Generator,
    setting: Setting,
    board: str,
    role: str,
    size: float,
    effect: float,
    taste: float,
    market: Market,
) -> list[tuple[str, int, int]]:
    """The postings of one employer and role: id, week opened, week closed. Week 0 is the first that may be watched."""
    rate = np.log1p(YEARLY[role]) + generator.normal(0, setting.growth_scatter) - setting.growth_scatter**2 / 2
    found: list[tuple[str, int, int]] = []
    for week in range(-BURN_IN, WEEKS):
        stock = size * np.exp(rate * week / 52)
        arriving = stock if week == -BURN_IN else stock - size * np.exp(rate * (week - 1) / 52) * (1 - HAZARD)
        for _ in range(int(generator.poisson(max(arriving, 0)))):
            job = f"{board}:{role}:{len(found)}"
            closes = week + int(generator.geometric(HAZARD))
            spells = [(week, closes)] * (1 + int(generator.integers(1, 4)) * int(generator.random() < setting.copied))
            if generator.random() < setting.reposted:
                again = closes + int(generator.integers(0, 5))
                spells.append((again, again + int(generator.geometric(HAZARD))))
            reading = _read(generator, setting, role, effect, taste)
            read_as = _misread(generator, role) if setting.is_misread else role
            for number, (opens, ends) in enumerate(spells):
                found.append((f"{job}-{number}", opens, ends))
                market.postings[f"{job}-{number}"] = (board, read_as, number, *reading)
    return found


def _misread(generator: np.random.Generator, role: str) -> str:
    """The role that the model in use reads, as often as it did so among the labels."""
    chances = read_confusion()[roles.ROLES.index(role)]
    return str(generator.choice(roles.ROLES, p=chances / chances.sum()))


def _read(
    generator: np.random.Generator, setting: Setting, role: str, effect: float, taste: float
) -> tuple[object, ...]:
    level = "senior" if generator.random() < 0.5 else "mid"
    middle = float(np.exp(LOG_PAY[role] + LOG_LEVEL[level] + effect + generator.normal(0, 0.1)))
    is_disclosed = bool(generator.random() < setting.disclosed)
    has_skill = bool(generator.random() < min(SKILL_SHARE[role] * taste, 1.0))
    text = generator.integers(0, 2**32, 64, dtype=np.uint32).tolist()
    return level, middle if is_disclosed else None, has_skill, text


def _watch(
    generator: np.random.Generator, setting: Setting, board: str, jobs: list[tuple[str, int, int]], market: Market
) -> None:
    """Weekly looks at the board from the week it joined the panel."""
    joins = int(generator.integers(1, WEEKS - 10)) if generator.random() < setting.late_share else 0
    for week in range(joins, WEEKS):
        chance = generator.random()
        outcome = "failed" if chance < setting.outage else "complete"
        listed = [] if outcome == "failed" else [job for job, opens, ends in jobs if opens <= week < ends]
        if setting.outage <= chance < setting.outage + setting.faulty:
            listed = listed[: len(listed) // 3]
        look_id = f"{board}-{week:03d}"
        market.looks.append((look_id, "ashby", board, board, START + timedelta(weeks=week), outcome, None, None))
        market.sightings += [(look_id, "ashby", board, job, job) for job in listed]


def store(market: Market) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Looks, postings, pay and skills as the store flow makes them of a lake."""
    columns = ["look_id", "source", "board", "employer", "looked_at", "outcome", "repeats_look_id", "period"]
    kinds = dict.fromkeys(columns, pl.String()) | {"looked_at": pl.Datetime("us")}
    looks = pl.DataFrame(market.looks, schema=kinds, orient="row")
    sighted = dict.fromkeys(["look_id", "source", "board", "external_id", "content_hash"], pl.String())
    traces = lifecycle.trace(looks, pl.DataFrame(market.sightings, schema=sighted, orient="row"), [])
    read = pl.DataFrame(
        [(name, *reading) for name, reading in market.postings.items()],
        schema={
            "external_id": pl.String,
            "employer": pl.String,
            "role_counted": pl.String,
            "copy": pl.Int64,
            "level": pl.String,
            "middle": pl.Float64,
            "has_skill": pl.Boolean,
            "fingerprint": pl.List(pl.UInt32),
        },
        orient="row",
    )
    postings = traces.postings.join(read, on="external_id").with_columns(
        posting_id="external_id",
        employer_key=openings.employer_key(pl.col("employer")),
        title=pl.format("{} {}", "level", "role_counted"),
        location_raw=pl.format("City{}", "copy"),
        city=pl.lit(None, dtype=pl.String),
        region=pl.lit(None, dtype=pl.String),
        country_codes=pl.lit(["US"]),
        remote_policy=pl.lit(None, dtype=pl.String),
        posted_date=pl.lit(None, dtype=pl.Date),
        description_text=pl.lit("made up"),
    )
    postings = postings.join(openings.group(postings).links, on="posting_id")
    pay = postings.drop_nulls("middle").select(
        "posting_id",
        *(pl.lit(value).alias(name) for name, value in (("currency", "USD"), ("kind", "base"), ("basis", "text"))),
        *((pl.col("middle") * share).alias(name) for name, share in (("min_year", 0.9), ("max_year", 1.1))),
        *((pl.col("middle") * share).alias(name) for name, share in (("min_usd_year", 0.9), ("max_usd_year", 1.1))),
        *(pl.lit(False).alias(name) for name in ("is_wide", "is_implausible")),
    )
    named = postings.filter("has_skill").select(
        "posting_id", skill=pl.lit("x"), category=pl.lit("x"), requirement=pl.lit("required")
    )
    return traces.looks, postings, pay, named


def planted_growth(role: str, measure: str, begin: date, end: date, scatter: float) -> float:
    """What the employers of a role grow together between two weeks.

    More than one employer's mean: their rates scatter, and those that grow weigh more as they go.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    rates = np.log1p(YEARLY[role]) - scatter**2 / 2 + scatter * nodes

    def total(week: int) -> float:
        if measure == "stock":
            return float(weights @ np.exp(rates * week / 52))
        window = range(week - FLOW_WINDOW["week"] + 1, week + 1)
        arrived = (np.exp(rates * at / 52) - np.exp(rates * (at - 1) / 52) * (1 - HAZARD) for at in window)
        return float(weights @ sum(arrived))

    first, last = ((day - START.date()).days // 7 for day in (begin, end))
    return total(last) / total(first) - 1


Finding = tuple[str, float, float, float, float, float | None]
"""What was estimated: its name, truth, estimate, low, high, and the naive estimate beside it."""


def estimate(seed: int, setting: Setting) -> list[Finding]:
    """Every estimate of one market beside its truth; what is below its floor is left out."""
    looks, postings, pay, skills = store(simulate(seed, setting))
    found: list[Finding] = []
    headline = (
        growth.measure(postings, looks, date(2027, 1, 1), read_mixture() if setting.is_misread else None)
        .headline.filter(pl.col("role").is_in(ROLES))
        .drop_nulls("growth_low")
    )
    for row in headline.filter(pl.col("measure").is_in(["stock", "flow"])).iter_rows(named=True):
        span = (row["period_from"], row["period_to"])
        truth = planted_growth(row["role"], row["measure"], *span, setting.growth_scatter)
        numbers = (row["growth_share"], row["growth_low"], row["growth_high"], row["naive_growth_share"])
        found.append((f"growth {row['measure']} {row['role']}", truth, *numbers))
    if setting.is_misread:
        return found  # misreading widens the intervals of growth; what it does to pay and skills is stated as accuracy
    medians = (
        bands.measure(postings, pay)
        .filter(country_code="US", region="all", measure="mid", is_converted=True)
        .drop_nulls("p50")
    )
    for row in medians.filter(pl.col("level").is_in(list(LOG_LEVEL)), pl.col("n_employers") >= 15).iter_rows(
        named=True
    ):
        truth = float(np.exp(LOG_PAY[row["role"]] + LOG_LEVEL[row["level"]]))
        found.append(
            (
                "pay median (15+ employers)",
                1.0,
                row["p50"] / truth,
                row["p50_low"] / truth,
                row["p50_high"] / truth,
                None,
            )
        )
    for row in demand.measure(postings, skills, {}).drop_nulls("share").iter_rows(named=True):
        found.append(("skill share", SKILL_SHARE[row["role"]], row["share"], row["share_low"], row["share_high"], None))
    terms = premium.measure(postings, pay).filter(pl.col("term") == "role").drop_nulls("premium_share")
    for row in terms.iter_rows(named=True):
        truth = float(np.expm1(LOG_PAY[row["name"]] - LOG_PAY["software_engineer"]))
        found.append(
            (f"premium {row['reading']}", truth, row["premium_share"], row["premium_low"], row["premium_high"], None)
        )
    return found


def table(found: list[Finding]) -> str:
    """Bias and coverage of each estimate, with Wilson's interval of the coverage taken over markets as independent."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        groups[finding[0]].append(finding)
    lines = [f"{'estimate':36}{'n':>6}{'truth':>8}{'mean':>8}{'bias':>8}{'naive':>8}{'covers':>8}{'width':>8}"]
    for name, rows in sorted(groups.items()):
        _, truth, centre, low, high = (np.array([row[place] for row in rows], dtype=object) for place in range(5))
        truth, centre, low, high = (values.astype(float) for values in (truth, centre, low, high))
        naive = [row[5] for row in rows if row[5] is not None]
        covers = float(((low <= truth) & (truth <= high)).mean())
        shown = f"{float(np.mean(naive)):8.3f}" if naive else " " * 8
        lines.append(
            f"{name:36}{len(rows):6}{truth.mean():8.3f}{centre.mean():8.3f}{(centre - truth).mean():8.3f}{shown}{covers:8.3f}{(high - low).mean():8.3f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Prints the table for the number of markets asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--markets", type=int, default=200)
    parser.add_argument("--boards", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--misread", action="store_true", help="roles are read as wrongly as the labels show")
    asked = parser.parse_args()
    setting = Setting(boards=asked.boards, is_misread=asked.misread)
    began = time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        found = [row for rows in pool.map(estimate, range(asked.markets), [setting] * asked.markets) for row in rows]
    print(f"{asked.markets} markets of {asked.boards} boards, {WEEKS} weeks, {time.perf_counter() - began:.0f} s")
    print(table(found))


if __name__ == "__main__":
    main()
