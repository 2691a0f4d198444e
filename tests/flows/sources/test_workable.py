"""Workable: documented shapes of the widget (GET) and of the careers page's list (POST) and job; words invented, 2026-11."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.workable import SOURCE
from transforms.posting import Posting

BOARD = Board("workable", "acme", "Acme")
WIDGET = "https://apply.workable.com/api/v1/widget/accounts/acme?details=true"

JOB: dict[str, Any] = {
    "title": "ML Engineer",
    "shortcode": "ABC123DEF4",
    "code": "",
    "employment_type": "Full-time",
    "telecommuting": False,
    "department": "Research",
    "url": "https://apply.workable.com/j/ABC123DEF4",
    "shortlink": "https://apply.workable.com/j/ABC123DEF4",
    "application_url": "https://apply.workable.com/j/ABC123DEF4/apply",
    "published_on": "2026-10-05",
    "created_at": "2026-09-01",
    "country": "Greece",
    "city": "Athens",
    "state": "Attica",
    "education": "Bachelor's Degree",
    "experience": "Mid-Senior level",
    "function": "Engineering",
    "industry": "Software",
    "locations": [
        {
            "country": "Greece",
            "countryCode": "GR",
            "city": "Athens",
            "region": "Attica",
            "hidden": False,
        },
        {"country": "Spain", "countryCode": "ES", "city": "Madrid", "region": "", "hidden": False},
        {"country": "France", "countryCode": "FR", "city": "Paris", "region": None, "hidden": True},
    ],
    "description": "<p>Train models.</p>",
}
OWN_PAGE: dict[str, Any] = {
    "id": 41,
    "shortcode": "ABC123DEF4",
    "title": "ML Engineer",
    "type": "full",
    "department": ["Research", "Lab"],
    "workplace": "on_site",
    "remote": False,
    "location": {"country": "Greece", "countryCode": "GR", "city": "Athens", "region": "Attica"},
    "published": "2026-10-05T00:00:00.000Z",
    "state": "published",
    "description": "<p>Train models.</p>",
    "requirements": "<ul><li>Python</li></ul>",
    "benefits": "<p>Olives.</p>",
}


def listing(token: str | None) -> str:
    body = {
        "department": [],
        "location": [],
        "query": "",
        "token": token,
        "workplace": [],
        "worktype": [],
    }
    return f"POST https://apply.workable.com/api/v3/accounts/acme/jobs {msgspec.json.encode(body).decode()}"


def own_page(code: str) -> str:
    return f"https://apply.workable.com/api/v2/accounts/acme/jobs/{code}"


def read(job: dict[str, Any] | None = None, **changes: object) -> Posting:
    (posting,) = SOURCE.parse(
        Payload("ABC123DEF4", msgspec.json.encode((job or JOB) | changes)), BOARD
    )
    return posting


def test_a_board_is_one_request_of_the_widget(table: Callable[..., Any]) -> None:
    get = table(
        {WIDGET: {"name": "Acme", "description": None, "jobs": [JOB, {"title": "no shortcode"}]}}
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["ABC123DEF4", None]
    assert get.asked == [WIDGET]


def test_without_a_widget_the_careers_page_is_paged_through_and_each_job_asked_for(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            listing(None): {
                "total": 2,
                "results": [{"shortcode": "A", "title": "a"}],
                "nextPage": "p2",
            },
            listing("p2"): {"total": 2, "results": [{"shortcode": "B", "title": "b"}]},
            own_page("A"): {"shortcode": "A", "title": "a", "requirements": "<p>SQL</p>"},
            own_page("B"): {"shortcode": "B", "title": "b"},
        }
    )
    found = list(SOURCE.fetch(BOARD, get))
    assert [
        (payload.external_id, msgspec.json.decode(payload.body)["title"]) for payload in found
    ] == [
        ("A", "a"),
        ("B", "b"),
    ]
    assert get.asked == [WIDGET, listing(None), listing("p2"), own_page("A"), own_page("B")]


def test_a_job_whose_own_page_is_anothers_keeps_its_row_and_is_told(
    table: Callable[..., Any],
) -> None:
    rows = [{"shortcode": "A", "title": "a"}, {"shortcode": "B", "title": "b"}]
    other = {"shortcode": "C", "title": "c"}
    get = table({listing(None): {"results": rows}, own_page("A"): other, own_page("B"): other})
    found = SOURCE.fetch(BOARD, get)
    assert [msgspec.json.decode(next(found).body)["title"] for _ in rows] == ["a", "b"]
    with pytest.raises(SourceUnavailable, match="2 of 2 postings came without their own page"):
        next(found)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"total": 3, "results": [{"shortcode": "A"}]}, r"1 of 3 rows were listed"),
        (
            {"total": 3, "results": [{"shortcode": "A"}], "nextPage": "p2"},
            r"1 of 3 rows were listed",
        ),
    ],
)
def test_a_list_that_ends_early_or_goes_in_circles_cannot_be_whole(
    table: Callable[..., Any], page: dict[str, object], reason: str
) -> None:
    get = table({listing(None): page, listing("p2"): page, own_page("A"): {"shortcode": "A"}})
    with pytest.raises(SourceUnavailable, match=reason):
        list(SOURCE.fetch(BOARD, get))


def test_a_job_of_the_widget_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="ABC123DEF4",
        title="ML Engineer",
        employer="Acme",
        url="https://apply.workable.com/j/ABC123DEF4",
        department="Research",
        locations=(
            "Athens, Attica, Greece",
            "Madrid, Spain",
        ),  # what the employer hides stays hidden
        country_codes_stated=("GR", "ES"),
        employment_type="full_time",
        posted_date=date(2026, 10, 5),
        description_html="<p>Train models.</p>",
    )


def test_a_job_of_the_careers_page_is_read_with_all_parts_of_its_text() -> None:
    assert read(OWN_PAGE) == Posting(
        external_id="ABC123DEF4",
        title="ML Engineer",
        employer="Acme",
        url="https://apply.workable.com/acme/j/ABC123DEF4/",
        department="Research",
        locations=("Athens, Attica, Greece",),
        country_codes_stated=("GR",),
        remote_stated="onsite",
        employment_type="full_time",
        posted_date=date(2026, 10, 5),
        description_html=(
            "<p>Train models.</p>\n<h3>Requirements</h3>\n<ul><li>Python</li></ul>\n<h3>Benefits</h3>\n<p>Olives.</p>"
        ),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"locations": None}, "locations", ("Athens, Attica, Greece",)),
        ({"telecommuting": True}, "remote_stated", "remote"),
        ({"telecommuting": True, "workplace": "hybrid"}, "remote_stated", "hybrid"),
        ({"employment_type": None, "type": "part"}, "employment_type", "part_time"),
        ({"employment_type": None, "type": "contract"}, "employment_type", "contract"),
        ({"published_on": "", "published": None}, "posted_date", date(2026, 9, 1)),
        ({"url": "javascript:1"}, "url", "https://apply.workable.com/acme/j/ABC123DEF4/"),
        ({"title": "Data\x00\u202e Scientist"}, "title", "Data Scientist"),
        ({"description": 7}, "description_html", None),
    ],
)
def test_each_field_is_read_or_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert (
        refusals(SOURCE.parse, BOARD, JOB) == refusals(SOURCE.parse, BOARD, OWN_PAGE) == {"$.title"}
    )
