"""One page a posting: the whole list first, and no posting is lost with its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flows.errors import AccessRefused, BoardMissing, LookError, PayloadChanged, SourceUnavailable
from flows.sources import Get, Known, Payload
from flows.sources.kit.details import drained, stamp_of, with_details


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


LISTED = stamp_of(b"listed", b"https://example.com/a")


@pytest.fixture
def get(table: Callable[..., Any]) -> Get:
    """Knows nothing, as at a board's first look."""
    nothing: Get = table({})
    return nothing


@pytest.fixture
def knowing(table: Callable[..., Any]) -> Callable[[Known], Get]:
    """Knows the posting `a`."""
    return lambda known: table({}, {"a": known})


def taken(postings: Iterator[Payload]) -> tuple[list[tuple[str | None, bytes]], LookError | None]:
    """What came before the end, as id and body, and the error that it ended with."""
    found, end = drained(postings)
    return [(payload.external_id, payload.body) for payload in found], end


def test_every_posting_comes_with_its_own_page_and_keeps_its_id_and_address(get: Get) -> None:
    (posting,) = with_details(listed("a"), Pages(), get)
    assert posting == Payload("a", b"page", "https://example.com/a", LISTED)


def test_the_whole_list_is_read_before_the_first_page_is_asked_for(get: Get) -> None:
    pages = Pages()
    order: list[int] = []

    def watched() -> Iterator[Payload]:
        for payload in listed("a", "b"):
            order.append(len(pages.asked))
            yield payload

    assert len(list(with_details(watched(), pages, get))) == 2
    assert order == [0, 0]


@pytest.mark.parametrize("error", [SourceUnavailable("503", 503), PayloadChanged("$: a web page")])
def test_a_posting_whose_page_fails_keeps_what_the_list_said_and_the_look_is_partial(
    error: LookError, get: Get
) -> None:
    found, end = taken(with_details(listed("a", "b", "c"), Pages(b=error), get))
    assert found == [("a", b"page"), ("b", b"listed"), ("c", b"page")]
    assert isinstance(end, SourceUnavailable)
    assert str(end).startswith("1 of 3 postings came without their own page; the first: ")


@pytest.mark.parametrize(
    "gone",
    [
        SourceUnavailable("404", 404),
        SourceUnavailable("410", 410),
        BoardMissing("no such job", 200),
    ],
)
def test_a_page_that_is_gone_is_that_of_a_posting_that_has_closed_and_the_look_is_whole(
    gone: LookError, get: Get
) -> None:
    found, end = taken(with_details(listed("a", "b", "c"), Pages(b=gone), get))
    assert found == [("a", b"page"), ("b", b"listed"), ("c", b"page")]
    assert end is None


@pytest.mark.parametrize(
    ("n_there", "n_gone", "is_whole"),
    [(0, 3, True), (0, 4, False), (4, 4, False), (5, 4, True), (30, 20, True)],
)
def test_many_pages_that_are_gone_have_moved(
    n_there: int, n_gone: int, is_whole: bool, get: Get
) -> None:
    there, gone = (
        [f"{kind}{n}" for n in range(count)] for kind, count in (("a", n_there), ("b", n_gone))
    )
    pages = Pages(**dict.fromkeys(gone, SourceUnavailable("404", 404)))
    _, end = taken(with_details(listed(*there, *gone), pages, get))
    assert (end is None) == is_whole
    assert is_whole or str(end).startswith(f"{n_gone} of {n_there + n_gone} postings came without")


def test_pages_that_have_moved_are_not_asked_for_again_and_again(get: Get) -> None:
    ids = [str(number) for number in range(50)]
    pages = Pages(**dict.fromkeys(ids, SourceUnavailable("404", 404)))
    found, end = taken(with_details(listed(*ids), pages, get))
    assert (len(found), len(pages.asked)) == (50, 20)
    assert "20 or more of 50" in str(end)


def test_pages_that_are_refused_are_not_asked_for_again(get: Get) -> None:
    pages = Pages(a=AccessRefused("403", 403))
    found, end = taken(with_details(listed("a", "b", "c"), pages, get))
    assert [body for _, body in found] == [b"listed"] * 3
    assert pages.asked == ["a"]
    assert isinstance(end, SourceUnavailable)
    assert str(end).startswith("1 or more of 3 postings came without their own page")


def test_after_twenty_failures_no_further_page_is_asked_for(get: Get) -> None:
    ids = [str(number) for number in range(50)]
    pages = Pages(**dict.fromkeys(ids, SourceUnavailable("503", 503)))
    found, end = taken(with_details(listed(*ids), pages, get))
    assert (len(found), len(pages.asked)) == (50, 20)
    assert "20 or more of 50" in str(end)


def test_a_list_that_breaks_off_still_has_the_pages_of_what_it_gave(get: Get) -> None:
    found, end = taken(
        with_details(listed("a", then=SourceUnavailable("page 2 failed")), Pages(), get)
    )
    assert found == [("a", b"page")]
    assert str(end) == "page 2 failed"


def test_a_board_that_is_missing_is_missing(get: Get) -> None:
    found, end = taken(with_details(listed(then=BoardMissing("404", 404)), Pages(), get))
    assert (found, type(end)) == ([], BoardMissing)


# ---- the second look


def test_a_posting_of_which_the_list_says_the_same_keeps_its_body_unasked(
    knowing: Callable[[Known], Get],
) -> None:
    pages = Pages()
    (posting,) = with_details(listed("a"), pages, knowing(Known("body-1", LISTED)))
    assert posting == Payload("a", b"", "https://example.com/a", LISTED, "body-1")
    assert pages.asked == []


@pytest.mark.parametrize(
    "known",
    [Known("body-1", "other words"), Known("body-1", None), Known("body-1", LISTED, is_due=True)],
)
def test_a_posting_of_which_the_list_says_another_thing_or_whose_page_is_due_is_asked_for(
    knowing: Callable[[Known], Get], known: Known
) -> None:
    pages = Pages()
    (posting,) = with_details(listed("a"), pages, knowing(known))
    assert (posting.body, posting.stamp, posting.content_hash) == (b"page", LISTED, None)
    assert pages.asked == ["a"]


def test_a_page_that_fails_costs_a_known_posting_nothing_and_is_asked_for_at_the_next_look(
    knowing: Callable[[Known], Get],
) -> None:
    pages = Pages(a=SourceUnavailable("503", 503))
    postings = with_details(listed("a"), pages, knowing(Known("body-1", "other words")))
    assert next(postings) == Payload("a", b"", "https://example.com/a", None, "body-1")
    with pytest.raises(SourceUnavailable, match="1 of 1 postings came without their own page"):
        next(postings)


def test_a_page_that_was_taken_down_since_leaves_a_known_posting_its_text(
    knowing: Callable[[Known], Get],
) -> None:
    closed = with_details(
        listed("a"), lambda payload: payload.body, knowing(Known("body-1", "other words"))
    )
    assert list(closed) == [Payload("a", b"", "https://example.com/a", None, "body-1")]


def test_what_was_never_read_is_asked_for_again_at_the_next_look(get: Get) -> None:
    found, _ = drained(with_details(listed("a"), Pages(a=SourceUnavailable("503", 503)), get))
    assert [posting.stamp for posting in found] == [None]


def test_a_forgotten_posting_is_not_asked_for(knowing: Callable[[Known], Get]) -> None:
    pages = Pages()
    list(with_details(listed("a"), pages, knowing(Known("", None, is_forgotten=True))))
    assert pages.asked == []


def test_words_of_the_list_that_do_not_count_ask_for_nothing(
    knowing: Callable[[Known], Get],
) -> None:
    pages = Pages()
    row = Payload("a", b"posted 4 days ago", stamp="the rest of the row")
    (posting,) = with_details([row], pages, knowing(Known("body-1", "the rest of the row")))
    assert posting.content_hash == "body-1"
    assert pages.asked == []
