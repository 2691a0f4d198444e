"""Workday: shapes of POST {host}/wday/cxs/{tenant}/{site}/jobs (transcribed 2026-09) and of a job's page (2025-12); words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import AccessRefused, BoardMissing, PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.workday import SOURCE
from transforms.posting import Posting

BOARD = Board("workday", "acme.wd5.myworkdayjobs.com/acme/Careers", "Acme")
API = "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers"

ROBOTS = "https://acme.wd5.myworkdayjobs.com/robots.txt"

INFO: dict[str, Any] = {
    "id": "00000000000010000000000000000001",
    "title": "Machine Learning Engineer",
    "jobDescription": "<p>Train models.</p>",
    "location": "USA-CO-Boulder",
    "additionalLocations": ["US Remote", "USA-CO-Boulder"],
    "postedOn": "Posted 4 Days Ago",
    "startDate": "2025-12-20",
    "endDate": "2026-05-01",
    "timeType": "Full time",
    "remoteType": "Hybrid",
    "jobReqId": "R100200",
    "jobPostingId": "Machine-Learning-Engineer_R100200",
    "jobPostingSiteId": "Careers",
    "country": {"descriptor": "United States of America", "id": "00000000000010000000000000000002"},
    "canApply": True,
    "posted": True,
    "jobRequisitionLocation": {
        "descriptor": "USA-CO-Boulder",
        "country": {"descriptor": "United States of America", "id": "bc33", "alpha2Code": "US"},
    },
    "externalUrl": "https://acme.wd5.myworkdayjobs.com/Careers/job/USA-CO-Boulder/Machine-Learning-Engineer_R100200",
    "questionnaireId": "00000000000010000000000000000003",
}
OWN_PAGE: dict[str, Any] = {
    "jobPostingInfo": INFO,
    "hiringOrganization": {"name": "4711 Acme LLC", "url": ""},
    "similarJobs": [{"title": "Another", "postedOn": "Posted 21 Days Ago"}],
    "userAuthenticated": False,
}


def row(number: object, **changes: object) -> dict[str, object]:
    job = {
        "title": "Machine Learning Engineer",
        "externalPath": f"/job/USA-CO-Boulder/Machine-Learning-Engineer_R{number}",
        "locationsText": "2 Locations",
        "postedOn": "Posted 30+ Days Ago",
        "bulletFields": [f"R{number}"],
    }
    return job | changes


def asked(offset: int = 0, **facets: str) -> str:
    applied = msgspec.json.encode({name: [value] for name, value in facets.items()}).decode()
    return f'POST {API}/jobs {{"appliedFacets":{applied},"limit":20,"offset":{offset},"searchText":""}}'


def pages(
    total: int, numbers: range, under: dict[str, str] | None = None, **first: object
) -> dict[str, object]:
    """Answers that list `numbers` 20 at a time; only the first says the total, as Workday does."""
    found: dict[str, object] = {}
    for offset in range(0, max(len(numbers), 1), 20):
        rows = [row(number) for number in numbers[offset : offset + 20]]
        found[asked(offset, **(under or {}))] = {
            "total": total if offset == 0 else 0,
            "jobPostings": rows,
        } | first
    return found


def own_pages(numbers: range) -> dict[str, object]:
    return {
        f"{API}/job/USA-CO-Boulder/Machine-Learning-Engineer_R{number}": OWN_PAGE
        for number in numbers
    }


def facet(name: str, **counts: int) -> dict[str, object]:
    values = [{"descriptor": value, "id": value, "count": count} for value, count in counts.items()]
    return {"facetParameter": name, "descriptor": name, "values": values}


def ids(found: Any) -> list[str | None]:
    return [payload.external_id for payload in found]


def read(page: object = OWN_PAGE, url: str | None = None) -> Posting:
    (posting,) = SOURCE.parse(Payload("R100200", msgspec.json.encode(page), url), BOARD)
    return posting


# ---- the list


def test_a_board_is_paged_through_by_post_and_each_posting_asked_for(
    table: Callable[..., Any],
) -> None:
    get = table(pages(45, range(45)) | own_pages(range(45)))
    found = list(SOURCE.fetch(BOARD, get))
    assert ids(found) == [f"R{number}" for number in range(45)]
    assert (
        found[0].url
        == "https://acme.wd5.myworkdayjobs.com/Careers/job/USA-CO-Boulder/Machine-Learning-Engineer_R0"
    )
    assert get.asked[:3] == [asked(0), asked(20), asked(40)]
    assert len(get.asked) == 48


@pytest.mark.parametrize(
    ("closed", "is_read"),
    [("/Careers/", False), ("/", False), ("/CareersResearch/", True), ("/talentcommunity/", True)],
)
def test_a_site_whose_pages_robots_txt_closes_is_not_asked_by_its_api_either(
    table: Callable[..., Any], closed: str, is_read: bool
) -> None:
    get = table(
        {ROBOTS: f"User-agent: *\nDisallow: {closed}".encode()}
        | pages(1, range(1))
        | own_pages(range(1))
    )
    if is_read:
        assert ids(SOURCE.fetch(BOARD, get)) == ["R0"]
        return
    with pytest.raises(AccessRefused, match=r"robots\.txt"):
        list(SOURCE.fetch(BOARD, get))
    assert get.asked == []


def test_a_list_that_is_cut_off_is_asked_for_by_each_value_of_a_facet(
    table: Callable[..., Any],
) -> None:
    families = facet("jobFamilyGroup", a=1_900, b=110)
    places = {"facetParameter": "locationMainGroup", "values": [facet("locations", x=5_000, y=9)]}
    get = table(
        {
            asked(): {
                "total": 2_000,
                "jobPostings": [row(0)],
                "facets": [places, facet("timeType", full=1), families],
            }
        }
        | pages(1_900, range(1_900), {"jobFamilyGroup": "a"})
        | pages(110, range(1_900, 2_010), {"jobFamilyGroup": "b"})
        | own_pages(range(2_010))
    )
    assert ids(SOURCE.fetch(BOARD, get)) == [f"R{number}" for number in range(2_010)]


def test_postings_that_no_value_of_the_facet_holds_make_the_look_partial(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            asked(): {
                "total": 2_000,
                "jobPostings": [row(0)],
                "facets": [facet("jobFamily", a=1_990, b=30)],
            }
        }
        | pages(20, range(20), {"jobFamily": "a"})
        | pages(20, range(20, 40), {"jobFamily": "b"})
        | own_pages(range(40))
    )
    found = SOURCE.fetch(BOARD, get)
    assert len([next(found) for _ in range(40)]) == 40
    with pytest.raises(
        SourceUnavailable, match="40 postings by jobFamily where its facets count 2020"
    ):
        next(found)


@pytest.mark.parametrize(
    "facets", [None, [], "x", [{"facetParameter": "jobFamily", "values": [{"id": 7}, None]}]]
)
def test_a_list_that_is_cut_off_and_cannot_be_split_is_kept_and_told(
    table: Callable[..., Any], facets: object
) -> None:
    get = table(pages(2_000, range(2_000), facets=facets) | own_pages(range(2_000)))
    found = SOURCE.fetch(BOARD, get)
    assert len([next(found) for _ in range(2_000)]) == 2_000
    with pytest.raises(
        SourceUnavailable, match="more than 2000 postings under no facet; the rest is cut off"
    ):
        next(found)


@pytest.mark.parametrize(
    ("changes", "external_id"),
    [
        ({"bulletFields": ["Boulder", "R7"]}, "R7"),
        ({"externalPath": "/job/X/ML_R7-1"}, "R7-1"),  # the second posting of one requisition
        ({"externalPath": "/job/X/ML_R_7", "bulletFields": ["R_7"]}, "R_7"),
        ({"bulletFields": None}, "Machine-Learning-Engineer_R7"),
        ({"externalPath": None}, None),
        ({"externalPath": "https://elsewhere.example/R7"}, None),
        ({"externalPath": "/job/../../secret_R7"}, None),
        ({"externalPath": "/job/X/R7?redirect=1"}, None),
    ],
)
def test_a_posting_goes_by_its_requisition_as_its_path_ends(
    table: Callable[..., Any], changes: dict[str, object], external_id: str | None
) -> None:
    get = table({asked(): {"total": 1, "jobPostings": [row(7, **changes)]}})
    assert next(SOURCE.fetch(BOARD, get)).external_id == external_id


def test_a_tenant_that_is_unknown_or_spelled_otherwise_is_missing(
    table: Callable[..., Any],
) -> None:
    for answers in ({}, {asked(): SourceUnavailable("422", 422)}):
        with pytest.raises(BoardMissing):
            list(SOURCE.fetch(BOARD, table(answers)))


def test_a_total_that_is_no_number_is_told(table: Callable[..., Any]) -> None:
    with pytest.raises(PayloadChanged, match=r"\$\.total"):
        list(SOURCE.fetch(BOARD, table({asked(): {"total": "1", "jobPostings": []}})))


# ---- a posting


def test_what_changes_by_the_day_is_no_new_content(table: Callable[..., Any]) -> None:
    today, tomorrow = (
        OWN_PAGE | {"jobPostingInfo": INFO | {"postedOn": posted}, "similarJobs": [posted]}
        for posted in ("Posted Today", "Posted Yesterday")
    )
    url = f"{API}/job/USA-CO-Boulder/Machine-Learning-Engineer_R7"
    bodies = [
        next(SOURCE.fetch(BOARD, table(pages(1, range(7, 8)) | {url: page}))).body
        for page in (today, tomorrow)
    ]
    assert bodies[0] == bodies[1]
    assert msgspec.json.decode(bodies[0])["jobPostingInfo"] == {
        name: INFO[name] for name in INFO if name != "postedOn"
    }


@pytest.mark.parametrize(
    "page",
    [b"<html>Busy</html>", {"jobPostingInfo": None}, {"error": 1}, SourceUnavailable("503", 503)],
)
def test_a_posting_without_its_own_page_keeps_its_row_and_is_told(
    table: Callable[..., Any], page: object
) -> None:
    url = f"{API}/job/USA-CO-Boulder/Machine-Learning-Engineer_R7"
    found = SOURCE.fetch(BOARD, table(pages(1, range(7, 8)) | {url: page}))
    (posting,) = SOURCE.parse(next(found), BOARD)
    assert posting == Posting(
        external_id="R7",
        title="Machine Learning Engineer",
        employer="Acme",
        url="https://acme.wd5.myworkdayjobs.com/Careers/job/USA-CO-Boulder/Machine-Learning-Engineer_R7",
    )
    with pytest.raises(SourceUnavailable, match="1 of 1 postings came without their own page"):
        next(found)


def test_a_posting_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="R100200",
        title="Machine Learning Engineer",
        employer="Acme",
        url=INFO["externalUrl"],
        locations=("USA-CO-Boulder", "US Remote"),
        country_codes_stated=("US",),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2025, 12, 20),
        description_html="<p>Train models.</p>",
    )


def test_the_legal_entity_without_its_number_stands_in_for_an_employer_nobody_gave() -> None:
    (posting,) = SOURCE.parse(
        Payload("1", msgspec.json.encode(OWN_PAGE)), Board("workday", BOARD.slug)
    )
    assert posting.employer == "Acme LLC"


def test_a_row_that_names_its_one_place_has_it_and_a_count_of_places_is_none() -> None:
    assert read(row(1, locationsText="Lisbon, Portugal")).locations == ("Lisbon, Portugal",)
    assert read(row(1, locationsText="5 Locations")).locations == ()


def test_damage_is_null_or_told_with_its_path(refusals: Callable[..., Any]) -> None:
    assert (
        refusals(SOURCE.parse, BOARD, OWN_PAGE)
        == refusals(SOURCE.parse, BOARD, row(1))
        == {"$.title"}
    )


# ---- addresses


@pytest.mark.parametrize(
    ("slug", "api"),
    [
        ("acme.wd5.myworkdayjobs.com/Careers", API),
        ("acme.wd5.myworkdayjobs.com/en-US/Careers", API),
        ("acme.wd5.myworkdayjobs.com/acme/Careers", API),
        (
            "acme.wd5.myworkdayjobs.com/acme_x/Jobs",
            "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme_x/Jobs",
        ),
        (
            "wd5.myworkdaysite.com/en-US/recruiting/acme/Careers",
            "https://wd5.myworkdaysite.com/wday/cxs/acme/Careers",
        ),
    ],
)
def test_a_board_may_be_named_as_its_address_is(
    table: Callable[..., Any], slug: str, api: str
) -> None:
    get = table({})
    with pytest.raises(BoardMissing):
        list(SOURCE.fetch(Board("workday", slug), get))
    assert SOURCE.accepts(slug)
    assert get.asked[0].startswith(f"POST {api}/jobs ")
