"""Greenhouse: shapes of GET boards-api.greenhouse.io/v1/boards/{token}/jobs?content=true&pay_transparency=true, 2025-12 and 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.greenhouse import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("greenhouse", "acme", "Acme")
URL = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true"

JOB: dict[str, Any] = {
    "absolute_url": "https://boards.greenhouse.io/acme/jobs/4100001?gh_jid=4100001",
    "data_compliance": [{"type": "gdpr", "requires_consent": False}],
    "internal_job_id": 3100001,
    "location": {"name": "Denver, CO; New York, NY; Westlake, TX"},
    "metadata": [
        {"id": 1, "name": "Workplace Type", "value": "Hybrid", "value_type": "single_select"},
        {"id": 2, "name": "Employment Type", "value": "Full-time", "value_type": "single_select"},
    ],
    "id": 4100001,
    "updated_at": "2026-11-02T10:00:00-05:00",
    "requisition_id": "R-17",
    "title": "Machine Learning Engineer",
    "company_name": "Acme Inc.",
    "first_published": "2026-10-30T22:30:00-04:00",
    "language": "en",
    "content": "&lt;p&gt;Train models &amp;amp; ship them.&lt;/p&gt;",
    "departments": [{"id": 9, "name": "Research", "child_ids": [], "parent_id": None}],
    "offices": [
        {
            "id": 8,
            "name": "HQ",
            "location": "Denver, CO, United States",
            "child_ids": [],
            "parent_id": None,
        }
    ],
}


def read(**changes: object) -> Posting:
    """The one posting of JOB with `changes`."""
    (posting,) = SOURCE.parse(Payload("4100001", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_every_job_is_kept_byte_for_byte_under_its_id(table: Callable[..., Any]) -> None:
    raw = b'{"jobs": [ {"id":1 ,"title":"A"}, {"id": 2, "title": "B\\u0026C"} ], "meta": {"total": 2}}'
    found = list(SOURCE.fetch(BOARD, table({URL: raw})))
    assert [(payload.external_id, payload.body) for payload in found] == [
        ("1", b'{"id":1 ,"title":"A"}'),
        ("2", b'{"id": 2, "title": "B\\u0026C"}'),
    ]


def test_fewer_jobs_than_the_total_are_kept_and_then_told(table: Callable[..., Any]) -> None:
    found = SOURCE.fetch(BOARD, table({URL: {"jobs": [JOB], "meta": {"total": 2}}}))
    assert next(found).external_id == "4100001"
    with pytest.raises(SourceUnavailable, match=r"1 of 2 rows were listed"):
        next(found)


def test_a_job_without_an_id_is_kept_without_one(table: Callable[..., Any]) -> None:
    found = SOURCE.fetch(
        BOARD, table({URL: {"jobs": [{"title": "A"}, {"id": [], "title": "B"}, {"id": True}]}})
    )
    assert [payload.external_id for payload in found] == [None, None, None]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html>Just a moment</html>", "a web page instead of JSON"),
        (b'{"jobs": [{"id": 1', "truncated"),
        (b'{"postings": []}', r"\$"),
        (b'{"jobs": {"id": 1}}', r"\$\.jobs"),
        (b"", "truncated"),
        (b"[" * 100_000, ".+"),
    ],
)
def test_a_reply_of_another_shape_is_told_with_its_place(
    table: Callable[..., Any], body: bytes, reason: str
) -> None:
    with pytest.raises(PayloadChanged, match=reason):
        list(SOURCE.fetch(BOARD, table({URL: body})))


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="4100001",
        requisition_id="3100001",
        title="Machine Learning Engineer",
        employer="Acme",
        url="https://boards.greenhouse.io/acme/jobs/4100001?gh_jid=4100001",
        department="Research",
        locations=("Denver, CO", "New York, NY", "Westlake, TX"),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2026, 10, 30),  # in the board's own offset; it is the 31st in UTC
        language_stated="en",
        description_html="<p>Train models &amp; ship them.</p>",
    )


def test_the_boards_own_name_stands_in_for_an_employer_nobody_gave() -> None:
    (posting,) = SOURCE.parse(Payload("1", msgspec.json.encode(JOB)), Board("greenhouse", "acme"))
    assert posting.employer == "Acme Inc."


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"location": None}, "locations", ("Denver, CO, United States",)),
        ({"location": "Berlin", "offices": None}, "locations", ()),
        ({"content": ""}, "description_html", None),
        ({"content": 7}, "description_html", None),
        ({"metadata": None}, "remote_stated", None),
        (
            {"metadata": [{"name": "Working Model", "value": ["1-In Office", "3-Fully Remote"]}]},
            "remote_stated",
            None,
        ),
        (
            {"metadata": [{"name": "Working Model", "value": ["3-Fully Remote"]}]},
            "remote_stated",
            "remote",
        ),
        ({"metadata": [{"name": "Location Type", "value": "Hybrid"}]}, "remote_stated", "hybrid"),
        ({"first_published": "soon"}, "posted_date", None),
        ({"departments": {}}, "department", None),
        ({"language": ["en"]}, "language_stated", None),
        ({"title": "Data\x00 \x1b[31mScientist\u202e\n"}, "title", "Data [31mScientist"),
        ({"title": "<script>alert(1)</script>"}, "title", "<script>alert(1)</script>"),
        ({"title": "x" * 9_000}, "title", "x" * 500),
    ],
)
def test_what_is_missing_or_of_another_type_is_null_and_what_is_hostile_is_plain(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected


@pytest.mark.parametrize("title", [None, 7, "", "\x00\x01", "   "])
def test_a_job_without_a_title_is_told_with_its_path(title: object) -> None:
    with pytest.raises(PayloadChanged, match=r"^\$\.title: "):
        read(title=title)


@pytest.mark.parametrize(
    ("part", "pay"),
    [
        (
            {
                "min_cents": 18_000_000,
                "max_cents": 22_000_000,
                "currency_type": "USD",
                "title": "NYC Salary Range",
            },
            (StatedPay(180_000, 220_000, "USD", "year", "base", "structured", "NYC"),),
        ),
        (
            {
                "min_cents": 4_000,
                "max_cents": 3_000,
                "currency_type": "usd",
                "title": "Hourly pay range:",
            },
            (StatedPay(30, 40, "USD", "hour", "base", "structured"),),
        ),
        ({"min_cents": 0, "max_cents": 0, "currency_type": "USD", "title": "Annual Salary:"}, ()),
        (
            {"min_cents": 90_000, "max_cents": 95_000, "currency_type": "EUR", "title": "Range"},
            (),
        ),  # 900 a what?
        ({"min_cents": "a lot", "currency_type": "USD"}, ()),
    ],
)
def test_pay_transparency_ranges_are_read_from_cents(
    part: dict[str, object], pay: tuple[StatedPay, ...]
) -> None:
    assert read(pay_input_ranges=[part]).pay_stated == pay


@pytest.mark.parametrize(
    ("name", "is_pay"),
    [
        ("Salary Range", True),
        ("Baseline Budgeted Salary", False),  # the employer's planning, promised to nobody
        ("Job Post Range (Canada)", False),  # filled from a template wherever the job is
        ("Sign-on bonus", False),
    ],
)
def test_a_currency_field_is_pay_only_when_its_name_says_so(name: str, is_pay: bool) -> None:
    value = {"unit": "USD", "min_value": "150000.0", "max_value": "190000.0"}
    posting = read(metadata=[{"name": name, "value": value, "value_type": "currency_range"}])
    assert posting.pay_stated == (
        (StatedPay(150_000, 190_000, "USD", "year", "base", "structured"),) if is_pay else ()
    )
