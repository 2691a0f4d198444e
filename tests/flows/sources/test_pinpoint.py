"""Pinpoint: shape of GET {tenant}.pinpointhq.com/postings.json, 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from flows.sources import Board, Payload
from flows.sources.pinpoint import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("pinpoint", "acme", "Acme")
URL = "https://acme.pinpointhq.com/postings.json"

JOB: dict[str, Any] = {
    "id": "559663",
    "benefits": "<div>Cake.</div>",
    "benefits_header": "What we offer",
    "compensation": "£70,000 - £90,000 / year",
    "compensation_minimum": 70000.0,
    "compensation_maximum": 90000.0,
    "compensation_currency": "GBP",
    "compensation_frequency": "year",
    "compensation_visible": True,
    "deadline_at": None,
    "description": "<div>Hello.</div>",
    "employment_type": "permanent_full_time",
    "employment_type_text": "Full Time",
    "key_responsibilities": "<div>Measure.</div>",
    "key_responsibilities_header": "What you'll do",
    "reporting_to": "Head of Measuring",
    "skills_knowledge_expertise": "<ul><li>SQL</li></ul>",
    "skills_knowledge_expertise_header": None,
    "title": "Analytics Engineer",
    "url": "https://acme.pinpointhq.com/en/postings/ce6c9e5c",
    "workplace_type": "hybrid",
    "job": {
        "id": "1",
        "requisition_id": "P-1",
        "department": {"id": "2", "name": "Data"},
        "division": None,
    },
    "location": {
        "id": "3",
        "city": "London",
        "name": "HQ",
        "postal_code": None,
        "province": "London",
    },
}


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("559663", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_a_board_is_one_request_and_every_posting_once(table: Callable[..., Any]) -> None:
    get = table({URL: {"data": [JOB, JOB, {"title": "Nameless"}]}})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["559663", None]
    assert get.asked == [URL]


def test_a_posting_is_read_with_all_the_parts_of_its_text() -> None:
    assert read() == Posting(
        external_id="559663",
        title="Analytics Engineer",
        employer="Acme",
        url="https://acme.pinpointhq.com/en/postings/ce6c9e5c",
        department="Data",
        locations=("London",),
        remote_stated="hybrid",
        employment_type="full_time",
        description_html=(
            "<div>Hello.</div>\n<h3>What you&#x27;ll do</h3>\n<div>Measure.</div>\n<ul><li>SQL</li></ul>\n"
            "<h3>What we offer</h3>\n<div>Cake.</div>"
        ),
        pay_stated=(StatedPay(70_000, 90_000, "GBP", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("changes", "pay"),
    [
        ({"compensation_visible": False}, None),  # there, but not meant for anyone's eyes
        ({"compensation_visible": None}, None),
        ({"compensation_visible": "true"}, None),
        (
            {"compensation_frequency": "hourly"},
            StatedPay(70_000, 90_000, "GBP", "hour", basis="structured"),
        ),
        ({"compensation_frequency": "per piece"}, None),
        (
            {"compensation_minimum": None},
            StatedPay(None, 90_000, "GBP", "year", basis="structured"),
        ),
        ({"compensation_currency": None}, None),
    ],
)
def test_only_pay_that_the_employer_shows_is_read(
    changes: dict[str, object], pay: StatedPay | None
) -> None:
    assert read(**changes).pay_stated == ((pay,) if pay else ())


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        (
            {"location": {"city": None, "name": "Remote", "province": None}},
            "locations",
            ("Remote",),
        ),
        ({"location": []}, "locations", ()),
        ({"job": None}, "department", None),
        ({"workplace_type": "anywhere"}, "remote_stated", None),
        ({"employment_type": "fixed_term_full_time"}, "employment_type", "temporary"),
        ({"url": "//acme"}, "url", None),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
