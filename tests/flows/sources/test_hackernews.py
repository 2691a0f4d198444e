"""Hacker News: shapes of hn.algolia.com/api/v1/search_by_date and /items/{id}, 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import PayloadChanged
from flows.sources import Board, Payload
from flows.sources.hackernews import SOURCE

SEARCH = (
    "https://hn.algolia.com/api/v1/search_by_date?tags=story%2Cauthor_whoishiring&hitsPerPage=1000"
)
STORIES = {
    "hits": [
        {"objectID": "900", "title": "Ask HN: Who is hiring? (November 2026)"},
        {"objectID": "901", "title": "Ask HN: Who wants to be hired? (November 2026)"},
        {"objectID": "902", "title": "Ask HN: Freelancer? Seeking freelancer? (November 2026)"},
        {"objectID": "800", "title": "Ask HN: Who is Hiring? (October 2026)"},
        {"objectID": "805", "title": "Ask HN: Who is hiring? (October 2026)"},
        {"objectID": "700", "title": None},
        {"objectID": "600", "title": "Ask HN: Who is hiring? (Smarch 2026)"},
        {"objectID": "../../x", "title": "Ask HN: Who is hiring? (May 2026)"},
    ]
}
BOARD = Board("hackernews", "whoishiring", period="2026-10")


def comment(number: int | None, text: str | None, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "author": "someone",
        "text": text,
        "created_at": "2026-10-01T15:01:54.000Z",
        "children": [],
    } | more


def thread(*children: dict[str, object]) -> dict[str, object]:
    return {
        "id": 800,
        "type": "story",
        "title": "Ask HN: Who is hiring? (October 2026)",
        "children": list(children),
    }


def test_the_months_that_have_a_thread_are_told_oldest_first(table: Callable[..., Any]) -> None:
    assert SOURCE.periods(table({SEARCH: STORIES})) == ["2026-10", "2026-11"]


def test_of_two_threads_of_one_month_the_first_is_read(table: Callable[..., Any]) -> None:
    get = table(
        {
            SEARCH: STORIES,
            "https://hn.algolia.com/api/v1/items/800": thread(comment(1, "Acme | ML Engineer")),
        }
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1"]


def test_without_a_month_the_newest_thread_is_read(table: Callable[..., Any]) -> None:
    get = table(
        {
            SEARCH: STORIES,
            "https://hn.algolia.com/api/v1/items/900": thread(comment(2, "Acme | ML Engineer")),
        }
    )
    assert [
        payload.external_id for payload in SOURCE.fetch(Board("hackernews", "whoishiring"), get)
    ] == ["2"]


def test_replies_deleted_comments_and_authors_are_not_kept(table: Callable[..., Any]) -> None:
    children = [
        comment(1, "Acme | ML Engineer", children=[comment(9, "Is it remote?")]),
        comment(3, None),
        comment(None, "Nameless"),
    ]
    get = table({SEARCH: STORIES, "https://hn.algolia.com/api/v1/items/800": thread(*children)})
    found = list(SOURCE.fetch(BOARD, get))
    assert [payload.external_id for payload in found] == ["1", None]
    assert found[0].url == "https://news.ycombinator.com/item?id=1"
    assert not any(word in found[0].body for word in (b"someone", b"remote"))


def test_a_reply_to_a_comment_does_not_make_the_comment_new(table: Callable[..., Any]) -> None:
    def body(*replies: dict[str, object]) -> bytes:
        item = thread(comment(1, "Acme | ML Engineer", children=list(replies)))
        (payload,) = SOURCE.fetch(
            BOARD, table({SEARCH: STORIES, "https://hn.algolia.com/api/v1/items/800": item})
        )
        return payload.body

    assert body() == body(comment(9, "Is it remote?"))


@pytest.mark.parametrize(
    "stories", [{"hits": []}, {"hits": [{"title": "Ask HN: What are you reading?"}]}, {}]
)
def test_no_thread_at_all_is_told(table: Callable[..., Any], stories: dict[str, object]) -> None:
    with pytest.raises(PayloadChanged, match="hits"):
        list(SOURCE.fetch(BOARD, table({SEARCH: stories})))


def test_a_month_without_a_thread_is_told_with_the_months_there_are(
    table: Callable[..., Any],
) -> None:
    with pytest.raises(PayloadChanged, match="no thread of 2010-01; there are 2026-10 to 2026-11"):
        list(
            SOURCE.fetch(
                Board("hackernews", "whoishiring", period="2010-01"), table({SEARCH: STORIES})
            )
        )


def read(text: object) -> list[Any]:
    return SOURCE.parse(Payload("1", msgspec.json.encode(comment(1, None) | {"text": text})), BOARD)


def test_a_comment_with_one_opening_is_one_posting() -> None:
    (posting,) = read(
        "Acme | Machine Learning Engineer | Ghent, Belgium | REMOTE<p>We build rockets."
    )
    assert (posting.external_id, posting.title, posting.employer) == (
        "1",
        "Machine Learning Engineer",
        "Acme",
    )
    assert posting.posted_date == date(2026, 10, 1)
    assert "We build rockets." in posting.description_html


def test_further_openings_of_a_comment_are_numbered() -> None:
    found = read("Acme | Data Scientist, Machine Learning Engineer | Berlin<p>We build rockets.")
    assert [(posting.external_id, posting.title) for posting in found] == [
        ("1", "Data Scientist"),
        ("1#2", "Machine Learning Engineer"),
    ]


def test_a_comment_that_is_no_advert_is_no_posting() -> None:
    assert read("Is there a way to search these threads? I have been reading them for years.") == []


@pytest.mark.parametrize("text", [None, 7, "", "  "])
def test_a_comment_without_a_text_is_told(text: object) -> None:
    with pytest.raises(PayloadChanged, match=r"^\$\.text"):
        read(text)
