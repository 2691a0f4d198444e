"""JazzHR: shape of GET app.jazz.co/feeds/export/jobs/{tenant}, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.sources import Board, Payload
from flows.sources.jazzhr import SOURCE
from transforms.posting import Posting

BOARD = Board("jazzhr", "acme", "Acme")
URL = "https://app.jazz.co/feeds/export/jobs/acme"

FIELDS = {
    "id": "job_20260605135030_AB12CD",
    "status": "Open",
    "title": "Machine Learning Engineer",
    "department": "Research",
    "url": "http://acme.applytojob.com/apply/AB12/Machine-Learning-Engineer",
    "city": "Austin",
    "state": "TX",
    "country": "United States",
    "postalcode": "78701",
    "description": "<p>Train & ship.</p>",
    "type": "Full Time",
    "experience": "Experienced",
}


def job(**changes: str | None) -> str:
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not None}
    return f"<job>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in fields.items())}</job>"


def feed(*jobs: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<jobs><publisher>JazzHR</publisher>{"".join(jobs)}</jobs>'.encode()


def read(**changes: str | None) -> Posting:
    (posting,) = SOURCE.parse(Payload("1", job(**changes).encode()), BOARD)
    return posting


def test_a_board_is_the_open_jobs_of_one_feed(table: Callable[..., Any]) -> None:
    get = table(
        {
            URL: feed(
                job(), job(id="job_2", status="Filled"), job(id="job_3", status=None), job(id=None)
            )
        }
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [
        "job_20260605135030_AB12CD",
        "job_3",
        None,
    ]
    assert get.asked == [URL]


def test_a_feed_without_jobs_is_an_empty_board(table: Callable[..., Any]) -> None:
    assert list(SOURCE.fetch(BOARD, table({URL: feed()}))) == []


def test_a_job_that_cannot_be_read_costs_no_other_and_is_counted(table: Callable[..., Any]) -> None:
    broken = "<job>" + "<a>" * 99 + "</job>"
    found = SOURCE.fetch(BOARD, table({URL: feed(job(), broken)}))
    assert [payload.external_id for payload in found] == [FIELDS["id"], None]


def test_no_entity_is_expanded(table: Callable[..., Any]) -> None:
    bomb = (
        b'<!DOCTYPE jobs [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><jobs>'
        + job(title="&b;").encode()
        + b"</jobs>"
    )
    (payload,) = SOURCE.fetch(BOARD, table({URL: bomb}))
    assert SOURCE.parse(payload, BOARD)[0].title == "&b;"


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="1",
        title="Machine Learning Engineer",
        employer="Acme",
        url="http://acme.applytojob.com/apply/AB12/Machine-Learning-Engineer",
        department="Research",
        locations=("Austin, TX, United States",),
        country_codes_stated=("US",),
        employment_type="full_time",
        posted_date=date(2026, 6, 5),
        description_html="<p>Train & ship.</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"original_open_date": "2026-05-01"}, "posted_date", date(2026, 5, 1)),
        ({"id": "job_20269905135030_X"}, "posted_date", None),
        ({"id": "17"}, "posted_date", None),
        ({"city": "", "state": None, "country": None}, "locations", ()),
        ({"description": "&lt;p&gt;Train&lt;/p&gt;"}, "description_html", "<p>Train</p>"),
        ({"description": "Train."}, "description_plain", "Train."),
        ({"description": None}, "description_html", None),
        ({"url": "javascript:alert(1)"}, "url", None),
        ({"type": "Volunteer"}, "employment_type", "volunteer"),
    ],
)
def test_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, Any], field: str, expected: object
) -> None:
    assert getattr(read(**changes), field) == expected
