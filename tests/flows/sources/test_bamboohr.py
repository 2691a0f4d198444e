"""BambooHR: shapes of GET {tenant}.bamboohr.com/careers/list and /careers/{id}/detail, as documented in 2026; words invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from flows.errors import BoardMissing, SourceUnavailable
from flows.sources import Board, Payload, Reply
from flows.sources.bamboohr import SOURCE
from transforms.posting import Posting

BOARD = Board("bamboohr", "Acme", "Acme")
SITE = "https://acme.bamboohr.com/careers"

LISTED: dict[str, Any] = {
    "id": "60",
    "jobOpeningName": "Data Engineer",
    "departmentLabel": "Research",
    "employmentStatusLabel": "Full-Time",
    "location": {"city": "Chicago", "state": "Illinois"},
    "atsLocation": {"country": None, "state": None, "province": None, "city": None},
    "isRemote": None,
    "locationType": "2",
}
OWN: dict[str, Any] = {
    "jobOpeningName": "Data Engineer",
    "datePosted": "2026-08-06",
    "compensation": "$90,000 - $120,000 annually",
    "minimumExperience": "Mid-level",
    "description": "<p>Move data.</p>",
    "location": {"city": "Chicago", "state": "Illinois", "addressCountry": "United States"},
    "jobOpeningShareUrl": "https://acme.bamboohr.com/careers/60",
}


def a_list(*jobs: object, total: int | None = None) -> dict[str, Any]:
    return {"meta": {"totalCount": len(jobs) if total is None else total}, "result": list(jobs)}


def detail(**changes: object) -> dict[str, Any]:
    return {"meta": [], "result": {"jobOpening": OWN | changes, "formFields": {"firstName": {}}}}


def read(listed: object = LISTED, own: object | None = OWN) -> Posting:
    body = msgspec.json.encode(listed if own is None else {"listed": listed, "own": own})
    (posting,) = SOURCE.parse(Payload("60", body, f"{SITE}/60"), BOARD)
    return posting


def test_each_opening_of_the_list_is_joined_with_its_own_reply(table: Callable[..., Any]) -> None:
    get = table({f"{SITE}/list": a_list(LISTED), f"{SITE}/60/detail": detail()})
    (payload,) = SOURCE.fetch(BOARD, get)
    assert (payload.external_id, payload.url) == ("60", f"{SITE}/60")
    assert msgspec.json.decode(payload.body) == {"listed": LISTED, "own": OWN}


def test_an_opening_whose_reply_fails_keeps_what_the_list_says_and_the_look_is_partial(
    table: Callable[..., Any],
) -> None:
    answers = {
        f"{SITE}/list": a_list(LISTED, LISTED | {"id": "61"}),
        f"{SITE}/60/detail": SourceUnavailable("60: answered 503"),
        f"{SITE}/61/detail": detail(),
    }
    found = SOURCE.fetch(BOARD, table(answers))
    first, second = next(found), next(found)
    assert SOURCE.parse(first, BOARD)[0].description_html is None
    assert SOURCE.parse(second, BOARD)[0].posted_date == date(2026, 8, 6)
    with pytest.raises(SourceUnavailable, match=r"1 of 2 .*answered 503"):
        next(found)


def test_an_opening_that_closed_since_the_list_was_read_is_no_failure(
    table: Callable[..., Any],
) -> None:
    (payload,) = SOURCE.fetch(BOARD, table({f"{SITE}/list": a_list(LISTED)}))
    assert msgspec.json.decode(payload.body) == LISTED


def test_an_opening_without_an_id_is_kept_for_the_count_and_not_asked_for(
    table: Callable[..., Any],
) -> None:
    get = table({f"{SITE}/list": a_list({"jobOpeningName": "A"})})
    assert [payload.external_id for payload in SOURCE.fetch(BOARD, get)] == [None]
    assert get.asked == [f"{SITE}/list"]


def test_a_list_shorter_than_it_says_is_not_whole(table: Callable[..., Any]) -> None:
    with pytest.raises(SourceUnavailable, match="1 of 2 rows were listed"):
        list(
            SOURCE.fetch(
                BOARD,
                table({f"{SITE}/list": a_list(LISTED, total=2), f"{SITE}/60/detail": detail()}),
            )
        )


def test_a_tenant_that_leads_to_the_vendors_own_site_is_missing() -> None:
    def get(url: str, **_: object) -> Reply:
        return Reply("https://www.bamboohr.com/", 200, {}, b"<html>HR software</html>")

    with pytest.raises(BoardMissing, match="no such board"):
        list(SOURCE.fetch(BOARD, get))


def test_an_opening_is_read_into_the_columns_of_posting() -> None:
    assert read() == Posting(
        external_id="60",
        title="Data Engineer",
        employer="Acme",
        url=f"{SITE}/60",
        department="Research",
        locations=("Chicago, Illinois, United States",),
        country_codes_stated=("US",),
        remote_stated="hybrid",
        employment_type="full_time",
        posted_date=date(2026, 8, 6),
        description_html="<p>Move data.</p>\n<p>Compensation: $90,000 - $120,000 annually</p>",
    )


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"locationType": "0"}, "remote_stated", "onsite"),
        ({"locationType": "1"}, "remote_stated", "remote"),
        ({"locationType": 9}, "remote_stated", None),
        (
            {"location": None, "atsLocation": {"country": "Poland", "city": "Poland"}},
            "locations",
            ("Poland",),
        ),
        ({"location": None, "atsLocation": {"country": "Poland"}}, "country_codes_stated", ("PL",)),
        ({"location": "Chicago", "atsLocation": None}, "locations", ()),
        ({"departmentLabel": ["Research"]}, "department", None),
        ({"employmentStatusLabel": "US Employee"}, "employment_type", None),
        ({"jobOpeningName": "Data\x00\u202e Engineer"}, "title", "Data Engineer"),
    ],
)
def test_the_lists_fields_are_read_by_their_meaning_or_not_at_all(
    changes: dict[str, object], field: str, expected: object
) -> None:
    assert getattr(read(LISTED | changes, None), field) == expected


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"compensation": None}, "<p>Move data.</p>"),
        ({"compensation": 7}, "<p>Move data.</p>"),
        ({"description": None}, "<p>Compensation: $90,000 - $120,000 annually</p>"),
        (
            {"compensation": "<b>$1</b>", "description": "x"},
            "<p>x</p>\n<p>Compensation: &lt;b&gt;$1&lt;/b&gt;</p>",
        ),
        ({"compensation": "", "description": " "}, None),
    ],
)
def test_pay_in_words_stands_below_the_description(
    changes: dict[str, object], text: str | None
) -> None:
    assert read(own=OWN | changes).description_html == text
