"""iCIMS: shapes of careers-{customer}.icims.com/jobs/search and /jobs/{id}/job in their frame, as documented in 2026; words
invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.icims import SOURCE
from transforms.posting import Posting

BOARD = Board("icims", "acme", "Acme")
SITE = "https://careers-acme.icims.com/jobs"

OWN: dict[str, Any] = {
    "@type": "JobPosting",
    "title": "Data Engineer II",
    "description": "<p>Move data.</p>",
    "datePosted": "2026-09-04T05:00:00.000Z",
    "employmentType": "FULL_TIME",
    "occupationalCategory": "Engineering",
    "hiringOrganization": {"@type": "Organization", "name": "Acme Holdings"},
    "jobLocation": [
        {
            "address": {
                "addressLocality": "Boston",
                "addressRegion": "MA",
                "addressCountry": "US",
                "postalCode": "UNAVAILABLE",
            }
        }
    ],
}
LISTED = {"id": "271", "title": "Data Engineer", "location": "US-MA-Boston | US-Remote"}


def listing(number: int) -> str:
    return f"{SITE}/search?ss=1&in_iframe=1&pr={number}"


def own(number: int) -> str:
    return f"{SITE}/{number}/job?in_iframe=1"


def card(number: int, title: str = "Data &amp; Engineer", place: str = "US-MA-Boston") -> str:
    return (
        '<li class="row iCIMS_JobCardItem"><div class="col-xs-6 header left">'
        f'<span class="sr-only field-label">Job Locations</span>\n<span >\n{place}</span></div>'
        f'<div class="title"><a href="{SITE}/{number}/data-engineer/job?in_iframe=1" class="iCIMS_Anchor">'
        f"<h3 >\n{title}</h3></a></div></li>"
    )


def page(*cards: str, of: int | None = 1) -> bytes:
    count = f"<div>Page 1 of {of}</div>" if of else ""
    return f'<html class="iCIMS_Site"><ul>{"".join(cards)}</ul>{count}</html>'.encode()


def job_page(job: object = OWN) -> bytes:
    return b'<script type="application/ld+json">%s</script>' % msgspec.json.encode(job)


def read(job: object | None = OWN, listed: object = LISTED) -> Posting:
    body = msgspec.json.encode(listed if job is None else {"listed": listed, "own": job})
    (posting,) = SOURCE.parse(Payload("271", body, f"{SITE}/271/data-engineer/job"), BOARD)
    return posting


def test_every_page_of_the_list_is_asked_then_every_jobs_own(table: Callable[..., Any]) -> None:
    get = table(
        {
            listing(0): page(card(1), card(2), of=2),
            listing(1): page(card(3), of=2),
            own(1): job_page(),
            own(2): job_page(),
            own(3): job_page(),
        }
    )
    found = list(SOURCE.fetch(BOARD, get))
    assert [payload.external_id for payload in found] == ["1", "2", "3"]
    assert get.asked == [listing(0), listing(1), own(1), own(2), own(3)]
    listed = {"id": "1", "title": "Data & Engineer", "location": "US-MA-Boston"}
    assert msgspec.json.decode(found[0].body) == {"listed": listed, "own": OWN}


def test_where_the_count_is_not_said_the_pages_go_on_until_one_brings_nothing_new(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            listing(0): page(card(1), of=None),
            listing(1): page(card(2), of=None),
            listing(2): page(card(2), of=None),
        }
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1", "2"]


def test_an_empty_page_before_the_last_is_not_the_end_of_the_list(
    table: Callable[..., Any],
) -> None:
    get = table({listing(0): page(card(1), of=3), listing(1): page(of=None), own(1): job_page()})
    found = SOURCE.fetch(BOARD, get)
    assert next(found).external_id == "1"
    with pytest.raises(SourceUnavailable, match="an empty page, where 3 pages were announced"):
        next(found)


def test_a_card_without_a_link_is_kept_for_the_count(table: Callable[..., Any]) -> None:
    get = table(
        {listing(0): page(card(1), '<li class="iCIMS_JobCardItem">Soon</li>'), own(1): job_page()}
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1", None]


@pytest.mark.parametrize(
    "reply",
    [
        b"<!doctype html><p>Prove that you are human</p>",
        page(f'<a href="{SITE}/1/x/job?in_iframe=1">A</a>'),
        page("<p>We are moving to a new site.</p>", of=None),
    ],
)
def test_a_page_that_is_no_list_is_told(table: Callable[..., Any], reply: bytes) -> None:
    with pytest.raises(PayloadChanged, match="jobs/search"):
        list(SOURCE.fetch(BOARD, table({listing(0): reply})))


@pytest.mark.parametrize(
    "said",
    [
        '<div class="iCIMS_NoResults">Sorry.</div>',
        "<p>No jobs were found.</p>",
        "<p>There are no open positions.</p>",
    ],
)
def test_a_site_that_says_so_has_no_jobs(table: Callable[..., Any], said: str) -> None:
    assert list(SOURCE.fetch(BOARD, table({listing(0): page(said, of=None)}))) == []


def test_a_job_page_without_markup_leaves_the_card_and_a_partial_look(
    table: Callable[..., Any],
) -> None:
    found = SOURCE.fetch(BOARD, table({listing(0): page(card(1)), own(1): b"<html>iCIMS</html>"}))
    assert msgspec.json.decode(next(found).body)["title"] == "Data & Engineer"
    with pytest.raises(SourceUnavailable, match=r"no schema\.org JobPosting"):
        next(found)


def test_a_job_is_read_from_its_own_page() -> None:
    assert read() == Posting(
        external_id="271",
        title="Data Engineer II",
        employer="Acme",
        url=f"{SITE}/271/data-engineer/job",
        department="Engineering",
        locations=("Boston, MA, US",),
        country_codes_stated=("US",),
        employment_type="full_time",
        posted_date=date(2026, 9, 4),
        description_html="<p>Move data.</p>",
    )


def test_without_its_own_page_a_job_is_what_its_card_says() -> None:
    assert read(None) == Posting(
        external_id="271",
        title="Data Engineer",
        employer="Acme",
        url=f"{SITE}/271/data-engineer/job",
        locations=("Boston, MA, US", "Remote, US"),
        country_codes_stated=("US",),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"occupationalCategory": "UNAVAILABLE"}, "department", None),
        ({"jobLocation": None}, "locations", ("Boston, MA, US", "Remote, US")),
        ({"jobLocation": None}, "country_codes_stated", ("US",)),
        ({"title": None}, "title", "Data Engineer"),
        ({"employmentType": "OTHER"}, "employment_type", None),
    ],
)
def test_what_the_page_leaves_out_is_taken_from_the_card(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(OWN | changes), field) == expected


@pytest.mark.parametrize(
    ("coded", "places"),
    [
        ("CH-Zurich", ("Zurich, CH",)),
        ("Multiple locations", ("Multiple locations",)),
        (None, ()),
        (7, ("7",)),
    ],
)
def test_places_in_code_are_written_out(coded: object, places: tuple[str, ...]) -> None:
    assert read(None, LISTED | {"location": coded}).locations == places
