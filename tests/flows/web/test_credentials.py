"""A person's key reaches the source that asked for it, and nobody and nothing else."""

from __future__ import annotations

import base64
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
    [
        "https://93.184.216.35/jobs",
        "http://93.184.216.34/jobs",
        "https://93.184.216.34:8443/jobs",
        f"https://93.184.216.35/moved/{ACCOUNT}",
        "//93.184.216.35/jobs",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_request_with_a_key_follows_no_redirect_to_another_host_or_to_an_open_line(
    target: str, status: int
) -> None:
    asked = Asked(
        lambda request: (
            answered(status, Location=target) if str(request.url).startswith(URL) else answered()
        )
    )
    with asking(asked) as client, pytest.raises(SourceUnavailable, match="not followed") as told:
        Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert {request.url.host for request in asked.requests} == {"93.184.216.34"}
    assert len(asked.requests) == 2
    assert ACCOUNT not in str(told.value)


def test_a_redirect_on_the_same_host_keeps_its_key_and_repeats_it_nowhere() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        moved = f"https://93.184.216.34/moved?{request.url.query.decode()}&id={ACCOUNT}"
        return answered(301, Location=moved) if request.url.path == "/jobs" else answered()

    asked = Asked(answer)
    with asking(asked) as client:
        reply = Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert "page=1" in reply.url
    assert asked.requests[-1].url.params.get_list("app_key") == [KEY]
    assert not [word for word in (KEY, ACCOUNT, "app_key") if word in reply.url]


ECHOES = {
    "raw": KEY,
    "percent": "k3y%2Fwith%2Bsigns",
    "percent, small": "k3y%2fwith%2bsigns",
    "percent in part": "k3y/with%2Bsigns",
    "percent of every letter": "".join(f"%{ord(letter):02X}" for letter in KEY),
    "percent twice": "k3y%252Fwith%252Bsigns",
    "JSON": r"k3y\/with+signs",
    "JSON of every sign": r"k3y\u002fwith\u002Bsigns",
    "JSON in JSON": r"k3y\\\/with\\u002bsigns",
    "JSON of every letter": "".join(rf"\u{ord(letter):04x}" for letter in KEY),
    "JavaScript": r"k3y\x2fwith\x2bsigns",
    "HTML": "k3y&#47;with&#43;signs",
    "HTML, hexadecimal": "k3y&#x2F;with&#x02b;signs",
    "HTML, named": "k3y&sol;with&plus;signs",
    "HTML of every letter": "".join(f"&#{ord(letter)};" for letter in KEY),
    "HTML twice": "k3y&amp;#47;with&amp;#43;signs",
}


@pytest.mark.parametrize("encoding", ECHOES)
def test_a_key_is_cut_out_of_a_body_in_every_encoding(encoding: str) -> None:
    body = f'{{"a": "before {ECHOES[encoding]} after"}}'.encode()
    with asking(Asked(lambda _: answered(body=body))) as client:
        reply = Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert reply.body == b'{"a": "before (key) after"}'


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", f"{ACCOUNT}:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_key_inside_base64_is_cut_out(before: str, encode: Callable[[bytes], bytes]) -> None:
    written = encode(f"{before}{KEY} and more".encode())
    body = b'{"authorization": "Basic ' + written + b'"}'
    with asking(Asked(lambda _: answered(body=body))) as client:
        reply = Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert b"(key)" in reply.body
    kept = reply.body.partition(b"Basic ")[2].strip(b'"}')
    for piece in kept.split(b"(key)"):
        for skipped in range(4):
            cut = piece[skipped:]
            decoded = base64.b64decode(cut[: len(cut) // 4 * 4], altchars=b"-_")
            assert KEY[2:-2].encode() not in decoded


def test_a_body_without_the_key_is_the_same_to_the_byte() -> None:
    body = bytes(range(256)) * 40
    with asking(Asked(lambda _: answered(body=body))) as client:
        assert Getter(client, keys=client.keys_of(SOURCE))(URL).body == body


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


@pytest.mark.parametrize("mirror", ["http://cache.example.org", "https://cache.example.org"])
def test_a_request_with_a_key_never_goes_to_a_mirror_on_another_machine(mirror: str) -> None:
    asked = Asked(lambda _: answered())
    settings = Settings(
        mirror=mirror, pace_s=0.0, contact="me@example.org", keys=dict(SETTINGS.keys)
    )
    with asking(asked, settings) as client:
        with pytest.raises(AccessRefused, match="ROLECALL_OURS_KEY would reach a mirror"):
            Getter(client, keys=client.keys_of(SOURCE))(URL)
        assert Getter(client)(URL).status == 200
    assert asked.carrying() == []


def test_a_mirror_on_this_machine_gets_the_key() -> None:
    asked = Asked(lambda _: answered())
    settings = Settings(
        mirror="http://127.0.0.1:9", pace_s=0.0, contact="me@example.org", keys=dict(SETTINGS.keys)
    )
    with asking(asked, settings) as client:
        Getter(client, keys=client.keys_of(SOURCE))(URL)
    assert asked.carrying() == ["127.0.0.1"]


def test_a_source_whose_key_is_not_set_is_not_asked_and_the_look_says_what_to_set() -> None:
    asked = Asked(lambda _: answered())
    with asking(asked, Settings(pace_s=0.0)) as client:
        row = look_at(client, Board("usajobs", "1560"), {}, datetime(2026, 11, 23), "run").row
    assert (row["outcome"], asked.requests) == ("refused", [])
    assert row["error"] == (
        "USAJOBS needs an API key: set ROLECALL_USAJOBS_KEY and ROLECALL_CONTACT (https://developer.usajobs.gov/apirequest)"
    )


def test_a_look_at_a_source_with_a_key_keeps_none_of_it() -> None:
    echo = b'{"count": 1, "results": [{"id": "1", "title": "A", "redirect_url": "https://x.example/1?utm_source=acc0unt-7"}]}'
    settings = Settings(
        pace_s=0.0,
        mirror="http://127.0.0.1:9",
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
