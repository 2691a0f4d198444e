"""Jobicy: shape of GET jobicy.com/api/v2/remote-jobs, 2026-09; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import ListedInPart
from flows.sources import Board, Payload
from flows.sources.jobicy import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("jobicy", "data-science")
URL = "https://jobicy.com/api/v2/remote-jobs?count=100"

JOB: dict[str, Any] = {
    "id": 154087,
    "url": "https://jobicy.com/jobs/154087-data-scientist",
    "jobSlug": "154087-data-scientist",
    "jobTitle": "Data Scientist",
    "companyName": "Acme",
    "jobIndustry": ["Data Science"],
    "jobType": ["Full-Time"],
    "jobGeo": "LATAM,  Canada,  USA",
    "jobLevel": "Any",
    "jobDescription": "<p>Count things.</p>",
    "pubDate": "2026-09-25T20:54:07+00:00",
    "salaryMin": 200000,
    "salaryMax": 250000,
    "salaryCurrency": "USD",
    "salaryPeriod": "yearly",
}
PAY = StatedPay(200_000, 250_000, "USD", "year", "base", "structured")


def jobs(n_jobs: int) -> dict[str, Any]:
    return {
        "jobCount": n_jobs,
        "jobs": [{"id": number, "jobTitle": "A"} for number in range(n_jobs)],
        "success": True,
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("154087", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_an_industry_is_one_request(table: Callable[..., Any]) -> None:
    assert len(list(SOURCE.fetch(BOARD, table({f"{URL}&industry=data-science": jobs(3)})))) == 3


def test_all_industries_are_one_request_and_a_full_reply_is_not_whole(
    table: Callable[..., Any],
) -> None:
    found: list[Payload] = []
    with pytest.raises(ListedInPart, match="newest 100 only"):
        found.extend(SOURCE.fetch(Board("jobicy", "jobicy"), table({URL: jobs(100)})))
    assert len(found) == 100


def test_a_job_is_read_under_its_own_employer() -> None:
    assert read() == Posting(
        external_id="154087",
        title="Data Scientist",
        employer="Acme",
        url="https://jobicy.com/jobs/154087-data-scientist",
        department="Data Science",
        locations=("LATAM", "Canada", "USA"),
        country_codes_stated=("CA", "US"),
        remote_stated="remote",
        employment_type="full_time",
        posted_date=date(2026, 9, 25),
        description_html="<p>Count things.</p>",
        pay_stated=(PAY,),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"salaryMin": None, "salaryMax": None}, "pay_stated", ()),
        ({"salaryPeriod": None}, "pay_stated", ()),
        (
            {"salaryPeriod": None, "annualSalaryMin": "200000", "annualSalaryMax": "250000"},
            "pay_stated",
            (PAY,),
        ),
        ({"jobIndustry": "Data"}, "department", "Data"),
        ({"jobType": "Part-Time"}, "employment_type", "part_time"),
        ({"jobType": []}, "employment_type", None),
        ({"jobGeo": None}, "locations", ()),
    ],
)
def test_what_is_missing_or_of_another_type_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
