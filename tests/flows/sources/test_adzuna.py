"""Adzuna: shape of GET api.adzuna.com/v1/api/jobs/{country}/search/{page}, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.adzuna import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("adzuna", "gb-data-scientist")
LINK = "https://www.adzuna.co.uk/jobs/land/ad/4567"

JOB: dict[str, Any] = {
    "id": "4567",
    "title": "Data Scientist",
    "company": {"display_name": "Acme Ltd"},
    "location": {"display_name": "Leeds, West Yorkshire", "area": ["UK", "Leeds"]},
    "category": {"tag": "it-jobs", "label": "IT Jobs"},
    "description": "We are looking for somebody who…",
    "created": "2026-09-06T12:00:00Z",
    "redirect_url": f"{LINK}?se=abc&utm_medium=api&utm_source=(key)&v=1",
    "salary_min": 50000,
    "salary_max": 60000.5,
    "salary_is_predicted": "0",
    "contract_type": "permanent",
    "contract_time": "full_time",
}


def url(number: int) -> str:
    return f"https://api.adzuna.com/v1/api/jobs/gb/search/{number}?what_phrase=data+scientist&results_per_page=50&sort_by=date"


def jobs(*numbers: int, count: int) -> dict[str, Any]:
    return {"count": count, "results": [{"id": str(number), "title": "A"} for number in numbers]}


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("4567", msgspec.json.encode(JOB | changes), LINK), BOARD)
    return posting


def test_a_search_is_paged_through_until_its_count_is_reached(table: Callable[..., Any]) -> None:
    get = table({url(1): jobs(1, 2, count=3), url(2): jobs(2, 3, count=3)})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1", "2", "3"]
    assert get.asked == [url(1), url(2)]


def test_no_more_than_ten_pages_are_asked_for_and_the_source_says_that_it_lists_a_part(
    table: Callable[..., Any],
) -> None:
    get = table({url(number): jobs(number, count=9_000) for number in range(1, 12)})
    assert (len(list(SOURCE.fetch(BOARD, get))), len(get.asked)) == (10, 10)
    assert not SOURCE.lists_all


def test_the_links_query_which_holds_who_asked_and_changes_every_time_is_cut_away(
    table: Callable[..., Any],
) -> None:
    (payload,) = SOURCE.fetch(BOARD, table({url(1): {"count": 1, "results": [JOB]}}))
    assert payload.url == LINK
    assert b"utm_source" not in payload.body


def test_a_link_that_is_not_utf_8_is_left_out_and_costs_no_result(
    table: Callable[..., Any],
) -> None:
    reply = b'{"count": 1, "results": [{"id": "1", "title": "A", "redirect_url": "https://a.example/\xff"}]}'
    (payload,) = SOURCE.fetch(BOARD, table({url(1): reply}))
    assert (payload.external_id, payload.url) == ("1", None)


def test_pages_that_end_before_the_count_are_told(table: Callable[..., Any]) -> None:
    with pytest.raises(SourceUnavailable, match="1 of 90 rows"):
        list(SOURCE.fetch(BOARD, table({url(1): jobs(1, count=90), url(2): jobs(count=90)})))


def test_a_result_is_read_without_its_cut_text() -> None:
    assert read() == Posting(
        external_id="4567",
        title="Data Scientist",
        employer="Acme Ltd",
        url=LINK,
        department="IT Jobs",
        locations=("Leeds, West Yorkshire",),
        country_codes_stated=("GB",),
        employment_type="full_time",
        posted_date=date(2026, 9, 6),
        pay_stated=(StatedPay(50_000, 60_000.5, "GBP", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"salary_is_predicted": "1"},
        {"salary_is_predicted": 1},
        {"salary_is_predicted": None},
        {"salary_min": 21.5, "salary_max": 30},
        {"salary_min": None, "salary_max": None},
    ],
)
def test_an_estimate_and_an_amount_that_no_year_pays_are_no_pay(changes: dict[str, object]) -> None:
    assert read(**changes).pay_stated == ()


@pytest.mark.parametrize(
    ("slug", "accepted"), [("us-ai-engineer", True), ("xx-ai-engineer", False), ("us", False)]
)
def test_a_board_is_a_country_and_words(slug: str, accepted: bool) -> None:
    assert SOURCE.accepts(slug) == accepted


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert refusals(SOURCE.parse, BOARD, JOB) == {"$.title"}
