"""Which boards rest: missing on three days, looked at weekly, back at the first answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.boards.parking import PARKED, boards_due, parked
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.pipeline import scrape_stop
from flows.rehearsal.fault_plan import Fault, FaultPlan, PlannedFault
from flows.rehearsal.server import RehearsalServer
from flows.settings import Settings
from flows.sources import Board

ACME, BETA = Board("lever", "acme"), Board("lever", "beta")
OUTCOMES = ["complete", "unchanged", "partial", "missing", "refused", "failed"]


def on(day: int, hour: int = 5) -> datetime:
    return datetime(2026, 11, 1, hour) + timedelta(days=day - 1)


def looks(*told: tuple[Board, datetime, str]) -> pl.DataFrame:
    rows = [
        {"source": board.source, "board": board.slug, "looked_at": moment, "outcome": outcome}
        for board, moment, outcome in told
    ]
    return pl.DataFrame(rows, schema=LOOK)


def of_acme(**outcomes: str) -> pl.DataFrame:
    return looks(
        *((ACME, on(int(day.removeprefix("d"))), outcome) for day, outcome in outcomes.items())
    )


def test_a_lake_without_looks_parks_nothing() -> None:
    assert parked(looks(), on(9)).equals(pl.DataFrame(schema=PARKED))
    assert boards_due([ACME], looks(), on(9)).boards == [ACME]


@pytest.mark.parametrize(
    ("seen", "since"),
    [
        (of_acme(d1="missing", d2="missing"), None),
        (of_acme(d1="missing", d2="missing", d3="missing"), 3),
        (of_acme(d1="complete", d2="missing", d3="missing", d9="missing"), 9),
        (of_acme(d1="missing", d2="missing", d3="complete", d4="missing", d5="missing"), None),
        (of_acme(d1="missing", d2="missing", d3="partial", d4="missing"), None),
        (of_acme(d1="missing", d2="missing", d3="missing", d4="unchanged"), None),
        # Neither a failed nor a refused look says whether the board is there.
        (of_acme(d1="missing", d2="failed", d3="missing", d4="refused", d5="missing"), 5),
        (of_acme(d1="failed", d2="failed", d3="failed", d4="failed"), None),
        (of_acme(d1="missing", d2="missing", d3="missing", d10="missing", d17="missing"), 3),
    ],
)
def test_a_board_is_parked_on_the_third_day_it_is_missing_without_an_answer_between(
    seen: pl.DataFrame, since: int | None
) -> None:
    assert parked(seen, on(20))["parked_since"].to_list() == (
        [] if since is None else [on(since).date()]
    )


def test_three_runs_of_one_day_are_one_day() -> None:
    seen = looks(
        (ACME, on(1, 5), "missing"), (ACME, on(1, 6), "missing"), (ACME, on(1, 7), "missing")
    )
    assert parked(seen, on(2)).is_empty()


def test_a_parked_board_rests_a_week_and_is_then_looked_at() -> None:
    seen = of_acme(d1="missing", d2="missing", d3="missing")
    resting = boards_due([ACME, BETA], seen, on(4))
    assert resting.boards == [BETA]
    assert (resting.n_parked, resting.parked_until) == (1, date(2026, 11, 10))
    assert boards_due([ACME, BETA], seen, on(9)).boards == [BETA]
    # A weekly run starts seconds earlier or later than the last: the day counts, not the hour.
    assert boards_due([ACME, BETA], seen, on(10, hour=0)).boards == [ACME, BETA]


def test_after_its_weekly_look_a_parked_board_rests_another_week() -> None:
    seen = of_acme(d1="missing", d2="missing", d3="missing", d10="missing")
    assert boards_due([ACME], seen, on(16)).boards == []
    assert boards_due([ACME], seen, on(17)).boards == [ACME]


def test_a_weekly_look_that_fails_is_a_look_too() -> None:
    seen = of_acme(d1="missing", d2="missing", d3="missing", d10="failed")
    assert boards_due([ACME], seen, on(11)).boards == []


def test_a_look_that_answers_again_unparks() -> None:
    seen = of_acme(d1="missing", d2="missing", d3="missing", d10="complete")
    assert boards_due([ACME], seen, on(11)).boards == [ACME]


def test_a_run_in_the_past_decides_what_it_would_have_decided_then() -> None:
    seen = of_acme(d1="missing", d2="missing", d3="missing", d4="complete")
    assert boards_due([ACME], seen, on(3, hour=9)).boards == []
    assert boards_due([ACME], seen, on(2, hour=9)).boards == [ACME]


def test_boards_of_one_name_but_two_sources_are_two_boards() -> None:
    seen = of_acme(d1="missing", d2="missing", d3="missing")
    assert boards_due([Board("ashby", "acme"), ACME], seen, on(4)).boards == [
        Board("ashby", "acme")
    ]


@given(st.lists(st.sampled_from(OUTCOMES), max_size=20))
def test_no_board_ever_rests_longer_than_a_week_and_an_answer_always_frees_it(
    outcomes: list[str],
) -> None:
    seen = looks(*((ACME, on(day), outcome) for day, outcome in enumerate(outcomes, start=1)))
    last = on(len(outcomes) or 1)
    assert boards_due([ACME], seen, last + timedelta(days=7)).boards == [ACME]
    if outcomes and outcomes[-1] in ("complete", "unchanged", "partial"):
        assert boards_due([ACME], seen, last).boards == [ACME]
    rows = parked(seen, last)
    assert rows.height == 0 or rows["rests_until"].item() == last.date() + timedelta(days=7)


def test_daily_runs_leave_a_parked_board_alone_for_a_week_and_see_it_come_back(
    tmp_path: Path, serve_market: Callable[..., RehearsalServer], caplog: pytest.LogCaptureFixture
) -> None:
    server = serve_market()
    gone, other = [
        board for board in server.boards() if board.source in ("greenhouse", "lever", "ashby")
    ][:2]
    server.plan = FaultPlan((PlannedFault(gone.slug, Fault.GONE),))
    settings, lake = Settings(home=tmp_path, mirror=server.url), Lake(tmp_path / "lake")

    def run(day: int) -> dict[str, str]:
        found = scrape_stop(lake, [gone, other], settings, on(day))
        return dict(found.select("board", "outcome").rows())

    for day in (1, 2, 3):
        assert run(day)[gone.slug] == "missing"
    with caplog.at_level(logging.INFO):
        assert set(run(4)) == {other.slug}
    assert "1 parked board rests until 2026-11-10 or later" in caplog.text
    assert set(run(9)) == {other.slug}
    server.plan = FaultPlan()
    assert run(10)[gone.slug] == "complete"
    assert set(run(11)) == {gone.slug, other.slug}
