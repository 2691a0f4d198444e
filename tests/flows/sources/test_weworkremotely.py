"""We Work Remotely: shape of weworkremotely.com/remote-jobs.rss, 2026-03; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.sources import Board, Payload
from flows.sources.weworkremotely import SOURCE
from transforms.posting import Posting

BOARD = Board("weworkremotely", "remote-programming-jobs")
URL = "https://weworkremotely.com/categories/remote-programming-jobs.rss"

FIELDS = {
    "title": "Acme: Data Scientist: Rockets",
    "region": "Anywhere in the World",
    "country": "",
    "state": "California",
    "skills": "SQL",
    "category": "Data",
    "type": "Full-Time",
    "description": "&lt;p&gt;Count &amp;amp; tell.&lt;/p&gt;",
    "pubDate": "Fri, 27 Mar 2026 20:20:27 +0000",
    "expires_at": "Sun, 26 Apr 2026 20:20:27 +0000",
    "guid": "https://weworkremotely.com/remote-jobs/acme-data-scientist",
    "link": "https://weworkremotely.com/remote-jobs/acme-data-scientist",
}


def item(**changes: str | None) -> str:
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    media = '<media:content url="https://example.com/logo.gif" type="image/png"/>'
    return f"<item>{media}{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</item>"


def feed(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss"><channel>'
        f"<title>Remote jobs</title><link>{URL}</link>{''.join(items)}</channel></rss>"
    ).encode()


def read(**changes: str | None) -> Posting:
    (posting,) = SOURCE.parse(Payload("1", item(**changes).encode()), BOARD)
    return posting


@pytest.mark.parametrize(
    ("slug", "url"),
    [
        ("remote-programming-jobs", URL),
        ("weworkremotely", "https://weworkremotely.com/remote-jobs.rss"),
    ],
)
def test_a_category_or_all_is_one_feed_of_the_newest(
    table: Callable[..., Any], slug: str, url: str
) -> None:
    found = SOURCE.fetch(
        Board("weworkremotely", slug),
        table({url: feed(item(), item(), item(guid=None, link=None))}),
    )
    assert [payload.external_id for payload in found] == [FIELDS["guid"], None]


def test_an_item_is_read_under_the_employer_in_its_title() -> None:
    assert read() == Posting(
        external_id="1",
        title="Data Scientist: Rockets",
        employer="Acme",
        url="https://weworkremotely.com/remote-jobs/acme-data-scientist",
        department="Data",
        locations=("Anywhere in the World",),
        remote_stated="remote",
        employment_type="full_time",
        posted_date=date(2026, 3, 27),
        apply_until_date=date(2026, 4, 26),
        description_html="<p>Count &amp; tell.</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"title": "Data Scientist"}, "employer", None),
        ({"title": "Acme: "}, "title", "Acme:"),
        ({"country": "Canada", "region": None}, "locations", ("Canada",)),
        ({"country": "Canada"}, "country_codes_stated", ("CA",)),
        ({"pubDate": "yesterday"}, "posted_date", None),
        ({"pubDate": "Fri, 99 Mar 2026 20:20:27 +0000"}, "posted_date", None),
        ({"link": "javascript:alert(1)"}, "url", None),
        ({"description": None}, "description_html", None),
    ],
)
def test_what_is_missing_or_hostile_is_null(
    changes: dict[str, Any], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
