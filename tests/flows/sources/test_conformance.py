"""What holds for every source, so that a file of the wrong shape fails by its name."""

from __future__ import annotations

import importlib
import inspect
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import BoardMissing, PayloadChanged
from flows.settings import KEY_NAME
from flows.sources import PAYLOAD_BASES, Board, Payload, Source, every_source
from flows.sources.imported import UNREADABLE
from flows.sources.kit import schema_org
from transforms.posting import (
    EMPLOYMENT_TYPES,
    PERIODS,
    POSTING,
    REMOTE_POLICIES,
    Posting,
    posting_frame,
)

SOURCES = list(every_source().values())
SLUGS = {
    "workday": "acme.wd5.myworkdayjobs.com/acme/Careers",
    "careers_page": "jobs.example.com",
    "hackernews": "whoishiring",
    "google": "google",
    "themuse": "data-and-analytics",
    "jibe": "careers.example.com",
    "himalayas": "himalayas",
    "jobicy": "jobicy",
    "remoteok": "remoteok",
    "remotive": "remotive",
    "arbeitnow": "arbeitnow",
    "usajobs": "2210-machine-learning",
    "usajobs_history": "usajobs",
    "jobtech": "sweden",
    "adzuna": "us-machine-learning-engineer",
}

WORDS = st.sampled_from(
    "|x|<b>a</b>|2026-01-01|1766102400|hybrid|Remote|US|UNAVAILABLE|yearly|USD|http://x/y|javascript:x|a: b|: |['a', 'b']|"
    "{}|1e999|-5|&lt;p&gt;|October  8, 2026|US-MA-Boston|Fri, 99 Mar 2026|\x00\u202e".split("|")
)
VALUES = (
    WORDS | st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False)
)

TITLES = {
    "bamboohr": "jobOpeningName",
    "breezy": "name",
    "eightfold": "name",
    "hackernews": "text",
    "jobicy": "jobTitle",
    "jobtech": "headline",
    "lever": "text",
    "personio": "name",
    "remoteok": "position",
    "rippling": "name",
    "themuse": "name",
    "usajobs": "PositionTitle",
    "usajobs_history": "positionTitle",
}
"""Where a source finds a posting's title. In `title`, where it is not named."""


class Everywhere(dict[str, object]):
    """The answers of a host that says the same at every address. Its robots.txt closes nothing."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __contains__(self, url: object) -> bool:
        return True

    def __missing__(self, url: str) -> bytes:
        return self.body


def board_of(source: Source) -> Board:
    slug = SLUGS.get(source.name, "acme")
    return Board(source.name, slug, period="2026-01" if source.is_census else None)


def read_or_refused(source: Source, body: object) -> list[Posting]:
    """The postings of `body`; none when it is refused, which has to name a place in it. Anything else fails the test."""
    try:
        return source.parse(Payload("7", msgspec.json.encode(body)), board_of(source))
    except PayloadChanged as exc:
        return [] if str(exc).startswith("$") else pytest.fail(f"no JSON path in {exc}")


@cache  # to make one takes as long as to draw from it
def objects_of(source: str) -> st.SearchStrategy[dict[str, object]]:
    """Objects of the names in quotes in the source's file, among them all that it reads, but for our own mark of a bad row."""
    text = inspect.getsource(importlib.import_module(f"flows.sources.{source}"))
    if "read_job_posting" in text:
        text += inspect.getsource(schema_org)
    names = {*re.findall(r'"([A-Za-z_@][\w-]{0,40})"', text), "title", *TITLES.values()}
    fields = st.sampled_from(sorted({*names, "city", "country", "description"} - {UNREADABLE}))
    within = st.recursive(
        VALUES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=5),
        max_leaves=10,
    )
    return st.dictionaries(fields, within, max_size=16)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
class TestEverySource:
    def test_it_is_named_for_its_file_and_says_what_it_is(self, source: Source) -> None:
        module = importlib.import_module(f"flows.sources.{source.name}")
        assert source is module.SOURCE
        assert source.docs_url in (module.__doc__ or "") or source.docs_url.split("/")[2] in (
            module.__doc__ or ""
        )
        assert "Last checked:" in (module.__doc__ or "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", source.checked_on)
        assert set(source.never_gives) <= set(POSTING)
        assert {source.payload_basis, source.detail_basis} <= {*PAYLOAD_BASES, None}
        assert source.payload_basis

    def test_a_key_goes_to_named_hosts_alone_and_is_called_after_its_source(
        self, source: Source
    ) -> None:
        assert not source.key_settings or source.hosts
        assert all(
            name == "contact"
            or (KEY_NAME.fullmatch(name) and name.partition("_")[0] == source.name)
            for name in source.key_settings
        )

    def test_its_file_has_the_houses_order(self, source: Source) -> None:
        text = inspect.getsource(importlib.import_module(f"flows.sources.{source.name}"))
        marks = ['"""', "\nSOURCE = Source(", "\ndef fetch(", "\ndef parse("]
        places = [text.index(mark) for mark in marks]
        assert places == sorted(places)
        assert all(
            text.index(private) > places[-1] for private in re.findall(r"\ndef _\w+\(", text)
        )

    def test_no_slug_can_leave_its_place_in_an_address(self, source: Source) -> None:
        hostile = ["", " ", "..", "../x", "a\nb", "a\x00b", "//x", "a" * 500, "é", "%2e%2e"]
        # No address is made of an imported board's name, which may hold whatever an employer's name does.
        if source.name != "imported":
            hostile += ["a/../b", "a?b", "a#b", "http://x"]
        assert not any(source.accepts(slug) for slug in hostile)
        assert source.accepts(SLUGS.get(source.name, "acme"))

    def test_its_address_patterns_find_a_board_it_accepts(self, source: Source) -> None:
        for pattern in source.address_patterns:
            assert "slug" in re.compile(pattern).groupindex

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_a_posting_is_whole_or_refused_by_name_whatever_its_fields_hold(
        self, source: Source, data: st.DataObject
    ) -> None:
        objects = objects_of(source.name)
        titles = dict.fromkeys(("title", *TITLES.values()), data.draw(st.text(max_size=30)))
        listed, own = data.draw(objects) | titles, data.draw(objects)
        found = read_or_refused(
            source, data.draw(st.sampled_from([listed, {"listed": listed, "own": own}]))
        )
        for posting in found:
            assert posting.external_id
            assert posting.title == posting.title.strip() != ""
            unshown = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
            assert not {unicodedata.category(letter) for letter in posting.title} & unshown
            assert posting.url is None or posting.url.startswith(("https://", "http://"))
            assert all(posting.locations)
            assert posting.employment_type in (None, *EMPLOYMENT_TYPES)
            assert posting.remote_stated in (None, *REMOTE_POLICIES)
            assert posting.description_html is None or posting.description_plain is None
            assert all(re.fullmatch("[A-Z]{2}", code) for code in posting.country_codes_stated)
            for pay in posting.pay_stated:
                assert pay.period in PERIODS
                assert pay.basis == "structured"
                assert pay.min or pay.max
                assert (pay.min or 0) <= (pay.max or float("inf"))
        posting_frame(found)

    def test_a_posting_without_a_title_is_refused_with_its_path(self, source: Source) -> None:
        module = importlib.import_module(f"flows.sources.{source.name}")
        body = b"<job></job>" if hasattr(module, "xml") else b"{}"
        with pytest.raises(PayloadChanged, match=rf"^\$\.{TITLES.get(source.name, 'title')}: "):
            source.parse(Payload("7", body), board_of(source))

    @pytest.mark.parametrize(
        "body", [b"", b"null", b"7", b"[]", b"{", b"\xff\xfe", b"<html>", b"[" * 50_000]
    )
    def test_a_body_that_is_no_object_is_refused_with_its_path(
        self, source: Source, body: bytes
    ) -> None:
        with pytest.raises(PayloadChanged, match=r"^\$"):
            source.parse(Payload("7", body), board_of(source))


@pytest.mark.parametrize(
    "source",
    [source for source in SOURCES if source.name != "imported"],
    ids=lambda source: source.name,
)
class TestEverySourceThatAsks:
    def test_a_board_that_is_nowhere_is_missing(
        self, source: Source, table: Callable[..., Any]
    ) -> None:
        with pytest.raises(BoardMissing):
            list(source.fetch(board_of(source), table({})))

    @pytest.mark.parametrize("reply", [b"<!doctype html><p>Sorry", b'{"jobs": [', b"{}", b"7"])
    def test_a_reply_of_another_shape_is_told_with_its_address(
        self, source: Source, table: Callable[..., Any], reply: bytes
    ) -> None:
        board = board_of(source)
        with pytest.raises(PayloadChanged, match=re.escape(source.host(board))):
            list(source.fetch(board, table(Everywhere(reply))))


def test_the_five_sources_are_found() -> None:
    assert {"ashby", "careers_page", "greenhouse", "hackernews", "lever"} <= set(every_source())


def test_monthly_threads_and_federal_announcements_are_censuses_and_boards_are_not() -> None:
    assert {"hackernews", "usajobs_history"} <= {
        source.name for source in SOURCES if source.is_census
    }
    assert not {"greenhouse", "lever", "usajobs"} & {
        source.name for source in SOURCES if source.is_census
    }


def test_the_bundled_boards_need_no_key() -> None:
    keyed = {source.name for source in SOURCES if source.key_settings}
    lines = files("flows.boards").joinpath("core.csv").read_text(encoding="utf-8").splitlines()
    assert keyed
    assert not keyed & {line.partition(",")[0] for line in lines}
