"""Hacker News as Algolia's search and Firebase give it: threads and comments as of the end of a day.

Decides addresses and field shapes, after the real replies. Leaves what the threads hold to
`hiring_threads`.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flows.rehearsal.hiring_threads import AUTHOR, HiringComment, HiringThread

# By the same author, on the same day.
_SIDE_THREADS = ("Who wants to be hired?", "Freelancer? Seeking freelancer?")
_NOT_FOUND = {"status": 404, "error": "Not Found"}
_BOUND = re.compile(r"created_at_i(>=|<=|>|<|=)(\d+)")
_COMPARE = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}

Hit = dict[str, Any]


class HackerNews:
    """Answers Algolia's and Firebase's addresses with the threads and comments there are by a day."""

    def __init__(self, threads: tuple[HiringThread, ...]) -> None:
        self.threads = {thread.id: thread for thread in threads}

    def algolia(self, path: str, query: Mapping[str, str], day: date) -> tuple[int, bytes]:
        """Status and JSON body of hn.algolia.com at the end of `day`."""
        if path.startswith("/api/v1/items/"):
            thread = self._thread(path.rpartition("/")[2], day)
            return (200, _json(_tree(thread, day))) if thread else (404, _json(_NOT_FOUND))
        if path not in ("/api/v1/search", "/api/v1/search_by_date"):
            return 404, _json(_NOT_FOUND)
        story = re.search(r"\bstory_(\w+)", query.get("tags", ""))
        hits = (
            self._comment_hits(story[1], day)
            if story
            else self._story_hits(query.get("query", ""), day)
        )
        bounds = query.get("numericFilters", "")
        hits = [hit for hit in hits if _is_within(hit["created_at_i"], bounds)]
        hits.sort(key=lambda hit: -hit["created_at_i"])
        page, size = _whole(query.get("page"), 0), _whole(query.get("hitsPerPage"), 20)
        size = max(1, min(size, 1000))
        found = {
            "hits": hits[page * size : (page + 1) * size],
            "page": page,
            "hitsPerPage": size,
            "nbHits": len(hits),
            "nbPages": -(-len(hits) // size),
        }
        return 200, _json(found)

    def firebase(self, path: str, day: date) -> tuple[int, bytes]:
        """Status and JSON body of hacker-news.firebaseio.com at the end of `day`.

        An unknown item is null.
        """
        item = path.removeprefix("/v0/item/").removesuffix(".json")
        return 200, _json(self._item(item, day))

    def _item(self, item: str, day: date) -> Hit | None:
        if thread := self._thread(item, day):
            return _story_item(thread, day)
        comment = self._comment(item, day)
        return _comment_item(comment) if comment else None

    def _comment(self, item: str, day: date) -> HiringComment | None:
        for thread in self.threads.values():
            for comment in _posted(thread, day):
                if str(comment.id) == item:
                    return comment
        return None

    def _thread(self, item: str, day: date) -> HiringThread | None:
        thread = self.threads.get(int(item)) if item.isdecimal() else None
        return thread if thread and thread.created_at.date() <= day else None

    def _story_hits(self, wanted: str, day: date) -> list[Hit]:
        """The author's threads whose titles hold every word."""
        words = wanted.lower().replace('"', " ").replace("?", " ").split()
        hits = []
        for thread in self.threads.values():
            if thread.created_at.date() > day:
                continue
            sides = [f"Ask HN: {side} ({thread.month:%B %Y})" for side in _SIDE_THREADS]
            for n_after, title in enumerate([thread.title, *sides]):
                if all(word in title.lower() for word in words):
                    hits.append(_story_hit(thread, n_after, title, day))
        return hits

    def _comment_hits(self, item: str, day: date) -> list[Hit]:
        thread = self._thread(item, day)
        if thread is None:
            return []
        return [_comment_hit(comment, thread) for comment in _posted(thread, day) if comment.text]


def _story_hit(thread: HiringThread, n_after: int, title: str, day: date) -> Hit:
    """A thread of the author's. Those beside the hiring thread follow with the next ids, a second apart."""
    made, story_id = thread.created_at + timedelta(seconds=n_after), thread.id + n_after
    return {
        "objectID": str(story_id),
        "story_id": story_id,
        "author": AUTHOR,
        "title": title,
        "num_comments": len(_posted(thread, day)) if n_after == 0 else 0,
        "created_at": f"{made:%Y-%m-%dT%H:%M:%SZ}",
        "created_at_i": _seconds(made),
        "_tags": ["story", f"author_{AUTHOR}", f"story_{story_id}", "ask_hn"],
    }


def _comment_hit(comment: HiringComment, thread: HiringThread) -> Hit:
    return {
        "objectID": str(comment.id),
        "parent_id": comment.parent_id,
        "story_id": thread.id,
        "story_title": thread.title,
        "author": comment.author,
        "comment_text": comment.text,
        "created_at": f"{comment.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "created_at_i": _seconds(comment.created_at),
        "_tags": ["comment", f"author_{comment.author}", f"story_{thread.id}"],
    }


def _story_item(thread: HiringThread, day: date) -> Hit:
    return {
        "id": thread.id,
        "type": "story",
        "by": AUTHOR,
        "title": thread.title,
        "time": _seconds(thread.created_at),
        "kids": [each.id for each in _posted(thread, day) if each.parent_id == thread.id],
    }


def _comment_item(comment: HiringComment) -> Hit:
    return {
        "id": comment.id,
        "type": "comment",
        "parent": comment.parent_id,
        "time": _seconds(comment.created_at),
        **({"text": comment.text, "by": comment.author} if comment.text else {"deleted": True}),
    }


def _tree(thread: HiringThread, day: date) -> Hit:
    """The thread with its comments, each with its replies."""
    posted = _posted(thread, day)

    def children(parent_id: int) -> list[Hit]:
        return [
            {
                "id": comment.id,
                **_made(comment.created_at),
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
            for comment in posted
            if comment.parent_id == parent_id
        ]

    return {
        "id": thread.id,
        "type": "story",
        "author": AUTHOR,
        "title": thread.title,
        "url": None,
        "text": None,
        "parent_id": None,
        **_made(thread.created_at),
        "story_id": thread.id,
        "children": children(thread.id),
    }


def _made(moment: datetime) -> Hit:
    return {"created_at": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z", "created_at_i": _seconds(moment)}


def _posted(thread: HiringThread, day: date) -> list[HiringComment]:
    return [comment for comment in thread.comments if comment.created_at.date() <= day]


def _is_within(made: int, bounds: str) -> bool:
    """Whether a time meets Algolia's numericFilters: "created_at_i>=1730000000,created_at_i<1740000000"."""
    found = _BOUND.findall(bounds.replace(" ", ""))
    return all(_COMPARE[sign](made, int(limit)) for sign, limit in found)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
