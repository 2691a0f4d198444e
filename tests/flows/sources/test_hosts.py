"""The host a source states for a board is the one its own code asks first."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from flows.boards.lists import read_boards
from flows.errors import SourceUnavailable
from flows.sources import Board, Known, Reply, every_source

BOARDS = {
    Board("greenhouse", "acme"): "boards-api.greenhouse.io",
    Board("lever", "acme.inc"): "api.lever.co",
    Board("workday", "acme.wd5.myworkdayjobs.com/Careers"): "acme.wd5.myworkdayjobs.com",
    Board("bamboohr", "Acme"): "acme.bamboohr.com",
    Board("personio", "acme"): "acme.jobs.personio.de",
    Board("recruitee", "careers.acme.com"): "careers.acme.com",
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


class Asked(Exception):
    """The first request of a look, in place of sending it."""


class Unsent:
    """A `Get` that raises the address it was given."""

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
        json: Mapping[str, object] | None = None,
    ) -> Reply:
        raise Asked(url)

    def known(self, external_id: str) -> Known | None:
        return None

    def allows(self, url: str) -> bool:
        return True

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return ()


def host_asked(board: Board) -> str:
    with pytest.raises(Asked) as asked:
        next(iter(every_source()[board.source].fetch(board, Unsent())))
    return urlsplit(str(asked.value)).netloc


@pytest.mark.parametrize(("board", "host"), BOARDS.items(), ids=lambda value: str(value)[:60])
def test_a_source_states_the_host_that_its_own_code_asks_first(board: Board, host: str) -> None:
    assert every_source()[board.source].host(board) == host == host_asked(board)


@pytest.mark.parametrize("board", BUNDLED, ids=lambda board: board.source)
def test_the_stated_host_of_a_bundled_board_is_the_one_asked(board: Board) -> None:
    assert every_source()[board.source].host(board) == host_asked(board)


def test_a_source_that_asks_nobody_still_has_a_host() -> None:
    board = Board("imported", "survey")
    assert every_source()["imported"].host(board) == "github.com"
    with pytest.raises(SourceUnavailable):
        next(iter(every_source()["imported"].fetch(board, Unsent())))
