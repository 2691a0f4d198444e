"""Rippling: shapes of GET ats.rippling.com/api/v2/board/{name}/jobs, transcribed 2026-09, and of a job's own page; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.rippling import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("rippling", "acme", "Acme")
URL = "https://ats.rippling.com/api/v2/board/acme/jobs"
ID = "c3c3c3c3-0000-4000-8000-000000000001"


def place(name: str, city: str, workplace: str = "HYBRID") -> dict[str, object]:
    return {
        "name": name,
        "country": "United States",
        "countryCode": "US",
        "state": "California",
        "stateCode": "CA",
        "city": city,
        "workplaceType": workplace,
    }


def row(where: dict[str, object], external_id: object = ID) -> dict[str, object]:
    return {
        "id": external_id,
        "name": "AI Engineer",
        "url": f"https://ats.rippling.com/acme/jobs/{external_id}",
        "department": {"name": "Platform"},
        "locations": [where],
        "language": "en-US",
    }


HERE, THERE = row(place("Austin, TX", "Austin")), row(place("San Francisco, CA", "San Francisco"))
OWN_PAGE: dict[str, Any] = {
    "uuid": ID,
    "name": "AI Engineer",
    "companyName": "Acme Inc.",
    "description": {"company": "<p>Who we are.</p>", "role": "<p>Build agents.</p>"},
    "workLocations": ["Austin, TX", "San Francisco, CA"],
    "department": {"name": "Platform", "base_department": "Engineering"},
    "employmentType": {"label": "SALARIED_FT", "id": "Salaried, full-time"},
    "createdOn": "2026-08-30T11:00:00.000Z",
    "payRangeDetails": [
        {
            "rangeStart": 150000,
            "rangeEnd": 190000,
            "currency": "USD",
            "frequency": "ANNUAL",
            "location": "Austin, TX",
            "isRemote": False,
        },
        {
            "rangeStart": 18,
            "rangeEnd": 25.5,
            "currency": "USD",
            "frequency": "HOUR",
            "location": None,
            "isRemote": True,
        },
        {"rangeStart": 18, "rangeEnd": 25.5, "currency": "USD", "frequency": "ONCE"},
    ],
}


def page(number: int) -> str:
    return f"{URL}?page={number}&pageSize=100"


def listing(*rows: object, n_pages: int = 1, n_rows: int | None = None) -> dict[str, object]:
    n_rows = len(rows) if n_rows is None else n_rows
    return {
        "items": list(rows),
        "page": 0,
        "pageSize": 100,
        "totalItems": n_rows,
        "totalPages": n_pages,
    }


def read(detail: object = OWN_PAGE, listed: object = (HERE, THERE)) -> Posting:
    (posting,) = SOURCE.parse(
        Payload(ID, msgspec.json.encode({"listed": listed, "detail": detail})), BOARD
    )
    return posting


def test_rows_of_one_posting_on_several_pages_are_one_posting_with_its_own_page(
    table: Callable[..., Any],
) -> None:
    answers = {
        page(0): listing(THERE, n_pages=2, n_rows=2),
        page(1): listing(HERE, n_pages=2, n_rows=2),
        f"{URL}/{ID}": OWN_PAGE,
    }
    get = table(answers)
    (posting,) = SOURCE.fetch(BOARD, get)
    assert posting.external_id == ID
    assert msgspec.json.decode(posting.body) == {"listed": [HERE, THERE], "detail": OWN_PAGE}
    assert get.asked == list(answers)


def test_rows_in_another_order_are_the_same_content(table: Callable[..., Any]) -> None:
    bodies = [
        [
            payload.body
            for payload in SOURCE.fetch(
                BOARD, table({page(0): listing(*rows), f"{URL}/{ID}": OWN_PAGE})
            )
        ]
        for rows in ((HERE, THERE), (THERE, HERE))
    ]
    assert bodies[0] == bodies[1]


def test_a_posting_without_its_own_page_keeps_its_rows_and_is_told(
    table: Callable[..., Any],
) -> None:
    found = SOURCE.fetch(
        BOARD, table({page(0): listing(HERE), f"{URL}/{ID}": b"<html>Busy</html>"})
    )
    (posting,) = SOURCE.parse(next(found), BOARD)
    assert (posting.title, posting.locations, posting.description_html) == (
        "AI Engineer",
        ("Austin, TX",),
        None,
    )
    with pytest.raises(SourceUnavailable, match="1 of 1 postings came without their own page"):
        next(found)


def test_a_row_without_an_id_is_kept_without_one(table: Callable[..., Any]) -> None:
    (posting,) = SOURCE.fetch(
        BOARD, table({page(0): listing(row(place("Austin, TX", "Austin"), None))})
    )
    assert posting.external_id is None


def test_a_posting_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id=ID,
        title="AI Engineer",
        employer="Acme",
        url=f"https://ats.rippling.com/acme/jobs/{ID}",
        department="Platform",
        locations=("Austin, TX", "San Francisco, CA"),
        country_codes_stated=("US",),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2026, 8, 30),
        language_stated="en-US",
        description_html="<p>Who we are.</p>\n<p>Build agents.</p>",
        pay_stated=(
            StatedPay(150_000, 190_000, "USD", "year", "base", "structured", "Austin, TX"),
            StatedPay(18, 25.5, "USD", "hour", "base", "structured"),
        ),
    )


def test_places_that_disagree_on_the_workplace_have_no_one_policy() -> None:
    assert read(listed=[HERE, row(place("Anywhere", "", "REMOTE"))]).remote_stated is None
    assert read(listed=[row(place("Anywhere", "", "REMOTE"))]).remote_stated == "remote"
    assert read(listed=[row(place("Lab", "", "ON_SITE"))]).remote_stated == "onsite"


@pytest.mark.parametrize(
    ("stated", "terms"),
    [
        ({"label": "HOURLY_PT", "id": "Hourly"}, "part_time"),
        ({"label": "CONTRACTOR", "id": "Contractor"}, "contract"),
        ({"label": "INTERN", "id": None}, "intern"),
        ("Salaried", None),
    ],
)
def test_terms_are_in_the_words_or_in_the_code(stated: object, terms: str | None) -> None:
    assert read({**OWN_PAGE, "employmentType": stated}).employment_type == terms


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert refusals(SOURCE.parse, BOARD, {"listed": [HERE], "detail": OWN_PAGE}) == {"$.name"}
