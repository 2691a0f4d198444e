"""Himalayas: shape of GET himalayas.app/jobs/api and /jobs/api/search, 2026-03; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.sources import Board, Payload
from flows.sources.himalayas import SOURCE
from transforms.posting import Posting, StatedPay

SEARCH = Board("himalayas", "data-scientist")
NEWEST = Board("himalayas", "himalayas")

JOB: dict[str, Any] = {
    "title": "Senior Data Scientist",
    "companyName": "Acme",
    "companySlug": "acme",
    "employmentType": "Full Time",
    "minSalary": 120000,
    "maxSalary": 150000,
    "currency": "USD",
    "seniority": ["Senior"],
    "locationRestrictions": ["Ukraine", "United Kingdom"],
    "timezoneRestrictions": [2],
    "categories": ["Senior-Data-Scientist"],
    "parentCategories": ["Data"],
    "description": "<p>Count things.</p>",
    "pubDate": 1774692720,
    "expiryDate": 1779876720,
    "applicationLink": "https://himalayas.app/companies/acme/jobs/senior-data-scientist",
    "guid": "https://himalayas.app/companies/acme/jobs/senior-data-scientist",
}


def jobs(*numbers: int) -> dict[str, Any]:
    return {
        "totalCount": 95423,
        "jobs": [{"guid": f"https://himalayas.app/{number}", "title": "A"} for number in numbers],
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("1", msgspec.json.encode(JOB | changes)), SEARCH)
    return posting


def found(board: Board, get: Any) -> list[str | None]:
    return [payload.external_id for payload in SOURCE.fetch(board, get)]


def test_a_search_is_paged_through_until_a_page_is_not_full(table: Callable[..., Any]) -> None:
    url = "https://himalayas.app/jobs/api/search?q=data+scientist&limit=20"
    get = table({f"{url}&page=1": jobs(*range(20)), f"{url}&page=2": jobs(19, 20)})
    assert len(found(SEARCH, get)) == 21
    assert len(get.asked) == 2


def test_the_newest_of_all_are_asked_for_by_offset_and_only_so_far(
    table: Callable[..., Any],
) -> None:
    url = "https://himalayas.app/jobs/api?limit=20"
    get = table(
        {
            f"{url}&offset={offset}": jobs(*range(offset, offset + 20))
            for offset in range(0, 2_000, 20)
        }
    )
    assert len(found(NEWEST, get)) == 1_000


def test_a_job_is_read_under_its_own_employer() -> None:
    assert read() == Posting(
        external_id="1",
        title="Senior Data Scientist",
        employer="Acme",
        url="https://himalayas.app/companies/acme/jobs/senior-data-scientist",
        department="Data",
        locations=("Ukraine", "United Kingdom"),
        country_codes_stated=("UA", "GB"),
        remote_stated="remote",
        employment_type="full_time",
        posted_date=date(2026, 3, 28),
        apply_until_date=date(2026, 5, 27),
        description_html="<p>Count things.</p>",
        pay_stated=(StatedPay(120_000, 150_000, "USD", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"companyName": "name", "companySlug": "big-rockets"}, "employer", "Big Rockets"),
        ({"companyName": "name", "companySlug": None}, "employer", "name"),
        ({"minSalary": None, "maxSalary": None}, "pay_stated", ()),
        ({"salaryPeriod": "fortnightly"}, "pay_stated", ()),
        (
            {"salaryPeriod": "hourly", "minSalary": 50, "maxSalary": None},
            "pay_stated",
            (StatedPay(50, None, "USD", "hour", "base", "structured"),),
        ),
        ({"locationRestrictions": []}, "locations", ()),
        ({"locationRestrictions": "Ukraine"}, "locations", ()),
        ({"parentCategories": []}, "department", None),
    ],
)
def test_what_is_missing_or_of_another_type_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
