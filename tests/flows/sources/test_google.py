"""Google: shape of GET www.google.com/about/careers/applications/jobs/feed.xml, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.sources import Board, Payload
from flows.sources.google import SOURCE
from transforms.posting import Posting

BOARD = Board("google", "google")
URL = SOURCE.docs_url

FIELDS = {
    "jobid": "127025001",
    "title": "Research Scientist",
    "published": "2026-03-17T09:00:15.503Z",
    "url": "https://careers.google.com/jobs/results/127025001-research-scientist/",
    "description": "&lt;p&gt;Study &amp;amp; publish.&lt;/p&gt;",
    "employer": "DeepMind",
    "isRemote": "No",
    "jobtype": "FULL_TIME",
    "categories": "<category>RESEARCH_AND_ML</category><category>DATA</category>",
    "locations": (
        "<location><city>London</city><state/><country>UK</country></location>"
        "<location><city>Mountain View</city><state>CA</state><country>US</country></location>"
    ),
}


def job(**changes: str | None) -> str:
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    return f"<job>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</job>"


def feed(*jobs: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><jobs>{"".join(jobs)}</jobs>'.encode()


def read(**changes: str | None) -> Posting:
    (posting,) = SOURCE.parse(Payload("127025001", job(**changes).encode()), BOARD)
    return posting


def test_the_whole_board_is_one_request(table: Callable[..., Any]) -> None:
    get = table({URL: feed(job(), job(), job(jobid="2"), job(jobid=None))})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["127025001", "2", None]
    assert get.asked == [URL]


def test_a_job_that_cannot_be_read_costs_no_other_and_is_counted(table: Callable[..., Any]) -> None:
    assert [
        payload.external_id
        for payload in SOURCE.fetch(
            BOARD, table({URL: feed(job(), "<job>" + "<a>" * 99 + "</job>")})
        )
    ] == [FIELDS["jobid"], None]


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="127025001",
        title="Research Scientist",
        employer="DeepMind",
        url="https://careers.google.com/jobs/results/127025001-research-scientist/",
        department="Research And Ml",
        locations=("London", "Mountain View, CA, US"),
        country_codes_stated=("GB", "US"),
        employment_type="full_time",
        posted_date=date(2026, 3, 17),
        description_html="<p>Study &amp; publish.</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"employer": None}, "employer", "Google"),
        ({"isRemote": "yes"}, "remote_stated", "remote"),
        ({"categories": "<category>JOB_CATEGORY_UNSPECIFIED</category>"}, "department", None),
        ({"locations": "London"}, "locations", ()),
        (
            {"locations": "<location><state>Alberta</state><country>CA</country></location>"},
            "locations",
            ("Alberta",),
        ),
        (
            {"locations": "<location><state>Alberta</state><country>CA</country></location>"},
            "country_codes_stated",
            ("CA",),
        ),
        (
            {"locations": "<location><country>Germany</country></location>"},
            "locations",
            ("Germany",),
        ),
        ({"description": "<![CDATA[<p>Study</p>]]>"}, "description_html", "<p>Study</p>"),
        ({"description": None}, "description_html", None),
        ({"published": "soon"}, "posted_date", None),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, Any], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
