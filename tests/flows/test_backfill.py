"""History: which months are fetched, and which are left because they were seen whole. Over real HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import polars as pl
import pytest

from flows.backfill import (
    backfill,
    fetch_history,
    history_span,
    is_history_due,
    list_histories,
)
from flows.errors import NothingReached, UsageError
from flows.lake.parts import Lake
from flows.lake.tables import LOOK
from flows.settings import Settings
from tests.flows.served_site import Answers, Site

THREADS = {"100": "June 2026", "200": "July 2026", "300": "August 2026", "400": "November 2026"}
AS_OF = datetime(2026, 11, 23)


class Threads:
    """Hacker News on loopback: three settled threads and a new one of one comment each. `broken` ids answer 500."""

    def __init__(self, site: Callable[[Answers], Site]) -> None:
        self.broken: set[str] = set()
        self.asked: list[str] = []
        self.settings = site(self._answer).settings

    def _answer(self, path: str, _nth: int) -> tuple[int, dict[str, str], bytes]:
        status, found = self.answer(path)
        return status, {}, json.dumps(found).encode()

    def answer(self, path: str) -> tuple[int, object]:
        if "/search_by_date" in path:
            return 200, {
                "hits": [
                    {"objectID": key, "title": f"Ask HN: Who is hiring? ({of})"}
                    for key, of in THREADS.items()
                ]
            }
        name = path.rpartition("/")[2]
        if name not in THREADS:
            return 404, {}
        self.asked.append(name)
        if name in self.broken:
            return 500, {}
        return 200, {
            "children": [
                {
                    "id": int(name) + 1,
                    "text": "Acme | ML Engineer | Ghent",
                    "created_at": "2026-06-01",
                }
            ]
        }


@pytest.fixture
def threads(site: Callable[[Answers], Site]) -> Threads:
    return Threads(site)


def test_every_month_of_the_span_is_looked_at_one_part_a_month(
    threads: Threads, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    told: list[tuple[int, int, str]] = []
    looks = backfill(
        lake,
        threads.settings,
        "hackernews",
        "2026-06",
        "2026-07",
        AS_OF,
        lambda *progress: told.append(progress),
    )
    assert looks.select("period", "outcome", "n_postings", "panel").rows() == [
        ("2026-06", "complete", 1, "history"),
        ("2026-07", "complete", 1, "history"),
    ]
    assert len(lake.parts()) == 2
    assert told == [(1, 2, "2026-06 of Hacker News"), (2, 2, "2026-07 of Hacker News")]


def test_months_seen_whole_are_not_asked_for_again_and_failed_ones_are(
    threads: Threads, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    threads.broken = {"200"}
    first = backfill(lake, threads.settings, "hackernews", "2026-06", "2026-08", AS_OF)
    assert first["outcome"].to_list() == ["complete", "failed", "complete"]
    threads.broken, threads.asked = set(), []
    again = backfill(lake, threads.settings, "hackernews", "2026-06", "2026-08", AS_OF)
    assert again["period"].to_list() == ["2026-07"]
    assert threads.asked == ["200"]
    assert backfill(lake, threads.settings, "hackernews", "2026-06", "2026-08", AS_OF).is_empty()


def test_a_thread_that_still_gathers_comments_is_looked_at_again(
    threads: Threads, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    for _ in range(2):
        looks = backfill(lake, threads.settings, "hackernews", "2026-09", "2026-12", AS_OF)
        assert looks["period"].to_list() == ["2026-11"]


def test_a_month_that_was_found_unchanged_once_it_was_over_is_not_asked_for_again(
    threads: Threads, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    look = {
        "look_id": "a",
        "source": "hackernews",
        "board": "hackernews",
        "period": "2026-06",
        "looked_at": datetime(2026, 10, 1),
        "outcome": "unchanged",
    }
    lake.write_looks("a", pl.DataFrame([look], schema=LOOK))
    assert backfill(lake, threads.settings, "hackernews", "2026-06", "2026-06", AS_OF).is_empty()


def test_what_came_after_the_run_does_not_exist_for_it(threads: Threads, tmp_path: Path) -> None:
    looks = backfill(
        Lake(tmp_path), threads.settings, "hackernews", "2026-01", "2026-12", datetime(2026, 7, 15)
    )
    assert looks["period"].to_list() == ["2026-06", "2026-07"]


@pytest.mark.parametrize(
    ("source", "since", "until", "problem"),
    [
        (
            "greenhouse",
            "2016-01",
            "2016-02",
            "'greenhouse' keeps no history to fetch; these do: hackernews",
        ),
        ("monster", "2016-01", "2016-02", "'monster' keeps no history"),
        ("hackernews", "2016-13", "2017-01", "'2016-13' is not a month"),
        ("hackernews", "2016", "2017-01", "'2016' is not a month"),
        ("hackernews", "2017-01", "2016-01", "--since 2017-01 is after --until 2016-01"),
    ],
)
def test_a_wrong_span_or_source_is_told_before_anything_is_asked(
    tmp_path: Path, source: str, since: str, until: str, problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        backfill(Lake(tmp_path), Settings(mirror="http://127.0.0.1:9"), source, since, until, AS_OF)


def test_a_source_that_does_not_answer_ends_the_backfill_and_keeps_what_it_had(
    threads: Threads, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    backfill(lake, threads.settings, "hackernews", "2026-06", "2026-06", AS_OF)
    with pytest.raises(NothingReached, match="Are you online"):
        backfill(
            lake,
            Settings(mirror="http://127.0.0.1:9", timeout_s=1),
            "hackernews",
            "2026-06",
            "2026-08",
            AS_OF,
        )
    assert lake.looks()["period"].to_list() == ["2026-06"]


@pytest.mark.parametrize(
    ("as_of", "span"),
    [
        (datetime(2026, 11, 23), ("2024-10", "2026-10")),
        (datetime(2026, 1, 1), ("2023-12", "2025-12")),
        (datetime(2027, 2, 28), ("2025-01", "2027-01")),
    ],
)
def test_the_history_of_a_first_run_is_the_25_months_before_the_present_one(
    as_of: datetime, span: tuple[str, str]
) -> None:
    assert history_span(as_of) == span


def look(source: str, panel: str, origin: str | None = None) -> pl.DataFrame:
    row = dict.fromkeys(LOOK) | {"source": source, "panel": panel, "origin": origin}
    return pl.DataFrame([row], schema=LOOK)


def test_history_is_due_until_a_board_was_looked_at() -> None:
    assert is_history_due(pl.DataFrame(schema=LOOK))
    assert is_history_due(look("hackernews", "history"))  # an interrupted history goes on
    assert is_history_due(look("imported", "core"))
    assert is_history_due(look("greenhouse", "core", "a-ledger"))
    assert not is_history_due(look("greenhouse", "core"))
    assert not is_history_due(look("lever", "own"))


def test_a_first_run_fetches_the_threads_before_the_present_month_as_one_part(
    threads: Threads, tmp_path: Path
) -> None:
    lake = Lake(tmp_path)
    fetch_history(lake, threads.settings, AS_OF)
    assert lake.looks().select("period", "outcome", "panel").rows() == [
        ("2026-06", "complete", "history"),
        ("2026-07", "complete", "history"),
        ("2026-08", "complete", "history"),
    ]
    assert len(lake.parts()) == 1
    threads.asked = []
    fetch_history(lake, threads.settings, AS_OF)
    assert threads.asked == []


def test_a_history_that_cannot_be_had_is_told_with_what_fetches_it_later_and_fails_nothing(
    threads: Threads, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fetch_history(Lake(tmp_path), Settings(mirror="http://127.0.0.1:9", timeout_s=1), AS_OF)
    assert "no history of Hacker News, the run goes on without it" in caplog.text
    assert "rolecall backfill hackernews --since 2024-10" in caplog.text
    threads.broken = {"200"}
    fetch_history(Lake(tmp_path), threads.settings, AS_OF)
    assert "1 of the threads could not be read whole" in caplog.text
    assert Lake(tmp_path).looks()["outcome"].to_list() == ["complete", "failed", "complete"]


def test_swedens_archive_is_fetched_month_by_month_and_resumed(
    site: Callable[[Answers], Site], tmp_path: Path
) -> None:
    def answer(path: str, _nth: int) -> tuple[int, dict[str, str], bytes]:
        if path.endswith("/robots.txt"):
            return 404, {}, b""
        month = dict(parse_qsl(urlsplit(path).query))["historical-from"][:7]
        advert = {"id": month, "headline": "Dataingenj\u00f6r", "publication_date": f"{month}-09"}
        found = {"total": {"value": 1}, "hits": [advert]}
        return 200, {}, json.dumps(found).encode()

    archive, lake = site(answer), Lake(tmp_path)
    looks = backfill(lake, archive.settings, "jobtech", "2016-01", "2016-03", AS_OF)
    assert looks.select("period", "outcome", "n_postings").rows() == [
        ("2016-01", "complete", 1),
        ("2016-02", "complete", 1),
        ("2016-03", "complete", 1),
    ]
    archive.asked.clear()
    again = backfill(lake, archive.settings, "jobtech", "2016-02", "2016-04", AS_OF)
    assert again["period"].to_list() == ["2016-04"]
    assert len([path for path in archive.asked if "search" in path]) == 1


def test_every_history_that_can_be_fetched_is_listed_with_what_it_was_read_from() -> None:
    listed = {row["history"]: row["read from"] for row in list_histories()}
    assert listed == {
        "hackernews": "real",
        "jobtech": "documented",
        "usajobs_history": "documented",
        "dol_lca": "documented",
        "open_jobs": "documented",
    }
