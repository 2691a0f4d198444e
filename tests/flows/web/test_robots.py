"""robots.txt is asked for by the client and by nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import httpx
import msgspec
import pytest

from flows.boards.look import look_at
from flows.settings import Settings
from flows.sources import Board
from flows.web.client import PoliteClient
from flows.web.robots import read_robots

SITE = "https://93.184.216.34"
ROBOTS = b"User-agent: *\nDisallow: /Private\nSitemap: https://93.184.216.34/jobs.xml\n"
LIST = msgspec.json.encode({"total": 0, "jobPostings": []})
JOB = b'<script type="application/ld+json">{"@type": "JobPosting", "title": "ML Engineer"}</script>'
PAGES = {"/jobs.xml": b"<urlset><loc>https://93.184.216.34/jobs/1</loc></urlset>", "/jobs/1": JOB}


def paths_asked(board: Board, answers: Mapping[str, bytes]) -> tuple[list[str], str]:
    """The paths that one look at a board asks for, and how it ended."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        body = answers.get(request.url.path)
        stream = httpx.ByteStream(body or b"")
        return httpx.Response(404 if body is None else 200, stream=stream)

    client = PoliteClient(Settings(), lambda: 0.0, lambda _: None, httpx.MockTransport(answer))
    row = look_at(client, board, {}, datetime(2026, 11, 23), "run").row
    return asked, row["outcome"]


@pytest.mark.parametrize(
    ("board", "answers", "rest"),
    [
        (
            Board("workday", "93.184.216.34/acme/Careers"),
            {"/wday/cxs/acme/Careers/jobs": LIST},
            ["/wday/cxs/acme/Careers/jobs"],
        ),
        (Board("careers_page", "93.184.216.34"), PAGES, ["/jobs.xml", "/jobs/1"]),
    ],
    ids=lambda value: value.source if isinstance(value, Board) else "",
)
def test_a_source_that_needs_to_know_what_robots_txt_says_costs_no_second_request_for_it(
    board: Board, answers: Mapping[str, bytes], rest: list[str]
) -> None:
    asked, outcome = paths_asked(board, {"/robots.txt": ROBOTS, **answers})
    assert asked == ["/robots.txt", *rest]
    assert outcome == "complete"


def test_a_workday_site_that_robots_txt_closes_is_refused_before_its_api_is_asked() -> None:
    board = Board("workday", "93.184.216.34/acme/Private")
    assert paths_asked(board, {"/robots.txt": ROBOTS}) == (["/robots.txt"], "refused")


def test_sitemaps_are_the_web_addresses_named_once_each_without_comments() -> None:
    body = (
        b"sitemap: https://a.example/1.xml # the jobs\nSitemap:https://a.example/1.xml\n"
        b"Sitemap: /2.xml\nSITEMAP: http://b.example/3.xml\n"
    )
    assert read_robots(body).sitemaps == ("https://a.example/1.xml", "http://b.example/3.xml")


def test_a_sitemap_without_its_host_is_on_the_host_of_robots_txt() -> None:
    named = read_robots(b"Sitemap: /maps/jobs.xml\n", "https://a.example/robots.txt").sitemaps
    assert named == ("https://a.example/maps/jobs.xml",)
