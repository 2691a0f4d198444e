"""JobTech: shapes of GET historical.api.jobtechdev.se/search, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Payload
from flows.sources.jobtech import SOURCE
from transforms.posting import Posting

BOARD = Board("jobtech", "sweden", period="2016-01")

AD: dict[str, Any] = {
    "id": "24000001",
    "external_id": None,
    "headline": "Data scientist till Exempelbolaget",
    "description": {
        "text": "Du bygger modeller i Python.",
        "text_formatted": "<p>Du bygger modeller i Python.</p>",
        "company_information": None,
    },
    "employer": {
        "name": "Exempelbolaget AB",
        "organization_number": None,
        "workplace": "Exempelbolaget, Data",
        "email": "anna.andersson@exempel.example",
        "phone_number": "08-555 01 00",
    },
    "occupation": {"concept_id": "x", "label": "Data scientist", "legacy_ams_taxonomy_id": "1"},
    "workplace_address": {
        "municipality": "Göteborg",
        "region": "Västra Götalands län",
        "country": "Sverige",
        "city": None,
        "coordinates": [11.97, 57.7],
    },
    "number_of_vacancies": 5,
    "salary_description": "55 000 kr per månad",
    "employment_type": {"label": "Vanlig anställning"},
    "working_hours_type": {"label": "Heltid"},
    "publication_date": "2016-01-14T00:00:00",
    "removed": True,
    "webpage_url": "https://arbetsformedlingen.se/platsbanken/annonser/24000001",
    "application_details": {"email": "bo.berg@exempel.example", "information": "Ring Bo Berg"},
    "application_contacts": [{"name": "Bo Berg", "telephone": "08-555 01 01"}],
}


def url(first: str = "2016-01-01", last: str = "2016-01-31", offset: int = 0) -> str:
    asked = {
        "occupation-field": "apaJ_2ja_LuF",
        "historical-from": first,
        "historical-to": last,
        "offset": offset,
        "limit": 100,
    }
    return f"https://historical.api.jobtechdev.se/search?{urlencode(asked)}"


def page(*hits: object, total: int | None = None) -> dict[str, Any]:
    return {"total": {"value": len(hits) if total is None else total}, "hits": list(hits)}


def ads(first: int, n: int, **changes: Any) -> list[dict[str, Any]]:
    return [AD | {"id": str(number)} | changes for number in range(first, first + n)]


def read(**changes: Any) -> Posting:
    (posting,) = SOURCE.parse(Payload("24000001", msgspec.json.encode(AD | changes)), BOARD)
    return posting


def test_a_month_is_read_page_by_page(table: Callable[..., Any]) -> None:
    get = table(
        {url(): page(*ads(0, 100), total=130), url(offset=100): page(*ads(100, 30), total=130)}
    )
    assert [row.external_id for row in SOURCE.fetch(BOARD, get)] == [str(n) for n in range(130)]


def test_a_span_of_more_adverts_than_the_archive_gives_is_asked_for_in_halves(
    table: Callable[..., Any],
) -> None:
    get = table(
        {
            url(): page(*ads(0, 100), total=2_101),
            url(last="2016-01-16"): page(*ads(0, 60)),
            url(first="2016-01-17"): page(*ads(60, 40)),
        }
    )
    assert len(list(SOURCE.fetch(BOARD, get))) == 100


def test_a_day_of_more_adverts_than_the_archive_gives_is_told(table: Callable[..., Any]) -> None:
    days: dict[str, Any] = {}
    for offset in range(0, 2_100, 100):
        days[url("2016-02-01", "2016-02-01", offset)] = page(*ads(offset, 100), total=2_500)
    # Halves of February end at its first day.
    for last in ("2016-02-29", "2016-02-15", "2016-02-08", "2016-02-04", "2016-02-02"):
        days[url("2016-02-01", last)] = page(*ads(0, 100), total=2_500)
    with pytest.raises(SourceUnavailable, match="2100"):
        list(SOURCE.fetch(Board("jobtech", "sweden", period="2016-02"), table(days)))


def test_an_advert_that_is_not_utf_8_costs_no_other(table: Callable[..., Any]) -> None:
    reply = msgspec.json.encode(page(AD, AD | {"id": "2", "headline": "Analytiker p\xe5 avd"}))
    get = table({url(): reply.replace("på avd".encode(), "på avd".encode("latin-1"))})
    first, second = SOURCE.fetch(BOARD, get)
    assert (first.external_id, second.external_id) == ("24000001", "2")
    assert SOURCE.parse(second, BOARD)[0].title == "Analytiker på avd"


def test_an_advert_of_another_month_is_left_to_it(table: Callable[..., Any]) -> None:
    early = AD | {"id": "1", "publication_date": "2015-12-30T00:00:00"}
    undated = AD | {"id": "3", "publication_date": None}
    found = SOURCE.fetch(BOARD, table({url(): page(early, AD, undated)}))
    assert [row.external_id for row in found] == ["24000001", "3"]


def test_no_contact_is_kept(table: Callable[..., Any]) -> None:
    (row,) = SOURCE.fetch(BOARD, table({url(): page(AD)}))
    kept = row.body.decode()
    assert "Exempelbolaget AB" in kept
    assert not [each for each in ("@", "08-555", "Bo Berg", "application") if each in kept]


def test_an_advert_is_read_field_by_field() -> None:
    posting = read()
    assert posting.title == "Data scientist till Exempelbolaget"
    assert posting.employer == "Exempelbolaget AB"
    assert posting.department == "Data scientist"
    assert posting.locations == ("Göteborg, Västra Götalands län, Sverige",)
    assert posting.country_codes_stated == ("SE",)
    assert posting.employment_type == "full_time"
    assert posting.posted_date == date(2016, 1, 14)
    assert posting.description_html == (
        "<p>Du bygger modeller i Python.</p>\n<h3>Lön</h3>\n<p>55 000 kr per månad</p>"
    )


def test_what_years_write_otherwise_means_the_same() -> None:
    posting = read(
        occupation=[{"label": "Data scientist"}],
        description={"text": "Du bygger modeller.", "text_formatted": None},
        employer={"name": None, "workplace": "Exempelbolaget"},
        workplace_address={"municipality": "Umeå", "region": None, "country": None},
        working_hours_type={"label": "Deltid"},
    )
    assert posting.description_plain == "Du bygger modeller.\n\nLön: 55 000 kr per månad"
    assert (posting.employer, posting.employment_type) == ("Exempelbolaget", "part_time")
    assert (posting.locations, posting.country_codes_stated) == (("Umeå",), ("SE",))


def test_only_an_advert_without_a_headline_is_refused(refusals: Callable[..., set[str]]) -> None:
    assert refusals(SOURCE.parse, BOARD, AD) == {"$.headline"}


def test_a_reply_of_another_shape_names_its_path(table: Callable[..., Any]) -> None:
    with pytest.raises(PayloadChanged, match=r"\$\.hits"):
        list(SOURCE.fetch(BOARD, table({url(): {"total": {"value": 1}, "hits": "none"}})))


def test_a_census_without_a_month_is_not_asked(table: Callable[..., Any]) -> None:
    with pytest.raises(PayloadChanged, match="asked without a month"):
        list(SOURCE.fetch(Board("jobtech", "sweden"), table({})))


def test_months_are_listed_from_2006() -> None:
    assert SOURCE.periods is not None
    assert SOURCE.periods(None)[:2] == ["2006-01", "2006-02"]  # type: ignore[arg-type]
