"""SmartRecruiters: shapes of api.smartrecruiters.com/v1/companies/{name}/postings and its details, 2026-06 and 2026-10, and
of the careers site's /api/more and a job's page as third parties read them in 2026-10; words invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import AccessRefused, BoardMissing, PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.smartrecruiters import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("smartrecruiters", "AcmeGroup", "Acme")
URL = "https://api.smartrecruiters.com/v1/companies/AcmeGroup/postings"
CLOSED = AccessRefused(f"{URL}: its robots.txt asks us not to; left alone")

JOB: dict[str, Any] = {
    "id": "744000100000001",
    "name": "Data Scientist",
    "uuid": "a1a1a1a1-0000-4000-8000-000000000001",
    "jobAdId": "b2b2b2b2-0000-4000-8000-000000000001",
    "defaultJobAd": True,
    "refNumber": "R1",
    "company": {"identifier": "AcmeGroup", "name": "Acme Group"},
    "releasedDate": "2026-10-02T08:00:00.000Z",
    "location": {
        "city": "London",
        "country": "gb",
        "postalCode": "X",
        "remote": False,
        "hybrid": True,
        "fullLocation": "London, , United Kingdom",
    },
    "industry": {"id": "software", "label": "Software"},
    "department": {},
    "function": {"id": "engineering", "label": "Engineering"},
    "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
    "experienceLevel": {"id": "associate", "label": "Associate"},
    "customField": [
        {"fieldId": "1", "fieldLabel": "Time Type", "valueId": "2", "valueLabel": "Full time"},
        {
            "fieldId": "3",
            "fieldLabel": "Job Ad Salary Range",
            "valueLabel": "61000 - 82,500 GBP Annual",
        },
    ],
    "visibility": "PUBLIC",
    "ref": f"{URL}/744000100000001",
    "language": {"code": "en", "label": "English"},
}
DETAIL: dict[str, Any] = JOB | {
    "active": True,
    "postingUrl": "https://jobs.smartrecruiters.com/AcmeGroup/744000100000001-data-scientist",
    "applyUrl": "https://jobs.smartrecruiters.com/AcmeGroup/744000100000001-data-scientist?oga=true",
    "jobAd": {
        "sections": {
            "qualifications": {"title": "Qualifications", "text": "<ul><li>SQL</li></ul>"},
            "companyDescription": {"title": "Company <Description>", "text": "<p>Acme.</p>"},
            "jobDescription": {"title": "Job Description", "text": "<p>Measure.</p>"},
            "additionalInformation": {"title": "Additional Information", "text": " "},
        }
    },
    "compensation": {"min": 70000, "max": 90000, "currency": "GBP", "period": "YEARLY"},
}


def page(offset: int) -> str:
    return f"{URL}?limit=100&offset={offset}"


def listing(*jobs: object, total: int | None = None) -> dict[str, object]:
    return {
        "offset": 0,
        "limit": 100,
        "totalFound": len(jobs) if total is None else total,
        "content": list(jobs),
    }


def more(number: int) -> str:
    return f"https://careers.smartrecruiters.com/AcmeGroup/api/more?page={number}"


def job_address(number: int) -> str:
    return f"https://jobs.smartrecruiters.com/AcmeGroup/{number}-data-scientist"


def cards(*numbers: int) -> bytes:
    card = (
        '<li class="opening-job"><a class="link--block details js-job-ad-link" href="{address}" target="_blank">'
        '<h4 class="details-title">Data &amp; <b>Text</b> Scientist</h4><span class="margin--right--s">Full-time</span></a></li>'
    )
    return "".join(card.format(address=job_address(number)) for number in numbers).encode()


JOB_PAGE = b"""<html><main itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">Data Scientist</h1>
<div itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization"><meta itemprop="name" content="Acme Group"></div>
<meta itemprop="datePosted" content="2026-10-02T08:00:00.000Z"><span itemprop="employmentType">Full-time</span>
<div itemprop="jobLocation" itemscope itemtype="http://schema.org/Place"><div itemprop="address" itemscope
itemtype="http://schema.org/PostalAddress"><meta itemprop="addressLocality" content="London"><meta itemprop="addressCountry"
content="United Kingdom"></div></div><div itemprop="description"><section><h2>Job Description</h2><p>Measure.</p></section></div></main></html>"""


def read(job: dict[str, Any] | None = None, **changes: object) -> Posting:
    (posting,) = SOURCE.parse(
        Payload("744000100000001", msgspec.json.encode((job or DETAIL) | changes)), BOARD
    )
    return posting


def numbered(*numbers: int) -> list[dict[str, object]]:
    return [{"id": str(number), "name": "A"} for number in numbers]


# ---- the API


def test_the_list_is_paged_through_and_each_posting_asked_for(table: Callable[..., Any]) -> None:
    pages = {
        f"{URL}/{number}": {"id": str(number), "name": "A", "jobAd": {}} for number in range(130)
    }
    get = table(
        {
            page(0): listing(*numbered(*range(100)), total=130),
            page(100): listing(*numbered(*range(100, 130)), total=130),
        }
        | pages
    )
    found = list(SOURCE.fetch(BOARD, get))
    assert [payload.external_id for payload in found] == [str(number) for number in range(130)]
    assert all(b"jobAd" in payload.body for payload in found)
    assert get.asked[:3] == [page(0), page(100), f"{URL}/0"]


def test_a_posting_whose_own_page_fails_keeps_its_row_and_is_told(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            page(0): listing(*numbered(1, 2)),
            f"{URL}/1": {"id": "9"},
            f"{URL}/2": SourceUnavailable("503", 503),
        }
    )
    found = SOURCE.fetch(BOARD, get)
    assert [msgspec.json.decode(next(found).body) for _ in range(2)] == numbered(1, 2)
    with pytest.raises(SourceUnavailable, match="2 of 2 postings came without their own page"):
        next(found)


def test_a_company_without_postings_is_an_empty_board(table: Callable[..., Any]) -> None:
    assert list(SOURCE.fetch(BOARD, table({page(0): listing()}))) == []


def test_a_posting_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="744000100000001",
        requisition_id="R1",
        title="Data Scientist",
        employer="Acme",
        url="https://jobs.smartrecruiters.com/AcmeGroup/744000100000001-data-scientist",
        department="Engineering",
        locations=("London, United Kingdom",),
        country_codes_stated=("GB",),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2026, 10, 2),
        language_stated="en",
        description_html=(
            "<h3>Company &lt;Description&gt;</h3>\n<p>Acme.</p>\n<h3>Job Description</h3>\n<p>Measure.</p>\n"
            "<h3>Qualifications</h3>\n<ul><li>SQL</li></ul>"
        ),
        pay_stated=(StatedPay(70_000, 90_000, "GBP", "year", "base", "structured"),),
    )


def test_a_row_of_the_list_is_a_posting_without_a_text() -> None:
    posting = read(JOB)
    assert (posting.title, posting.description_html) == ("Data Scientist", None)
    assert posting.url == "https://jobs.smartrecruiters.com/AcmeGroup/744000100000001"


@pytest.mark.parametrize(
    ("changes", "pay"),
    [
        (
            {
                "compensation": {
                    "salary": {"min": "30", "max": 40, "currency": "usd", "period": "HOURLY"}
                }
            },
            StatedPay(30, 40, "USD", "hour", basis="structured"),
        ),
        (
            {"compensation": None},
            StatedPay(61_000, 82_500, "GBP", "year", basis="structured"),
        ),  # the employer's own field
        (
            {
                "compensation": {"min": 0, "max": 0, "currency": "GBP", "period": "YEARLY"},
                "customField": None,
            },
            None,
        ),
        ({"compensation": {"min": 5, "currency": "GBP"}, "customField": "x"}, None),
        (
            {
                "compensation": [],
                "customField": [
                    {"fieldLabel": "Budgeted Salary Range", "valueLabel": "1 - 2 GBP Annual"}
                ],
            },
            None,
        ),
        (
            {
                "compensation": [],
                "customField": [
                    {"fieldLabel": "Salary Range", "valueLabel": "124,000.00-165,300.00"}
                ],
            },
            None,
        ),
    ],
)
def test_pay_needs_an_amount_a_currency_and_a_period(
    changes: dict[str, object], pay: StatedPay | None
) -> None:
    assert read(**changes).pay_stated == ((pay,) if pay else ())


@pytest.mark.parametrize(
    ("flags", "policy"),
    [
        ({"remote": True, "hybrid": False}, "remote"),
        ({"remote": False, "hybrid": False}, None),
        ({"remote": "yes"}, None),
    ],
)
def test_no_flag_is_no_policy(flags: dict[str, object], policy: str | None) -> None:
    assert read(location=flags).remote_stated == policy


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert refusals(SOURCE.parse, BOARD, DETAIL) == {"$.name", "$.title"}


# ---- the careers site


def test_where_robots_txt_closes_the_api_the_careers_site_is_read(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            page(0): CLOSED,
            more(0): cards(744000100000001, 744000100000002),
            more(1): cards(744000100000003),
            more(2): b"",
        }
        | {job_address(744000100000000 + number): JOB_PAGE for number in (1, 2, 3)}
    )
    found = list(SOURCE.fetch(BOARD, get))
    assert [payload.external_id for payload in found] == [
        f"74400010000000{number}" for number in (1, 2, 3)
    ]
    (posting,) = SOURCE.parse(found[0], BOARD)
    assert posting == Posting(
        external_id="744000100000001",
        title="Data Scientist",
        employer="Acme",
        url="https://jobs.smartrecruiters.com/AcmeGroup/744000100000001-data-scientist",
        locations=("London, United Kingdom",),
        country_codes_stated=("GB",),
        employment_type="full_time",
        posted_date=date(2026, 10, 2),
        description_html="<section><h2>Job Description</h2><p>Measure.</p></section>",
    )


def test_a_job_page_that_describes_nothing_leaves_what_the_list_said(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            page(0): CLOSED,
            more(0): cards(744000100000001),
            more(1): b" ",
            job_address(744000100000001): b"<html/>",
        }
    )
    found = SOURCE.fetch(BOARD, get)
    (posting,) = SOURCE.parse(next(found), BOARD)
    assert (posting.title, posting.url) == ("Data & Text Scientist", job_address(744000100000001))
    with pytest.raises(SourceUnavailable, match=r"no schema\.org JobPosting"):
        next(found)


def test_a_company_that_refuses_us_in_person_is_not_asked_by_another_door(
    table: Callable[..., Any],
) -> None:
    get = table({page(0): AccessRefused("403", 403)})
    with pytest.raises(AccessRefused):
        list(SOURCE.fetch(BOARD, get))
    assert get.asked == [page(0)]


def test_an_unknown_company_is_missing_there_and_markup_of_another_kind_is_told(
    table: Callable[..., Any],
) -> None:
    with pytest.raises(BoardMissing):
        list(SOURCE.fetch(BOARD, table({page(0): CLOSED})))
    for other in (
        b'<a href="https://elsewhere.example/jobs/1">Jobs</a>',
        b"<!doctype html><html><title>Just a moment</title><p>Are you human?</html>",
    ):
        with pytest.raises(PayloadChanged, match="a page without a link to a job"):
            list(SOURCE.fetch(BOARD, table({page(0): CLOSED, more(0): other})))
