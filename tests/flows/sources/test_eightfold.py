"""Eightfold: shapes of GET {host}/api/apply/v2/jobs, 2025-12, and of /api/pcsx, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from flows.errors import AccessRefused, BoardMissing
from flows.sources import Board, Payload
from flows.sources.eightfold import SOURCE
from transforms.posting import Posting

BOARD = Board("eightfold", "acme", "Acme")
HOST = "https://acme.eightfold.ai"

LISTED: dict[str, Any] = {
    "id": 790313345439,
    "name": "Data Engineer (L5)",
    "location": "USA - Remote",
    "locations": ["USA - Remote"],
    "department": "Data",
    "business_unit": "Streaming",
    "t_update": 1766300000,
    "t_create": 1766102400,
    "ats_job_id": "JR37949",
    "job_description": "",
    "work_location_option": "onsite",
    "canonicalPositionUrl": "https://jobs.acme.example.com/careers/job/790313345439",
}
PCSX: dict[str, Any] = {
    "id": 17,
    "displayJobId": "200",
    "name": "Applied Scientist",
    "locations": ["United States, Washington, Redmond"],
    "department": "Research",
    "workLocationOption": "hybrid",
    "postedTs": 1766102400,
    "positionUrl": "/careers/job/17",
}


def pcsx(start: int) -> str:
    return f"{HOST}/api/pcsx/search?{urlencode({'domain': 'acme.com', 'query': '', 'start': start, 'sort_by': 'timestamp'})}"


def apply(start: int, host: str = HOST, domain: str = "acme.com") -> str:
    query = urlencode(
        {"domain": domain, "query": "", "start": start, "sort_by": "timestamp", "num": 10}
    )
    return f"{host}/api/apply/v2/jobs?{query}"


def many(*numbers: int, count: int) -> dict[str, Any]:
    return {"positions": [LISTED | {"id": number} for number in numbers], "count": count}


def read(own: object | None = None, listed: object = LISTED) -> Posting:
    body = msgspec.json.encode(listed if own is None else {"listed": listed, "own": own})
    (posting,) = SOURCE.parse(Payload("17", body), BOARD)
    return posting


def test_a_site_of_the_newer_product_is_read_from_it_with_its_texts(
    table: Callable[..., Any],
) -> None:
    detail = f"{HOST}/api/pcsx/position_details?domain=acme.com&position_id=17"
    answers = {
        pcsx(0): {"status": 200, "data": {"positions": [PCSX], "count": 1}},
        detail: {
            "data": {
                "jobDescription": "<p>Study.</p>",
                "publicUrl": f"{HOST}/careers/job/17?domain=acme.com",
            }
        },
    }
    (payload,) = SOURCE.fetch(BOARD, table(answers))
    assert SOURCE.parse(payload, BOARD) == [
        Posting(
            external_id="17",
            title="Applied Scientist",
            employer="Acme",
            url=f"{HOST}/careers/job/17?domain=acme.com",
            department="Research",
            locations=("United States, Washington, Redmond",),
            remote_stated="hybrid",
            posted_date=date(2025, 12, 19),
            description_html="<p>Study.</p>",
        )
    ]


@pytest.mark.parametrize("refusal", [AccessRefused("403", 403), BoardMissing("404", 404)])
def test_a_site_of_the_older_product_is_read_from_that(
    table: Callable[..., Any], refusal: Exception
) -> None:
    answers = {
        pcsx(0): refusal,
        apply(0): many(*range(10), count=12),
        apply(10): many(10, 11, count=12),
        **{f"{HOST}/api/apply/v2/jobs/{number}?domain=acme.com": {} for number in range(12)},
    }
    get = table(answers)
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [
        str(number) for number in range(12)
    ]
    assert get.asked[:3] == [pcsx(0), apply(0), apply(10)]
    assert get.asked[3] == f"{HOST}/api/apply/v2/jobs/0?domain=acme.com"


def test_a_robots_txt_that_closes_the_first_is_not_gone_around(table: Callable[..., Any]) -> None:
    get = table({pcsx(0): AccessRefused("its robots.txt asks us not to")})
    with pytest.raises(AccessRefused):
        list(SOURCE.fetch(BOARD, get))
    assert get.asked == [pcsx(0)]


@pytest.mark.parametrize(
    ("slug", "host", "domain"),
    [
        ("explore.jobs.netflix.net", "https://explore.jobs.netflix.net", "netflix.com"),
        ("jobs.acme.org/acme.org", "https://jobs.acme.org", "acme.org"),
        ("Acme/acme.de", HOST, "acme.de"),
    ],
)
def test_a_board_is_a_tenant_or_a_host_with_the_employers_domain(
    table: Callable[..., Any], slug: str, host: str, domain: str
) -> None:
    get = table({apply(0, host, domain): many(count=0)})
    assert list(SOURCE.fetch(Board("eightfold", slug), get)) == []


def test_a_position_of_the_older_product_is_read_into_the_columns_of_posting() -> None:
    assert read({"job_description": "<p>Move data.</p>"}) == Posting(
        external_id="17",
        title="Data Engineer (L5)",
        employer="Acme",
        url="https://jobs.acme.example.com/careers/job/790313345439",
        department="Data",
        locations=("USA - Remote",),
        posted_date=date(2025, 12, 19),
        description_html="<p>Move data.</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        (
            {"locations": "['Denver, CO', 'Remote, United States']"},
            "locations",
            ("Denver, CO", "Remote, United States"),
        ),
        ({"locations": [], "location": "Denver"}, "locations", ("Denver",)),
        ({"locations": {"a": 1}, "location": None}, "locations", ()),
        ({"work_location_option": "remote_local"}, "remote_stated", "remote"),
        ({"t_create": 1766102400000}, "posted_date", date(2025, 12, 19)),
        (
            {"t_create": None, "t_update": 1766102400},
            "posted_date",
            None,
        ),  # it moves whenever anything is touched
        ({"canonicalPositionUrl": "/x"}, "url", f"{HOST}/careers/job/17"),
        ({"job_description": "&lt;p&gt;Hello&lt;/p&gt;"}, "description_html", "<p>Hello</p>"),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(listed=LISTED | changes), field) == expected
