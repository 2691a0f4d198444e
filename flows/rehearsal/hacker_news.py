"""Hacker News as Algolia's search and Firebase give it: threads and comments as they stood at the end of a day.

Decides addresses and field shapes, after the real replies. Leaves what the threads hold to `hiring_threads`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flows.rehearsal.hiring_threads import AUTHOR, HiringComment, HiringThread

_SIDE_THREADS = (
    "Who wants to be hired?",
    "Freelancer? Seeking freelancer?",
)  # by the same author, on the same day


class HackerNews:
    """Answers Algolia's and Firebase's addresses with the threads and comments there are by a given day."""

    def __init__(self, threads: tuple[HiringThread, ...]) -> None:
        self.threads = {thread.id: thread for thread in threads}

    def algolia(self, path: str, query: Mapping[str, str], day: date) -> tuple[int, bytes]:
        """Status and JSON body of hn.algolia.com at the end of `day`."""
        if path.startswith("/api/v1/items/"):
            thread = self._thread(path.rpartition("/")[2], day)
            return (
                (200, _json(_tree(thread, day)))
                if thread
                else (404, _json({"status": 404, "error": "Not Found"}))
            )
        if path not in ("/api/v1/search", "/api/v1/search_by_date"):
            return 404, _json({"status": 404, "error": "Not Found"})
        tags = query.get("tags", "")
        stories = [
            tag.removeprefix("story_")
            for tag in tags.replace("(", ",").replace(")", ",").split(",")
            if tag.startswith("story_")
        ]
        hits = (
            self._comment_hits(stories[0], day)
            if stories
            else self._story_hits(query.get("query", ""), day)
        )
        hits = [
            hit for hit in hits if _is_within(hit["created_at_i"], query.get("numericFilters", ""))
        ]
        hits.sort(key=lambda hit: -hit["created_at_i"])
        page, size = (
            _whole(query.get("page"), 0),
            max(1, min(_whole(query.get("hitsPerPage"), 20), 1000)),
        )
        shown = hits[page * size : (page + 1) * size]
        return 200, _json(
            {
                "hits": shown,
                "page": page,
                "hitsPerPage": size,
                "nbHits": len(hits),
                "nbPages": -(-len(hits) // size),
            }
        )

    def firebase(self, path: str, day: date) -> tuple[int, bytes]:
        """Status and JSON body of hacker-news.firebaseio.com at the end of `day`; an unknown item is null."""
        item = path.removeprefix("/v0/item/").removesuffix(".json")
        if thread := self._thread(item, day):
            kids = [comment.id for comment in _seen(thread, day) if comment.parent_id == thread.id]
            made = int(thread.created_at.timestamp())
            return 200, _json(
                {
                    "id": thread.id,
                    "type": "story",
                    "by": AUTHOR,
                    "title": thread.title,
                    "time": made,
                    "kids": kids,
                }
            )
        for thread in self.threads.values():
            for comment in _seen(thread, day):
                if str(comment.id) == item:
                    made = int(comment.created_at.timestamp())
                    words = (
                        {"text": comment.text, "by": comment.author}
                        if comment.text
                        else {"deleted": True}
                    )
                    return 200, _json(
                        {
                            "id": comment.id,
                            "type": "comment",
                            "parent": comment.parent_id,
                            "time": made,
                            **words,
                        }
                    )
        return 200, b"null"

    def _thread(self, number: str, day: date) -> HiringThread | None:
        thread = self.threads.get(int(number)) if number.isdecimal() else None
        return thread if thread and thread.created_at.date() <= day else None

    def _story_hits(self, words: str, day: date) -> list[dict[str, Any]]:
        hits = []
        for thread in self.threads.values():
            if thread.created_at.date() > day:
                continue
            titles = [
                thread.title,
                *(f"Ask HN: {side} ({thread.month:%B %Y})" for side in _SIDE_THREADS),
            ]
            for n, title in enumerate(titles):
                if all(
                    word in title.lower()
                    for word in words.lower().replace('"', " ").replace("?", " ").split()
                ):
                    hits.append(_story(thread, n, title, day))
        return hits

    def _comment_hits(self, number: str, day: date) -> list[dict[str, Any]]:
        thread = self._thread(number, day)
        if thread is None:
            return []
        return [
            {
                "objectID": str(comment.id),
                "parent_id": comment.parent_id,
                "story_id": thread.id,
                "story_title": thread.title,
                "author": comment.author,
                "comment_text": comment.text,
                "created_at": _stamp(comment.created_at),
                "created_at_i": int(comment.created_at.timestamp()),
                "_tags": ["comment", f"author_{comment.author}", f"story_{thread.id}"],
            }
            for comment in _seen(thread, day)
            if comment.text
        ]


def _story(thread: HiringThread, n: int, title: str, day: date) -> dict[str, Any]:
    # The author's other threads of the day follow with the next ids, a second apart.
    made = thread.created_at + timedelta(seconds=n)
    number = thread.id + n
    tags = ["story", f"author_{AUTHOR}", f"story_{number}", "ask_hn"]
    n_comments = len(_seen(thread, day)) if n == 0 else 0
    row = {
        "objectID": str(number),
        "story_id": number,
        "author": AUTHOR,
        "title": title,
        "num_comments": n_comments,
    }
    return {**row, "created_at": _stamp(made), "created_at_i": int(made.timestamp()), "_tags": tags}


def _tree(thread: HiringThread, day: date) -> dict[str, Any]:
    seen = _seen(thread, day)

    def children(parent_id: int) -> list[dict[str, Any]]:
        return [
            {
                "id": comment.id,
                "created_at": f"{comment.created_at:%Y-%m-%dT%H:%M:%S}.000Z",
                "created_at_i": int(comment.created_at.timestamp()),
                "type": "comment",
                "author": comment.author,
                "title": None,
                "url": None,
                "text": comment.text,
                "points": None,
                "parent_id": comment.parent_id,
                "story_id": thread.id,
                "children": children(comment.id),
            }
            for comment in seen
            if comment.parent_id == parent_id
        ]

    made = {
        "created_at": f"{thread.created_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "created_at_i": int(thread.created_at.timestamp()),
    }
    story = {
        "id": thread.id,
        "type": "story",
        "author": AUTHOR,
        "title": thread.title,
        "url": None,
        "text": None,
        "parent_id": None,
    }
    return {**story, **made, "story_id": thread.id, "children": children(thread.id)}


def _seen(thread: HiringThread, day: date) -> list[HiringComment]:
    return [comment for comment in thread.comments if comment.created_at.date() <= day]


def _is_within(made: int, bounds: str) -> bool:
    """Whether a time meets Algolia's numericFilters, such as "created_at_i>=1730000000,created_at_i<1740000000"."""
    for bound in filter(None, bounds.replace(" ", "").split(",")):
        sign = bound.removeprefix("created_at_i").rstrip("0123456789")
        limit = _whole(bound[len("created_at_i") + len(sign) :], 0)
        if not {
            ">": made > limit,
            ">=": made >= limit,
            "<": made < limit,
            "<=": made <= limit,
            "=": made == limit,
        }.get(sign, True):
            return False
    return True


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
