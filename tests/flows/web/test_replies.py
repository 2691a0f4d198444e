"""How replies are read off the wire: compressed or not, whole or cut off, within their caps."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from flows.errors import SourceUnavailable
from flows.web.look import Getter
from tests.flows.served_site import BOARD, Answers, Site, outcome_of, through, without_robots


def test_a_gzipped_reply_is_inflated_and_its_bytes_on_the_wire_are_counted(
    site: Callable[[Answers], Site],
) -> None:
    packed = gzip.compress(b"[" + b"1," * 5_000 + b"1]")
    board = site(without_robots((200, {"Content-Encoding": "gzip"}, packed)))
    with through(board.url) as client:
        get = Getter(client)
        assert len(get(BOARD).body) == 10_003
    assert (get.n_bytes, get.n_requests, get.http_status) == (len(packed), 1, 200)


def test_a_gzip_of_several_members_is_read_whole(site: Callable[[Answers], Site]) -> None:
    packed = gzip.compress(b"[1,") + gzip.compress(b"2]")
    board = site(without_robots((200, {"Content-Encoding": "gzip"}, packed)))
    with through(board.url) as client:
        assert Getter(client)(BOARD).body == b"[1,2]"


def test_a_gzip_bomb_is_stopped_at_the_cap(site: Callable[[Answers], Site]) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    board = site(without_robots((200, {"Content-Encoding": "gzip"}, bomb)))
    with through(board.url, max_reply_mb=1.0) as client:
        error = outcome_of(client)
    assert isinstance(error, SourceUnavailable)
    assert "above 1 MB" in str(error)


def test_a_body_above_the_cap_is_not_read_to_its_end(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {}, b"x" * 3_000_000)))
    with through(board.url, max_reply_mb=1.0) as client:
        assert "above 1 MB" in str(outcome_of(client))


def test_a_web_page_has_a_smaller_cap_than_data(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {}, b" " * 6_000_000)))
    with through(board.url) as client:
        assert len(Getter(client)(BOARD).body) == 6_000_000
        with pytest.raises(SourceUnavailable, match="reply above 5 MB, too large for a web page"):
            Getter(client)(BOARD, accept="text/html")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Length": "500"}, b"[1,2"),
        ({"Content-Encoding": "gzip"}, gzip.compress(b"[1,2,3]" * 99, mtime=0)[:-20]),
        ({"Content-Encoding": "gzip"}, b"not gzip at all"),
    ],
)
def test_a_reply_that_ends_early_is_asked_for_again_and_then_unavailable(
    site: Callable[[Answers], Site], headers: dict[str, str], body: bytes
) -> None:
    board = site(without_robots((200, headers, body), (200, {}, b"[]")))
    with through(board.url) as client:
        assert Getter(client)(BOARD).body == b"[]"
    broken = site(without_robots((200, headers, body)))
    with through(broken.url) as client:
        assert isinstance(outcome_of(client), SourceUnavailable)


def test_an_encoding_nobody_asked_for_is_not_read(site: Callable[[Answers], Site]) -> None:
    board = site(without_robots((200, {"Content-Encoding": "br"}, b"\x0b\x02\x80")))
    with through(board.url) as client:
        assert "'br'" in str(outcome_of(client))
