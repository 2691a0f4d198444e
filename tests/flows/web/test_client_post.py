"""A list that can only be asked for by POST: the same politeness, a JSON body, and never a conditional request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import httpx
import msgspec
import pytest

from flows.boards.look import look_at
from flows.errors import AccessRefused, BoardMissing
from flows.settings import Settings
from flows.sources import Board
from flows.web.client import PoliteClient
from flows.web.look import Getter, Validators

BOARD = "https://93.184.216.34/wday/jobs"
BODY = {"limit": 20, "offset": 0}


class Site:
    """A board behind a mock transport: `answers` in turn for whatever is asked but robots.txt; `asked` is what came."""

    def __init__(self, *answers: tuple[int, dict[str, str]], robots: bytes = b"") -> None:
        self.asked: list[httpx.Request] = []
        self._answers, self._robots = answers, robots

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(200, stream=httpx.ByteStream(self._robots))
        self.asked.append(request)
        status, headers = self._answers[min(len(self.asked), len(self._answers)) - 1]
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"{}"))


@pytest.fixture
def client() -> Callable[[Site], PoliteClient]:
    return lambda site: PoliteClient(
        Settings(), lambda: 0.0, lambda _: None, httpx.MockTransport(site)
    )


def test_a_post_carries_its_body_as_json(client: Callable[[Site], PoliteClient]) -> None:
    site = Site((200, {}))
    reply = Getter(client(site))(BOARD, json=BODY)
    (request,) = site.asked
    assert (request.method, request.content) == ("POST", b'{"limit":20,"offset":0}')
    assert request.headers["content-type"] == "application/json"
    assert (reply.url, reply.status, reply.body) == (BOARD, 200, b"{}")


def test_without_a_body_it_is_a_get_with_no_content_type(
    client: Callable[[Site], PoliteClient],
) -> None:
    site = Site((200, {}))
    Getter(client(site))(BOARD)
    assert (site.asked[0].method, site.asked[0].content) == ("GET", b"")
    assert "content-type" not in site.asked[0].headers


def test_a_post_sends_no_validators_and_leaves_none(client: Callable[[Site], PoliteClient]) -> None:
    site = Site((200, {"ETag": '"7"'}))
    get = Getter(client(site), validators=Validators(BOARD, '"6"'))
    get(BOARD, json=BODY)
    assert "if-none-match" not in site.asked[0].headers
    assert (get.url, get.etag, get.n_requests) == (None, None, 1)


def test_a_post_that_stumbles_is_tried_again_with_its_body(
    client: Callable[[Site], PoliteClient],
) -> None:
    site = Site((503, {}), (200, {}))
    assert Getter(client(site))(BOARD, json=BODY).status == 200
    assert [request.content for request in site.asked] == [b'{"limit":20,"offset":0}'] * 2


@pytest.mark.parametrize(
    ("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_a_redirected_post_keeps_its_body_only_where_the_redirect_says_so(
    client: Callable[[Site], PoliteClient], status: int, method: str
) -> None:
    site = Site((status, {"Location": "/elsewhere"}), (200, {}))
    Getter(client(site))(BOARD, json=BODY)
    assert [request.method for request in site.asked] == ["POST", method]
    assert bool(site.asked[1].content) is (method == "POST")


def test_robots_txt_and_refusals_hold_for_a_post_too(
    client: Callable[[Site], PoliteClient],
) -> None:
    closed = Site((200, {}), robots=b"User-agent: *\nDisallow: /wday")
    with pytest.raises(AccessRefused):
        Getter(client(closed))(BOARD, json=BODY)
    assert closed.asked == []
    with pytest.raises(BoardMissing):
        Getter(client(Site((404, {}))))(BOARD, json=BODY)


def test_a_board_whose_list_is_asked_by_post_is_looked_at_whole() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        row = {"title": "ML Engineer", "externalPath": "/job/X/ML_R1", "bulletFields": ["R1"]}
        listing = {"total": 1, "jobPostings": [row]}
        own_page = {"jobPostingInfo": {"title": "ML Engineer", "jobDescription": "<p>Train.</p>"}}
        return httpx.Response(
            200,
            stream=httpx.ByteStream(
                msgspec.json.encode(listing if request.method == "POST" else own_page)
            ),
        )

    board = Board("workday", "93.184.216.34/acme/Careers")
    client = PoliteClient(Settings(), lambda: 0.0, lambda _: None, httpx.MockTransport(answer))
    look = look_at(client, board, {}, datetime(2026, 11, 23), "run")
    assert (look.row["outcome"], look.row["error"], look.row["n_postings"]) == ("complete", None, 1)
    assert (look.row["url"], look.row["etag"]) == (
        None,
        None,
    )  # so that no later look is conditional
    assert [payload.external_id for payload in look.payloads] == ["R1"]
