"""Each planned fault does over HTTP what it says, to the board and on the days it is planned for."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from flows.rehearsal import faults
from flows.rehearsal.fault_plan import Fault, FaultPlan, PlannedFault
from flows.rehearsal.faults import HOSTILE_TITLE, PRIVATE_ADDRESS, Answer, spoil
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market

MARKET = Market.simulate(11, n_employers=12, weeks=20)
EMPLOYER = next(
    row
    for row in MARKET.employers
    if row.source == "greenhouse" and MARKET.truth.join_week[row.board] == 0
)
LEVER = next(
    row
    for row in MARKET.employers
    if row.source == "lever" and MARKET.truth.join_week[row.board] == 0
)
ADDRESS = f"boards-api.greenhouse.io/v1/boards/{EMPLOYER.slug}/jobs?content=true"


@contextmanager
def serving(
    fault: Fault, n_times: int | None = None, board: str = EMPLOYER.board
) -> Iterator[RehearsalServer]:
    with RehearsalServer(
        MARKET, FaultPlan((PlannedFault(board, fault, n_times=n_times),))
    ) as server:
        yield server


def ask(server: RehearsalServer, address: str = ADDRESS, timeout: float = 5.0) -> httpx.Response:
    return httpx.get(f"{server.url}/{address}", timeout=timeout)


def good_jobs() -> list[dict[str, object]]:
    with RehearsalServer(MARKET) as server:
        jobs: list[dict[str, object]] = ask(server).json()["jobs"]
        return jobs


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.TOO_MANY_REQUESTS, 429),
        (Fault.SERVER_ERROR, 500),
        (Fault.UNAVAILABLE, 503),
        (Fault.FORBIDDEN, 403),
        (Fault.GONE, 404),
        (Fault.REDIRECT_LOOP, 302),
        (Fault.REDIRECT_PRIVATE, 302),
        (Fault.HTML_PAGE, 200),
        (Fault.CAPTCHA, 200),
    ],
)
def test_a_fault_of_http_answers_with_its_status(fault: Fault, status: int) -> None:
    with serving(fault) as server:
        assert ask(server).status_code == status


def test_too_many_requests_says_when_to_come_back_and_then_lets_one_in() -> None:
    with serving(Fault.TOO_MANY_REQUESTS, n_times=2) as server:
        replies = [ask(server) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [429, 429, 200]
    assert replies[0].headers["Retry-After"] == "1"


def test_a_redirect_loop_leads_back_to_the_address_asked_for() -> None:
    with serving(Fault.REDIRECT_LOOP) as server:
        assert ask(server).headers["Location"] == f"https://{ADDRESS}"


def test_a_private_redirect_leads_to_an_address_nobody_may_follow() -> None:
    with serving(Fault.REDIRECT_PRIVATE) as server:
        assert ask(server).headers["Location"] == PRIVATE_ADDRESS


def test_a_timeout_says_nothing_until_the_client_gives_up() -> None:
    with serving(Fault.TIMEOUT) as server, pytest.raises(httpx.ReadTimeout):
        ask(server, timeout=0.3)


def test_a_slow_drip_begins_and_does_not_end() -> None:
    with (
        serving(Fault.SLOW_DRIP) as server,
        httpx.stream("GET", f"{server.url}/{ADDRESS}", timeout=5) as reply,
    ):
        assert int(reply.headers["Content-Length"]) > 1_000
        first = next(reply.iter_raw())
        assert 0 < len(first) <= 32


def test_a_cut_off_reply_ends_before_its_stated_length() -> None:
    with serving(Fault.CUT_OFF) as server, pytest.raises(httpx.RemoteProtocolError):
        ask(server)


def test_truncated_json_is_a_whole_reply_of_half_a_document() -> None:
    with serving(Fault.TRUNCATED_JSON) as server:
        reply = ask(server)
    assert reply.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        reply.json()


def test_truncated_gzip_cannot_be_read_to_its_end() -> None:
    with serving(Fault.TRUNCATED_GZIP) as server:
        reply = ask(server)
    with pytest.raises(ValueError, match=r"."):
        reply.json()


def test_a_gzip_bomb_is_small_on_the_wire_and_huge_when_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faults, "BOMB_MB", 20)
    with serving(Fault.GZIP_BOMB) as server:
        reply = ask(server)
    assert int(reply.headers["Content-Length"]) < 100_000
    assert len(reply.content) == 20_000_000


def test_a_huge_body_does_not_say_how_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "HUGE_BODY_MB", 5)
    with serving(Fault.HUGE_BODY) as server:
        reply = ask(server)
    assert "Content-Length" not in reply.headers
    assert len(reply.content) > 5_000_000


def test_a_wrong_charset_is_declared_utf_8_and_is_not() -> None:
    with serving(Fault.WRONG_CHARSET) as server:
        reply = ask(server)
    assert "utf-8" in reply.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        reply.content.decode()


def test_a_wrong_content_type_hides_good_json() -> None:
    with serving(Fault.WRONG_CONTENT_TYPE) as server:
        reply = ask(server)
    assert reply.headers["Content-Type"] == "text/plain"
    assert reply.json()["jobs"]


def test_html_and_captcha_pages_come_with_200() -> None:
    for fault in (Fault.HTML_PAGE, Fault.CAPTCHA):
        with serving(fault) as server:
            reply = ask(server)
        assert reply.headers["Content-Type"].startswith("text/html")
        assert reply.text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("fault", "first_is_bad"),
    [
        (Fault.MISSING_FIELDS, lambda job: set(job) == {"id"}),
        (Fault.WRONG_TYPES, lambda job: job["title"] == [{"was": "changed"}]),
        (Fault.HUGE_DESCRIPTION, lambda job: len(job["content"]) >= 20_000_000),
        (Fault.HOSTILE_TITLE, lambda job: job["title"] == HOSTILE_TITLE),
    ],
)
def test_a_fault_of_content_spoils_one_posting_and_leaves_the_others(
    fault: Fault, first_is_bad: Callable[[dict[str, object]], bool]
) -> None:
    with serving(fault) as server:
        reply = ask(server, timeout=20).json()
    good = good_jobs()
    assert first_is_bad(reply["jobs"][0])
    assert reply["jobs"][0]["id"] == good[0]["id"]
    assert reply["jobs"][1:] == good[1:]


def test_an_empty_list_comes_from_a_board_that_was_full() -> None:
    with serving(Fault.EMPTY_LIST) as server:
        assert ask(server).json() == {"jobs": [], "meta": {"total": 0}}


def test_renamed_fields_leave_nothing_to_know_a_posting_by() -> None:
    with serving(Fault.RENAMED_FIELDS) as server:
        assert all("new_id" in job and "id" not in job for job in ask(server).json()["jobs"])


def test_duplicate_ids_repeat_a_posting_within_one_reply() -> None:
    with serving(Fault.DUPLICATE_IDS) as server:
        ids = [job["id"] for job in ask(server).json()["jobs"]]
    assert len(ids) == len(set(ids)) + 1


def test_repeating_pages_list_every_posting_twice() -> None:
    with serving(Fault.REPEATING_PAGES) as server:
        ids = [job["id"] for job in ask(server).json()["jobs"]]
    assert len(ids) == 2 * len(set(ids))


def test_ids_change_case_where_they_have_letters() -> None:
    address = f"api.lever.co/v0/postings/{LEVER.slug}?mode=json"
    with RehearsalServer(MARKET) as server:
        before = [job["id"] for job in ask(server, address).json()]
    with serving(Fault.IDS_CHANGE_CASE, board=LEVER.board) as server:
        after = [job["id"] for job in ask(server, address).json()]
    assert after == [name.upper() for name in before]
    assert after != before


@pytest.mark.parametrize("fault", [Fault.MISSING_FIELDS, Fault.HOSTILE_TITLE, Fault.EMPTY_LIST])
def test_a_fault_of_content_spoils_every_other_page_of_a_careers_site(fault: Fault) -> None:
    page = b'<script type="application/ld+json">{"@type": "JobPosting", "title": "A", "description": "<p>B</p>"}</script>'
    spoiled = [
        spoil(
            Answer(200, page, "text/html; charset=utf-8"),
            fault,
            f"https://careers.x.example/jobs/{n}",
        ).body
        != page
        for n in range(4)
    ]
    assert sorted(spoiled) == [False, False, True, True]


def test_changed_markup_hides_the_json_ld() -> None:
    page = Answer(
        200, b'<script type="application/ld+json">{}</script>', "text/html; charset=utf-8"
    )
    assert (
        b"ld+json" not in spoil(page, Fault.MARKUP_CHANGED, "https://careers.x.example/jobs/1").body
    )


def test_a_fault_of_content_leaves_errors_and_pages_as_they_are() -> None:
    missing = Answer(404, b'{"status":404}')
    assert spoil(missing, Fault.EMPTY_LIST, "https://x.example") == missing


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_can_befall_every_kind_of_json_reply(fault: Fault) -> None:
    for body in (
        b'{"jobs":[{"id":1,"title":"A","content":"B"}]}',
        b'[{"id":"a","text":"A","description":"B"}]',
        b'{"id":1,"children":[{"id":2,"text":"A"}]}',
        b"[]",
    ):
        if fault is not Fault.GZIP_BOMB:
            assert isinstance(spoil(Answer(200, body), fault, "https://x.example"), Answer)


def test_a_fault_holds_only_for_its_board_and_its_days() -> None:
    day = MARKET.last_day
    plan = FaultPlan(
        (PlannedFault(EMPLOYER.board, Fault.UNAVAILABLE, first_day=day, last_day=day),)
    )
    assert plan.fault_for(EMPLOYER.board, day, 0) is Fault.UNAVAILABLE
    assert plan.fault_for(LEVER.board, day, 0) is None
    assert plan.fault_for(EMPLOYER.board, day - timedelta(days=1), 0) is None
    assert plan.fault_for(EMPLOYER.board, day + timedelta(days=1), 0) is None


def test_of_several_faults_the_first_listed_wins() -> None:
    plan = FaultPlan((PlannedFault("b", Fault.GONE, n_times=1), PlannedFault("b", Fault.FORBIDDEN)))
    assert [plan.fault_for("b", MARKET.last_day, attempt) for attempt in (0, 1)] == [
        Fault.GONE,
        Fault.FORBIDDEN,
    ]


def test_other_boards_answer_well_beside_a_broken_one() -> None:
    with serving(Fault.TIMEOUT) as server:
        assert ask(server, f"api.lever.co/v0/postings/{LEVER.slug}?mode=json").status_code == 200


def test_leaving_the_server_does_not_wait_for_silent_replies() -> None:
    with serving(Fault.TIMEOUT) as server:
        host = urlsplit(server.url)
        with socket.create_connection(
            (host.hostname or "", host.port or 0), timeout=5
        ) as connection:
            connection.sendall(f"GET /{ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert server.closing.is_set()
