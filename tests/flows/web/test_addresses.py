"""Where a request may go."""

from __future__ import annotations

import pytest

from flows.errors import SourceUnavailable
from flows.web.addresses import Addresses, is_public, with_query

MIRROR = "http://127.0.0.1:8765"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            "https://api.lever.co/v0/postings/acme?skip=0",
            "http://127.0.0.1:8765/api.lever.co/v0/postings/acme?skip=0",
        ),
        ("https://example.com", "http://127.0.0.1:8765/example.com/"),
        ("http://Example.com:8080/a%20b#part", "http://127.0.0.1:8765/example.com:8080/a%20b"),
    ],
)
def test_a_mirror_is_asked_in_the_hosts_stead(url: str, target: str) -> None:
    assert Addresses("http://127.0.0.1:8765/").locate(url).target == target


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://example.com/b"),
        ("c?x=1", "https://example.com/jobs/c?x=1"),
        ("//other.example/x", "https://other.example/x"),
        ("http://127.0.0.1:8765/other.example/x", "https://other.example/x"),
        ("http://127.0.0.1:9999/other.example/x", "http://127.0.0.1:9999/other.example/x"),
    ],
)
def test_a_redirect_is_seen_from_the_board_whoever_wrote_it(location: str, target: str) -> None:
    addresses = Addresses("http://127.0.0.1:8765")
    assert addresses.redirected("https://example.com/jobs/a", location) == target


PRIVATE = (
    "127.0.0.1 10.0.0.8 172.16.3.4 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 [::1] [fe80::1] "
    "[fd00::1] [::ffff:127.0.0.1] localhost printer db.internal nas.local 2130706433 0x7f.0.0.1 127.1 "
    "home.arpa router.home.arpa ROUTER.HOME.ARPA. 1.0.0.127.in-addr.arpa nas.lan wiki.corp db.private x.onion "
    # multicast
    "224.0.0.1 239.1.1.1 233.252.0.1 [ff02::1] [ff0e::1] "
    # NAT64, of a private and of a public address, and its local prefix
    "[64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b::808:808] [64:ff9b:1::a00:1] "
    # 6to4, its relays, Teredo
    "[2002:7f00:1::] [2002:a9fe:a9fe::1] [2002:808:808::1] 192.88.99.1 [2001:0:53aa:64c::1] "
    # IPv4 in IPv6 in other ways, reserved
    "[::127.0.0.1] [::ffff:0:7f00:1] [::ffff:10.0.0.1] [::] [100::1] [fec0::1] [4000::1] 240.0.0.1 255.255.255.255"
)
PUBLIC = "93.184.216.34 8.8.8.8 [2606:4700::1111] [::ffff:8.8.8.8] example.com home.example arpa.example lan.example"


@pytest.mark.parametrize("host", PRIVATE.split())
def test_private_addresses_in_any_spelling_are_not_asked(host: str) -> None:
    with pytest.raises(SourceUnavailable, match="private address"):
        Addresses("http://127.0.0.1:8765").locate(f"http://{host}/x")


@pytest.mark.parametrize("host", PUBLIC.split())
def test_public_addresses_are_asked(host: str) -> None:
    assert Addresses("http://127.0.0.1:8765").locate(f"http://{host}/x").url == f"http://{host}/x"


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "224.0.0.251",
        "ff02::fb",
        "fe80::1%eth0",
        "::1",
        "10.0.0.1",
    ],
)
def test_a_look_up_that_gives_such_an_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/x",
        "file:///etc/passwd",
        "example.com/x",
        "https:///x",
        "http://[::1",
        "http://a:b/",
    ],
)
def test_what_is_no_web_address_is_told(url: str) -> None:
    with pytest.raises(SourceUnavailable, match="no request was sent"):
        Addresses(MIRROR).locate(url)


def test_a_port_that_is_not_the_usual_one_is_another_host() -> None:
    assert Addresses(MIRROR).locate("https://Example.com/x").host == "example.com"
    assert Addresses(MIRROR).locate("https://example.com:8443/x").host == "example.com:8443"


def test_parameters_are_added_to_those_that_are_there() -> None:
    assert with_query("https://a.example/x", {}) == "https://a.example/x"
    assert with_query("https://a.example/x?a=1", {"b": "2 3"}) == "https://a.example/x?a=1&b=2+3"
