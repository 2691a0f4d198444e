"""Feeds that never list all they have: partial by nature, told as such, and no fault of anybody's."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import httpx
import polars as pl
import pytest

from flows.boards.look import Look, look_at
from flows.classify import classify_lake
from flows.cli.terminal import print_summary
from flows.errors import ListedInPart, SourceUnavailable
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.pipeline import Summary
from flows.scrape import split_seen
from flows.settings import Settings
from flows.sources import Board
from flows.store import build_market
from flows.web.client import PoliteClient
from warehouse import read

DAY = datetime(2026, 11, 23)
FEED = Board("remoteok", "remoteok")
JOBS = b'[{"legal": "terms"}, {"id": "1", "position": "AI Engineer", "company": "Acme"}]'


def looked(status: int = 200, body: bytes = JOBS) -> Look:
    """One look at the feed, which answers so."""

    def answer(request: httpx.Request) -> httpx.Response:
        is_feed = request.url.path == "/api"
        return httpx.Response(
            status if is_feed else 404, stream=httpx.ByteStream(body if is_feed else b"")
        )

    settings = Settings(pace_s=0.0, mirror="https://cache.example.org")
    plain = httpx.MockTransport(
        lambda request: answer(
            httpx.Request("GET", str(request.url).replace("/remoteok.com", "", 1))
        )
    )
    with PoliteClient(settings, lambda: 0.0, lambda _: None, plain) as client:
        return look_at(client, FEED, {}, DAY, "20261123T000000-0000")


def test_a_feed_of_the_newest_ends_partial_and_says_that_it_always_does() -> None:
    row = looked().row
    assert (row["outcome"], row["is_excerpt"], row["n_postings"]) == ("partial", True, 1)
    assert row["error"] == (
        "Remote OK (aggregator) shows the newest 100 only; others may still be open"
    )


@pytest.mark.parametrize(
    ("status", "body"), [(503, b""), (200, b"<html>Sorry</html>"), (200, b"[")]
)
def test_a_feed_that_fails_has_failed(status: int, body: bytes) -> None:
    row = looked(status, body).row
    assert (row["outcome"], row["is_excerpt"]) == ("failed", False)


def test_a_cut_off_list_is_told_from_one_of_which_pages_failed() -> None:
    assert issubclass(ListedInPart, Exception)
    assert not issubclass(ListedInPart, SourceUnavailable)
    assert ListedInPart.outcome == "partial"


def test_the_market_does_not_count_a_feed_as_a_board_that_failed(tmp_path: Path) -> None:
    settings, lake, look = Settings(home=tmp_path), Lake(tmp_path / "lake"), looked()
    lake.write_part(
        "20261123T000000-0000-0000",
        pl.DataFrame([look.row], schema=LOOK),
        *split_seen([look], set(), ()),
    )
    classify_lake(lake, n_workers=1)
    build_market(lake, settings, DAY)
    file = settings.market_file
    assert read.query(file, "select n_boards, n_boards_ok from mart_edition").rows() == [(1, 1)]
    assert read.query(
        file, "select item, n from mart_quality where section = 'looks' and n > 0"
    ).rows() == [("excerpt", 1)]
    assert read.query(file, "select outcome, is_excerpt from look").rows() == [("partial", True)]


def test_a_run_does_not_list_a_feed_among_its_troubles(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [looked().row, looked(503, b"").row | {"board": "broken"}]
    print_summary(Summary(DAY, pl.DataFrame(rows, schema=LOOK)))
    told = capsys.readouterr().err
    assert "remoteok/broken: failed" in told
    assert "remoteok/remoteok" not in told
