"""Amazon: shape of GET www.amazon.jobs/en/search.json, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from flows.errors import ListedInPart, PayloadChanged
from flows.sources import Board, Payload
from flows.sources.amazon import SOURCE
from transforms.posting import Posting

BOARD = Board("amazon", "data-science")


def place(name: str, country: str, kind: str = "ONSITE") -> str:
    return msgspec.json.encode(
        {"normalizedLocation": name, "countryIso2a": country, "type": kind}
    ).decode()


JOB: dict[str, Any] = {
    "id": "d42a7446-bd11-40ed-9e72-425214f6d55a",
    "id_icims": "3142524",
    "title": "Applied Scientist II",
    "job_path": "/en/jobs/3142524/applied-scientist-ii",
    "job_category": "Data Science",
    "job_schedule_type": "full-time",
    "posted_date": "October  8, 2026",
    "description": "Study.<br/>",
    "basic_qualifications": "- 3+ years<br/>",
    "preferred_qualifications": "- PhD",
    "locations": [place("Seattle, Washington, USA", "US"), place("London, England, GBR", "GB")],
    "normalized_location": "Seattle, Washington, USA",
    "is_intern": None,
}


def page(offset: int, category: str | None = "data-science") -> str:
    of_category = {"category[]": category} if category else {}
    query = urlencode(of_category | {"offset": offset, "result_limit": 100, "sort": "recent"})
    return f"https://www.amazon.jobs/en/search.json?{query}"


def jobs(*numbers: int, hits: int) -> dict[str, Any]:
    return {
        "error": None,
        "hits": hits,
        "jobs": [{"id_icims": str(number), "title": "A"} for number in numbers],
    }


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload("3142524", msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def test_a_category_is_paged_through_until_its_count_is_reached(table: Callable[..., Any]) -> None:
    get = table({page(0): jobs(*range(100), hits=130), page(100): jobs(*range(100, 130), hits=130)})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [
        str(number) for number in range(130)
    ]
    assert get.asked == [page(0), page(100)]


def test_everything_is_more_than_a_search_can_reach_and_never_whole(
    table: Callable[..., Any],
) -> None:
    answers = {
        page(offset, None): jobs(*range(offset, offset + 100), hits=20_000)
        for offset in range(0, 10_000, 100)
    }
    found: list[str | None] = []
    with pytest.raises(ListedInPart, match="10000 of 20000 rows"):
        found.extend(
            payload.external_id
            for payload in SOURCE.fetch(Board("amazon", "amazon"), table(answers))
        )
    assert len(found) == 10_000


@pytest.mark.parametrize(
    "reply",
    [
        b"<!doctype html>",
        {"error": "Internal", "jobs": []},
        {"hits": 3},
        {"jobs": {}},
        b'{"jobs": [',
    ],
)
def test_another_shape_is_told(table: Callable[..., Any], reply: object) -> None:
    with pytest.raises(PayloadChanged, match=r"search\.json"):
        list(SOURCE.fetch(BOARD, table({page(0): reply})))


def test_a_job_is_read_with_all_the_parts_of_its_text() -> None:
    assert read() == Posting(
        external_id="3142524",
        title="Applied Scientist II",
        employer="Amazon",
        url="https://www.amazon.jobs/en/jobs/3142524/applied-scientist-ii",
        department="Data Science",
        locations=("Seattle, Washington, USA", "London, England, GBR"),
        country_codes_stated=("US", "GB"),
        employment_type="full_time",
        posted_date=date(2026, 10, 8),
        description_html=(
            "Study.<br/>\n<h3>Basic qualifications</h3>\n- 3+ years<br/>\n<h3>Preferred qualifications</h3>\n<p>- PhD</p>"
        ),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"locations": [place("Texas, USA", "US", "VIRTUAL")]}, "remote_stated", "remote"),
        (
            {"locations": [place("Texas, USA", "US", "VIRTUAL"), place("Bonn", "DE")]},
            "remote_stated",
            None,
        ),
        ({"locations": None}, "locations", ("Seattle, Washington, USA",)),
        ({"locations": ["{", "[]", 7, "\ud7ff"]}, "locations", ("Seattle, Washington, USA",)),
        ({"locations": [{"location": "US, WA, Seattle"}]}, "locations", ("US, WA, Seattle",)),
        ({"is_intern": True}, "employment_type", "intern"),
        ({"posted_date": "Smarch 1, 2026"}, "posted_date", None),
        ({"posted_date": "February 31, 2026"}, "posted_date", None),
        ({"posted_date": 7}, "posted_date", None),
        (
            {"job_path": "//elsewhere.example.org"},
            "url",
            "https://www.amazon.jobs//elsewhere.example.org",
        ),
        ({"job_path": "javascript:alert(1)"}, "url", None),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
