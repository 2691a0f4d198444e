"""Hacker News: the monthly "Ask HN: Who is hiring?" threads since 2011, read through Algolia's public search.

API: https://hn.algolia.com/api A census: each thread is whole in itself, and its comments neither open nor close. A
top-level comment is an advert in free text and may hold several openings. Replies are not read. It never gives a
department, an employment type, a language or structured pay. Terms and rate: public, 10,000 requests an hour. A
thread is one reply of about a megabyte. Last checked: 2026-11, on recorded threads of 2011 to 2017 and 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, values
from transforms.posting import Posting
from transforms.readers.comment.comment import read_comment

SOURCE = Source(
    name="hackernews",
    title="Hacker News",
    home="https://news.ycombinator.com/submitted?id=whoishiring",
    docs_url="https://hn.algolia.com/api",
    slug_pattern=r"whoishiring",
    address_patterns=(
        r"https?://news\.ycombinator\.com/(?:item|user|submitted)\?id=(?:(?P<slug>whoishiring)|\d+)",
    ),
    stands_behind_pages=False,
    gathers=True,
    hosts=("hn.algolia.com",),
    never_gives=(
        "department",
        "employment_type",
        "language_stated",
        "country_codes_stated",
        "pay_stated",
    ),
    payload_basis="real",
    checked_on="2026-11-23",
)

_SEARCH = "https://hn.algolia.com/api/v1/search_by_date"
_ITEM = "https://hn.algolia.com/api/v1/items/"

# The account also posts "Who wants to be hired?" and "Freelancer? Seeking freelancer?".
_THREAD_TITLE = re.compile(r"who\s+is\s+hiring\b.*\(\s*([a-z]+)\s+(\d{4})\s*\)", re.IGNORECASE)
_STORIES_A_PAGE = 1000  # Algolia's most, which three stories a month reach in 2039


class _Story(msgspec.Struct):
    title: str | None = None
    objectID: str | int | None = None  # noqa: N815 - the API's own name


class _Stories(msgspec.Struct):
    hits: list[_Story]


class _Comment(msgspec.Struct):
    """The stored fields of a comment. Not its author, nor the replies: each would make it a new body."""

    id: Any = None
    created_at: Any = None
    created_at_i: Any = None
    text: Any = None


class _Thread(msgspec.Struct):
    children: list[_Comment]


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the top-level comments of one month's thread: `board.period`, or the newest there is."""
    threads = _threads(get)
    if not threads:
        raise PayloadChanged(f"{_SEARCH}: $.hits: no story titled 'Who is hiring?' among them")
    period = board.period or max(threads)
    if period not in threads:
        raise PayloadChanged(
            f"{_SEARCH}: no thread of {period}; there are {min(threads)} to {max(threads)}"
        )
    thread = fields.reply_as(_Thread, get(f"{_ITEM}{threads[period]}"))
    for comment in thread.children:
        if values.prose(comment.text):  # a deleted one is an id without a text
            name = values.id_text(comment.id)
            url = f"https://news.ycombinator.com/item?id={name}"
            yield Payload(name, msgspec.json.encode(comment), url)


def periods(get: Get) -> list[str]:
    """The months that have a thread, oldest first."""
    return sorted(_threads(get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one comment: a posting per opening; none when it is not an advert."""
    item = fields.read_object(payload.body)
    html = item.prose("text")
    if html is None:
        raise PayloadChanged("$.text: missing or not a text")
    comment = read_comment(html)
    if not comment.is_posting:
        return []
    openings = [opening for opening in comment.openings if values.text(opening.title)]
    if not openings:
        raise PayloadChanged("$.text: an advert, but no opening in it has a title")
    return [
        Posting(
            title=values.text(opening.title) or "",
            employer=values.text(comment.employer),
            url=payload.url,
            locations=values.distinct(map(values.text, comment.locations_of(opening))),
            remote_stated=comment.remote_of(opening),
            posted_date=item.date("created_at") or values.epoch_date(item.get("created_at_i")),
            description_html=opening.text or html,
            description_work_html=html if opening.work is None else opening.work,
        )
        for opening in openings
    ]


def _threads(get: Get) -> dict[str, str]:
    """Thread id by month. Of two threads of one month the later id is left out: it is a repeat by mistake."""
    params: dict[str, str | int] = {
        "tags": "story,author_whoishiring",
        "hitsPerPage": _STORIES_A_PAGE,
    }
    found: dict[str, str] = {}
    for story in fields.reply_as(_Stories, get(_SEARCH, params=params)).hits:
        period, name = _month_of(unescape(story.title or "")), str(story.objectID)
        if period and name.isascii() and name.isdigit():
            found[period] = min(found.get(period, name), name, key=int)
    return found


def _month_of(title: str) -> str | None:
    match = _THREAD_TITLE.search(title)
    month = values.month_number(match[1]) if match else None
    return f"{match[2]}-{month:02d}" if match and month else None
