"""A posting in two parts: what the list said of it beside what its own page said."""

from __future__ import annotations

import pytest

from flows.errors import PayloadChanged
from flows.sources import Reply
from flows.sources.kit.two_parts import joined, markup_of, parts


def test_both_parts_are_kept_as_they_were_sent() -> None:
    body = joined(b'{"id": 1.50}', b'{ "text":"\\u00e9" }')
    assert body == b'{"listed":{"id": 1.50},"own":{ "text":"\\u00e9" }}'
    assert [part.value for part in parts(body)] == [{"id": 1.5}, {"text": "é"}]


@pytest.mark.parametrize(
    "body", [b'{"id": 1}', b'{"id": 1, "listed": true}', b'{"id": 1, "listed": {}, "own": null}']
)
def test_a_posting_without_a_page_of_its_own_is_the_lists_part_alone(body: bytes) -> None:
    listed, own = parts(body)
    assert (listed.get("id"), own.value) == (1, {})


@pytest.mark.parametrize(("listed", "own"), [(b"[]", b"{}"), (b"{}", b"<html>"), (b"{}", b"null")])
def test_a_part_that_is_no_object_is_told(listed: bytes, own: bytes) -> None:
    with pytest.raises(PayloadChanged, match=r"^\$"):
        joined(listed, own)


def test_the_markup_of_a_page_is_its_first_job() -> None:
    page = b'<script type="application/ld+json">[{"@type":"JobPosting","title":"A"},{"@type":"JobPosting"}]</script>'
    assert (
        markup_of(Reply("https://x.test/1", 200, {}, page)) == b'{"@type":"JobPosting","title":"A"}'
    )


def test_a_page_without_markup_is_told_with_its_address() -> None:
    with pytest.raises(PayloadChanged, match=r"x\.test/1: no schema\.org JobPosting"):
        markup_of(Reply("https://x.test/1", 200, {}, b"<p>Come back later</p>"))
