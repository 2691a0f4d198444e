"""What a look at a broken board ends as: every planned fault met by the real client and the real sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from flows.boards.look import Look, look_at
from flows.errors import PayloadChanged
from flows.rehearsal.fault_plan import Fault, FaultPlan, PlannedFault
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings
from flows.sources import Board, Reply, every_source
from flows.web.client import PoliteClient, Request

MARKET = Market.simulate(11, n_employers=60, weeks=20)
SETTINGS = replace(Settings(), pace_s=0.0, timeout_s=20.0, max_reply_mb=30.0)
PATIENCE_S = {
    Fault.TIMEOUT: 0.3,
    Fault.SLOW_DRIP: 1.0,
}  # what is never going to come is not worth more waiting
EMPLOYERS = {
    source: next(
        row
        for row in MARKET.employers
        if row.source == source and MARKET.truth.join_week[row.board] == 0
    )
    for source in ("greenhouse", "lever", "ashby", "careers_page")
}


def look(source: str, fault: Fault | None, n_times: int | None = None) -> Look:
    employer = EMPLOYERS[source]
    plan = FaultPlan((PlannedFault(employer.board, fault, n_times=n_times),)) if fault else None
    settings = (
        replace(SETTINGS, timeout_s=PATIENCE_S.get(fault, SETTINGS.timeout_s))
        if fault
        else SETTINGS
    )
    with (
        RehearsalServer(MARKET, plan) as server,
        PoliteClient(replace(settings, mirror=server.url)) as client,
    ):
        return look_at(client, board_of(source), {}, datetime(2026, 11, 23), "run")


def board_of(source: str) -> Board:
    return Board(source, EMPLOYERS[source].board, EMPLOYERS[source].name)


def n_open(source: str) -> int:
    return len(MARKET.postings_open(EMPLOYERS[source].board, MARKET.last_day))


def n_read(source: str, seen: Look) -> tuple[int, int]:
    """Postings read, and bodies that go to quarantine."""
    read, bad = 0, 0
    for payload in seen.payloads:
        try:
            read += len(every_source()[source].parse(payload, board_of(source)))
        except PayloadChanged:
            bad += 1
    return read, bad


@pytest.mark.parametrize("source", EMPLOYERS)
def test_a_board_without_a_fault_is_read_whole(source: str) -> None:
    seen = look(source, None)
    assert (seen.row["outcome"], len(seen.payloads)) == ("complete", n_open(source))
    assert n_read(source, seen) == (n_open(source), 0)


@pytest.mark.parametrize(
    ("fault", "outcome", "words"),
    [
        (Fault.TOO_MANY_REQUESTS, "failed", "429"),
        (Fault.SERVER_ERROR, "failed", "500"),
        (Fault.UNAVAILABLE, "failed", "503"),
        (Fault.FORBIDDEN, "refused", "403"),
        (Fault.GONE, "missing", "404"),
        (Fault.TIMEOUT, "failed", "no answer in time"),
        (Fault.REDIRECT_LOOP, "failed", "circle"),
        (Fault.REDIRECT_PRIVATE, "failed", "private address"),
        (Fault.SLOW_DRIP, "failed", "not all there"),
        (Fault.CUT_OFF, "failed", "connection broke"),
        (Fault.TRUNCATED_JSON, "failed", "truncated"),
        (Fault.TRUNCATED_GZIP, "failed", "connection broke"),
        (Fault.GZIP_BOMB, "failed", "above 30 MB"),
        (Fault.HUGE_BODY, "failed", "above 30 MB"),
        (Fault.HTML_PAGE, "failed", "web page instead of JSON"),
        (Fault.CAPTCHA, "failed", "web page instead of JSON"),
    ],
)
def test_a_broken_reply_ends_as_a_look_that_closes_nothing_and_says_why(
    fault: Fault, outcome: str, words: str
) -> None:
    seen = look("greenhouse", fault)
    assert seen.row["outcome"] == outcome
    assert words in seen.row["error"]
    assert not seen.payloads


@pytest.mark.parametrize(
    "fault", [Fault.TOO_MANY_REQUESTS, Fault.UNAVAILABLE, Fault.CUT_OFF, Fault.TIMEOUT]
)
def test_a_fault_that_passes_is_waited_out(fault: Fault) -> None:
    seen = look("ashby", fault, n_times=1)
    assert (seen.row["outcome"], len(seen.payloads)) == ("complete", n_open("ashby"))


@pytest.mark.parametrize("source", ["greenhouse", "lever", "ashby"])
@pytest.mark.parametrize("fault", [Fault.MISSING_FIELDS, Fault.WRONG_TYPES])
def test_a_bad_posting_is_quarantined_and_the_good_ones_beside_it_are_kept(
    source: str, fault: Fault
) -> None:
    assert n_read(source, look(source, fault)) == (n_open(source) - 1, 1)


@pytest.mark.parametrize("source", EMPLOYERS)
def test_a_hostile_title_is_read_without_its_control_characters(source: str) -> None:
    seen = look(source, Fault.HOSTILE_TITLE)
    titles = [
        posting.title
        for body in seen.payloads
        for posting in every_source()[source].parse(body, board_of(source))
    ]
    assert len(titles) == n_open(source)
    assert any("Engineer" in title and "script" in title for title in titles)
    assert not any(ord(letter) < 32 for title in titles for letter in title)


@pytest.mark.parametrize("source", ["greenhouse", "lever", "ashby"])
def test_a_description_of_twenty_megabytes_is_kept_beside_the_others(source: str) -> None:
    assert n_read(source, look(source, Fault.HUGE_DESCRIPTION)) == (n_open(source), 0)


@pytest.mark.parametrize("source", EMPLOYERS)
def test_a_wrong_content_type_does_not_matter(source: str) -> None:
    assert n_read(source, look(source, Fault.WRONG_CONTENT_TYPE)) == (n_open(source), 0)


def paged(page_of: Callable[[int], range]) -> Look:
    """A look at a Lever board whose page from `skip` on lists the postings of these numbers."""

    class Client(PoliteClient):
        def ask(self, request: Request) -> tuple[Reply, int]:
            skip = int(dict(parse_qsl(urlsplit(request.url).query))["skip"])
            postings = [
                {"id": f"{number:08d}-0000-4000-8000-000000000000", "text": "A"}
                for number in page_of(skip)
            ]
            return Reply(request.url, 200, {}, json.dumps(postings).encode()), 1

    with Client(SETTINGS) as client:
        return look_at(client, Board("lever", "acme"), {}, datetime(2026, 11, 23), "run")


def test_pages_that_overlap_give_each_posting_once_and_close_nothing() -> None:
    seen = paged(
        lambda skip: range(
            max(0, skip - 7 * (skip // 100)), min(skip - 7 * (skip // 100) + 100, 250)
        )
    )
    assert seen.row["outcome"] == "partial"
    assert "14 of its rows came on a second page" in seen.row["error"]
    assert len({payload.external_id for payload in seen.payloads}) == len(seen.payloads) == 250


def test_a_board_that_shows_its_first_page_for_ever_is_read_once_and_closes_nothing() -> None:
    seen = paged(lambda _: range(100))
    assert seen.row["outcome"] == "partial"
    assert "100 of its rows came on a second page" in seen.row["error"]
    assert len(seen.payloads) == 100
