"""Recorded and transcribed replies of real boards, where they are at hand: the sources read them whole.

Only counts and forms are asserted, so that no employer's words are copied here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.errors import LookError
from flows.sources import Board, every_source
from transforms.posting import Posting

SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[3].parent / "shared"
)
PAYLOADS = SHARED / "payloads"

pytestmark = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="no recorded replies beside the project (../shared/payloads)"
)

NETFLIX = "https://explore.jobs.netflix.net/api/apply/v2/jobs?domain=netflix.com&query=&start={}&sort_by=timestamp&num=10"
DOCUSIGN = "https://careers.docusign.com/api/jobs?page={}&limit=100"
REPLIES = {
    "arbeitnow": (
        "arbeitnow",
        {"https://www.arbeitnow.com/api/job-board-api?page=1": "arbeitnow/*.json"},
        2,
    ),
    "avature": (
        "bloomberg",
        {
            "https://bloomberg.avature.net/careers/SearchJobs/?jobOffset=0&jobRecordsPerPage=12": "avature/*.html"
        },
        12,
    ),
    "breezy": ("breezy", {"https://breezy.breezy.hr/json": "breezy/*.json"}, 2),
    "eightfold": (
        "explore.jobs.netflix.net",
        {NETFLIX.format(10 * page): f"eightfold/*_{page + 1}.json" for page in range(3)},
        30,
    ),
    "himalayas": (
        "himalayas",
        {"https://himalayas.app/jobs/api?limit=20&offset=0": "himalayas/*.json"},
        3,
    ),
    "jibe": (
        "careers.docusign.com",
        {DOCUSIGN.format(page): f"jibe/*_{page}.json" for page in (1, 2)},
        20,
    ),
    "jobicy": ("jobicy", {"https://jobicy.com/api/v2/remote-jobs?count=100": "jobicy/*.json"}, 2),
    "remoteok": ("remoteok", {"https://remoteok.com/api": "remoteok/*.json"}, 3),
    "remotive": ("remotive", {"https://remotive.com/api/remote-jobs": "remotive/*.json"}, 3),
    "weworkremotely": (
        "weworkremotely",
        {"https://weworkremotely.com/remote-jobs.rss": "weworkremotely/*.xml"},
        3,
    ),
}


@pytest.fixture
def read(table: Callable[..., Any]) -> Callable[[str], list[Posting]]:
    """All postings of a source's replies. Pages that were not recorded are missing, which ends the look early."""

    def postings(name: str) -> list[Posting]:
        slug, replies, _ = REPLIES[name]
        get = table({url: next(PAYLOADS.glob(file)).read_bytes() for url, file in replies.items()})
        source, board = every_source()[name], Board(name, slug)
        found: list[Posting] = []
        try:
            for payload in source.fetch(board, get):
                found += source.parse(payload, board)
        except LookError:
            pass
        return found

    return postings


@pytest.mark.parametrize("name", sorted(REPLIES))
def test_every_posting_is_read_with_what_the_list_gives(
    read: Callable[[str], list[Posting]], name: str
) -> None:
    found = read(name)
    assert len(found) == REPLIES[name][2]
    assert len({posting.external_id for posting in found}) == len(found)
    assert all(posting.url for posting in found)
    assert sum(bool(posting.locations) for posting in found) >= 0.6 * len(found)


@pytest.mark.parametrize(
    "name", ["eightfold", "jibe", "himalayas", "jobicy", "remoteok", "weworkremotely"]
)
def test_every_posting_has_its_day(read: Callable[[str], list[Posting]], name: str) -> None:
    assert all(
        posting.posted_date and posting.posted_date.year in (2025, 2026) for posting in read(name)
    )


@pytest.mark.parametrize(
    "name", ["arbeitnow", "himalayas", "jibe", "jobicy", "remoteok", "remotive", "weworkremotely"]
)
def test_every_posting_has_its_text(read: Callable[[str], list[Posting]], name: str) -> None:
    assert all(posting.description_html or posting.description_plain for posting in read(name))


@pytest.mark.parametrize(
    "name", ["arbeitnow", "himalayas", "jobicy", "remoteok", "remotive", "weworkremotely"]
)
def test_every_posting_of_an_aggregator_has_its_employer(
    read: Callable[[str], list[Posting]], name: str
) -> None:
    assert all(posting.employer for posting in read(name))
