"""Teamtailor: shapes of GET {name}.teamtailor.com/jobs.rss, transcribed 2026-10; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.sources import Board, Payload
from flows.sources.teamtailor import SOURCE
from transforms.posting import Posting

BOARD = Board("teamtailor", "acme", "Acme")

ITEM = """<item>
  <title>AI Engineer &amp; Builder</title>
  <description>&lt;p&gt;We build &amp;amp; ship agents.&lt;/p&gt;</description>
  <pubDate>Fri, 02 Oct 2026 23:20:00 +0200</pubDate>
  <link>https://acme.teamtailor.com/jobs/8400001-ai-engineer</link>
  <remoteStatus>hybrid</remoteStatus>
  <guid>D4D4D4D4-0000-4000-8000-000000000001</guid>
  <company_name>Acme AB</company_name>
  <company_uuid>aBcDeFgHiJk</company_uuid>
  <tt:locations>
    <tt:location><tt:name>HQ</tt:name><tt:address>1 Road</tt:address><tt:zip>1</tt:zip><tt:city>Malm\u00f6</tt:city><tt:country>Sweden</tt:country></tt:location>
    <tt:location><tt:name>Anywhere</tt:name><tt:city/><tt:country></tt:country></tt:location>
  </tt:locations>
  <tt:department>Engineering</tt:department>
  <tt:role>AI</tt:role>
</item>"""


def page(offset: int, host: str = "acme.teamtailor.com") -> str:
    return f"https://{host}/jobs.rss?per_page=100&offset={offset}"


def feed(*items: str) -> bytes:
    document = f'<rss version="2.0" xmlns:tt="https://teamtailor.com/locations"><channel>{"".join(items)}</channel></rss>'
    return document.encode()


def numbered(*numbers: int) -> list[str]:
    return [f"<item><guid>g-{number}</guid><title>A</title></item>" for number in numbers]


def read(item: str = ITEM) -> Posting:
    (posting,) = SOURCE.parse(Payload("7", item.encode()), BOARD)
    return posting


def test_the_feed_is_paged_through_until_a_page_is_not_full(table: Callable[..., Any]) -> None:
    get = table({page(0): feed(*numbered(*range(100))), page(100): feed(*numbered(100))})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [
        f"g-{number}" for number in range(101)
    ]
    assert get.asked == [page(0), page(100)]


@pytest.mark.parametrize(
    ("item", "external_id"),
    [
        ("<item><link>https://acme.teamtailor.com/jobs/8400001-ai</link></item>", "8400001"),
        ("<item><title>A</title></item>", None),
    ],
)
def test_a_posting_without_a_guid_goes_by_the_number_in_its_address(
    table: Callable[..., Any], item: str, external_id: str | None
) -> None:
    (posting,) = SOURCE.fetch(BOARD, table({page(0): feed(item)}))
    assert posting.external_id == external_id


def test_an_item_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="7",
        title="AI Engineer & Builder",
        employer="Acme",
        url="https://acme.teamtailor.com/jobs/8400001-ai-engineer",
        department="Engineering",
        locations=("Malm\u00f6, Sweden", "Anywhere"),
        country_codes_stated=("SE",),
        remote_stated="hybrid",
        posted_date=date(2026, 10, 2),
        description_html="<p>We build &amp; ship agents.</p>",
    )


@pytest.mark.parametrize(
    ("status", "policy"),
    [("fully", "remote"), ("hybrid", "hybrid"), ("none", None), ("temporary", None), ("", None)],
)
def test_none_is_said_on_site_and_where_nobody_chose_so_it_is_null(
    status: str, policy: str | None
) -> None:
    assert read(ITEM.replace(">hybrid<", f">{status}<")).remote_stated == policy


def test_what_is_missing_is_null_and_what_is_hostile_is_plain() -> None:
    item = "<item><title>&lt;script&gt; Data\x00</title><link>javascript:alert(1)</link><pubDate>Thu, 99 Foo</pubDate></item>"
    assert SOURCE.parse(Payload("7", item.encode()), Board("teamtailor", "acme")) == [
        Posting(external_id="7", title="<script> Data")
    ]
