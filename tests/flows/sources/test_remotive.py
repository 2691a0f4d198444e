"""Remotive: shape of GET remotive.com/api/remote-jobs, 2026-07; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.remotive import SOURCE
from transforms.posting import Posting

BOARD = Board("remotive", "remotive")
URL = "https://remotive.com/api/remote-jobs"

JOB: dict[str, Any] = {
    "id": 1185979,
    "url": "https://remotive.com/remote-jobs/data/data-scientist-1185979",
    "title": "Data Scientist",
    "company_name": "Acme ",
    "category": "Data",
    "tags": ["excel"],
    "job_type": "freelance",
    "publication_date": "2026-07-04T16:53:04",
    "candidate_required_location": "Northern America, Europe",
    "salary": "$50-$75 /hour",
    "description": "<p>Count things.</p>",
}


def reply(*jobs: object, total: int | None = None) -> dict[str, Any]:
    return {
        "0-legal-notice": "x",
        "job-count": len(jobs),
        "total-job-count": total or len(jobs),
        "jobs": list(jobs),
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("1185979", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_all_that_is_free_is_one_request(table: Callable[..., Any]) -> None:
    get = table({URL: reply(JOB, {"title": "A"})})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1185979", None]
    assert get.asked == [URL]


def test_a_reply_shorter_than_its_count_is_not_whole(table: Callable[..., Any]) -> None:
    with pytest.raises(SourceUnavailable, match="1 of 28 rows"):
        list(SOURCE.fetch(BOARD, table({URL: reply(JOB, total=28)})))


def test_a_job_is_read_under_its_own_employer_with_its_pay_in_words() -> None:
    assert read() == Posting(
        external_id="1185979",
        title="Data Scientist",
        employer="Acme",
        url="https://remotive.com/remote-jobs/data/data-scientist-1185979",
        department="Data",
        locations=("Northern America", "Europe"),
        remote_stated="remote",
        employment_type="contract",
        posted_date=date(2026, 7, 4),
        description_html="<p>Count things.</p>\n<p>Salary: $50-$75 /hour</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"salary": ""}, "description_html", "<p>Count things.</p>"),
        ({"description": None, "salary": None}, "description_html", None),
        ({"candidate_required_location": None}, "locations", ()),
        ({"job_type": "other"}, "employment_type", None),
    ],
)
def test_what_is_missing_or_of_another_type_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
