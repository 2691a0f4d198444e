"""A person's key reaches the source that asked for it, and nobody and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from flows.boards.look import look_at
from flows.errors import AccessRefused, LookError, SourceUnavailable, UsageError
from flows.settings import Settings, read_settings
from flows.sources import Board, Source
from flows.web.client import PoliteClient
from flows.web.credentials import keys_of, missing_keys
from flows.web.look import Getter

KEY, ACCOUNT = "k3y/with+signs", "acc0unt-7"
SOURCE = Source(
    name="ours",
    title="Ours",
    home="https://93.184.216.34",
    docs_url="https://93.184.216.34",
    slug_pattern="ours",
    hosts=("93.184.216.34",),
    secret_headers={"X-Account": "ours_id", "User-Agent": "contact"},
    secret_params={"app_key": "ours_key"},
    keys_from="https://93.184.216.34/signup",
)
URL = "https://93.184.216.34/jobs?page=1"
SETTINGS = Settings(
    pace_s=0.0, contact="me@example.org", keys={"ours_id": ACCOUNT, "ours_key": KEY}
)

Answer = Callable[[httpx.Request], httpx.Response]


class Asked:
    """Answers by function, robots.txt apart, and remembers every request."""

    def __init__(self, answer: Answer) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.path.endswith("/robots.txt"):
            return httpx.Response(404, stream=httpx.ByteStream(b""))
        return self._answer(request)

    def carrying(self) -> list[str]:
        """The hosts of the requests that carried a key."""
        return [
            request.url.host
            for request in self.requests
            if "app_key" in request.url.params or "x-account" in request.headers
        ]


def answered(status: int = 200, body: bytes = b"[]", **headers: str) -> httpx.Response:
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def asking(asked: Asked, settings: Settings = SETTINGS) -> PoliteClient:
    return PoliteClient(settings, lambda: 0.0, lambda _: None, httpx.MockTransport(asked))


def test_a_key_is_sent_as_its_source_wants_it_and_never_with_robots_txt() -> None:
    asked = Asked(lambda _: answered())
    with asking(asked) as client:
        reply = Getter(client, keys=client.keys_of(SOURCE))(URL)
    robots, request = asked.requests
    assert (request.url.params["app_key"], request.url.params["page"]) == (KEY, "1")
    assert (request.headers["x-account"], request.headers["user-agent"]) == (
        ACCOUNT,
        "me@example.org",
    )
    assert (robots.url.query, "x-account" in robots.headers) == (b"", False)
    assert reply.url == URL


@pytest.mark.parametrize(
    "target",
    ["https://93.184.216.35/jobs", "http://93.184.216.34/jobs", "https://93.184.216.34:8443/jobs"],
)
def test_a_key_does_not_follow_a_redirect_to_another_host_or_to_an_open_line(target: str) -> None:
    asked = Asked(
        lambda request: (
            answered(302, Location=target) if str(request.url).startswith(URL) else answered()
        )
    )
    with asking(asked) as client:
        Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert str(asked.requests[-1].url) == target
    assert asked.carrying() == ["93.184.216.34"]


def test_a_redirect_that_repeats_the_key_is_followed_without_it() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        moved = f"https://93.184.216.35/moved?{request.url.query.decode()}&id={ACCOUNT}"
        return answered(301, Location=moved) if request.url.path == "/jobs" else answered()

    asked = Asked(answer)
    with asking(asked) as client:
        reply = Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert "page=1" in reply.url
    assert not [
        word
        for word in (KEY, ACCOUNT, "app_key")
        if word in str(asked.requests[-1].url) + reply.url
    ]


def test_a_key_that_comes_back_in_a_body_is_cut_out_of_it() -> None:
    echo = f'{{"url": "https://x.example/?by={ACCOUNT}&key=k3y%2Fwith%2Bsigns", "key": "{KEY}"}}'.encode()
    with asking(Asked(lambda _: answered(body=echo))) as client:
        reply = Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert reply.body == b'{"url": "https://x.example/?by=(key)&key=(key)", "key": "(key)"}'


@pytest.mark.parametrize("status", [401, 403, 404, 500, 302])
def test_no_error_names_a_key(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    asked = Asked(lambda request: answered(status, Location=str(request.url)))
    with asking(asked) as client, pytest.raises(LookError) as told:
        Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert KEY not in f"{told.value!r} {told.value.__cause__!r}"
    assert "app_key" not in str(told.value)


def test_a_connection_that_breaks_tells_no_key() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"reset while reading {request.url.host}")

    with asking(Asked(broken)) as client, pytest.raises(SourceUnavailable) as told:
        Getter(client, keys=keys_of(SOURCE, SETTINGS))(URL)
    assert KEY not in str(told.value)


def test_a_mirror_on_another_machine_is_told_no_key_in_the_open() -> None:
    for mirror, carries in (
        ("http://cache.example.org", False),
        ("https://cache.example.org", True),
        ("http://127.0.0.1:9", True),
    ):
        asked = Asked(lambda _: answered())
        settings = Settings(
            mirror=mirror, pace_s=0.0, contact="me@example.org", keys=dict(SETTINGS.keys)
        )
        with asking(asked, settings) as client:
            Getter(client, keys=client.keys_of(SOURCE))(URL)
        assert bool(asked.carrying()) == carries, mirror


def test_a_source_whose_key_is_not_set_is_not_asked_and_the_look_says_what_to_set() -> None:
    asked = Asked(lambda _: answered())
    with asking(asked, Settings(pace_s=0.0)) as client:
        row = look_at(client, Board("usajobs", "1560"), {}, datetime(2026, 11, 23), "run").row
    assert (row["outcome"], asked.requests) == ("refused", [])
    assert row["error"] == (
        "USAJOBS wants to know who asks: set ROLECALL_USAJOBS_KEY and ROLECALL_CONTACT (https://developer.usajobs.gov/apirequest)"
    )


def test_a_look_at_a_source_with_a_key_keeps_none_of_it() -> None:
    echo = b'{"count": 1, "results": [{"id": "1", "title": "A", "redirect_url": "https://x.example/1?utm_source=acc0unt-7"}]}'
    settings = Settings(
        pace_s=0.0,
        mirror="https://cache.example.org",
        keys={"adzuna_id": ACCOUNT, "adzuna_key": KEY},
    )
    asked = Asked(lambda _: answered(body=echo, ETag='"7"'))
    with asking(asked, settings) as client:
        look = look_at(
            client, Board("adzuna", "us-data-scientist"), {}, datetime(2026, 11, 23), "run"
        )
    assert asked.requests[-1].url.params["app_key"] == KEY
    assert not [word for word in (KEY, ACCOUNT, "app_key") if word in f"{look.row} {look.payloads}"]


def test_settings_with_keys_show_none_of_them() -> None:
    assert KEY not in f"{SETTINGS!r} {keys_of(SOURCE, SETTINGS)!r}"
    assert missing_keys(SOURCE, Settings()) == (
        "ROLECALL_OURS_ID",
        "ROLECALL_CONTACT",
        "ROLECALL_OURS_KEY",
    )
    with pytest.raises(AccessRefused, match="set ROLECALL_OURS_ID and"):
        keys_of(SOURCE, Settings())


def test_keys_come_from_the_environment_and_from_nowhere_else(tmp_path: Path) -> None:
    file = tmp_path / "rolecall.toml"
    found = read_settings(
        {"ROLECALL_USAJOBS_KEY": f" {KEY} ", "ROLECALL_ADZUNA_ID": "", "OTHER_KEY": "no"}, file
    )
    assert found.keys == {"usajobs_key": KEY}
    file.write_text(f"usajobs_key = '{KEY}'\n")
    with pytest.raises(
        UsageError,
        match="usajobs_key: keys come from the environment only; set ROLECALL_USAJOBS_KEY",
    ) as told:
        read_settings({}, file)
    assert KEY not in str(told.value)


@pytest.mark.parametrize("value", ["short", "two words here", "line\nbreak", "ключ-ключ"])
def test_what_cannot_be_a_key_is_told_without_showing_it(tmp_path: Path, value: str) -> None:
    with pytest.raises(UsageError, match="ROLECALL_OURS_KEY is not a key") as told:
        read_settings({"ROLECALL_OURS_KEY": value}, tmp_path / "rolecall.toml")
    assert value not in str(told.value)
