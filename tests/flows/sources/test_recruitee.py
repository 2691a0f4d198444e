"""Recruitee: shapes of GET {name}.recruitee.com/api/offers/, transcribed 2026-09; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.sources import Board, Payload
from flows.sources.recruitee import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("recruitee", "acme", "Acme")
URL = "https://acme.recruitee.com/api/offers/"

JOB: dict[str, Any] = {
    "id": 2700001,
    "guid": "tc0aa",
    "slug": "data-scientist-2",
    "title": "Data Scientist",
    "status": "published",
    "department": "Insights",
    "company_name": "Acme B.V.",
    "location": "Delft, South Holland, Netherlands",
    "city": "Delft",
    "state_name": "South Holland",
    "country": "Netherlands",
    "country_code": "NL",
    "locations": [
        {
            "id": 1,
            "name": "Lab",
            "city": "Delft",
            "state": "South Holland",
            "country": "Netherlands",
            "country_code": "NL",
        },
        {
            "id": 2,
            "name": "Berlin",
            "city": "Berlin",
            "state": "Berlin",
            "country": "Germany",
            "country_code": "DE",
        },
    ],
    "remote": False,
    "hybrid": True,
    "on_site": False,
    "description": "<p>We count things.</p>",
    "requirements": "<ul><li>SQL</li></ul>",
    "salary": {"min": "3600", "max": "5100", "period": "month", "currency": "EUR"},
    "employment_type_code": "fulltime_permanent",
    "created_at": "2026-09-17 09:00:00 UTC",
    "published_at": "2026-09-18 10:00:00 UTC",
    "updated_at": "2026-09-19 11:00:00 UTC",
    "close_at": None,
    "careers_url": "https://acme.recruitee.com/o/data-scientist-2",
    "tags": [],
}


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("2700001", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_a_board_is_one_request(table: Callable[..., Any]) -> None:
    get = table({URL: {"offers": [JOB, {"title": "no id"}, JOB]}})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["2700001", None]
    assert get.asked == [URL]


def test_an_offer_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="2700001",
        title="Data Scientist",
        employer="Acme",
        url="https://acme.recruitee.com/o/data-scientist-2",
        department="Insights",
        locations=("Delft, South Holland, Netherlands", "Berlin, Germany"),
        country_codes_stated=("NL", "DE"),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2026, 9, 18),
        description_html="<p>We count things.</p>\n<h3>Requirements</h3>\n<ul><li>SQL</li></ul>",
        pay_stated=(StatedPay(3600, 5100, "EUR", "month", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("flags", "policy"),
    [
        ({"remote": True, "hybrid": False}, "remote"),
        ({"remote": True, "hybrid": True}, None),  # two of them are no policy
        ({"hybrid": False, "on_site": True}, "onsite"),
        ({"remote": "yes", "hybrid": None}, None),
    ],
)
def test_one_flag_is_a_policy(flags: dict[str, object], policy: str | None) -> None:
    assert read(**flags).remote_stated == policy


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        (
            {"min": "50000", "max": None, "period": "year", "currency": "EUR"},
            StatedPay(50_000, None, "EUR", "year", basis="structured"),
        ),
        ({"min": None, "max": None, "period": "year", "currency": "EUR"}, None),
        (
            {"min": "18.50", "max": "18.50", "period": "month", "currency": "EUR"},
            None,
        ),  # an hour's pay
        (
            {"min": "18.50", "max": "22", "period": "hour", "currency": "EUR"},
            StatedPay(18.5, 22, "EUR", "hour", basis="structured"),
        ),
        ({"min": "50000", "period": None, "currency": "EUR"}, None),
        ("50k", None),
        (None, None),
    ],
)
def test_pay_is_read_from_texts(salary: object, pay: StatedPay | None) -> None:
    assert read(salary=salary).pay_stated == ((pay,) if pay else ())


def test_an_offer_with_little_in_it_is_a_posting() -> None:
    body = msgspec.json.encode({"id": 1, "title": "AI Engineer", "location": "Remote job"})
    assert SOURCE.parse(Payload("1", body), Board("recruitee", "acme")) == [
        Posting(external_id="1", title="AI Engineer", locations=("Remote job",))
    ]


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert refusals(SOURCE.parse, BOARD, JOB) == {"$.title"}
