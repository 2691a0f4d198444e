"""Breezy HR: shape of GET {tenant}.breezy.hr/json, 2026-09, and of a job's page with JobPosting; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import AccessRefused, BoardMissing, SourceUnavailable
from flows.sources import Board, Payload, Reply
from flows.sources.breezy import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("breezy", "acme", "Acme")
SITE = "https://acme.breezy.hr"

PLACE = {
    "country": {"name": "Belgium", "id": "BE"},
    "state": {"id": "VOV", "name": "East Flanders"},
    "city": "Ghent",
    "primary": True,
    "is_remote": False,
    "name": "Ghent, BE",
}
LISTED: dict[str, Any] = {
    "id": "98323abf2296",
    "friendly_id": "98323abf2296-data-scientist",
    "name": "Data Scientist",
    "url": f"{SITE}/p/98323abf2296-data-scientist",
    "published_date": "2026-02-15T14:37:22.684Z",
    "type": {"id": "fullTime", "name": "Full-Time"},
    "location": PLACE,
    "department": "Research",
    "salary": "€70,000 – €90,000 / year",
    "company": {"name": "Acme Trial", "logo_url": None, "friendly_id": "acme"},
    "locations": [PLACE | {"id": "2007f9c3168b"}],
}
OWN: dict[str, Any] = {
    "@type": "JobPosting",
    "title": "Data Scientist",
    "description": "<p>Count things.</p>",
}


def page(job: object = OWN) -> bytes:
    return b'<html><script type="application/ld+json">%s</script></html>' % msgspec.json.encode(job)


def read(own: object | None = OWN, **changes: object) -> Posting:
    listed = LISTED | changes
    body = msgspec.json.encode(listed if own is None else {"listed": listed, "own": own})
    (posting,) = SOURCE.parse(Payload(LISTED["id"], body), BOARD)
    return posting


def test_each_job_of_the_list_is_joined_with_its_pages_markup(table: Callable[..., Any]) -> None:
    get = table({f"{SITE}/json": [LISTED], LISTED["url"]: page()})
    (payload,) = SOURCE.fetch(BOARD, get)
    assert (payload.external_id, payload.url) == (LISTED["id"], LISTED["url"])
    assert msgspec.json.decode(payload.body) == {"listed": LISTED, "own": OWN}


@pytest.mark.parametrize("name", [None, 7, "../../admin", "a/b", "x?y", "é"])
def test_a_page_is_asked_for_on_the_boards_own_host_or_not_at_all(
    table: Callable[..., Any], name: object
) -> None:
    get = table(
        {
            f"{SITE}/json": [
                LISTED | {"friendly_id": name, "url": "https://elsewhere.example.org/p/1"}
            ]
        }
    )
    assert len(list(SOURCE.fetch(BOARD, get))) == 1
    assert get.asked == [f"{SITE}/json"]


@pytest.mark.parametrize(
    "answer", [SourceUnavailable("503"), b"<p>Soon</p>", AccessRefused("robots.txt")]
)
def test_a_page_that_fails_leaves_the_lists_part_and_a_partial_look(
    table: Callable[..., Any], answer: object
) -> None:
    found = SOURCE.fetch(BOARD, table({f"{SITE}/json": [LISTED], LISTED["url"]: answer}))
    assert msgspec.json.decode(next(found).body) == LISTED
    with pytest.raises(SourceUnavailable, match="1 of 1 postings came without their own page"):
        next(found)


def test_a_board_that_leads_to_the_vendors_own_site_is_missing() -> None:
    def get(url: str, **_: object) -> Reply:
        return Reply("https://breezy.hr/", 200, {}, b"<html>")

    with pytest.raises(BoardMissing, match="no such board"):
        list(SOURCE.fetch(BOARD, get))


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="98323abf2296",
        title="Data Scientist",
        employer="Acme",
        url=f"{SITE}/p/98323abf2296-data-scientist",
        department="Research",
        locations=("Ghent, BE",),
        country_codes_stated=("BE",),
        employment_type="full_time",
        posted_date=date(2026, 2, 15),
        description_html="<p>Count things.</p>\n<p>Salary: €70,000 – €90,000 / year</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"location": PLACE | {"is_remote": True}}, "remote_stated", "remote"),
        (
            {"location": PLACE | {"name": None}, "locations": []},
            "locations",
            ("Ghent, East Flanders, Belgium",),
        ),
        ({"location": None, "locations": None}, "locations", ()),
        ({"type": {"id": "other", "name": "Other"}}, "employment_type", None),
        ({"published_date": "today"}, "posted_date", None),
        ({"url": "javascript:alert(1)"}, "url", None),
        ({"salary": None}, "description_html", "<p>Count things.</p>"),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected


def test_pay_of_the_pages_markup_makes_the_lists_words_needless() -> None:
    salary = {
        "currency": "EUR",
        "value": {"minValue": 70000, "maxValue": 90000, "unitText": "YEAR"},
    }
    posting = read(own=OWN | {"baseSalary": salary})
    assert posting.pay_stated == (StatedPay(70_000, 90_000, "EUR", "year", "base", "structured"),)
    assert posting.description_html == "<p>Count things.</p>"


def test_a_plain_text_stays_plain_with_its_pay() -> None:
    posting = read(own=OWN | {"description": "Count things."})
    assert (posting.description_html, posting.description_plain) == (
        None,
        "Count things.\n\nSalary: €70,000 – €90,000 / year",
    )
