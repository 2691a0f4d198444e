"""What one odd header or one odd letter of a board costs: that alone, and never the board. Over real HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from flows.boards.look import LastLooks, Look, look_at
from flows.classify import read_bodies
from flows.lake.tables import BODY
from flows.scrape import split_seen
from flows.sources import Board
from flows.sources.kit.half_letters import mark_half_letters
from tests.flows.served_site import Answers, Site, through, without_robots

NOW = datetime(2026, 11, 23)
ASHBY = Board("ashby", "acme", "Acme")
TEXT = "We build models. You know Python."


def look(site: Site, board: Board, earlier: LastLooks | None = None) -> Look:
    with through(site.url) as client:
        return look_at(client, board, earlier or {}, NOW, "run")


def read(look: Look) -> tuple[dict[str, str], dict[str, str]]:
    """Titles by id, and the reasons of what was quarantined by id."""
    _, bodies = split_seen([look], set(), ())
    postings, rejects = read_bodies(bodies.cast(dict(BODY)))
    return (
        dict(postings.select("sighted_id", "title").iter_rows()),
        dict(rejects.select("external_id", "reason").iter_rows()),
    )


def jobs(n: int) -> bytes:
    listed = [
        {"id": f"job-{at}", "title": f"ML Engineer {at}", "descriptionPlain": TEXT, "isListed": True}
        for at in range(n)
    ]  # fmt: skip
    return json.dumps({"jobs": listed, "apiVersion": "1"}).encode()


@pytest.mark.parametrize("tag", ['"caf\u00e9"', 'W/"\u00fc-7"', '"\u00a0"', '"a\tb"'])
@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_tag_that_no_header_can_hold_is_not_sent_back(
    site: Callable[[Answers], Site], name: str, tag: str
) -> None:
    board = site(without_robots((200, {name: tag}, jobs(1))))
    first = look(board, ASHBY).row
    assert (first["outcome"], first["etag"], first["last_modified"]) == ("complete", None, None)
    # As a lake may hold it from before.
    kept: dict[str, Any] = {**first, "etag": tag, "last_modified": tag, "repeats_look_id": None}
    second = look(board, ASHBY, {("ashby", "acme", None): kept}).row
    assert (second["outcome"], second["error"], second["n_postings"]) == ("complete", None, 1)
    assert "if-none-match" not in board.headers[-1]


def test_a_tag_in_ascii_is_sent_back(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {"ETag": 'W/"7"'}, jobs(1)), (304, {}, b"")))
    first = look(board, ASHBY).row
    second = look(board, ASHBY, {("ashby", "acme", None): {**first, "repeats_look_id": None}}).row
    assert (second["outcome"], board.headers[-1]["if-none-match"]) == ("unchanged", 'W/"7"')


HALVES = {
    "a first half at the end": r"ML \ud83d",
    "a first half before another letter": r"ML \uD83Dx",
    "a first half before an escape": r"ML \ud83d\u0041",
    "a first half twice": r"ML \ud83d\ud83d",
    "a second half": r"ML \ude00 Engineer",
    "a whole letter, then a half": r"ML \ud83d\ude00\ud83d",
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_half_a_letter_costs_itself_alone(site: Callable[[Answers], Site], half: str) -> None:
    body = jobs(4).replace(b"ML Engineer 2", half.encode())
    found = look(site(without_robots((200, {}, body))), ASHBY)
    assert (found.row["outcome"], found.row["n_postings"]) == ("complete", 4)
    titles, reasons = read(found)
    assert {at: titles[f"job-{at}"] for at in (0, 1, 3)} == {
        at: f"ML Engineer {at}" for at in (0, 1, 3)
    }
    assert titles["job-2"].startswith("ML")
    assert "\N{REPLACEMENT CHARACTER}" in titles["job-2"]
    assert reasons == {}


def test_half_a_letter_in_an_id_costs_its_own_posting_alone(
    site: Callable[[Answers], Site],
) -> None:
    body = jobs(4).replace(b"job-2", rb"job-2\ud83d")
    titles, reasons = read(look(site(without_robots((200, {}, body))), ASHBY))
    assert sorted(titles) == ["job-0", "job-1", "job-3"]
    assert list(reasons.values()) == ["$: its id holds half a letter (a lone surrogate)"]


@pytest.mark.parametrize("field", ["descriptionPlain", "descriptionHtml", "unknownField"])
def test_half_a_letter_in_any_field_costs_itself_alone(
    site: Callable[[Answers], Site], field: str
) -> None:
    listed = json.loads(jobs(3))
    listed["jobs"][1][field] = "cut \ud83d"
    found = look(site(without_robots((200, {}, json.dumps(listed).encode()))), ASHBY)
    titles, reasons = read(found)
    assert (found.row["outcome"], sorted(titles), list(reasons)) == (
        "complete",
        ["job-0", "job-1", "job-2"],
        [],
    )


LISTS = {
    "greenhouse": '{"jobs": [%s], "meta": {"total": 3}}',
    "lever": "[%s]",
    "recruitee": '{"offers": [%s]}',
}


@pytest.mark.parametrize("source", LISTS)
def test_so_it_is_on_boards_of_other_kinds(site: Callable[[Answers], Site], source: str) -> None:
    rows = [
        {"id": at, "title": title, "text": title, "content": TEXT, "descriptionPlain": TEXT, "description": TEXT}
        for at, title in ((1, "ML Engineer"), (2, "AI \ud83d"), (3, "Data Scientist"))
    ]  # fmt: skip
    body = LISTS[source] % ", ".join(map(json.dumps, rows))
    found = look(site(without_robots((200, {}, body.encode()))), Board(source, "acme", "Acme"))
    assert found.row["outcome"] == "complete", found.row["error"]
    titles, reasons = read(found)
    unknown = "AI \N{REPLACEMENT CHARACTER}"
    assert titles == {"1": "ML Engineer", "2": unknown, "3": "Data Scientist"}
    assert reasons == {}


def test_so_it_is_in_a_thread(site: Callable[[Answers], Site]) -> None:
    story = {"hits": [{"title": "Ask HN: Who is hiring? (November 2026)", "objectID": "7"}]}
    comments = [
        {"id": at, "created_at": "2026-11-02T00:00:00Z", "text": f"Acme {at} | {title} | Berlin | Remote"}
        for at, title in ((1, "ML Engineer"), (2, "ML Engineer \ud83d"), (3, "Data Scientist"))
    ]  # fmt: skip

    def answers(path: str, _: int) -> tuple[int, dict[str, str], bytes]:
        if path.endswith("/robots.txt"):
            return 404, {}, b""
        found: dict[str, Any] = {"children": comments} if "/items/" in path else story
        return 200, {}, json.dumps(found).encode()

    found = look(site(answers), Board("hackernews", "whoishiring"))
    titles, reasons = read(found)
    assert (found.row["outcome"], sorted(titles), list(reasons)) == (
        "complete",
        ["1", "2", "3"],
        [],
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb'"\ud83d\ude00"', rb'"\ud83d\ude00"'),
        (rb'"\\ud83d"', rb'"\\ud83d"'),
        (rb'"\\\ud83d"', rb'"\\\ufffe"'),
        (rb'"\ud83d\\ude00"', rb'"\ufffe\\ude00"'),
        (rb'"\ude00\ud83d"', rb'"\ufffe\ufffe"'),
        (rb'"\u00e9 \" \\"', rb'"\u00e9 \" \\"'),
        (b'"\xf0\x9f\x98\x80"', b'"\xf0\x9f\x98\x80"'),
        (b"", b""),
    ],
)
def test_whole_letters_and_written_backslashes_stay(sent: bytes, kept: bytes) -> None:
    assert mark_half_letters(sent) == kept


@pytest.mark.parametrize("headers", [{}, {"Content-Range": "bytes 0-99/20000"}])
def test_a_part_of_a_reply_is_no_complete_look(
    site: Callable[[Answers], Site], headers: dict[str, str]
) -> None:
    found = look(site(without_robots((206, headers, jobs(2)))), ASHBY)
    assert (found.row["outcome"], found.row["http_status"], found.payloads) == ("failed", 206, [])
    assert "a part of the reply" in found.row["error"]


def test_a_part_of_a_later_page_makes_the_look_partial(site: Callable[[Answers], Site]) -> None:
    page = json.dumps([{"id": f"a{at}", "text": "ML Engineer"} for at in range(100)]).encode()
    board = site(lambda path, _: (404, {}, b"") if path.endswith("/robots.txt") else (206 if "skip=100" in path else 200, {}, page))  # fmt: skip
    row = look(board, Board("lever", "acme", "Acme")).row
    assert (row["outcome"], row["n_postings"], row["http_status"]) == ("partial", 100, 206)
