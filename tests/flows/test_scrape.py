"""Scrape, against the rehearsal server over real HTTP: how each look ends, and what the lake keeps of it."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.boards.look import Look
from flows.errors import NothingReached
from flows.lake.parts import Lake
from flows.rehearsal.fault_plan import Fault, FaultPlan
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.scrape import _batches, look_at_boards, require_reached
from flows.settings import Settings
from flows.sources import Board

MARKET = Market.simulate(seed=7, n_employers=8, weeks=6)
DAY = datetime.combine(MARKET.days()[3], datetime.min.time())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def server() -> Iterator[RehearsalServer]:
    with RehearsalServer(MARKET) as running:
        running.day = DAY.date()
        yield running


def boards_of(server: RehearsalServer, *sources: str) -> list[Board]:
    return [
        Board(b.source, b.slug, b.employer)
        for b in server.boards()
        if b.source in (sources or ("ashby", "greenhouse", "lever", "careers_page"))
    ]


def settings_for(server: RehearsalServer, **changes: object) -> Settings:
    return Settings(mirror=server.url, timeout_s=2.0, **changes)  # type: ignore[arg-type]


def run(
    server: RehearsalServer,
    lake: Lake,
    boards: list[Board],
    as_of: datetime = DAY,
    run_id: str = "run-1",
) -> pl.DataFrame:
    return look_at_boards(boards, settings_for(server), lake, as_of, run_id)


def test_every_open_posting_of_every_board_is_sighted_once(
    server: RehearsalServer, lake: Lake
) -> None:
    boards = boards_of(server)
    looks = run(server, lake, boards)
    ok = looks.filter(pl.col("outcome") == "complete")
    assert ok.height >= 5
    for row in ok.iter_rows(named=True):
        slug = row["board"]
        employer = next(e for e in MARKET.employers if slug in (e.board, e.slug))
        expected = len(
            MARKET.postings_open(
                employer.board if employer.board in MARKET.by_board else slug, DAY.date()
            )
        )
        sighted = lake.sightings().filter(pl.col("look_id") == row["look_id"])
        assert sighted.height == sighted["external_id"].n_unique() == row["n_postings"] == expected


def test_a_run_of_one_board_says_how_many_boards_it_looked_at_in_the_singular(
    server: RehearsalServer, lake: Lake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="flows.scrape"):
        run(server, lake, boards_of(server, "ashby")[:1])
    assert "looked at 1 board as of" in caplog.text
    assert "requests: 2 to 1 host, the most to api.ashbyhq.com (2)" in caplog.text


def test_a_second_look_at_the_same_state_stores_no_body(
    server: RehearsalServer, lake: Lake
) -> None:
    boards = boards_of(server)
    first = run(server, lake, boards)
    n_bodies = len(lake.known_hashes())
    second = run(server, lake, boards, DAY + timedelta(hours=1), "run-2")
    assert n_bodies > 0
    assert len(lake.known_hashes()) == n_bodies
    assert set(
        second.filter(pl.col("source").is_in(["ashby", "greenhouse", "lever"]))["outcome"]
    ) <= {
        "unchanged",
        "failed",
    }
    assert second["n_postings"].to_list() == first["n_postings"].to_list()


def test_an_unchanged_look_names_the_look_whose_sightings_it_repeats(
    server: RehearsalServer, lake: Lake
) -> None:
    board = boards_of(server, "ashby")[:1]
    first = run(server, lake, board)
    second = run(server, lake, board, DAY + timedelta(hours=1), "run-2")
    third = run(server, lake, board, DAY + timedelta(hours=2), "run-3")
    assert (
        second["repeats_look_id"].to_list()
        == third["repeats_look_id"].to_list()
        == first["look_id"].to_list()
    )
    assert lake.sightings()["look_id"].unique().to_list() == first["look_id"].to_list()


@pytest.mark.parametrize("kind", ["bodies", "sightings"])
def test_a_board_is_not_asked_what_is_new_since_a_look_of_which_something_was_lost(
    server: RehearsalServer, lake: Lake, kind: str
) -> None:
    board, *_ = boards_of(server, "ashby")
    run(server, lake, [board])
    run(server, lake, [board], DAY + timedelta(days=1), "run-2")
    seen, known = lake.sightings(), lake.known_hashes()
    for file in (lake.folder / kind).glob("*.parquet"):
        file.unlink()
    for day, outcome in ((2, "complete"), (3, "unchanged")):
        looks = run(server, lake, [board], DAY + timedelta(days=day), f"run-{day + 1}")
        assert looks["outcome"].to_list() == [outcome]
    assert set(lake.sightings()["external_id"]) == set(seen["external_id"])
    assert lake.known_hashes() == known


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.FORBIDDEN, "refused"),
        (Fault.GONE, "missing"),
        (Fault.HTML_PAGE, "failed"),
        (Fault.TRUNCATED_JSON, "failed"),
        (Fault.REDIRECT_LOOP, "failed"),
        (Fault.REDIRECT_PRIVATE, "failed"),
        (Fault.RENAMED_FIELDS, "failed"),
    ],
)
def test_a_board_that_answers_badly_is_told_apart_and_costs_the_others_nothing(
    lake: Lake, fault: Fault, outcome: str
) -> None:
    with RehearsalServer(MARKET) as healthy:
        victim, *others = boards_of(healthy, "greenhouse", "ashby", "lever")
    with RehearsalServer(MARKET, FaultPlan.of({victim.slug: fault})) as server:
        server.day = DAY.date()
        looks = run(server, lake, [victim, *others])
    by_board = {row["board"]: row for row in looks.iter_rows(named=True)}
    assert by_board[victim.slug]["outcome"] == outcome
    assert by_board[victim.slug]["error"]
    assert "complete" in {by_board[board.slug]["outcome"] for board in others}


def test_a_board_nobody_knows_is_missing(server: RehearsalServer, lake: Lake) -> None:
    looks = run(server, lake, [Board("ashby", "no-such-board"), *boards_of(server, "ashby")[:1]])
    assert dict(zip(looks["board"], looks["outcome"], strict=True))["no-such-board"] == "missing"


def test_a_run_that_reaches_no_board_at_all_says_so(lake: Lake) -> None:
    settings = Settings(mirror="http://127.0.0.1:9", timeout_s=1.0)
    looks = look_at_boards([Board("ashby", "acme")], settings, lake, DAY, "run-1")
    assert looks["outcome"].to_list() == ["failed"]
    with pytest.raises(NothingReached, match="Are you online"):
        require_reached(looks)


def test_a_hacker_news_look_is_of_the_newest_thread_that_had_begun(
    server: RehearsalServer, lake: Lake
) -> None:
    looks = run(server, lake, [Board("hackernews", "whoishiring")])
    assert looks["outcome"].to_list() == ["complete"]
    assert looks["period"].item() <= f"{DAY:%Y-%m}"
    assert looks["n_postings"].item() > 0


def test_a_look_dated_before_one_that_was_there_first_says_so(
    server: RehearsalServer, lake: Lake
) -> None:
    (board, other) = boards_of(server)[:2]
    assert run(server, lake, [board])["is_out_of_order"].to_list() == [False]
    late = run(server, lake, [board, other], DAY - timedelta(days=7), "run-2")
    assert dict(late.select("board", "is_out_of_order").iter_rows()) == {
        board.slug: True,
        other.slug: False,
    }


def test_a_run_that_speaks_for_an_earlier_day_takes_nothing_from_later_looks(
    server: RehearsalServer, lake: Lake
) -> None:
    board = boards_of(server, "ashby")[:1]
    assert run(server, lake, board)["outcome"].to_list() == ["complete"]
    earlier = run(server, lake, board, DAY - timedelta(days=7), "run-2")
    assert earlier["outcome"].to_list() == ["complete"]
    assert earlier["n_postings"].item() > 0


def test_looks_are_committed_every_five_minutes_however_few_they_are() -> None:
    moments = iter([0.0, 100.0, 299.0, 301.0, 301.0, 400.0])
    looks = [Look({"board": name}) for name in "abcd"]
    parts = [
        [look.row["board"] for look in part] for part in _batches(looks, lambda: next(moments))
    ]
    assert parts == [["a", "b", "c"], ["d"]]
