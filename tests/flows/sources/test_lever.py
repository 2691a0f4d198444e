"""Lever: shapes of GET api.lever.co/v0/postings/{site}?mode=json, 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import BoardMissing, PayloadChanged
from flows.sources import Board, Payload
from flows.sources.lever import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("lever", "acme", "Acme")

JOB: dict[str, Any] = {
    "id": "0f0f0f0f-aaaa-bbbb-cccc-000000000001",
    "text": "Senior Data Scientist",
    "categories": {
        "commitment": "Full-time",
        "department": "Data",
        "location": "Lisbon",
        "team": "Insights",
        "allLocations": ["Lisbon", "Porto"],
    },
    "country": "PT",
    "createdAt": 1769801375307,
    "description": "<div>We measure things.</div>",
    "descriptionPlain": "We measure things.",
    "lists": [{"text": "You bring", "content": "<li>SQL</li><li>Patience</li>"}],
    "additional": "<div>Holidays.</div>",
    "additionalPlain": "Holidays.",
    "hostedUrl": "https://jobs.lever.co/acme/0f0f0f0f-aaaa-bbbb-cccc-000000000001",
    "workplaceType": "hybrid",
    "salaryRange": {"currency": "EUR", "interval": "per-year-salary", "min": 60000, "max": 75000},
}


def page(skip: int, host: str = "api.lever.co") -> str:
    return f"https://{host}/v0/postings/acme?mode=json&skip={skip}&limit=100"


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload(JOB["id"], msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def numbered(*numbers: int) -> list[dict[str, object]]:
    return [{"id": str(number), "text": "A"} for number in numbers]


def test_a_board_is_paged_through_until_a_page_is_not_full(table: Callable[..., Any]) -> None:
    get = table({page(0): numbered(*range(100)), page(100): numbered(*range(100, 130))})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [
        str(number) for number in range(130)
    ]
    assert get.asked == [page(0), page(100)]


def test_a_board_that_is_not_in_america_is_looked_for_in_europe(table: Callable[..., Any]) -> None:
    get = table({page(0, "api.eu.lever.co"): numbered(1)})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1"]
    with pytest.raises(BoardMissing):
        list(SOURCE.fetch(BOARD, table({})))


def test_an_object_where_a_list_is_expected_is_told(table: Callable[..., Any]) -> None:
    with pytest.raises(PayloadChanged, match="Expected `array`, got `object`"):
        list(SOURCE.fetch(BOARD, table({page(0): {"ok": False}})))


def test_a_posting_is_read_with_all_the_parts_of_its_text() -> None:
    assert read() == Posting(
        external_id="0f0f0f0f-aaaa-bbbb-cccc-000000000001",
        title="Senior Data Scientist",
        employer="Acme",
        url="https://jobs.lever.co/acme/0f0f0f0f-aaaa-bbbb-cccc-000000000001",
        department="Data",
        locations=("Lisbon", "Porto"),
        country_codes_stated=("PT",),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2026, 1, 30),
        description_html=(
            "<div>We measure things.</div>\n<h3>You bring</h3><ul><li>SQL</li><li>Patience</li></ul>\n<div>Holidays.</div>"
        ),
        pay_stated=(StatedPay(60_000, 75_000, "EUR", "year", "base", "structured"),),
    )


def test_a_posting_without_markup_has_a_plain_text() -> None:
    posting = read(description=None, lists=[], additional="")
    assert (posting.description_html, posting.description_plain) == (
        None,
        "We measure things.\n\nHolidays.",
    )


def test_a_plain_opening_beside_lists_is_escaped_into_the_markup() -> None:
    posting = read(
        description=None, descriptionPlain="a < b", additional=None, additionalPlain=None
    )
    assert (
        posting.description_html
        == "<p>a &lt; b</p>\n<h3>You bring</h3><ul><li>SQL</li><li>Patience</li></ul>"
    )


@pytest.mark.parametrize(
    ("stated", "pay"),
    [
        (
            {"currency": "USD", "interval": "per-hour-wage", "min": 20, "max": 30},
            StatedPay(20, 30, "USD", "hour", basis="structured"),
        ),
        (
            {"currency": "USD", "interval": "per-month-salary", "max": 9000},
            StatedPay(None, 9000, "USD", "month", basis="structured"),
        ),
        ({"currency": "USD", "interval": "one-time", "min": 20}, None),
        ({"currency": "dollars", "interval": "per-year-salary", "min": 20}, None),
        ({"currency": "USD", "interval": "per-year-salary", "min": 0, "max": 0}, None),
        ({"currency": "USD", "interval": "per-year-salary", "min": True}, None),
        ("60k", None),
    ],
)
def test_pay_needs_an_amount_a_currency_and_a_period(stated: object, pay: StatedPay | None) -> None:
    assert read(salaryRange=stated).pay_stated == ((pay,) if pay else ())


@pytest.mark.parametrize("created", [None, "1769801375307x", 1e30, float("-1e18"), [1]])
def test_an_impossible_day_is_null(created: object) -> None:
    assert read(createdAt=created).posted_date is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [("on-site", "onsite"), ("onsite", "onsite"), ("unspecified", None), ("remote", "remote")],
)
def test_a_workplace_is_one_of_three_or_null(said: str, meant: str | None) -> None:
    assert read(workplaceType=said).remote_stated == meant
