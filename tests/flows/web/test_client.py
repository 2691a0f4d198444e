"""How boards are asked: over real HTTP on loopback where bytes matter, over a mock transport where only turns do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from flows.errors import (
    AccessRefused,
    BoardMissing,
    BoardUnchanged,
    LookError,
    RolecallError,
    SourceUnavailable,
)
from flows.settings import Settings
from flows.web.client import PoliteClient
from flows.web.look import Getter, Validators
from tests.flows.served_site import (
    BOARD,
    Answer,
    Answers,
    Site,
    outcome_of,
    through,
    without_robots,
)

# ---- what is asked, and how


def test_every_request_goes_through_the_mirror_and_says_who_asks(
    site: Callable[[Answers], Site],
) -> None:
    board = site(without_robots((200, {}, b"[]")))
    settings = Settings(mirror=board.url, contact="data@example.org")
    with PoliteClient(settings) as client:
        reply = Getter(client)(BOARD, params={"skip": 0, "mode": "json"})
    assert board.asked == [
        "/boards.example.com/robots.txt",
        "/boards.example.com/jobs?skip=0&mode=json",
    ]
    assert reply.url == "https://boards.example.com/jobs?skip=0&mode=json"
    assert all(headers["user-agent"] == settings.user_agent for headers in board.headers)
    assert "data@example.org" in settings.user_agent


def test_a_cookie_is_never_sent_back(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {"Set-Cookie": "visitor=7"}, b"[]")))
    with through(board.url) as client:
        Getter(client)(BOARD)
        Getter(client)(BOARD)
    assert all("cookie" not in headers for headers in board.headers)


def test_robots_txt_is_asked_once_a_run(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {}, b"[]")))
    with through(board.url) as client:
        for _ in range(3):
            Getter(client)(BOARD)
    assert board.asked.count("/boards.example.com/robots.txt") == 1


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /", "/jobs", False),
        ("User-agent: *\nDisallow: /private", "/jobs", True),
        ("User-agent: rolecall\nDisallow: /jobs\n\nUser-agent: *\nAllow: /", "/jobs", False),
        (
            "User-agent: *\nDisallow: /jobs\nAllow: /jobs/open",
            "/jobs/open/1",
            True,
        ),  # the longest match decides
        ("User-agent: *\nDisallow: /*.pdf$", "/jobs/1.pdf", False),
        ("User-agent: *\nAllow: /jobs\nDisallow: /jobs", "/jobs", True),  # allow wins a tie
        ("<html>a soft 404</html>", "/jobs", True),
    ],
)
def test_robots_txt_is_obeyed(
    site: Callable[[Answers], Site], rules: str, path: str, allowed: bool
) -> None:
    def answers(asked: str, _: int) -> Answer:
        return 200, {}, rules.encode() if asked.endswith("/robots.txt") else b"[]"

    board = site(answers)
    with through(board.url) as client:
        error = outcome_of(client, f"https://boards.example.com{path}")
    assert isinstance(error, AccessRefused) is not allowed
    assert (f"/boards.example.com{path}" in board.asked) is allowed


@pytest.mark.parametrize(
    ("status", "error"), [(404, None), (403, None), (500, AccessRefused), (503, AccessRefused)]
)
def test_a_robots_txt_that_fails_closes_the_site_and_one_that_is_missing_opens_it(
    site: Callable[[Answers], Site], status: int, error: type[LookError] | None
) -> None:
    board = site(
        lambda path, _: (status, {}, b"") if path.endswith("/robots.txt") else (200, {}, b"[]")
    )
    with through(board.url) as client:
        found = outcome_of(client)
    assert found is None if error is None else isinstance(found, error)


# ---- turns and waiting


def replied(
    status: int, body: bytes = b"", headers: dict[str, str] | None = None
) -> httpx.Response:
    """An answer whose body is still to be streamed, as one from the wire is."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def asking(
    answer: Callable[[httpx.Request], httpx.Response], **settings: float
) -> tuple[PoliteClient, Clock]:
    clock = Clock()
    client = PoliteClient(
        Settings(**settings), lambda: clock.now, clock.sleep, httpx.MockTransport(answer)
    )
    return client, clock


def test_a_host_is_left_at_least_its_delay_between_two_requests() -> None:
    client, clock = asking(
        lambda request: replied(404 if "robots" in request.url.path else 200), pace_s=1.0
    )
    get = Getter(client, min_delay_s=3.0)
    for _ in range(3):
        get("https://93.184.216.34/jobs")
    assert len(clock.waits) == 3
    assert clock.waits[0] >= 1.0  # after robots.txt: our own pace
    assert all(wait >= 3.0 for wait in clock.waits[1:])  # after that the source's floor


def test_crawl_delay_is_honoured_up_to_half_a_minute() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return replied(
            200, b"User-agent: *\nCrawl-delay: 900" if "robots" in request.url.path else b""
        )

    client, clock = asking(answer, pace_s=1.0)
    get = Getter(client)
    get("https://93.184.216.34/jobs")
    get("https://93.184.216.34/jobs")
    assert 30.0 <= clock.waits[-1] <= 40.0


def test_in_a_run_of_more_than_a_day_robots_txt_is_asked_again() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return replied(404 if "robots" in request.url.path else 200)

    client, clock = asking(answer)
    for hours in (0, 23, 2):
        clock.now += hours * 3600
        Getter(client)(BOARD)
    assert asked == ["/robots.txt", "/jobs", "/jobs", "/robots.txt", "/jobs"]


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 8),
        ("Mon, 23 Nov 2026 05:00:20 GMT", 20, 21),
        ("soon", 0, 2),
        ("-5", 0, 2),
    ],
)
def test_retry_after_is_waited_for_in_seconds_or_until_a_date(
    header: str, least: float, most: float
) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        if asked.count("/jobs") == 1 and request.url.path == "/jobs":
            return replied(
                429, headers={"Retry-After": header, "Date": "Mon, 23 Nov 2026 05:00:00 GMT"}
            )
        return replied(404 if "robots" in request.url.path else 200)

    client, clock = asking(answer, pace_s=0.0)
    assert Getter(client)("https://93.184.216.34/jobs").status == 200
    assert least <= sum(clock.waits) <= most


def refusing(status: int, header: str | None) -> Callable[[httpx.Request], httpx.Response]:
    """A host that answers every board like that, though it has no robots.txt."""
    headers = {"Retry-After": header} if header else {}
    return lambda request: (
        replied(404) if "robots" in request.url.path else replied(status, headers=headers)
    )


def test_a_board_that_asks_for_more_than_two_minutes_is_left_for_the_next_run() -> None:
    client, clock = asking(refusing(429, "86400"), pace_s=0.0)
    error = outcome_of(client, "https://93.184.216.34/a")
    assert isinstance(error, SourceUnavailable)
    assert error.http_status == 429
    assert (clock.waits, client.n_requests_by_host()) == ([], {"93.184.216.34": 2})


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_refuses_three_boards_in_a_row_is_left_for_the_run(status: int) -> None:
    client, clock = asking(refusing(status, "100"), pace_s=0.0)
    errors = [outcome_of(client, f"https://93.184.216.34/{board}") for board in range(9)]
    assert [getattr(error, "http_status", None) for error in errors] == [status] * 3 + [None] * 6
    assert "answered with 429 or 503 again and again; no more requests in this run" in str(
        errors[-1]
    )
    assert client.n_requests_by_host() == {"93.184.216.34": 1 + 3 * 4}
    assert sum(clock.waits) == pytest.approx(11 * 100)  # also between two boards


def test_boards_that_are_asked_side_by_side_do_not_multiply_the_tries() -> None:
    settings = Settings(pace_s=0.0)
    with PoliteClient(
        settings, lambda: 0.0, lambda _: None, httpx.MockTransport(refusing(429, "100"))
    ) as client:
        addresses = [f"https://93.184.216.34/{board}" for board in range(8)]
        threads = [threading.Thread(target=outcome_of, args=(client, each)) for each in addresses]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert client.n_requests_by_host() == {"93.184.216.34": 1 + 12}


def test_a_host_that_refuses_without_a_time_rests_longer_after_each_board() -> None:
    client, clock = asking(refusing(429, None), pace_s=0.0)
    for board in range(3):
        outcome_of(client, f"https://93.184.216.34/{board}")
    assert sorted(clock.waits)[-2:] == pytest.approx([30, 60])


def test_a_host_that_serves_others_between_two_refusals_is_asked_on() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return replied(404 if "robots" in request.url.path else int(request.url.path[1:4]))

    client, _ = asking(answer, pace_s=0.0)
    paths = ["503", "503/2", "200", "503/3", "503/4", "200/2"]
    errors = [outcome_of(client, f"https://93.184.216.34/{path}") for path in paths]
    assert [error is None for error in errors] == [False, False, True, False, False, True]


def test_boards_that_may_be_asked_again_at_once_do_not_speak_for_their_host() -> None:
    client, _ = asking(refusing(503, "0"), pace_s=0.0)
    errors = [outcome_of(client, f"https://93.184.216.34/{board}") for board in range(5)]
    assert all("answered 503; try again later" in str(error) for error in errors)


def test_a_long_rest_of_a_host_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    client, _ = asking(refusing(429, "100"), pace_s=0.0)
    with caplog.at_level("INFO", logger="flows.web.client"):
        outcome_of(client, "https://93.184.216.34/a")
    assert caplog.messages == ["93.184.216.34 answered 429: it rests for 100 s"] * 4


def test_a_loopback_mirror_is_not_paced(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {}, b"[]")))
    clock = Clock()
    with PoliteClient(
        Settings(mirror=board.url, pace_s=5.0), lambda: clock.now, clock.sleep
    ) as client:
        get = Getter(client, min_delay_s=5.0)
        get(BOARD)
        get(BOARD)
    assert clock.waits == []


def test_a_host_is_asked_so_often_a_run_and_then_left_with_a_reason() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return replied(404 if "robots" in request.url.path else 200)

    settings = Settings(pace_s=0.0, max_requests_per_host=3)
    with PoliteClient(settings, lambda: 0.0, lambda _: None, httpx.MockTransport(answer)) as client:
        get = Getter(client)
        get("https://93.184.216.34/jobs")
        get("https://93.184.216.34/jobs")
        with pytest.raises(
            SourceUnavailable,
            match=r"has had 3 requests in this run, the most that ROLECALL_MAX_REQUESTS_PER_HOST",
        ):
            get("https://93.184.216.34/jobs")
        get("https://93.184.216.35/jobs")
        assert client.n_requests_by_host() == {"93.184.216.34": 3, "93.184.216.35": 2}


def test_one_host_sees_one_request_at_a_time() -> None:
    under_way, most = 0, 0
    lock = threading.Lock()

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        threading.Event().wait(0.01)
        with lock:
            under_way -= 1
        return replied(404 if "robots" in request.url.path else 200)

    with PoliteClient(Settings(pace_s=0.0), transport=httpx.MockTransport(answer)) as client:
        threads = [
            threading.Thread(target=Getter(client), args=("https://93.184.216.34/jobs",))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1


# ---- trying again, and giving up


def test_a_host_that_stumbles_is_asked_again(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((503, {}, b""), (500, {}, b""), (200, {}, b"[]")))
    with through(board.url) as client:
        assert Getter(client)(BOARD).body == b"[]"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_host_that_goes_on_failing_is_unavailable_with_its_status(
    site: Callable[[Answers], Site], status: int
) -> None:
    board = site(without_robots((status, {}, b"")))
    with through(board.url) as client:
        error = outcome_of(client)
    assert isinstance(error, SourceUnavailable)
    assert error.http_status == status
    assert board.asked.count("/boards.example.com/jobs") == 4


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, BoardMissing),
        (410, BoardMissing),
        (401, AccessRefused),
        (403, AccessRefused),
        (451, AccessRefused),
        (418, SourceUnavailable),
    ],
)
def test_a_plain_no_is_taken_at_once(
    site: Callable[[Answers], Site], status: int, error: type[LookError]
) -> None:
    board = site(without_robots((status, {}, b"")))
    with through(board.url) as client:
        found = outcome_of(client)
    assert type(found) is error
    assert found.http_status == status
    assert BOARD in str(found)
    assert board.asked.count("/boards.example.com/jobs") == 1


def test_a_missing_page_can_be_asked_for_without_an_error(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((404, {}, b"gone")))
    with through(board.url) as client:
        assert Getter(client)(BOARD, missing_ok=True).status == 404


def test_an_owner_who_reserves_data_mining_is_left_alone(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {"tdm-reservation": "1"}, b"[]")))
    with through(board.url) as client:
        assert isinstance(outcome_of(client), AccessRefused)


@pytest.mark.parametrize(
    ("meta", "is_reserved"),
    [
        (b'<meta name="tdm-reservation" content="1">', True),
        (b"<META content='1' name='TDM-Reservation' />", True),
        (b'<meta name="tdm-reservation" content="0">', False),
        (b'<meta name="description" content="1"><p>tdm-reservation</p>', False),
    ],
)
def test_a_page_may_reserve_data_mining_in_its_head(
    site: Callable[[Answers], Site], meta: bytes, is_reserved: bool
) -> None:
    board = site(without_robots((200, {}, b"<html><head>" + meta + b"</head></html>")))
    with through(board.url) as client:
        assert isinstance(outcome_of(client), AccessRefused) is is_reserved


def test_a_host_that_never_answers_is_given_up_for_the_run() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        raise httpx.ConnectError("refused", request=request)

    client, _ = asking(answer)
    errors = [outcome_of(client, f"https://93.184.216.34/jobs/{n}") for n in range(8)]
    assert all(isinstance(error, SourceUnavailable) for error in errors)
    assert "no more requests in this run" in str(errors[-1])
    assert len(asked) == 9  # three requests of three tries, then none
    assert outcome_of(client, "https://93.184.216.35/jobs") is not None
    assert len(asked) > 9  # another host still has its chances


def test_a_timeout_names_the_address_and_says_what_to_do(site: Callable[[Answers], Site]) -> None:
    def answers(path: str, _: int) -> Answer:
        if not path.endswith("/robots.txt"):
            threading.Event().wait(1.0)
        return 404, {}, b""

    board = site(answers)
    with through(board.url, timeout_s=0.05) as client:
        error = outcome_of(client)
    assert isinstance(error, SourceUnavailable)
    assert str(error) == f"{BOARD}: no answer in time, 2 times; try again later"


def test_a_reply_that_drips_past_its_deadline_is_stopped() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "robots" in request.url.path:
            return replied(404)
        return httpx.Response(200, content=dripping())

    clock = Clock()

    def dripping() -> Iterator[bytes]:
        while True:
            clock.now += 4.0
            yield b"x"

    client = PoliteClient(
        Settings(timeout_s=5.0), lambda: clock.now, clock.sleep, httpx.MockTransport(answer)
    )
    error = outcome_of(client, "https://93.184.216.34/jobs")
    assert isinstance(error, SourceUnavailable)
    assert "not all there after 20 s" in str(error)


# ---- redirects


def test_a_redirect_is_followed_to_another_host_with_that_hosts_robots(
    site: Callable[[Answers], Site],
) -> None:
    def answers(path: str, _: int) -> Answer:
        if path == "/boards.example.com/jobs":
            return 301, {"Location": "https://jobs.example.org/all?page=1"}, b""
        return (404, {}, b"") if path.endswith("/robots.txt") else (200, {}, b"[7]")

    board = site(answers)
    with through(board.url) as client:
        reply = Getter(client)(BOARD)
    assert (reply.body, reply.url) == (b"[7]", "https://jobs.example.org/all?page=1")
    assert board.asked[-2:] == ["/jobs.example.org/robots.txt", "/jobs.example.org/all?page=1"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (BOARD, "in a circle"),
        ("http://127.0.0.1/admin", "private address"),
        ("http://169.254.169.254/latest/meta-data", "private address"),
        ("http://[::1]:8080/", "private address"),
        ("http://10.1.2.3/", "private address"),
        ("http://localhost:5432/", "private address"),
        ("http://2130706433/", "private address"),
        ("http://intranet/", "private address"),
        ("file:///etc/passwd", "not an http(s) address"),
        ("gopher://example.org/", "not an http(s) address"),
        ("https://exa mple.org:99999999/", "not an address"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_not_followed(
    site: Callable[[Answers], Site], location: str, reason: str
) -> None:
    board = site(without_robots((302, {"Location": location}, b"")))
    with through(board.url) as client:
        error = outcome_of(client)
    assert isinstance(error, SourceUnavailable)
    assert reason in str(error)
    assert len(board.asked) == 2


def test_more_than_five_redirects_are_not_followed(site: Callable[[Answers], Site]) -> None:
    def answers(path: str, _: int) -> Answer:
        if path.endswith("/robots.txt"):
            return 404, {}, b""
        return 302, {"Location": f"https://boards.example.com/hop{int(path[-1]) + 1}"}, b""

    board = site(answers)
    with through(board.url) as client:
        error = outcome_of(client, "https://boards.example.com/hop0")
    assert "more than 5 redirects" in str(error)
    assert board.asked[-1] == "/boards.example.com/hop5"


def test_a_name_that_resolves_to_a_private_address_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("192.168.1.10", 0))])
    client, _ = asking(lambda _: replied(200))
    assert "private address" in str(outcome_of(client, "https://innocent.example.com/jobs"))


# ---- conditional requests


def test_a_board_with_nothing_new_is_unchanged(site: Callable[[Answers], Site]) -> None:
    board = site(
        without_robots(
            (200, {"ETag": '"a1"', "Last-Modified": "Mon, 02 Nov 2026 00:00:00 GMT"}, b"[]"),
            (304, {}, b""),
        )
    )
    with through(board.url) as client:
        first = Getter(client)
        first(BOARD)
        again = Getter(
            client, validators=Validators(str(first.url), first.etag, first.last_modified)
        )
        with pytest.raises(BoardUnchanged) as caught:
            again(BOARD)
    assert caught.value.http_status == again.http_status == 304
    assert board.headers[-1]["if-none-match"] == '"a1"'
    assert board.headers[-1]["if-modified-since"] == "Mon, 02 Nov 2026 00:00:00 GMT"


def test_only_the_first_request_of_a_look_and_only_for_the_same_address_is_conditional(
    site: Callable[[Answers], Site],
) -> None:
    board = site(without_robots((200, {"ETag": '"a1"'}, b"[]")))
    with through(board.url) as client:
        get = Getter(client, validators=Validators(BOARD, '"a1"'))
        get(BOARD, params={"skip": 0})
        get(BOARD)
    assert all("if-none-match" not in headers for headers in board.headers)


def test_every_error_of_the_edge_is_one_that_a_person_can_act_on(
    site: Callable[[Answers], Site],
) -> None:
    with through(site(without_robots((500, {}, b""))).url) as client:
        error = outcome_of(client)
    assert isinstance(error, RolecallError)
    assert "try again later" in str(error)
