"""Rehearsal hiring threads hold the planted openings and read like the real ones."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

import pytest

from flows.rehearsal.hacker_news import HackerNews
from flows.rehearsal.hiring_threads import HiringThread, simulate_threads
from flows.rehearsal.truth import Market, demo_market


@pytest.fixture(scope="module")
def market() -> Market:
    return demo_market()


@pytest.fixture(scope="module")
def threads(market: Market) -> tuple[HiringThread, ...]:
    return simulate_threads(market)


def test_the_demo_has_twenty_four_monthly_threads_on_working_days(
    threads: tuple[HiringThread, ...],
) -> None:
    assert [f"{thread.month:%Y-%m}" for thread in threads][:: len(threads) - 1] == [
        "2024-12",
        "2026-11",
    ]
    assert len(threads) == 24
    assert all(thread.created_at.weekday() < 5 for thread in threads)


def test_a_role_is_asked_for_as_often_as_planted(
    market: Market, threads: tuple[HiringThread, ...]
) -> None:
    counts = sum((Counter(thread.n_openings()) for thread in threads), Counter[str]())
    for role, mean in market.truth.thread_openings.items():
        growth = market.truth.growth_share[role]
        expected = sum(
            mean * (1 + growth) ** ((thread.created_at.date() - market.start).days / 365.2425)
            for thread in threads
        )
        assert counts[role] == pytest.approx(expected, abs=4 * expected**0.5), role


def test_the_same_market_gives_the_same_threads(
    market: Market, threads: tuple[HiringThread, ...]
) -> None:
    assert simulate_threads(market) == threads


def test_comments_begin_with_the_line_of_employer_titles_and_place(
    threads: tuple[HiringThread, ...],
) -> None:
    for comment in threads[-1].comments:
        if comment.openings:
            assert comment.text
            employer, titles, *_ = comment.text.split("<p>")[0].split(" | ")
            assert employer == comment.openings[0].employer.name
            assert titles.replace("&#x2F;", "/") == ", ".join(
                opening.title for opening in comment.openings
            )


def test_some_comments_hold_several_openings_and_some_are_no_postings(
    threads: tuple[HiringThread, ...],
) -> None:
    comments = [comment for thread in threads for comment in thread.comments]
    assert sum(len(comment.openings) == 2 for comment in comments) > 50
    assert sum(comment.text is None for comment in comments) == len(threads)
    assert sum(comment.text is not None and not comment.openings for comment in comments) > len(
        threads
    )


def test_the_search_lists_the_authors_three_kinds_of_threads_newest_first(
    market: Market, threads: tuple[HiringThread, ...]
) -> None:
    status, body = HackerNews(threads).algolia(
        "/api/v1/search_by_date",
        {"tags": "story,author_whoishiring", "hitsPerPage": "1000"},
        market.last_day,
    )
    hits = json.loads(body)["hits"]
    assert status == 200
    assert len(hits) == 3 * 24
    assert [hit["created_at_i"] for hit in hits] == sorted(
        (hit["created_at_i"] for hit in hits), reverse=True
    )
    assert sum("Who is hiring?" in hit["title"] for hit in hits) == 24


def test_the_search_pages_and_filters_by_time(
    market: Market, threads: tuple[HiringThread, ...]
) -> None:
    news = HackerNews(threads)
    since = int(threads[-2].created_at.timestamp())
    query = {
        "tags": "story,author_whoishiring",
        "numericFilters": f"created_at_i>={since}",
        "hitsPerPage": "4",
        "page": "1",
    }
    reply = json.loads(news.algolia("/api/v1/search_by_date", query, market.last_day)[1])
    assert (reply["nbHits"], reply["nbPages"], len(reply["hits"])) == (6, 2, 2)


def test_an_item_is_the_whole_thread_with_replies_below_their_comments(
    market: Market, threads: tuple[HiringThread, ...]
) -> None:
    thread = threads[-1]
    item = json.loads(
        HackerNews(threads).algolia(f"/api/v1/items/{thread.id}", {}, market.last_day)[1]
    )
    top = [comment for comment in thread.comments if comment.parent_id == thread.id]
    assert [child["id"] for child in item["children"]] == [comment.id for comment in top]
    assert sum(len(child["children"]) for child in item["children"]) == len(thread.comments) - len(
        top
    )


def test_a_thread_is_not_there_before_its_day_and_fills_up_after_it(
    threads: tuple[HiringThread, ...],
) -> None:
    news, thread = HackerNews(threads), threads[3]
    opens = thread.created_at.date()
    assert news.algolia(f"/api/v1/items/{thread.id}", {}, opens - timedelta(days=1))[0] == 404
    sizes = [
        len(
            json.loads(
                news.algolia(f"/api/v1/items/{thread.id}", {}, opens + timedelta(days=days))[1]
            )["children"]
        )
        for days in (0, 1, 9)
    ]
    assert 0 < sizes[0] < sizes[1] <= sizes[2]


def test_firebase_knows_threads_and_comments_and_answers_null_for_anything_else(
    market: Market, threads: tuple[HiringThread, ...]
) -> None:
    news, thread = HackerNews(threads), threads[0]
    story = json.loads(news.firebase(f"/v0/item/{thread.id}.json", market.last_day)[1])
    comment = json.loads(news.firebase(f"/v0/item/{story['kids'][0]}.json", market.last_day)[1])
    assert (story["by"], comment["parent"]) == ("whoishiring", thread.id)
    assert news.firebase("/v0/item/7.json", market.last_day) == (200, b"null")


@pytest.mark.parametrize("path", ["/api/v1/items/x", "/api/v1/items/1", "/api/v1/users/pg"])
def test_unknown_addresses_of_the_search_are_not_found(
    threads: tuple[HiringThread, ...], path: str
) -> None:
    assert HackerNews(threads).algolia(path, {}, date(2026, 11, 23))[0] == 404
