"""Jibe: shape of GET {host}/api/jobs, 2025-12; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import PayloadChanged
from flows.sources import Board, Payload
from flows.sources.jibe import SOURCE
from transforms.posting import Posting

BOARD = Board("jibe", "careers.example.com", "Acme")

JOB: dict[str, Any] = {
    "slug": "27215",
    "language": "en-us",
    "languages": ["en-us"],
    "req_id": "27215",
    "title": "Software Engineer",
    "description": "Who we are. Build & run it. Know Python.",
    "location_name": "US-Seattle-3rd",
    "city": "Seattle",
    "state": "Washington",
    "country": "United States",
    "country_code": "US",
    "categories": [{"name": "Engineering"}],
    "tags1": ["Regular"],
    "tags2": ["Hybrid"],
    "employment_type": "FULL_TIME",
    "qualifications": "Know Python.",
    "responsibilities": "Build & run it.",
    "posted_date": "2025-09-04T16:35:00+0000",
    "apply_url": "https://uscareers-acme.icims.com/jobs/27215/login",
    "additional_locations": [{"city": "Toronto", "country": "Canada", "country_code": "CA"}],
    "full_location": "Seattle, Washington; Toronto, Ontario",
    "meta_data": {"canonical_url": "https://careers.example.com/jobs/27215?lang=en-us"},
}


def page(number: int) -> str:
    return f"https://careers.example.com/api/jobs?page={number}&limit=100"


def jobs(*numbers: int, total: int) -> dict[str, Any]:
    return {
        "jobs": [{"data": JOB | {"slug": str(number)}} for number in numbers],
        "totalCount": total,
        "locations": [],
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("27215", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_a_site_is_paged_through_until_its_count_is_reached(table: Callable[..., Any]) -> None:
    get = table({page(1): jobs(*range(100), total=130), page(2): jobs(*range(99, 130), total=130)})
    assert len({payload.external_id for payload in SOURCE.fetch(BOARD, get)}) == 130
    assert get.asked == [page(1), page(2)]


def test_an_entry_without_its_job_is_told(table: Callable[..., Any]) -> None:
    with pytest.raises(PayloadChanged, match="api/jobs"):
        list(SOURCE.fetch(BOARD, table({page(1): {"jobs": [{"title": "A"}]}})))


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="27215",
        title="Software Engineer",
        employer="Acme",
        url="https://careers.example.com/jobs/27215?lang=en-us",
        department="Engineering",
        locations=("Seattle, Washington", "Toronto, Ontario"),
        country_codes_stated=("US", "CA"),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2025, 9, 4),
        language_stated="en-us",
        description_plain="Who we are. \n\nResponsibilities\nBuild & run it.\n\n \n\nQualifications\nKnow Python.\n\n",
    )


def test_a_description_on_one_line_is_cut_where_its_parts_begin() -> None:
    posting = read(
        description="Who we are. What you do Build & run it. Basic 5 years of SQL. We pay well.",
        qualifications="5 years of SQL.",
    )
    assert posting.description_plain == (
        "Who we are. What you do \n\nResponsibilities\nBuild & run it.\n\n Basic \n\nQualifications\n5 years of SQL.\n\n We pay well."
    )


def test_parts_that_the_description_does_not_hold_are_put_below_it() -> None:
    posting = read(description="<p>Who we are.</p>", qualifications="<ul><li>Python</li></ul>")
    assert posting.description_html == (
        "<p>Who we are.</p>\n<h3>Responsibilities</h3>\n<p>Build &amp; run it.</p>\n<h3>Qualifications</h3>\n<ul><li>Python</li></ul>"
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"tags2": ["Hybrid"], "tags6": ["Remote"]}, "remote_stated", None),
        ({"tags2": "Hybrid"}, "remote_stated", None),
        ({"full_location": None}, "locations", ("US-Seattle-3rd",)),
        ({"meta_data": None}, "url", "https://careers.example.com/jobs/27215"),
        (
            {"description": None, "responsibilities": None, "qualifications": 7},
            "description_plain",
            None,
        ),
        ({"categories": [{"name": None}, {"name": "Data"}]}, "department", "Data"),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
