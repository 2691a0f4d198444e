"""Arbeitnow: shape of GET www.arbeitnow.com/api/job-board-api, 2026-09; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.arbeitnow import SOURCE
from transforms.posting import Posting

BOARD = Board("arbeitnow", "arbeitnow")

JOB: dict[str, Any] = {
    "slug": "data-scientist-berlin-72879",
    "company_name": "Acme",
    "title": "Data Scientist (x/f/m)",
    "description": "&lt;h2&gt;Zahlen &amp;amp; Tabellen&lt;/h2&gt;",
    "remote": False,
    "url": "https://www.arbeitnow.com/jobs/companies/acme/data-scientist-berlin-72879",
    "tags": ["Data"],
    "job_types": ["professional / experienced", "Full-time"],
    "location": "Berlin, Berlin",
    "created_at": 1790412915,
}


def page(number: int) -> str:
    return f"https://www.arbeitnow.com/api/job-board-api?page={number}"


def jobs(*slugs: str, more: bool) -> dict[str, Any]:
    return {
        "data": [{"slug": slug, "title": "A"} for slug in slugs],
        "links": {"next": page(2) if more else None},
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload(JOB["slug"], msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_pages_are_asked_for_until_one_names_no_next(table: Callable[..., Any]) -> None:
    get = table({page(1): jobs("a", "b", more=True), page(2): jobs("c", more=False)})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["a", "b", "c"]
    assert get.asked == [page(1), page(2)]


def test_a_list_that_never_ends_is_ended(table: Callable[..., Any]) -> None:
    with pytest.raises(SourceUnavailable, match="still more after 100 pages"):
        list(
            SOURCE.fetch(
                BOARD,
                table({page(number): jobs(str(number), more=True) for number in range(1, 101)}),
            )
        )


def test_a_job_is_read_under_its_own_employer() -> None:
    assert read() == Posting(
        external_id="data-scientist-berlin-72879",
        title="Data Scientist (x/f/m)",
        employer="Acme",
        url="https://www.arbeitnow.com/jobs/companies/acme/data-scientist-berlin-72879",
        department="Data",
        locations=("Berlin, Berlin",),
        employment_type="full_time",
        posted_date=date(2026, 9, 26),
        description_html="<h2>Zahlen &amp; Tabellen</h2>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"description": "<p>Zahlen</p>"}, "description_html", "<p>Zahlen</p>"),
        ({"description": "Zahlen"}, "description_plain", "Zahlen"),
        ({"remote": True}, "remote_stated", "remote"),
        ({"remote": "false"}, "remote_stated", None),
        ({"job_types": "Full-time"}, "employment_type", None),
        ({"tags": None}, "department", None),
        ({"created_at": "2026-09-26"}, "posted_date", None),
    ],
)
def test_what_is_missing_or_of_another_type_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
