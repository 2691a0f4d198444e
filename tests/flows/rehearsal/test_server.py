"""The rehearsal server speaks HTTP as the boards' hosts do, on the day it is set to."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market, demo_market

ADDRESSES = {
    "greenhouse": "boards-api.greenhouse.io/v1/boards/{board}/jobs?content=true",
    "lever": "api.lever.co/v0/postings/{board}?mode=json&skip=0&limit=100",
    "ashby": "api.ashbyhq.com/posting-api/job-board/{board}?includeCompensation=true",
}


@pytest.fixture(scope="module")
def market() -> Market:
    return demo_market()


@pytest.fixture
def server(market: Market) -> Iterator[RehearsalServer]:
    with RehearsalServer(market) as server:
        yield server


@pytest.fixture
def client(server: RehearsalServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=10) as client:
        yield client


def n_listed(source: str, reply: httpx.Response) -> int:
    body = reply.json()
    jobs = body if source == "lever" else body["jobs"]
    return sum(job.get("isListed", True) for job in jobs)


def board_of(market: Market, source: str) -> str:
    return next(
        row.board
        for row in market.employers
        if row.source == source and market.truth.join_week[row.board] == 0
    )


@pytest.mark.parametrize("source", ADDRESSES)
def test_every_board_lists_what_is_open_on_the_servers_day(
    server: RehearsalServer, client: httpx.Client, market: Market, source: str
) -> None:
    for day in (market.days()[60], market.last_day):
        server.day = day
        for board in server.boards():
            if (
                board.source != source
                or market.is_out(board.slug, day)
                or not market.has_joined(board.slug, day)
            ):
                continue
            reply = client.get("/" + ADDRESSES[source].format(board=board.slug))
            assert reply.status_code == 200
            assert n_listed(source, reply) == len(market.postings_open(board.slug, day))


def test_a_careers_site_is_found_by_its_robots_and_read_page_by_page(
    server: RehearsalServer, client: httpx.Client, market: Market
) -> None:
    host = board_of(market, "careers_page")
    assert "Sitemap: " in client.get(f"/{host}/robots.txt").text
    pages = [
        line.split("</loc>")[0]
        for line in client.get(f"/{host}/sitemap.xml").text.split("<loc>https://")[1:]
    ]
    jobs = [page for page in pages if "/jobs/" in page]
    assert len(jobs) == len(market.postings_open(host, server.day))
    assert all('"@type": "JobPosting"' in client.get(f"/{page}").text for page in jobs)


def test_the_boards_are_listed_with_their_employers_and_the_threads_last(
    server: RehearsalServer, client: httpx.Client
) -> None:
    assert len(server.boards()) == 61
    assert server.boards()[-1].source == "hackernews"
    lines = client.get("/_boards").text.splitlines()
    assert lines[0] == "source,board,employer"
    assert len(lines) == 62


def test_lever_is_read_page_by_page(client: httpx.Client, market: Market) -> None:
    board = board_of(market, "lever")
    whole = client.get(f"/api.lever.co/v0/postings/{board}?mode=json").json()
    first, second = (
        client.get(f"/api.lever.co/v0/postings/{board}?mode=json&skip={skip}&limit=3").json()
        for skip in (0, 3)
    )
    assert [*first, *second] == whole[:6]


def test_one_posting_can_be_asked_for_alone(client: httpx.Client, market: Market) -> None:
    board = board_of(market, "greenhouse")
    job = client.get(f"/boards-api.greenhouse.io/v1/boards/{board}/jobs").json()["jobs"][0]
    alone = client.get(f"/boards-api.greenhouse.io/v1/boards/{board}/jobs/{job['id']}")
    assert (alone.status_code, alone.json()["title"]) == (200, job["title"])
    assert client.get(f"/boards-api.greenhouse.io/v1/boards/{board}/jobs/1").status_code == 404


def test_a_conditional_request_is_answered_304_while_nothing_changed(
    server: RehearsalServer, client: httpx.Client, market: Market
) -> None:
    path = "/" + ADDRESSES["greenhouse"].format(board=board_of(market, "greenhouse"))
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    server.day -= timedelta(weeks=30)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_replies_are_compressed_only_for_those_who_accept_it(
    client: httpx.Client, market: Market
) -> None:
    path = "/" + ADDRESSES["ashby"].format(board=board_of(market, "ashby"))
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["Content-Length"]) < len(gzip.compress(plain.content, 1)) + 100


def test_a_board_is_missing_before_it_comes_up(
    server: RehearsalServer, client: httpx.Client, market: Market
) -> None:
    late = next(
        row
        for row in market.employers
        if row.source in ADDRESSES and market.truth.join_week[row.board] > 0
    )
    path = "/" + ADDRESSES[late.source].format(board=late.board)
    week = market.truth.join_week[late.board]
    server.day = market.days()[week - 1]
    assert client.get(path).status_code == 404
    server.day = market.days()[week]
    assert client.get(path).status_code == 200


def test_a_board_that_is_out_answers_503_and_asks_for_no_wait(
    server: RehearsalServer, client: httpx.Client, market: Market
) -> None:
    out = next(
        row
        for row in market.employers
        if row.source in ADDRESSES and market.truth.outage_weeks[row.board]
    )
    server.day = market.days()[market.truth.outage_weeks[out.board][0]]
    reply = client.get("/" + ADDRESSES[out.source].format(board=out.board))
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "0")


@pytest.mark.parametrize(
    "path",
    [
        "/boards-api.greenhouse.io/v1/boards/nobody/jobs",
        "/boards-api.greenhouse.io/robots.txt",
        "/api.lever.co/v0/postings/nobody",
        "/api.eu.lever.co/v0/postings/nobody",
        "/api.ashbyhq.com/posting-api/job-board/nobody",
        "/careers.nobody.example/robots.txt",
        "/hn.algolia.com/robots.txt",
        "/elsewhere.example/",
        "/",
    ],
)
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_day_can_be_moved_over_http(server: RehearsalServer, client: httpx.Client) -> None:
    assert client.get("/_day/2025-03-03").json() == {"day": "2025-03-03"}
    assert f"{server.day}" == "2025-03-03"
    assert client.get("/_day/soon").status_code == 400


def test_a_connection_serves_many_requests(
    server: RehearsalServer, client: httpx.Client, market: Market
) -> None:
    path = "/" + ADDRESSES["greenhouse"].format(board=board_of(market, "greenhouse"))
    for _ in range(50):
        assert client.get(path).status_code == 200
    assert server.n_requests(board_of(market, "greenhouse")) == 50


def test_it_runs_as_a_program_and_prints_its_address() -> None:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-m", "flows.rehearsal.server", "--port", "0", "--day", "2025-06-02"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            assert httpx.get(f"{url}/_day", timeout=10).json() == {"day": "2025-06-02"}
        finally:
            process.terminate()
