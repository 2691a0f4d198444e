"""The second look at a board whose texts stand on pages of their own: what is asked again, and what is kept unasked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.classify import classify_lake
from flows.lake.parts import Lake
from flows.lake.retention.forget import remove_postings
from flows.lake.retention.old_bodies import remove_old_bodies
from flows.lake.seen import remembered
from flows.lake.tables import LOOK, SIGHTING, posting_hash
from flows.scrape import look_at_boards
from flows.settings import Settings
from flows.sources import Board

BOARD = Board("bamboohr", "acme", "Acme")
DAY = datetime(2026, 11, 2)


class BambooSite:
    """A BambooHR board over real HTTP on loopback. `titles` by id; `broken` ids answer 503; `asked` is what was asked."""

    def __init__(self) -> None:
        self.titles = {"1": "AI Engineer", "2": "Data Scientist"}
        self.texts: dict[str, str] = {}
        self.broken: set[str] = set()
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = site.answer(self.path.removeprefix("/acme.bamboohr.com"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", '"always the same"')
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.settings = Settings(
            mirror=f"http://127.0.0.1:{self._server.server_port}", timeout_s=5.0
        )
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def answer(self, path: str) -> tuple[int, bytes]:
        if path == "/robots.txt":
            return 404, b""
        self.asked.append(path)
        if path == "/careers/list":
            rows = [
                {"id": number, "jobOpeningName": title} for number, title in self.titles.items()
            ]
            return 200, json.dumps({"result": rows, "meta": {"totalCount": len(rows)}}).encode()
        number = path.split("/")[2]
        if number in self.broken:
            return 503, b""
        if number not in self.titles:
            return 404, b""
        text = self.texts.get(number, f"Text of {number}")
        return 200, json.dumps({"result": {"jobOpening": {"description": text}}}).encode()

    def pages(self) -> list[str]:
        """The postings whose pages were asked for since the last call."""
        found = [path.split("/")[2] for path in self.asked if path.endswith("/detail")]
        self.asked.clear()
        return sorted(set(found))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[BambooSite]:
    running = BambooSite()
    yield running
    running.close()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def look(site: BambooSite, lake: Lake) -> Callable[[datetime], dict[str, object]]:
    """Looks once at the board, as of a moment, and gives the look's row."""

    def look_once(as_of: datetime) -> dict[str, object]:
        return look_at_boards(
            [BOARD], site.settings, lake, as_of, f"{as_of:%Y%m%dT%H%M%S}-0000"
        ).row(0, named=True)

    return look_once


def seen(lake: Lake, as_of: datetime) -> dict[str, str]:
    """Id and content of the postings that the look of that moment saw."""
    looks = lake.looks().filter(pl.col("looked_at") == as_of)
    rows = lake.sightings().join(looks, on="look_id", how="semi")
    return dict(rows.select("external_id", "content_hash").iter_rows())


LATER = DAY + timedelta(hours=1)  # the same day, on which no page can be due again

Look = Callable[[datetime], dict[str, object]]


def test_a_second_look_at_the_same_list_asks_for_the_list_alone(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    assert site.pages() == ["1", "2"]
    again = look(LATER)
    assert (site.asked, again["outcome"], again["n_postings"]) == (["/careers/list"], "complete", 2)
    assert again["n_requests"] == 1
    assert seen(lake, LATER) == seen(lake, DAY)
    assert len(lake.known_hashes()) == 2


def test_a_posting_whose_row_changed_and_one_that_is_new_are_asked_for(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    site.pages()
    site.titles |= {"2": "Staff Data Scientist", "3": "ML Engineer"}
    look(LATER)
    assert site.pages() == ["2", "3"]
    assert seen(lake, LATER)["1"] == seen(lake, DAY)["1"]
    assert seen(lake, LATER)["2"] != seen(lake, DAY)["2"]


def test_a_page_that_fails_leaves_the_posting_seen_with_the_text_it_had(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    site.pages()
    site.titles["2"], site.broken = "Staff Data Scientist", {"2"}
    failed = look(LATER)
    assert (
        failed["outcome"],
        "1 of 2 postings came without their own page" in str(failed["error"]),
    ) == (
        "partial",
        True,
    )
    assert seen(lake, LATER) == seen(lake, DAY)
    site.pages()
    site.broken = set()
    assert look(LATER + timedelta(hours=1))["outcome"] == "complete"
    assert site.pages() == ["2"]


def test_a_partial_look_is_remembered_too(site: BambooSite, lake: Lake, look: Look) -> None:
    site.broken = {"2"}
    assert look(DAY)["outcome"] == "partial"
    site.pages()
    look(LATER)
    assert site.pages() == ["2"]


def test_a_gone_posting_is_gone_though_it_is_remembered(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    del site.titles["1"]
    look(LATER)
    assert set(seen(lake, LATER)) == {"2"}


def test_every_page_is_asked_for_again_within_two_weeks_and_not_all_on_one_day(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    site.titles = {str(number): "AI Engineer" for number in range(40)}
    look(DAY)
    site.pages()
    asked: list[list[str]] = []
    for day in range(1, 15):
        look(DAY + timedelta(days=day))
        asked.append(site.pages())
    assert sorted(number for pages in asked for number in pages) == sorted(site.titles)
    assert max(map(len, asked)) <= 10


def test_an_edit_that_the_list_does_not_show_is_read_within_two_weeks(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    site.texts["1"] = "Another text"
    look(DAY + timedelta(days=14))
    assert seen(lake, DAY + timedelta(days=14))["1"] != seen(lake, DAY)["1"]


def test_a_forgotten_posting_stays_forgotten_and_is_not_asked_for(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    remove_postings(lake, {posting_hash("bamboohr", "acme", "1")})
    site.pages()
    look(LATER)
    assert site.pages() == []
    assert set(seen(lake, LATER)) == {"2"}


def test_bodies_that_were_removed_after_their_time_count_as_known(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    classify_lake(lake, n_workers=1)
    assert remove_old_bodies(lake, 0, DAY) == 1
    site.pages()
    look(LATER)
    assert site.pages() == []
    assert seen(lake, LATER) == seen(lake, DAY)


def test_bodies_whose_file_was_lost_are_asked_for_again(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    for file in (lake.folder / "bodies").glob("*.parquet"):
        file.unlink()
    site.pages()
    look(LATER)
    assert site.pages() == ["1", "2"]


def test_a_run_that_speaks_for_an_earlier_day_remembers_nothing_of_later_ones(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    site.pages()
    look(DAY - timedelta(days=3))
    assert site.pages() == ["1", "2"]


def test_sightings_of_before_there_were_stamps_are_read_and_asked_for_once(
    site: BambooSite, lake: Lake, look: Look
) -> None:
    look(DAY)
    for file in [
        *(lake.folder / "sightings").glob("*.parquet"),
        *(lake.folder / "looks").glob("*.parquet"),
    ]:
        pl.read_parquet(file).drop("stamp", "is_excerpt", "n_requests", strict=False).write_parquet(
            file
        )
    site.pages()
    look(LATER)
    assert site.pages() == ["1", "2"]
    assert lake.sightings().schema == lake.scan_sightings().collect_schema() == SIGHTING
    assert lake.looks()["is_excerpt"].to_list() == [None, False]


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(1, 400),
    st.text("abc", min_size=1, max_size=5),
)
def test_however_rarely_a_board_is_looked_at_each_posting_is_due_by_its_days(
    day: date, n_days: int, name: str
) -> None:
    hashes = {"body"}
    seen_at = datetime.combine(day, datetime.min.time())
    looks = pl.DataFrame(
        [
            {
                "look_id": "l",
                "run_id": "r",
                "source": "bamboohr",
                "board": "acme",
                "looked_at": seen_at,
                "outcome": "complete",
            }
        ],
        schema=LOOK,
    )
    memory = remembered(
        OneSighting(name), looks, [BOARD], hashes, frozenset(), day + timedelta(days=n_days)
    )  # type: ignore[arg-type]
    known = memory.of(BOARD)(name)
    assert known is not None
    assert known.is_due or n_days < 14
    assert (
        remembered(OneSighting(name), looks, [BOARD], set(), frozenset(), day).of(BOARD)(name)
        is None
    )  # type: ignore[arg-type]


class OneSighting:
    """A lake that saw one posting once."""

    def __init__(self, name: str) -> None:
        self.row = ("l", "bamboohr", "acme", name, "body", "stamp")

    def scan_sightings(self, run_ids: frozenset[str]) -> pl.LazyFrame:
        return pl.LazyFrame([self.row], schema=SIGHTING, orient="row")
