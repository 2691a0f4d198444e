"""Ashby: shapes of GET api.ashbyhq.com/posting-api/job-board/{board}?includeCompensation=true, 2025-10 and 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import PayloadChanged
from flows.sources import Board, Payload
from flows.sources.ashby import SOURCE
from transforms.posting import Posting, StatedPay

BOARD = Board("ashby", "Pocket Worlds", "Pocket Worlds")
URL = "https://api.ashbyhq.com/posting-api/job-board/Pocket%20Worlds?includeCompensation=true"


def salary(
    low: object, high: object, currency: str = "USD", interval: str = "1 YEAR", **more: object
) -> dict[str, object]:
    part = {
        "compensationType": "Salary",
        "interval": interval,
        "currencyCode": currency,
        "minValue": low,
        "maxValue": high,
    }
    return part | more


EQUITY = {
    "compensationType": "EquityPercentage",
    "interval": "NONE",
    "currencyCode": None,
    "minValue": None,
    "maxValue": None,
}

JOB: dict[str, Any] = {
    "id": "63df0ffc-0000-0000-0000-000000000001",
    "title": "AI Engineer",
    "department": "Product",
    "team": "Agents",
    "employmentType": "FullTime",
    "location": "Austin",
    "secondaryLocations": [
        {
            "location": "Ghent",
            "address": {
                "postalAddress": {"addressRegion": "Flanders", "addressCountry": "Belgium"}
            },
        },
        {"location": "Austin", "address": None},
    ],
    "publishedAt": "2026-03-17T20:30:40.304+00:00",
    "isListed": True,
    "isRemote": True,
    "address": {"postalAddress": {"addressCountry": "USA"}},
    "jobUrl": "https://jobs.ashbyhq.com/Pocket%20Worlds/63df0ffc-0000-0000-0000-000000000001",
    "descriptionHtml": "<p>Build agents.</p>",
    "descriptionPlain": "Build agents.",
    "compensation": None,
}


def read(**changes: object) -> Posting:
    (posting,) = SOURCE.parse(Payload(JOB["id"], msgspec.json.encode(JOB | changes)), BOARD)
    return posting


def paid(
    *tiers: dict[str, object], summary: list[object] | None = None, **more: object
) -> tuple[StatedPay, ...]:
    return read(
        compensation={"compensationTiers": list(tiers), "summaryComponents": summary or [], **more}
    ).pay_stated


def test_a_boards_name_is_percent_encoded_and_unlisted_jobs_are_not_on_the_board(
    table: Callable[..., Any],
) -> None:
    jobs = [
        {"id": "a", "isListed": True},
        {"id": "b", "isListed": False},
        {"id": "c"},
        {"id": "d", "isListed": "no"},
    ]
    found = SOURCE.fetch(BOARD, table({URL: {"jobs": jobs, "apiVersion": "1"}}))
    assert [payload.external_id for payload in found] == ["a", "c", "d"]


def test_a_job_that_is_no_object_is_kept_to_be_quarantined_and_the_rest_is_read(
    table: Callable[..., Any],
) -> None:
    found = list(SOURCE.fetch(BOARD, table({URL: {"jobs": [7, {"id": "a"}]}})))
    assert [payload.external_id for payload in found] == [None, "a"]
    with pytest.raises(PayloadChanged, match=r"^\$: a int instead of an object"):
        SOURCE.parse(found[0], BOARD)


def test_bytes_that_are_not_utf8_are_read_as_windows_1252(table: Callable[..., Any]) -> None:
    raw = b'{"jobs":[{"id":"a","title":"Caf\xe9 \x96 \xe2\x82\xac"},{"id":"b","title":"Tea"}]}'
    first, second = SOURCE.fetch(BOARD, table({URL: raw}))
    assert SOURCE.parse(first, BOARD)[0].title == "Café – €"
    assert SOURCE.parse(second, BOARD)[0].title == "Tea"


def test_an_id_that_changes_its_case_or_comes_twice_is_one_posting(
    table: Callable[..., Any],
) -> None:
    jobs = [
        {"id": "63DF0FFC-0000-0000-0000-00000000000A"},
        {"id": "63df0ffc-0000-0000-0000-00000000000a"},
    ]
    assert [
        payload.external_id for payload in SOURCE.fetch(BOARD, table({URL: {"jobs": jobs}}))
    ] == ["63df0ffc-0000-0000-0000-00000000000a"]


def test_a_job_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="63df0ffc-0000-0000-0000-000000000001",
        title="AI Engineer",
        employer="Pocket Worlds",
        url="https://jobs.ashbyhq.com/Pocket%20Worlds/63df0ffc-0000-0000-0000-000000000001",
        department="Product",
        locations=("Austin", "Ghent"),
        country_codes_stated=("US", "BE"),
        employment_type="full_time",
        posted_date=date(2026, 3, 17),
        description_html="<p>Build agents.</p>",
    )


def test_only_the_workplace_field_says_where_the_work_is_done() -> None:
    assert read(workplaceType="Hybrid").remote_stated == "hybrid"


@pytest.mark.parametrize("flag", [True, False, None])
def test_the_remote_flag_alone_says_nothing(flag: bool | None) -> None:
    assert read(isRemote=flag).remote_stated is None


def test_each_zone_keeps_its_own_range_and_only_salaries_are_pay() -> None:
    zones = paid(
        {"title": "United Kingdom", "components": [EQUITY, salary(83_000, 115_000, "GBP")]},
        {"title": "Ireland", "components": [salary(86_000, 120_000, "EUR"), EQUITY]},
        summary=[salary(83_000, 120_000)],
    )
    assert zones == (
        StatedPay(83_000, 115_000, "GBP", "year", "base", "structured", "United Kingdom"),
        StatedPay(86_000, 120_000, "EUR", "year", "base", "structured", "Ireland"),
    )


def test_the_summary_is_read_only_when_there_are_no_tiers() -> None:
    assert paid(summary=[EQUITY, salary(50, 60, interval="1 HOUR")]) == (
        StatedPay(50, 60, "USD", "hour", "base", "structured"),
    )


@pytest.mark.parametrize(
    ("part", "pay"),
    [
        (salary(0, 65_000), StatedPay(None, 65_000, "USD", "year", basis="structured")),
        (salary(70_000, None), StatedPay(70_000, None, "USD", "year", basis="structured")),
        (salary(90_000, 70_000), StatedPay(70_000, 90_000, "USD", "year", basis="structured")),
        (
            salary(4_000, 5_000, "EUR", "1 MONTH"),
            StatedPay(4_000, 5_000, "EUR", "month", basis="structured"),
        ),
        (salary(900, 900, "GBP", "1 WEEK"), StatedPay(900, 900, "GBP", "week", basis="structured")),
        (salary(500, 500, "GBP", "1 DAY"), StatedPay(500, 500, "GBP", "day", basis="structured")),
        (
            salary(60, 60, interval="1 TIME"),
            StatedPay(60, 60, "USD", "once", basis="structured"),
        ),  # a fee per piece
        (salary(None, None), None),
        (salary("lots", [1]), None),
        (salary(1e300, 1e308), None),
    ],
)
def test_a_bound_that_is_zero_missing_or_absurd_is_no_bound(
    part: dict[str, object], pay: StatedPay | None
) -> None:
    assert paid({"title": None, "components": [part]}) == ((pay,) if pay else ())


@pytest.mark.parametrize(
    ("own", "of_the_tier", "kind"),
    [
        ("$250K – $270K", "On Target Earnings $250K – $270K", "ote"),
        ("Total Cash Comp (OTE) $250K", "", "ote"),
        ("The yearly total compensation ranges from $250K", "", "total"),
        ("Total Cash Compensation $250K", "", "total"),
        ("The yearly base compensation is $250K. Total compensation has more", "", "base"),
        ("One part of a total compensation package: $250K", "", "base"),
        ("$250K", "$250K • Total compensation will include equity", "base"),
    ],
)
def test_what_is_no_base_pay_in_the_salary_field_is_known_by_its_label(
    own: str, of_the_tier: str, kind: str
) -> None:
    part = salary(250_000, 270_000, summary=own)
    (pay,) = paid({"tierSummary": of_the_tier, "components": [part]})
    assert pay.kind == kind


@pytest.mark.parametrize(
    "compensation",
    [None, [], "£32K", {"compensationTiers": None}, {"compensationTiers": [3, {"components": 4}]}],
)
def test_compensation_of_another_shape_is_no_pay(compensation: object) -> None:
    assert read(compensation=compensation).pay_stated == ()


def test_pay_that_the_employer_hides_is_not_read() -> None:
    tier = {"components": [salary(70_000, 90_000)]}
    shown = read(compensation={"compensationTiers": [tier]})
    hidden = read(
        compensation={"compensationTiers": [tier]}, shouldDisplayCompensationOnJobPostings=False
    )
    assert shown.pay_stated
    assert hidden.pay_stated == ()


@pytest.mark.parametrize(
    ("location", "read_as"),
    [
        ("Rideau Centre", "Rideau Centre, Ottawa, Ontario"),
        ("Canada", "Canada"),
        ("Remote", "Remote"),
    ],
)
def test_an_offices_name_has_its_town_behind_it(location: str, read_as: str) -> None:
    address = {"postalAddress": {"addressLocality": "Ottawa", "addressRegion": "Ontario"}}
    place = {"location": location, "address": address}
    assert read(secondaryLocations=[place]).locations == ("Austin", read_as)


def test_an_address_without_its_inner_part_names_a_country_too() -> None:
    place = {"location": "Depot", "address": {"addressCountry": "Norway"}}
    assert "NO" in read(secondaryLocations=[place]).country_codes_stated


def test_plain_text_stands_in_for_markup_that_is_missing() -> None:
    posting = read(descriptionHtml=" ")
    assert (posting.description_html, posting.description_plain) == (None, "Build agents.")
