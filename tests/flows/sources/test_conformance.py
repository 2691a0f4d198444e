"""What holds for every source, so that a file of the wrong shape fails by its name."""

from __future__ import annotations

import importlib
import inspect
import re
import unicodedata
from importlib.resources import files
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import PayloadChanged
from flows.settings import KEY_NAME
from flows.sources import PAYLOAD_BASES, Board, Payload, Source, every_source
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

# Names that any of the sources looks at, so that random values land where they are read.
KEYS = (
    "id title text name descriptionHtml descriptionPlain description content lists additional location locations address "
    "secondaryLocations postalAddress addressCountry categories allLocations commitment department team country createdAt "
    "created_at publishedAt first_published datePosted workplaceType isRemote employmentType metadata value value_type "
    "pay_input_ranges min_cents max_cents currency_type salaryRange min max currency interval compensation compensationTiers "
    "components compensationType minValue maxValue currencyCode summaryComponents baseSalary unitText jobLocation "
    "applicantLocationRequirements hiringOrganization identifier offices departments language jobUrl hostedUrl"
).split()
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


def read_or_refused(source: Source, body: dict[str, Any], board: Board) -> list[Posting]:
    """The postings of `body`; none when it is refused, which has to name a place in it. Anything else fails the test."""
    try:
        return source.parse(Payload("7", msgspec.json.encode(body)), board)
    except PayloadChanged as exc:
        return [] if str(exc).startswith("$") else pytest.fail(f"no JSON path in {exc}")


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

    @settings(
        max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    @given(
        job=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=14), title=st.text(max_size=30)
    )
    def test_a_posting_is_read_or_refused_by_name_whatever_its_fields_hold(
        self, source: Source, job: dict[str, Any], title: str
    ) -> None:
        board = Board(source.name, SLUGS.get(source.name, "acme"))
        for body in (job, job | {"title": title, "text": title or "x"}):
            found = read_or_refused(source, body, board)
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
                assert posting.employment_type in (None, *EMPLOYMENT_TYPES)
                assert posting.remote_stated in (None, *REMOTE_POLICIES)
                assert posting.description_html is None or posting.description_plain is None
                assert all(
                    len(code) == 2 and code.isupper() for code in posting.country_codes_stated
                )
                for pay in posting.pay_stated:
                    assert pay.period in PERIODS
                    assert pay.basis == "structured"
                    assert pay.min is not None or pay.max is not None
                    assert (pay.min or 0) <= (pay.max or float("inf"))
            posting_frame(found)

    @pytest.mark.parametrize(
        "body", [b"", b"null", b"7", b"[]", b"{", b"\xff\xfe", b"<html>", b"[" * 50_000]
    )
    def test_a_body_that_is_no_object_is_refused_with_its_path(
        self, source: Source, body: bytes
    ) -> None:
        with pytest.raises(PayloadChanged, match=r"^\$"):
            source.parse(Payload("7", body), Board(source.name, SLUGS.get(source.name, "acme")))


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
