"""Whatever a board puts into the very fields that its source reads, a posting comes out whole or is refused by name."""

from __future__ import annotations

import importlib
import inspect
import re
import unicodedata
from functools import cache

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import PayloadChanged
from flows.sources import Board, Payload, Source, every_source
from flows.sources.imported import UNREADABLE
from transforms.posting import EMPLOYMENT_TYPES, PERIODS, REMOTE_POLICIES, Posting, posting_frame

SOURCES = list(every_source().values())
TITLES = ("title", "name", "text", "position", "jobTitle", "jobOpeningName")
WORDS = st.sampled_from(
    "|x|<b>a</b>|2026-01-01|1766102400|hybrid|Remote|US|UNAVAILABLE|yearly|USD|http://x/y|javascript:x|a: b|: |['a', 'b']|"
    "{}|1e999|-5|&lt;p&gt;|October  8, 2026|US-MA-Boston|Fri, 99 Mar 2026|\x00\u202e".split("|")
)
VALUES = (
    WORDS | st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False)
)
TEXTS = st.text(max_size=30)


def fields_of(source: str) -> list[str]:
    """Every name in quotes in the source's file, among them all the fields that it reads, but for our own mark of a bad row."""
    text = inspect.getsource(importlib.import_module(f"flows.sources.{source}"))
    read = {
        *re.findall(r'"([A-Za-z_@][\w-]{0,40})"', text),
        *TITLES,
        "city",
        "country",
        "description",
    }
    return sorted(read - {UNREADABLE})


@cache  # to make one takes as long as to draw from it
def objects_of(source: str) -> st.SearchStrategy[dict[str, object]]:
    fields = fields_of(source)
    within = st.recursive(
        VALUES,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(fields), inner, max_size=5)
        ),
        max_leaves=10,
    )
    return st.dictionaries(st.sampled_from(fields), within, max_size=16)


def read_or_refused(source: Source, body: bytes) -> list[Posting]:
    """The postings of `body`; none when it is refused, which has to name a place in it."""
    try:
        return source.parse(Payload("7", body), Board(source.name, "acme"))
    except PayloadChanged as exc:
        return [] if str(exc).startswith("$") else pytest.fail(f"no path in {exc}")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_posting_is_whole_or_refused_with_its_path(source: Source, data: st.DataObject) -> None:
    objects = objects_of(source.name)
    listed = data.draw(objects) | {name: data.draw(TEXTS) for name in TITLES}
    body = data.draw(st.sampled_from([listed, {"listed": listed, "own": data.draw(objects)}]))
    found = read_or_refused(source, msgspec.json.encode(body))
    for posting in found:
        assert posting.external_id
        assert posting.title == posting.title.strip() != ""
        assert not {unicodedata.category(letter) for letter in posting.title} & {
            "Cc",
            "Cf",
            "Co",
            "Cs",
            "Zl",
            "Zp",
        }
        assert posting.url is None or posting.url.startswith(("https://", "http://"))
        assert all(posting.locations)
        assert posting.employment_type in (None, *EMPLOYMENT_TYPES)
        assert posting.remote_stated in (None, *REMOTE_POLICIES)
        assert posting.description_html is None or posting.description_plain is None
        assert all(re.fullmatch("[A-Z]{2}", code) for code in posting.country_codes_stated)
        assert all(pay.period in PERIODS and (pay.min or pay.max) for pay in posting.pay_stated)
    posting_frame(found)
