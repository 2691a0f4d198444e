"""One page a posting: the whole list first, and no posting is lost with its page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.errors import AccessRefused, BoardMissing, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Payload
from flows.sources.details import with_details


def listed(*ids: str, then: LookError | None = None) -> Iterator[Payload]:
    for external_id in ids:
        yield Payload(external_id, b"listed", f"https://example.com/{external_id}")
    if then is not None:
        raise then


class Pages:
    """Gives a page for every posting but those that `fails` names an error for; `asked` is what was asked."""

    def __init__(self, **fails: LookError) -> None:
        self.fails = fails
        self.asked: list[str | None] = []

    def __call__(self, payload: Payload) -> bytes:
        self.asked.append(payload.external_id)
        if error := self.fails.get(payload.external_id or ""):
            raise error
        return b"page"


def taken(postings: Iterator[Payload]) -> tuple[list[tuple[str | None, bytes]], LookError | None]:
    """What came before the end, and the error that it ended with."""
    found: list[tuple[str | None, bytes]] = []
    try:
        for payload in postings:
            found.append((payload.external_id, payload.body))
    except LookError as exc:
        return found, exc
    return found, None


def test_every_posting_comes_with_its_own_page_and_keeps_its_id_and_address() -> None:
    (posting,) = with_details(listed("a"), Pages())
    assert posting == Payload("a", b"page", "https://example.com/a")


def test_the_whole_list_is_read_before_the_first_page_is_asked_for() -> None:
    pages = Pages()
    order: list[int] = []

    def watched() -> Iterator[Payload]:
        for payload in listed("a", "b"):
            order.append(len(pages.asked))
            yield payload

    assert len(list(with_details(watched(), pages))) == 2
    assert order == [0, 0]


@pytest.mark.parametrize(
    "error", [SourceUnavailable("503", 503), PayloadChanged("$: a web page"), BoardMissing("404", 404)]
)
def test_a_posting_whose_page_fails_keeps_what_the_list_said_and_the_look_is_partial(error: LookError) -> None:
    found, end = taken(with_details(listed("a", "b", "c"), Pages(b=error)))
    assert found == [("a", b"page"), ("b", b"listed"), ("c", b"page")]
    assert isinstance(end, SourceUnavailable)
    assert str(end).startswith("1 of 3 postings came without their own page; the first: ")


def test_pages_that_are_refused_are_not_asked_for_again() -> None:
    pages = Pages(a=AccessRefused("403", 403))
    found, end = taken(with_details(listed("a", "b", "c"), pages))
    assert [body for _, body in found] == [b"listed"] * 3
    assert pages.asked == ["a"]
    assert isinstance(end, SourceUnavailable)


def test_after_twenty_failures_no_further_page_is_asked_for() -> None:
    ids = [str(number) for number in range(50)]
    pages = Pages(**dict.fromkeys(ids, SourceUnavailable("503", 503)))
    found, end = taken(with_details(listed(*ids), pages))
    assert (len(found), len(pages.asked)) == (50, 20)
    assert "20 or more of 50" in str(end)


def test_a_list_that_breaks_off_still_has_the_pages_of_what_it_gave() -> None:
    found, end = taken(with_details(listed("a", then=SourceUnavailable("page 2 failed")), Pages()))
    assert found == [("a", b"page")]
    assert str(end) == "page 2 failed"


def test_a_board_that_is_missing_is_missing() -> None:
    found, end = taken(with_details(listed(then=BoardMissing("404", 404)), Pages()))
    assert (found, type(end)) == ([], BoardMissing)
