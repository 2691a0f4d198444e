"""Remote OK: shape of GET remoteok.com/api, 2026-07; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.sources import Board, Payload
from flows.sources.remoteok import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("remoteok", "remoteok")
URL = "https://remoteok.com/api"

TERMS = {"last_updated": 1783355961, "legal": "Link back."}
JOB: dict[str, Any] = {
    "slug": "remote-ml-engineer-acme-1134436",
    "id": "1134436",
    "epoch": 1783094413,
    "date": "2026-07-03T16:00:13+00:00",
    "company": "Acme",
    "position": "ML Engineer",
    "tags": ["design", "hr"],
    "description": "<p>Train models.</p>",
    "location": "Nashville, Tennessee",
    "salary_min": 200000,
    "salary_max": 225000,
    "apply_url": "https://remoteOK.com/remote-jobs/1134436",
    "url": "https://remoteOK.com/remote-jobs/1134436",
}


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("1134436", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_the_newest_jobs_come_without_the_terms(table: Callable[..., Any]) -> None:
    found = SOURCE.fetch(BOARD, table({URL: [TERMS, JOB, JOB, {"position": "A"}]}))
    assert [payload.external_id for payload in found] == ["1134436", None]


def test_a_job_is_read_under_its_own_employer() -> None:
    assert read() == Posting(
        external_id="1134436",
        title="ML Engineer",
        employer="Acme",
        url="https://remoteOK.com/remote-jobs/1134436",
        locations=("Nashville, Tennessee",),
        posted_date=date(2026, 7, 3),
        description_html="<p>Train models.</p>",
        pay_stated=(StatedPay(200_000, 225_000, "USD", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"salary_min": 0, "salary_max": 0}, "pay_stated", ()),
        ({"location": ""}, "locations", ()),
        ({"company": None}, "employer", None),
        ({"url": None}, "url", "https://remoteOK.com/remote-jobs/1134436"),
        ({"date": 7}, "posted_date", None),
        ({"description": ["x"]}, "description_html", None),
    ],
)
def test_what_is_missing_or_of_another_type_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
