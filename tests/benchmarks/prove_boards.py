"""Proves growth on boards with a known truth: from served pages through scrape, classify and store to the printed figure.

    python tests/benchmarks/prove_boards.py [--scenario gap6 ...] [--seeds 5] [--jobs 2]

Each scenario (`boards/scenarios.py`) plants what happens to real boards: outages, gaps, moves to another kind of board,
layoffs, an aggregator. Each run draws 35 employers, serves their boards on loopback, looks at them once a week for 60 weeks
and stores the market. What is printed stands beside what is true. It ends with code 1 when the 95 % intervals of a
scenario hold the truth in less than .90 of its figures; a figure that can be judged and is withheld counts as a miss.
Because few runs miss by chance, a scenario that fails is drawn again with three times as many runs before it is reported.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

# One thread a process: runs are independent, so processes are the better use of the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flows import pipeline
from flows.boards.choose import choose_boards
from flows.lake.parts import Lake
from flows.lake.session import open_lake
from flows.settings import Settings
from flows.sources import Board
from tests.benchmarks.boards.market import Market, Site, draw_market
from tests.benchmarks.boards.reading import reading_once
from tests.benchmarks.boards.scenarios import SCENARIOS, WEEKS, Scenario, look_weeks
from tests.benchmarks.boards.served import ADDRESSES, Boards, serving

FIRST_MONDAY = datetime(2025, 1, 6)
LEAST_COVERAGE = 0.90
ROLES = ("ai_engineer", "all")
MEASURES = ("stock", "flow")
FLOW_WEEKS = 4
"""New openings are printed as the sum of the four weeks up to a look."""


@dataclass(frozen=True)
class Finding:
    """One printed figure beside the truth of the same span. `printed` is None where the figure is withheld."""

    scenario: str
    seed: int
    role: str
    measure: str
    truth: float
    printed: float | None
    low: float | None
    high: float | None
    note: str | None

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth. Nothing printed is nothing wrong where that may be."""
        if self.low is None or self.high is None:
            return SCENARIOS[self.scenario].may_be_withheld
        return self.low <= self.truth <= self.high


def prove(name: str, seed: int, n_weeks: int = WEEKS) -> list[Finding]:
    """One run of a scenario: its printed figures beside the truth."""
    scenario = SCENARIOS[name]
    with tempfile.TemporaryDirectory(prefix="prove-boards-") as home:
        rows = watch(draw_market(scenario, seed), Path(home), n_weeks)
        return [
            _find(name, seed, row)
            for row in rows
            if row["role"] in ROLES and row["measure"] in MEASURES
        ]


def watch(market: Market, home: Path, n_weeks: int = WEEKS) -> Iterator[dict[str, Any]]:
    """Looks at a market every week, stores it, and returns the rows of `mart_growth_headline`."""
    with serving(market) as (boards, address):
        settings = Settings(home=home, mirror=address, n_workers=4)
        lake = open_lake(settings)
        weeks = look_weeks(market.scenario, market.random, n_weeks)
        if market.scenario.is_chosen:
            choose(market, boards, weeks[0], settings)
        for week in weeks:
            _look(market, boards, week, lake, settings)
    with reading_once():
        pipeline.classify_stop(lake, settings)
    frames = pipeline.store_stop(lake, settings, _instant(weeks[-1]))
    yield from frames["mart_growth_headline"].iter_rows(named=True)


def _instant(week: float) -> datetime:
    return FIRST_MONDAY + timedelta(minutes=round(week * 7 * 24 * 60))


def choose(market: Market, boards: Boards, week: float, settings: Settings) -> None:
    """Leaves the boards that a person would choose that week."""
    boards.week = week
    every = [_as_listed(site, week, market.scenario) for site in market.sites]
    choice = choose_boards(every, settings, _instant(week)).filter("is_chosen")
    chosen = set(choice.select("source", "board").iter_rows())
    market.sites = [site for site in market.sites if (site.source, site.slug) in chosen]


def _look(market: Market, boards: Boards, week: float, lake: Lake, settings: Settings) -> None:
    scenario = market.scenario
    boards.week = week
    listed = [site for site in market.sites if site.listed_from <= week]
    silent = [site for site in listed if site.is_silent and week >= scenario.silent_from]
    if scenario.is_subset:
        listed = [site for site in listed if site not in silent]
    failing = {id(site) for site in listed if market.random.random() < scenario.failing}
    boards.failing = {
        ADDRESSES[site.source].format(site.slug)
        for site in listed
        if id(site) in failing or site in silent
    }
    asked = [_as_listed(site, week, scenario) for site in listed]
    pipeline.scrape_stop(lake, asked, settings, _instant(week))


def _as_listed(site: Site, week: float, scenario: Scenario) -> Board:
    name = f"{site.name} Group" if week >= site.renamed_from else site.name
    return Board(site.source, site.slug, name if scenario.is_named else None)


def _find(name: str, seed: int, row: dict[str, Any]) -> Finding:
    """A printed row beside the growth between the same weeks in truth."""
    scenario, begin, end = SCENARIOS[name], _week(row["period_from"]), _week(row["period_to"])
    if row["measure"] == "flow":
        before, after = (scenario.arrived(week - FLOW_WEEKS, week) for week in (begin, end))
    else:
        before, after = scenario.stock(begin), scenario.stock(end)
    numbers = (row["growth_share"], row["growth_low"], row["growth_high"])
    return Finding(
        name, seed, row["role"], row["measure"], after / before - 1, *numbers, row["note"]
    )


def _week(day: date) -> float:
    """The week of a period's look, counted from the first."""
    return (day - FIRST_MONDAY.date()).days / 7 + 6 / 168


def table(found: list[Finding]) -> str:
    """One line a scenario, measure and role: means over its runs, in per cent.

    `given`: runs that print a figure. `holds`: the share whose interval holds the truth.
    """
    names = ("true", "printed", "low", "high")
    heads = "".join(f"{name:>8}" for name in ("runs", "given", *names, "holds"))
    lines = [f"{'scenario':16}{'measure':8}{'role':12}{heads}"]
    keys = dict.fromkeys((one.scenario, one.measure, one.role) for one in found)
    for scenario, measure, role in keys:
        rows = [
            one
            for one in found
            if (one.scenario, one.measure, one.role) == (scenario, measure, role)
        ]
        given = [one for one in rows if one.printed is not None]
        columns = (
            [one.truth for one in given or rows],
            *(
                [value for one in given if (value := getattr(one, name)) is not None]
                for name in names[1:]
            ),
        )
        means = "".join(f"{100 * fmean(each):+8.1f}" if each else f"{'-':>8}" for each in columns)
        holds = fmean(one.holds for one in rows)
        lines.append(
            f"{scenario:16}{measure:8}{role:12}{len(rows):8}{len(given):8}{means}{holds:8.2f}"
        )
    return "\n".join(lines)


def coverage(found: list[Finding]) -> dict[str, float]:
    """The share of figures whose interval holds the truth, by scenario."""
    return {
        name: fmean(one.holds for one in found if one.scenario == name)
        for name in dict.fromkeys(one.scenario for one in found)
    }


def _run(pool: Executor, names: Sequence[str], seeds: range) -> Iterator[Finding]:
    runs = [(name, seed) for name in names for seed in seeds]
    for rows in pool.map(prove, *(zip(*runs, strict=True) if runs else ((), ()))):
        print(".", end="", file=sys.stderr, flush=True)
        yield from rows


def _start() -> None:
    """Makes a process quiet and patient."""
    logging.disable(logging.WARNING)
    os.nice(10)


def main() -> None:
    """Prints the table, and ends with 1 when a scenario fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scenario", choices=SCENARIOS, action="append", help="default: all")
    parser.add_argument("--seeds", type=int, default=5, help="runs a scenario")
    parser.add_argument("--jobs", type=int, default=2, help="runs at the same time")
    asked = parser.parse_args()
    began, found = time.perf_counter(), list[Finding]()
    with ProcessPoolExecutor(asked.jobs, initializer=_start) as pool:
        found += _run(pool, asked.scenario or list(SCENARIOS), range(asked.seeds))
        doubtful = [name for name, share in coverage(found).items() if 0.5 < share < LEAST_COVERAGE]
        found += _run(pool, doubtful, range(asked.seeds, 4 * asked.seeds))
    print(table(found))
    print(f"\nin {time.perf_counter() - began:.0f} s")
    failed = {name: share for name, share in coverage(found).items() if share < LEAST_COVERAGE}
    for name, share in failed.items():
        print(f"{name}: only {share:.2f} of its intervals hold the truth")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
