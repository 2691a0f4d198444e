"""Simulated markets whose truth is known: what `prove_statistics.py` proves the statistics on.

Decides how employers, openings, looks and pay are drawn, and what is planted in them. Leaves estimates to the proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

import numpy as np
import polars as pl

from transforms.history import lifecycle, openings
from transforms.statistics.growth.misreading import read_confusion
from transforms.statistics.growth.panel import FLOW_WINDOW
from transforms.statistics.intervals import Floats
from transforms.vocabulary import READ_ROLES

START = datetime(2025, 1, 6)
BURN_IN = 90  # five mean lifetimes, so that reposts are as frequent at the first look as later
WEEKS = 60
HAZARD = 0.06
YEARLY = {
    "ai_engineer": 0.60,
    "ml_engineer": 0.20,
    "data_scientist": -0.05,
    "software_engineer": 0.0,
}
LOG_PAY = {
    "ai_engineer": 12.0,
    "ml_engineer": 11.95,
    "data_scientist": 11.75,
    "software_engineer": 11.80,
}
LOG_LEVEL = {"mid": 0.0, "senior": 0.25}
SKILL_SHARE = {
    "ai_engineer": 0.60,
    "ml_engineer": 0.30,
    "data_scientist": 0.10,
    "software_engineer": 0.05,
}
ROLES = tuple(YEARLY)


@dataclass
class Setting:
    """What a family of markets has in common. `silence`: fall of the log odds of disclosure by standard deviation of pay."""

    boards: int = 40
    openings_a_role: float = 5.0
    growth_scatter: float = 0.2
    late_share: float = 0.5
    outage: float = 0.02
    faulty: float = 0.01
    copied: float = 0.1
    reposted: float = 0.15
    disclosed: float = 0.7
    silence: float = 0.7
    pay_scatter: float = 0.15
    posting_scatter: float = 0.1
    misread: str = ""


MISSED = 0.2
"""Of AI engineers, in the family in which they are read as software engineers."""

FAMILIES = {
    "read": ("roles read as they are", Setting(), 1.0),
    "misread": ("roles misread as the labels show; growth alone", Setting(misread="labels"), 1.0),
    "missed": (
        "a fifth of AI engineers read as software engineers; growth alone",
        Setting(misread="missed"),
        1.0,
    ),
    "joining": (
        "a panel that grows from 40 boards to 200; growth alone",
        Setting(boards=200, late_share=0.8),
        0.2,
    ),
}
"""What is proved on which markets, and on how many of those asked for: 200 boards cost as much as five times 40."""


@dataclass
class Market:
    """One simulated market as the lake would hold it, and each posting as the readers would read it."""

    looks: list[tuple[object, ...]] = field(default_factory=list)
    sightings: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    postings: dict[str, tuple[object, ...]] = field(default_factory=dict)


def simulate(seed: int, setting: Setting) -> Market:
    """One market. The same seed gives the same one."""
    generator = np.random.default_rng(seed)
    market = Market()
    for board in range(setting.boards):
        name = f"board{board:03d}"
        size = setting.openings_a_role * generator.lognormal(-0.32, 0.8)
        effect = generator.normal(0, setting.pay_scatter)
        taste = float(generator.beta(4, 4)) * 2
        jobs = [
            job
            for role in ROLES
            for job in _jobs(generator, setting, name, role, size, effect, taste, market)
        ]
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
    rate = (
        np.log1p(YEARLY[role])
        + generator.normal(0, setting.growth_scatter)
        - setting.growth_scatter**2 / 2
    )
    found: list[tuple[str, int, int]] = []
    for week in range(-BURN_IN, WEEKS):
        stock = size * np.exp(rate * week / 52)
        arriving = (
            stock
            if week == -BURN_IN
            else stock - size * np.exp(rate * (week - 1) / 52) * (1 - HAZARD)
        )
        for _ in range(int(generator.poisson(max(arriving, 0)))):
            job = f"{board}:{role}:{len(found)}"
            closes = week + int(generator.geometric(HAZARD))
            spells = [(week, closes)] * (
                1 + int(generator.integers(1, 4)) * int(generator.random() < setting.copied)
            )
            if generator.random() < setting.reposted:
                again = closes + int(generator.integers(0, 5))
                spells.append((again, again + int(generator.geometric(HAZARD))))
            reading = _read(generator, setting, role, effect, taste)
            read_as = _misread(generator, role, setting) if setting.misread else role
            for number, (opens, ends) in enumerate(spells):
                found.append((f"{job}-{number}", opens, ends))
                market.postings[f"{job}-{number}"] = (board, read_as, number, *reading)
    return found


def _misread(generator: np.random.Generator, role: str, setting: Setting) -> str:
    """The role that is read, by chance."""
    return str(
        generator.choice(READ_ROLES, p=reading_chances(setting.misread)[READ_ROLES.index(role)])
    )


@cache
def reading_chances(misread: str) -> Floats:
    """The chance that each role (row) is read as each (column): as the model in use read labels, or with MISSED alone."""
    if misread == "labels":
        counts = read_confusion()
        return counts / counts.sum(axis=1, keepdims=True)
    chances = np.eye(len(READ_ROLES))
    missing, taking = (READ_ROLES.index(role) for role in ("ai_engineer", "software_engineer"))
    chances[missing, [missing, taking]] = 1 - MISSED, MISSED
    return chances


def label(seed: int, misread: str) -> Floats:
    """The confusion that labels would show: as many of each role as the model in use was judged on, drawn anew."""
    generator = np.random.default_rng([seed, 11])
    sizes = read_confusion().sum(axis=1).astype(int)
    drawn = [
        generator.multinomial(n, row)
        for n, row in zip(sizes, reading_chances(misread), strict=True)
    ]
    return np.array(drawn, dtype=np.float64)


def _read(
    generator: np.random.Generator, setting: Setting, role: str, effect: float, taste: float
) -> tuple[object, ...]:
    level = "senior" if generator.random() < 0.5 else "mid"
    above = effect + generator.normal(0, setting.posting_scatter)
    middle = float(np.exp(LOG_PAY[role] + LOG_LEVEL[level] + above))
    is_disclosed = bool(generator.random() < _disclosure(above, setting))
    has_skill = bool(generator.random() < min(SKILL_SHARE[role] * taste, 1.0))
    text = generator.integers(0, 2**32, 64, dtype=np.uint32).tolist()
    return level, middle, middle if is_disclosed else None, has_skill, text


def _disclosure(above: float | np.ndarray, setting: Setting) -> np.ndarray:
    """The chance that pay is stated which lies so far, in logarithms, above the median of its cell."""
    scatter = np.hypot(setting.pay_scatter, setting.posting_scatter)
    odds = (
        setting.disclosed
        / (1 - setting.disclosed)
        * np.exp(-setting.silence * np.asarray(above) / scatter)
    )
    return odds / (1 + odds)


def stated_median(setting: Setting) -> float:
    """The median of stated pay as a part of the median of all pay."""
    scatter = np.hypot(setting.pay_scatter, setting.posting_scatter)
    above = np.linspace(-5, 5, 20_001) * scatter
    mass = (np.exp(-((above / scatter) ** 2) / 2) * _disclosure(above, setting)).cumsum()
    return float(np.exp(np.interp(mass[-1] / 2, mass, above)))


def _watch(
    generator: np.random.Generator,
    setting: Setting,
    board: str,
    jobs: list[tuple[str, int, int]],
    market: Market,
) -> None:
    """Weekly looks at the board from the week it joined the panel."""
    joins = int(generator.integers(1, WEEKS - 10)) if generator.random() < setting.late_share else 0
    for week in range(joins, WEEKS):
        chance = generator.random()
        outcome = "failed" if chance < setting.outage else "complete"
        listed = (
            []
            if outcome == "failed"
            else [job for job, opens, ends in jobs if opens <= week < ends]
        )
        if setting.outage <= chance < setting.outage + setting.faulty:
            listed = listed[: len(listed) // 3]
        look_id = f"{board}-{week:03d}"
        market.looks.append(
            (look_id, "ashby", board, board, START + timedelta(weeks=week), outcome, None, None)
        )
        market.sightings += [(look_id, "ashby", board, job, job) for job in listed]


def store(market: Market) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Looks, postings, pay and skills as the store flow makes them of a lake."""
    return store_until(frames_of(market), None)


@dataclass(frozen=True)
class Frames:
    """A market as frames: `looks` and `sightings` of the lake, and one `readings` row a posting."""

    looks: pl.DataFrame
    sightings: pl.DataFrame
    readings: pl.DataFrame


def frames_of(market: Market) -> Frames:
    """Made once for a market that is stored week by week: frames of Python's rows take long."""
    columns = "look_id source board employer looked_at outcome repeats_look_id period".split()
    kinds = dict.fromkeys(columns, pl.String()) | {"looked_at": pl.Datetime("us")}
    looks = pl.DataFrame(market.looks, schema=kinds, orient="row")
    sighted = "look_id source board external_id content_hash".split()
    sightings = pl.DataFrame(
        market.sightings, schema=dict.fromkeys(sighted, pl.String), orient="row"
    )
    return Frames(looks, sightings, _readings(market))


def _readings(market: Market) -> pl.DataFrame:
    return pl.DataFrame(
        [(name, *reading) for name, reading in market.postings.items()],
        schema={
            "external_id": pl.String,
            "employer": pl.String,
            "role_counted": pl.String,
            "copy": pl.Int64,
            "level": pl.String,
            "unseen": pl.Float64,
            "middle": pl.Float64,
            "has_skill": pl.Boolean,
            "fingerprint": pl.List(pl.UInt32),
        },
        orient="row",
    )


def store_until(
    frames: Frames, until: datetime | None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The same of the looks that were made until a moment. None: of all."""
    looks, sightings = frames.looks, frames.sightings
    if until is not None:
        looks = looks.filter(pl.col("looked_at") <= until)
        sightings = sightings.join(looks, on="look_id", how="semi")
    traces = lifecycle.trace(looks, sightings, [])
    postings = traces.postings.join(frames.readings, on="external_id").with_columns(
        posting_id="external_id",
        employer_key=openings.employer_key(pl.col("employer")),
        title=pl.format("{} {}", "level", "role_counted"),
        location_raw=pl.format("City{}", "copy"),
        city=pl.lit(None, dtype=pl.String),
        region=pl.lit(None, dtype=pl.String),
        country_codes=pl.lit(["US"]),
        remote_policy=pl.lit(None, dtype=pl.String),
        posted_date=pl.lit(None, dtype=pl.Date),
        is_date_implausible=pl.lit(False),
        has_text=pl.lit(True),
        reader_version=pl.lit("one"),
    )
    postings = postings.with_row_index("row")
    contents = postings.lazy().with_columns(description_text=pl.lit("made up"))
    postings = postings.join(openings.group(postings, contents).links, on="posting_id")
    middle = pl.col("middle")
    pay = postings.drop_nulls("middle").select(
        "posting_id",
        currency=pl.lit("USD"),
        kind=pl.lit("base"),
        basis=pl.lit("text"),
        min_year=middle * 0.9,
        max_year=middle * 1.1,
        min_usd_year=middle * 0.9,
        max_usd_year=middle * 1.1,
        is_wide=pl.lit(False),
        is_implausible=pl.lit(False),
        place=pl.lit(None, dtype=pl.String),
    )
    named = postings.filter("has_skill").select(
        "posting_id", skill=pl.lit("x"), category=pl.lit("x"), requirement=pl.lit("required")
    )
    return traces.looks, postings, pay, named


def planted_total(role: str, measure: str, week: int, scatter: float) -> float:
    """What the employers of a role have together in a week, relative to the mean employer of week 0.

    It grows faster than one employer's mean: their rates scatter, and those that grow weigh more as they go.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    rates = np.log1p(YEARLY[role]) - scatter**2 / 2 + scatter * nodes
    if measure == "stock":
        return float(weights @ np.exp(rates * week / 52))
    window = range(week - FLOW_WINDOW["week"] + 1, week + 1)
    arrived = (
        np.exp(rates * at / 52) - np.exp(rates * (at - 1) / 52) * (1 - HAZARD) for at in window
    )
    return float(weights @ sum(arrived))


def planted_growth(role: str, measure: str, begin: date, end: date, scatter: float) -> float:
    """What the employers of a role grow together between two weeks, or with the measure `share`, what their part of all grows."""
    first, last = ((day - START.date()).days // 7 for day in (begin, end))
    counted = "flow" if measure == "flow" else "stock"
    ratio = planted_total(role, counted, last, scatter) / planted_total(
        role, counted, first, scatter
    )
    if measure == "share":
        all_first, all_last = (
            sum(planted_total(each, "stock", week, scatter) for each in ROLES)
            for week in (first, last)
        )
        ratio *= all_first / all_last
    return ratio - 1
