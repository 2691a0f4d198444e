"""Successive days of boards without texts, over HTTP to the market: what is new and gone is what the states' sets say."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from flows.classify import classify_lake
from flows.lake.parts import Lake
from flows.scrape import look_at_boards
from flows.settings import Settings
from flows.sources import Board
from flows.store import build_market
from tests.benchmarks import bench_states
from tests.benchmarks.bench_states import FIRST_DAY, State
from tests.benchmarks.served_folder import serving
from warehouse import read

N_DAYS = 4
DAYS: list[State] = list(bench_states.states(bench_states.invented_facts(30), 900, N_DAYS))


@pytest.fixture(scope="module")
def market_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The market as it was on each day."""
    folder = tmp_path_factory.mktemp("states")
    bench_states.write_states(folder / "states", DAYS)
    lake = Lake(folder / "lake")
    boards = [Board("greenhouse", board) for board in DAYS[0]]
    files = []
    with serving(folder / "states") as address:
        for number in range(N_DAYS):
            settings = Settings(home=folder / str(number), mirror=f"{address}/{number}")
            settings.home.mkdir()
            as_of = datetime.combine(FIRST_DAY, time(6)) + timedelta(days=number)
            look_at_boards(boards, settings, lake, as_of, f"run-{number}")
            classify_lake(lake)
            build_market(lake, settings, as_of)
            files.append(settings.market_file)
    return files


def test_on_each_day_the_open_postings_are_those_of_the_boards(market_files: list[Path]) -> None:
    for file, state in zip(market_files, DAYS, strict=True):
        assert bench_states.open_in(file) == bench_states.ids(state)


def test_new_and_gone_per_day_are_the_differences_of_the_sets(market_files: list[Path]) -> None:
    true = bench_states.true_counts(DAYS)
    assert bench_states.counts_of_market(market_files[-1], N_DAYS) == true
    assert all(day.n_new > 5 and day.n_gone > 5 for day in true)


def test_a_board_that_did_not_change_is_not_sent_again(market_files: list[Path]) -> None:
    outcomes = read.query(market_files[-1], "select outcome, count(*) from look group by all")
    n_unchanged = sum(
        today[board] == yesterday[board] for yesterday, today in pairwise(DAYS) for board in today
    )
    assert n_unchanged > 5
    assert dict(outcomes.iter_rows()) == {
        "complete": 30 * N_DAYS - n_unchanged,
        "unchanged": n_unchanged,
    }


def test_a_posting_without_a_text_is_read_for_what_its_title_says(market_files: list[Path]) -> None:
    found = read.query(
        market_files[-1],
        "select distinct role_basis, description_text, degree, years_min, has_equity from posting where is_open",
    )
    assert found["role_basis"].to_list() == ["title"] * found.height
    assert set(found["description_text"]) <= {None, ""}
    roles = read.query(market_files[-1], "select distinct role from posting where is_open")
    assert roles.height > 1
