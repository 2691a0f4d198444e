"""A board that is gone is missing however that is told; one in trouble is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import polars as pl
import pytest

from flows.boards.look import look_at
from flows.boards.parking import parked
from flows.settings import Settings
from flows.sources import Board, Reply
from flows.web.absence import absence_of
from flows.web.client import PoliteClient

ASKED = "https://acme.vendorhr.com/careers/list"


def page(title: str, words: str = "") -> bytes:
    return f"<!doctype html><title>{title}</title><p>{words}</p>".encode()


def answered(url: str, status: int, body: bytes) -> str | None:
    return absence_of(ASKED, Reply(url, status, {}, body), "VendorHR")


@pytest.mark.parametrize(
    ("url", "status", "body"),
    [
        ("https://www.vendorhr.com/", 200, page("Software for people teams")),
        ("https://www.vendorhr.com/gone", 429, b""),
        ("https://vendorhr.com/", 403, page("Forbidden")),
        ("https://acme.vendorhr.com/settings/expired.php", 200, page("Trial over")),
        ("https://acme.vendorhr.com/login", 200, page("Welcome back")),
        (ASKED, 200, page("VendorHR")),
        (ASKED, 200, page("Sign in | VendorHR")),
        (ASKED, 200, page("Page not found")),
        (ASKED, 403, page("", "This account is suspended")),
        (ASKED, 200, b'{"error": "Company not found"}'),
    ],
)
def test_an_answer_that_says_so_means_that_there_is_no_board(
    url: str, status: int, body: bytes
) -> None:
    assert answered(url, status, body)


@pytest.mark.parametrize(
    ("url", "status", "body"),
    [
        (ASKED, 200, b'{"result": []}'),
        (ASKED, 200, b'<?xml version="1.0"?><jobs></jobs>'),
        (ASKED, 200, page("Just a moment...")),
        (ASKED, 200, page("VendorHR is down for maintenance")),
        (ASKED, 200, page("Careers at Acme")),
        (ASKED, 403, page("Forbidden", "You may not read this.")),
        (ASKED, 429, b""),
        (ASKED, 503, page("Page not found")),
        ("https://jobs.acme.example/careers/list", 200, page("Our new site")),
        ("https://acme.vendorhr.com/de/careers", 200, page("Karriere bei Acme")),
        (
            ASKED,
            200,
            b'{"result": [{"title": "Terror Not Found"}], "padding": "%s"}' % (b"x" * 3_000),
        ),
    ],
)
def test_an_answer_in_trouble_says_nothing_about_the_board(
    url: str, status: int, body: bytes
) -> None:
    assert answered(url, status, body) is None


@pytest.mark.parametrize(
    ("source", "slug", "location", "body"),
    [
        ("bamboohr", "acme", "https://acme.bamboohr.com/settings/account/expired.php", b""),
        ("personio", "acme", "https://www.personio.com/", page("HR software")),
        ("recruitee", "acme", "https://recruitee.com/", page("Recruitee")),
        ("workable", "acme", None, page("Workable")),
        ("teamtailor", "acme", "https://www.teamtailor.com/", page("Recruit")),
        ("breezy", "acme", "https://breezy.hr/", page("Breezy")),
    ],
)
def test_a_board_that_leads_elsewhere_for_twelve_weeks_is_missing_and_parked(
    source: str, slug: str, location: str | None, body: bytes
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        if location and str(request.url) != location:
            headers = {"Location": location}
            return httpx.Response(302, headers=headers, stream=httpx.ByteStream(b""))
        return httpx.Response(200, stream=httpx.ByteStream(body or page("x")))

    start = datetime(2026, 1, 5, 6, tzinfo=UTC)
    rows = []
    for week in range(12):
        as_of = start + timedelta(weeks=week)
        settings = Settings(contact="tests@example.org", mirror="http://127.0.0.1:9")
        with PoliteClient(settings, transport=httpx.MockTransport(_mapped(answer))) as client:
            rows.append(look_at(client, Board(source, slug), {}, as_of, f"r{week}").row)
    assert {row["outcome"] for row in rows} == {"missing"}
    looks = pl.DataFrame(rows, infer_schema_length=None)
    assert parked(looks, as_of)["board"].to_list() == [slug]


Handler = Callable[[httpx.Request], httpx.Response]


def _mapped(answer: Handler) -> Handler:
    """`answer` behind a mirror, whose paths hold the host."""

    def mapped(request: httpx.Request) -> httpx.Response:
        host, _, path = request.url.path.lstrip("/").partition("/")
        query = f"?{request.url.query.decode()}" if request.url.query else ""
        return answer(httpx.Request(request.method, f"https://{host}/{path}{query}"))

    return mapped
