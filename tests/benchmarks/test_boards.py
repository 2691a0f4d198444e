"""The simulated boards of `make prove-boards` do what their stated truth says, and answer in the boards' own formats."""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from flows.settings import Settings
from tests.benchmarks.boards.market import draw_market
from tests.benchmarks.boards.scenarios import SCENARIOS
from tests.benchmarks.boards.served import ADDRESSES, Boards, serving
from tests.benchmarks.prove_boards import Finding, choose, coverage, prove, table

SEEDS = range(12)


def stock_and_new(name: str, seed: int, begin: float, end: float) -> tuple[int, int, int, int]:
    """Open openings at two moments, and the new ones of the ten weeks before each. Reposts are not new."""
    sites = [
        site for site in draw_market(SCENARIOS[name], seed).sites if site.source != "arbeitnow"
    ]
    # An employer that moved stands on two boards.
    jobs = {id(job): job for site in sites for job in site.openings}.values()
    stocks = [sum(job.opens <= week < job.closes for job in jobs) for week in (begin, end)]
    new = [
        sum(week - 10 < job.opens <= week and job.is_repost_of is None for job in jobs)
        for week in (begin, end)
    ]
    return stocks[0], stocks[1], new[0], new[1]


@pytest.mark.parametrize("name", ["base", "falling", "layoff-mid", "giant", "reposts"])
def test_a_drawn_market_grows_as_its_formula_says(name: str) -> None:
    scenario = SCENARIOS[name]
    before, after, new_before, new_after = (
        fmean(column)
        for column in zip(*(stock_and_new(name, n, 11, 55) for n in SEEDS), strict=True)
    )
    assert after / before == pytest.approx(scenario.stock(55) / scenario.stock(11), rel=0.1)
    true_flow = scenario.arrived(45, 55) / scenario.arrived(1, 11)
    assert new_after / new_before == pytest.approx(true_flow, rel=0.12)


def test_an_employer_that_is_replaced_leaves_the_whole_market_as_large() -> None:
    assert SCENARIOS["turnover20"].stock(55) == 1.0
    stocks = [stock_and_new("turnover20", seed, 5, 55)[:2] for seed in SEEDS]
    assert fmean(end for _, end in stocks) == pytest.approx(
        fmean(begin for begin, _ in stocks), rel=0.1
    )


@pytest.mark.parametrize(("moving", "status"), [("404", 404), ("redirect", 302), ("empty", 200)])
def test_a_board_that_was_left_answers_as_planted(moving: str, status: int) -> None:
    market = draw_market(SCENARIOS[f"move-{moving}"], 1)
    left = next(site for site in market.sites if site.then)
    boards = Boards(market)
    address = ADDRESSES[left.source].format(left.slug)
    boards.week = left.until - 1
    assert boards.answer(address, {})[0] == 200
    boards.week = left.until + 1
    found, body, _ = boards.answer(address, {})
    assert found == status
    assert b'"id"' not in body


def test_a_withheld_figure_is_a_miss_unless_too_little_is_there_to_judge() -> None:
    withheld = {"seed": 0, "role": "all", "measure": "stock", "truth": 0.1, "note": "few"}
    nothing = {"printed": None, "low": None, "high": None}
    base, stale = (Finding(scenario=name, **withheld, **nothing) for name in ("base", "stale"))
    assert coverage([base, stale]) == {"base": 0.0, "stale": 1.0}
    assert "-" in table([base])


def test_a_market_watched_through_real_pages_prints_its_growth() -> None:
    found = prove("base", 0, n_weeks=16)
    stock = next(one for one in found if (one.role, one.measure) == ("all", "stock"))
    assert stock.holds


def test_boards_are_chosen_for_an_opening_by_the_command_of_users(tmp_path: Path) -> None:
    market = draw_market(SCENARIOS["chosen"], 0)
    with_opening = [site.slug for site in market.sites if site.shown(0)]
    with serving(market) as (boards, address):
        choose(market, boards, 0, Settings(home=tmp_path, mirror=address))
    assert [site.slug for site in market.sites] == with_opening
    assert 0.7 < len(with_opening) / SCENARIOS["chosen"].employers < 0.9
