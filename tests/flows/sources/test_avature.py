"""Avature: shape of {customer}.avature.net/careers/SearchJobs, 2025-12, and of a job's page, as documented in 2026; words
invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.avature import SOURCE
from transforms.posting import Posting

BOARD = Board("avature", "acme", "Acme")
PORTAL = "https://acme.avature.net/careers"


def listing(offset: int, portal: str = PORTAL) -> str:
    return f"{portal}/SearchJobs/?jobOffset={offset}&jobRecordsPerPage=12"


def job(number: int) -> str:
    return f"{PORTAL}/JobDetail/Data-Engineer/{number}"


def card(number: int, href: str | None = None) -> str:
    return (
        f'<article id="article--{number}" class="article article--result"><h3 class="article__header__text__title">\n'
        f'<a class="link" href="{href or job(number)}">\n    Data Engineer &amp; {number}\n</a></h3>'
        '<div class="article__header__text__subtitle"><span class="list-item-location">New York, United States</span></div>'
        "</article>"
    )


def page(*cards: str, of: int) -> bytes:
    return f'<html><div aria-label="{of} results">1-{len(cards)} of {of} results</div>{"".join(cards)}</html>'.encode()


def field(value: str, label: str = "") -> str:
    named = f'<div class="article__content__view__field__label">{label}:</div>' if label else ""
    return (
        f'<div class="article__content__view__field  field--rich">{named}'
        f'<div class="article__content__view__field__value">{value}</div></div>'
    )


FIELDS = (
    "<html><article>"
    + field("Engineering", "Business Area")
    + field("2026-09-01", "Date Posted")
    + field("Regular", "Employment Type")
    + field("<p>Move data.</p>")
    + field("<ul><li>SQL</li></ul>", "Requirements")
    + "</article><footer>All rights reserved</footer></html>"
).encode()


def one(table: Callable[..., Any], own: object) -> Posting:
    (payload,) = SOURCE.fetch(BOARD, table({listing(0): page(card(1), of=1), job(1): own}))
    (posting,) = SOURCE.parse(payload, BOARD)
    return posting


def test_the_search_is_paged_through_until_its_count_is_reached(table: Callable[..., Any]) -> None:
    first, second = map(card, range(12)), map(card, range(11, 14))
    own = {job(number): FIELDS for number in range(14)}
    get = table({listing(0): page(*first, of=14), listing(12): page(*second, of=14)} | own)
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [
        str(number) for number in range(14)
    ]
    assert get.asked[:2] == [listing(0), listing(12)]


def test_a_board_may_be_a_host_with_its_portal(table: Callable[..., Any]) -> None:
    get = table({listing(0, "https://jobs.acme.com/en_US/careers"): page(of=0)})
    assert list(SOURCE.fetch(Board("avature", "jobs.acme.com/en_US/careers"), get)) == []


def test_a_search_that_ends_before_its_count_is_not_whole(table: Callable[..., Any]) -> None:
    found = SOURCE.fetch(BOARD, table({listing(0): page(card(1), of=3), listing(1): page(of=0)}))
    assert next(found).external_id == "1"
    with pytest.raises(SourceUnavailable, match="1 of 3 rows"):
        next(found)


def test_a_job_that_is_linked_on_another_host_is_not_asked_for(table: Callable[..., Any]) -> None:
    get = table(
        {listing(0): page(card(1, "https://elsewhere.example.org/careers/JobDetail/A/1"), of=1)}
    )
    assert [payload.url for payload in SOURCE.fetch(BOARD, get)] == [None]
    assert get.asked == [listing(0)]


@pytest.mark.parametrize("reply", [b"<!doctype html><p>Are you human?</p>", page(of=7)])
def test_a_page_that_is_no_list_is_told(table: Callable[..., Any], reply: bytes) -> None:
    with pytest.raises(PayloadChanged, match="SearchJobs"):
        list(SOURCE.fetch(BOARD, table({listing(0): reply})))


def test_a_job_is_read_from_the_fields_of_its_page(table: Callable[..., Any]) -> None:
    assert one(table, FIELDS) == Posting(
        external_id="1",
        title="Data Engineer & 1",
        employer="Acme",
        url=job(1),
        department="Engineering",
        locations=("New York, United States",),
        employment_type="full_time",
        posted_date=date(2026, 9, 1),
        description_html="<p>Move data.</p>\n<h3>Requirements</h3>\n<ul><li>SQL</li></ul>",
    )


def test_a_job_is_read_from_its_pages_markup_where_there_is_some(table: Callable[..., Any]) -> None:
    marked = {
        "@type": "JobPosting",
        "title": "x",
        "description": "<p>Move data.</p>",
        "datePosted": "2026-09-01",
    }
    posting = one(
        table, b'<script type="application/ld+json">%s</script>' % msgspec.json.encode(marked)
    )
    assert (posting.title, posting.description_html, posting.posted_date, posting.locations) == (
        "Data Engineer & 1",
        "<p>Move data.</p>",
        date(2026, 9, 1),
        ("New York, United States",),
    )


def test_a_page_with_neither_leaves_the_lists_part_and_a_partial_look(
    table: Callable[..., Any],
) -> None:
    found = SOURCE.fetch(BOARD, table({listing(0): page(card(1), of=1), job(1): b"<p>Soon</p>"}))
    (posting,) = SOURCE.parse(next(found), BOARD)
    assert (posting.locations, posting.description_html) == (("New York, United States",), None)
    with pytest.raises(SourceUnavailable, match="no JobPosting and no field"):
        next(found)


@pytest.mark.parametrize("fields", [None, 7, [[1, 2]], [["a"]], [[None, "x"]]])
def test_fields_of_another_shape_are_passed_over(fields: object) -> None:
    body = msgspec.json.encode({"listed": {"title": "A"}, "own": {"fields": fields}})
    (posting,) = SOURCE.parse(Payload("1", body), BOARD)
    assert posting == Posting(external_id="1", title="A", employer="Acme")
