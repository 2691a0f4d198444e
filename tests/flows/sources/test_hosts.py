"""The host a source states for a board is the one its own code asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from flows.boards.lists import read_boards
from flows.errors import BoardMissing, SourceUnavailable
from flows.sources import Board, every_source

BOARDS = {
    Board("greenhouse", "acme"): "boards-api.greenhouse.io",
    Board("lever", "acme.inc"): "api.lever.co",
    Board("workday", "acme.wd5.myworkdayjobs.com/Careers"): "acme.wd5.myworkdayjobs.com",
    Board("bamboohr", "Acme"): "acme.bamboohr.com",
    Board("personio", "acme"): "acme.jobs.personio.de",
    Board("recruitee", "careers.acme.com"): "careers.acme.com",
    Board("teamtailor", "acme"): "acme.teamtailor.com",
    Board("teamtailor", "acme.na"): "acme.na.teamtailor.com",
    Board("teamtailor", "careers.acme.com"): "careers.acme.com",
    Board("icims", "acme"): "careers-acme.icims.com",
    Board("icims", "jobs-acme.icims.com"): "jobs-acme.icims.com",
    Board("avature", "acme.avature.net/Careers"): "acme.avature.net",
    Board("workable", "acme"): "apply.workable.com",
    Board("eightfold", "careers.acme.com/acme.com"): "careers.acme.com",
    Board("eightfold", "acme/acme.com"): "acme.eightfold.ai",
    Board("careers_page", "www.acme.com:8443/careers"): "www.acme.com:8443",
    Board("jibe", "careers.acme.com"): "careers.acme.com",
    Board("hackernews", "whoishiring"): "hn.algolia.com",
    Board("usajobs_history", "usajobs", period="2026-10"): "data.usajobs.gov",
    Board("jobtech", "sweden", period="2016-01"): "historical.api.jobtechdev.se",
}
BUNDLED = {board.source: board for board in read_boards(panel="all")}.values()


@pytest.fixture
def host_asked(table: Callable[..., Any]) -> Callable[[Board], str]:
    def host(board: Board) -> str:
        get = table({})
        with pytest.raises(BoardMissing):
            list(every_source()[board.source].fetch(board, get))
        return urlsplit(get.asked[0].removeprefix("POST ")).netloc

    return host


@pytest.mark.parametrize(("board", "host"), BOARDS.items(), ids=lambda value: str(value)[:60])
def test_a_source_states_the_host_that_its_own_code_asks_first(
    board: Board, host: str, host_asked: Callable[[Board], str]
) -> None:
    assert every_source()[board.source].host(board) == host == host_asked(board)


@pytest.mark.parametrize("board", BUNDLED, ids=lambda board: board.source)
def test_the_stated_host_of_a_bundled_board_is_the_one_asked(
    board: Board, host_asked: Callable[[Board], str]
) -> None:
    assert every_source()[board.source].host(board) == host_asked(board)


def test_a_source_that_asks_nobody_still_has_a_host(table: Callable[..., Any]) -> None:
    board = Board("imported", "survey")
    assert every_source()["imported"].host(board) == "github.com"
    with pytest.raises(SourceUnavailable):
        list(every_source()["imported"].fetch(board, table({})))
