"""USAJOBS: shape of GET data.usajobs.gov/api/search, transcribed 2026-08; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import ListedInPart
from flows.sources import Board, Payload
from flows.sources.usajobs import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("usajobs", "1560")
URL = "https://data.usajobs.gov/api/search?JobCategoryCode=1560&Fields=Full&ResultsPerPage=500"

JOB: dict[str, Any] = {
    "PositionID": "ACME-26-0001",
    "PositionTitle": "Data Scientist (Forecasts)",
    "PositionURI": "https://www.usajobs.gov/job/900000001",
    "PositionLocation": [
        {
            "LocationName": "Boulder, Colorado",
            "CountryCode": "United States",
            "CityName": "Boulder, Colorado",
        },
        {"LocationName": "Anywhere in the U.S.", "CountryCode": "United States"},
    ],
    "OrganizationName": "Bureau of Examples",
    "DepartmentName": "Department of Inventions",
    "JobCategory": [{"Name": "Data Science", "Code": "1560"}],
    "PositionSchedule": [{"Name": "Full-time", "Code": "1"}],
    "PositionOfferingType": [{"Name": "Permanent", "Code": "15317"}],
    "QualificationSummary": "Knows statistics & SQL.\nKnows Python.",
    "PositionRemuneration": [
        {
            "MinimumRange": "99908",
            "MaximumRange": "129878.0",
            "RateIntervalCode": "PA",
            "Description": "Per Year",
        }
    ],
    "PublicationStartDate": "2026-08-03T00:00:00.0000",
    "ApplicationCloseDate": "2026-08-24",
    "UserArea": {
        "Details": {
            "JobSummary": "We forecast.",
            "MajorDuties": ["Builds models.", "<p>Explains them.</p>"],
            "RemoteIndicator": True,
        }
    },
}


def item(number: object = "900000001", **changes: object) -> dict[str, Any]:
    return {
        "MatchedObjectId": number,
        "MatchedObjectDescriptor": JOB | changes,
        "RelevanceRank": 0.5,
    }


def results(*items: object, total: int | None = None) -> dict[str, Any]:
    return {
        "SearchResult": {
            "SearchResultCountAll": len(items) if total is None else total,
            "SearchResultItems": items,
        }
    }


def read(**changes: object) -> Posting:
    body = msgspec.json.encode({"MatchedObjectDescriptor": JOB | changes})
    (posting,) = SOURCE.parse(Payload("900000001", body), BOARD)
    return posting


def test_a_series_is_paged_through_until_its_count_is_reached(table: Callable[..., Any]) -> None:
    get = table(
        {
            f"{URL}&Page=1": results(item(1), item(2), total=3),
            f"{URL}&Page=2": results(item(2), item(3), total=3),
        }
    )
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == ["1", "2", "3"]


def test_words_behind_the_series_are_searched_for(table: Callable[..., Any]) -> None:
    url = URL.replace("1560", "2210") + "&Keyword=machine+learning&Page=1"
    assert [
        payload.external_id
        for payload in SOURCE.fetch(
            Board("usajobs", "2210-machine-learning"), table({url: results()})
        )
    ] == []


def test_the_rank_in_the_search_is_not_part_of_the_body(table: Callable[..., Any]) -> None:
    bodies = {
        payload.body
        for rank in (1, 2)
        for payload in SOURCE.fetch(
            BOARD, table({f"{URL}&Page=1": results(item() | {"RelevanceRank": rank})})
        )
    }
    assert len(bodies) == 1


def test_a_list_beyond_the_searchs_end_is_a_part(table: Callable[..., Any]) -> None:
    pages = {f"{URL}&Page={number}": results(item(number), total=30_000) for number in range(1, 21)}
    with pytest.raises(ListedInPart, match="20 of 30000"):
        list(SOURCE.fetch(BOARD, table(pages)))


def test_an_announcement_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="900000001",
        title="Data Scientist (Forecasts)",
        employer="Bureau of Examples",
        url="https://www.usajobs.gov/job/900000001",
        department="Data Science",
        locations=("Boulder, Colorado", "Anywhere in the U.S."),
        country_codes_stated=("US",),
        remote_stated="remote",
        employment_type="full_time",
        posted_date=date(2026, 8, 3),
        apply_until_date=date(2026, 8, 24),
        description_html=(
            "<h3>Summary</h3>\n<p>We forecast.</p>\n<h3>Duties</h3>\n<p>Builds models.</p>\n<p>Explains them.</p>\n"
            "<h3>Qualifications</h3>\n<p>Knows statistics &amp; SQL.<br>Knows Python.</p>"
        ),
        pay_stated=(StatedPay(99_908, 129_878, "USD", "year", "base", "structured"),),
    )


@pytest.mark.parametrize(
    ("stated", "pay"),
    [
        (
            {"MinimumRange": "30", "MaximumRange": "41.5", "RateIntervalCode": "PH"},
            (30, 41.5, "hour"),
        ),
        (
            {"MinimumRange": "30", "MaximumRange": "40", "RateIntervalCode": "Per Hour"},
            (30, 40, "hour"),
        ),
        ({"MinimumRange": "0", "MaximumRange": "0", "RateIntervalCode": "WC"}, None),
        ({"MinimumRange": "3000", "MaximumRange": "4000", "RateIntervalCode": "BW"}, None),
        ("much", None),
    ],
)
def test_pay_is_read_in_its_own_period_or_not_at_all(
    stated: object, pay: tuple[float, float, str] | None
) -> None:
    found = read(PositionRemuneration=[stated]).pay_stated
    assert found == (
        (StatedPay(pay[0], pay[1], "USD", pay[2], "base", "structured"),) if pay else ()
    )


def test_telework_is_no_remote_policy_and_a_missing_address_is_the_announcements_own() -> None:
    posting = read(
        UserArea={"Details": {"TeleworkEligible": True, "RemoteIndicator": False}}, PositionURI=None
    )
    assert (posting.remote_stated, posting.url) == (None, "https://www.usajobs.gov/job/900000001")


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    job = {"MatchedObjectDescriptor": JOB}
    assert refusals(SOURCE.parse, BOARD, job) == {"$.PositionTitle"}
