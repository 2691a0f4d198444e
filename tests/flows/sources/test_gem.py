"""Gem: shape of GET api.gem.com/job_board/v0/{board}/job_posts/, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.sources import Board, Payload
from flows.sources.gem import SOURCE
from transforms.posting import Posting

BOARD = Board("gem", "acme-ai", "Acme")
URL = "https://api.gem.com/job_board/v0/acme-ai/job_posts/"

POST: dict[str, Any] = {
    "id": "am9icG9zdDrT7W4vSkgg",
    "title": "Research Engineer",
    "absolute_url": "https://jobs.gem.com/acme-ai/am9icG9zdDrT7W4vSkgg",
    "location": {"name": "Paris, France"},
    "location_type": "in_office",
    "employment_type": "full_time",
    "offices": [
        {"id": "1", "name": "Office one", "location": {"name": "Lyon, France"}},
        {"name": "Paris, France"},
    ],
    "departments": [{"id": "2", "name": "Research"}],
    "first_published_at": "2026-06-12T14:58:22.887Z",
    "created_at": "2025-01-01T00:00:00Z",
    "content": "<p>Do research.</p>",
    "content_plain": "Do research.",
}


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload(POST["id"], msgspec.json.encode(POST | changes)), BOARD)
    return posting


def test_a_board_is_one_request_and_a_post_without_an_id_is_kept_for_the_count(
    table: Callable[..., Any],
) -> None:
    get = table({URL: [POST, POST, {"title": "A"}]})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [POST["id"], None]
    assert get.asked == [URL]


def test_a_post_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="am9icG9zdDrT7W4vSkgg",
        title="Research Engineer",
        employer="Acme",
        url="https://jobs.gem.com/acme-ai/am9icG9zdDrT7W4vSkgg",
        department="Research",
        locations=("Paris, France", "Lyon, France"),
        remote_stated="onsite",
        employment_type="full_time",
        posted_date=date(2026, 6, 12),
        description_html="<p>Do research.</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"content": None}, "description_plain", "Do research."),
        ({"location": "Remote", "offices": None}, "locations", ("Remote",)),
        ({"location": None, "offices": [7]}, "locations", ()),
        ({"location_type": "remote"}, "remote_stated", "remote"),
        ({"location_type": {}}, "remote_stated", None),
        ({"employment_type": "internship"}, "employment_type", "intern"),
        (
            {"first_published_at": None},
            "posted_date",
            None,
        ),  # the day it was written is not the day it was published
        ({"departments": [{"name": ""}, {"name": "Data"}]}, "department", "Data"),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
