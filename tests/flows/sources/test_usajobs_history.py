"""USAJOBS history: shapes of GET data.usajobs.gov/api/historicjoa and its texts, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from flows.errors import SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.usajobs_history import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("usajobs_history", "usajobs", period="2024-02")

JOB: dict[str, Any] = {
    "usajobsControlNumber": 700000001,
    "hiringAgencyName": "Bureau of Examples",
    "hiringDepartmentName": "Department of Inventions",
    "hiringSubelementName": "Office of Numbers",
    "positionTitle": "Data Scientist",
    "appointmentType": "Permanent",
    "workSchedule": "Full-time",
    "minimumSalary": 99908.0,
    "maximumSalary": 129878.0,
    "salaryType": "Per Year",
    "positionOpenDate": "2024-02-05",
    "positionlocations": [
        {
            "positionLocationCity": "Boulder, Colorado",
            "positionLocationState": "Colorado",
            "positionLocationCountry": "United States",
        }
    ],
}
TEXT = {"usajobsControlNumber": 700000001, "summary": "We count.", "duties": "<p>Counts.</p>"}


def url(series: str, *, texts: bool = False, token: str | None = None) -> str:
    asked = {
        "PositionSeries": series,
        "StartPositionOpenDate": "2024-02-01",
        "EndPositionOpenDate": "2024-02-29",
    }
    asked |= {"continuationtoken": token} if token else {}
    return f"https://data.usajobs.gov/api/historicjoa{'/announcementtext' if texts else ''}?{urlencode(asked)}"


def page(*rows: object, token: str | None = None, total: int | None = None) -> dict[str, Any]:
    meta = {
        "totalCount": len(rows) if total is None else total,
        "pageSize": 1000,
        "continuationToken": token,
    }
    return {"paging": {"metadata": meta, "next": "/api/historicjoa"}, "data": list(rows)}


NOTHING: dict[str, object] = {
    url(series): b"204 No Content" for series in ("1560", "1550", "1530", "1515", "2210")
}


def read(listed: object = JOB, own: object = TEXT) -> Posting:
    (posting,) = SOURCE.parse(
        Payload("700000001", msgspec.json.encode({"listed": listed, "own": own})), BOARD
    )
    return posting


def test_a_months_announcements_of_every_series_are_joined_with_their_texts(
    table: Callable[..., Any],
) -> None:
    other = JOB | {"usajobsControlNumber": 2}
    get = table(
        NOTHING
        | {
            url("1560"): page(JOB, token="next", total=2),
            url("1560", token="next"): page(other, total=2),
            url("1560", texts=True): page(TEXT),
            url("2210"): page(other),
            url("2210", texts=True): b"204 No Content",
        }
    )
    found = list(SOURCE.fetch(BOARD, get))
    assert [payload.external_id for payload in found] == ["700000001", "2"]
    assert msgspec.json.decode(found[0].body) == {"listed": JOB, "own": TEXT}
    assert msgspec.json.decode(found[1].body) == other


def test_an_empty_month_is_asked_for_once_a_series_and_has_no_texts(
    table: Callable[..., Any],
) -> None:
    get = table(NOTHING)
    assert list(SOURCE.fetch(BOARD, get)) == []
    assert get.asked == list(NOTHING)


def test_announcements_whose_texts_cannot_be_had_are_kept_and_that_is_told(
    table: Callable[..., Any],
) -> None:
    found = SOURCE.fetch(
        BOARD,
        table(
            NOTHING
            | {url("1560"): page(JOB), url("1560", texts=True): SourceUnavailable("503", 503)}
        ),
    )
    assert next(found).external_id == "700000001"
    with pytest.raises(SourceUnavailable, match="1560: 1 announcements came without their texts"):
        next(found)


def test_a_list_that_ends_before_its_count_is_told(table: Callable[..., Any]) -> None:
    with pytest.raises(SourceUnavailable, match="1 of 7 rows"):
        list(SOURCE.fetch(BOARD, table(NOTHING | {url("1560"): page(JOB, total=7)})))


def test_its_periods_are_the_months_since_2017(table: Callable[..., Any]) -> None:
    found = SOURCE.periods(table({}))
    assert found[:2] == ["2017-01", "2017-02"]
    assert found == sorted(found)


def test_an_announcement_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="700000001",
        title="Data Scientist",
        employer="Bureau of Examples",
        url="https://www.usajobs.gov/job/700000001",
        department="Office of Numbers",
        locations=("Boulder, Colorado, United States",),
        country_codes_stated=("US",),
        employment_type="full_time",
        posted_date=date(2024, 2, 5),
        description_html="<h3>Summary</h3>\n<p>We count.</p>\n<h3>Duties</h3>\n<p>Counts.</p>",
        pay_stated=(StatedPay(99_908, 129_878, "USD", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"salaryType": "Without Compensation"}, "pay_stated", ()),
        ({"salaryType": "Bi-weekly"}, "pay_stated", ()),
        ({"hiringAgencyName": None}, "employer", "Department of Inventions"),
        ({"appointmentType": "Internships"}, "employment_type", "intern"),
        ({"positionlocations": None}, "locations", ()),
    ],
)
def test_what_is_missing_or_does_not_compare_is_null(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(JOB | changes), field) == expected


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert refusals(SOURCE.parse, BOARD, JOB) == {"$.positionTitle"}
