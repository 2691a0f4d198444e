"""The last day on which a job can be answered, where its page says one. Pages invented."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from flows.sources import Board, Payload, every_source

PAGE = {"@type": "JobPosting", "title": "Data Scientist", "validThrough": "2026-06-10"}
BOTH = {"listed": {"id": "1", "title": "Data Scientist"}, "own": PAGE}


@pytest.mark.parametrize(
    ("source", "board", "body", "last_day"),
    [
        # Each page is read again at every look, and sitemaps go on naming pages of jobs that are closed.
        ("careers_page", "jobs.acme.example", PAGE, date(2026, 6, 10)),
        # The list is newer than a page that was read up to two weeks ago.
        ("icims", "acme", BOTH, None),
        ("avature", "acme", BOTH, None),
        ("smartrecruiters", "Acme", PAGE, None),
        ("breezy", "acme", {"listed": {"name": "Data Scientist"}, "own": PAGE}, None),
    ],
)
def test_a_page_says_the_last_day_only_where_no_list_says_what_is_open(
    source: str, board: str, body: object, last_day: date | None
) -> None:
    payload = Payload("1", msgspec.json.encode(body))
    (posting,) = every_source()[source].parse(payload, Board(source, board))
    assert posting.apply_until_date == last_day
