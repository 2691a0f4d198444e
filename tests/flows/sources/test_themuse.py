"""The Muse: shape of GET www.themuse.com/api/public/jobs, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import ListedInPart, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.themuse import SOURCE
from transforms.posting import Posting

BOARD = Board("themuse", "data-and-analytics")

JOB: dict[str, Any] = {
    "id": 17,
    "name": "Data Analyst",
    "contents": "<p>Count things.</p>",
    "company": {"id": 1, "short_name": "acme", "name": "Acme"},
    "locations": [{"name": "Waco, TX"}, {"name": "Flexible / Remote"}],
    "levels": [{"name": "Internship", "short_name": "internship"}],
    "categories": [{"name": "Data and Analytics"}],
    "type": "external",
    "publication_date": "2026-08-01T05:00:00.000000Z",
    "refs": {"landing_page": "https://www.themuse.com/jobs/acme/data-analyst"},
}


def page(number: int) -> str:
    return f"https://www.themuse.com/api/public/jobs?page={number}&category=Data+and+Analytics"


def jobs(*numbers: int, pages: int) -> dict[str, Any]:
    return {
        "page": 0,
        "page_count": pages,
        "results": [{"id": number, "name": "A"} for number in numbers],
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("17", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_a_category_is_paged_through_until_its_last_page(table: Callable[..., Any]) -> None:
    get = table({page(0): jobs(1, 2, pages=2), page(1): jobs(3, pages=2)})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1", "2", "3"]
    assert get.asked == [page(0), page(1)]


def test_a_category_beyond_the_last_page_that_can_be_asked_is_not_whole(
    table: Callable[..., Any],
) -> None:
    answers = {page(number): jobs(number, pages=500) for number in range(100)}
    with pytest.raises(ListedInPart, match="still more after 100 of 500 pages"):
        list(SOURCE.fetch(BOARD, table(answers)))


def test_an_empty_page_before_the_last_is_not_the_end_of_the_category(
    table: Callable[..., Any],
) -> None:
    with pytest.raises(SourceUnavailable, match="an empty page, where 3 pages were announced"):
        list(SOURCE.fetch(BOARD, table({page(0): jobs(1, pages=3), page(1): jobs(pages=3)})))


def test_only_categories_that_the_api_knows_are_asked_for() -> None:
    assert SOURCE.accepts("software-engineering")
    assert not SOURCE.accepts("rocket-science")  # the API would serve everything instead


def test_a_job_is_read_under_its_own_employer() -> None:
    assert read() == Posting(
        external_id="17",
        title="Data Analyst",
        employer="Acme",
        url="https://www.themuse.com/jobs/acme/data-analyst",
        department="Data and Analytics",
        locations=("Waco, TX",),
        remote_stated="remote",
        employment_type="intern",
        posted_date=date(2026, 8, 1),
        description_html="<p>Count things.</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"locations": [{"name": "Waco, TX"}]}, "remote_stated", None),
        ({"locations": "Waco"}, "locations", ()),
        ({"levels": [{"name": "Senior Level"}]}, "employment_type", None),
        ({"company": None}, "employer", None),
        ({"refs": None}, "url", None),
        ({"categories": None}, "department", None),
    ],
)
def test_what_is_missing_or_of_another_type_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
