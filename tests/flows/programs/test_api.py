"""The questions over HTTP: a real server on a real port."""

import csv
import html
import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from flows.programs.questions import every_question


@pytest.fixture(scope="module")
def api(serve: Callable[..., str]) -> httpx.Client:
    with httpx.Client(base_url=serve("api"), timeout=60) as client:
        yield client


def test_an_answer_is_json_with_n_interval_definition_and_edition(api: httpx.Client) -> None:
    reply = api.get("/v1/growth", params={"role": "ai_engineer"})
    assert reply.status_code == 200
    answer = reply.json()
    assert {"n", "interval", "definition", "edition", "columns", "rows"} <= set(answer)
    assert answer["edition"]["edition_id"] == reply.headers["X-Rolecall-Edition"]


def test_accept_chooses_csv(api: httpx.Client) -> None:
    params = {"role": "ai_engineer", "most": 3}
    rows = api.get("/v1/skills", params=params).json()["rows"]
    reply = api.get("/v1/skills", params=params, headers={"Accept": "text/csv"})
    assert reply.headers["Content-Type"].startswith("text/csv")
    read = list(csv.DictReader(io.StringIO(reply.text)))
    assert [each["skill"] for each in read] == [row["skill"] for row in rows]
    assert float(read[0]["share_low"]) == rows[0]["share_low"]
    both = api.get(
        "/v1/skills", params=params, headers={"Accept": "application/json, text/csv;q=0.5"}
    )
    assert both.headers["Content-Type"] == "application/json"


def test_rows_beyond_the_limit_are_cut_in_json_and_refused_as_csv_which_could_not_say_so(
    api: httpx.Client,
) -> None:
    params = {"query": "from range(1001)"}
    assert api.get("/v1/sql", params=params).json()["is_cut"] is True
    reply = api.get("/v1/sql", params=params, headers={"Accept": "text/csv"})
    assert (reply.status_code, "more than 1,000 rows" in reply.json()["error"]) == (400, True)


def test_an_edition_that_is_known_already_is_not_sent_again(api: httpx.Client) -> None:
    first = api.get("/v1/claims")
    again = api.get("/v1/claims", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for known in (f'"other", W/{first.headers["ETag"]}', "*"):
        assert api.get("/v1/claims", headers={"If-None-Match": known}).status_code == 304
    as_csv = api.get(
        "/v1/claims", headers={"If-None-Match": first.headers["ETag"], "Accept": "text/csv"}
    )
    assert as_csv.status_code == 200
    assert api.get("/v1/claims", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/v1/growth", "role: Field required"),
        ("/v1/growth?role=chef", "is none of ai_engineer"),
        ("/v1/growth?role=ai_engineer&rolle=x", "growth takes no rolle"),
        (
            "/v1/offer_percentile?role=ai_engineer&pay_usd_year=much",
            "pay_usd_year: Input should be",
        ),
        ("/v1/why?posting_id=x", "no posting has this id"),
        ("/v1/tables?table=nope", "no table, view or macro is called so"),
        ("/v1/compare_roles?attribute=zz", "'zz' is none of all, remote"),
        ("/v1/sql?query=attach%20%27x%27", "only a single select is allowed, and this is ATTACH"),
        ("/v1/sql?query=select%201%3B%20drop%20table%20posting", "this is SELECT, DROP"),
        (
            "/v1/sql?query=from%20read_text(%27/etc/passwd%27)",
            "file system operations are disabled",
        ),
    ],
)
def test_a_wrong_question_gets_400_and_the_reason(
    api: httpx.Client, address: str, why: str
) -> None:
    reply = api.get(address)
    assert reply.status_code == 400
    assert why in reply.json()["error"]


def test_head_says_which_edition_there_is(api: httpx.Client) -> None:
    reply = api.head("/v1/claims")
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["ETag"] == api.get("/v1/claims").headers["ETag"]


@pytest.mark.parametrize(
    ("method", "address", "status"), [("GET", "/v1/none", 404), ("POST", "/v1/growth", 405)]
)
def test_an_address_that_is_none_says_which_there_are(
    api: httpx.Client, method: str, address: str, status: int
) -> None:
    reply = api.request(method, address)
    assert reply.status_code == status
    assert reply.json()["error"].startswith("GET answers at /v1/growth, /v1/pay_band, ")


def test_many_ask_at_once(api: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as askers:
        replies = list(askers.map(lambda _: api.get("/v1/claims"), range(24)))
    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.content for reply in replies}) == 1


def test_openapi_names_every_question_and_what_it_takes(api: httpx.Client) -> None:
    described = api.get("/openapi.json").json()
    assert set(described["paths"]) == {f"/v1/{name}" for name in every_question()}
    taken = described["paths"]["/v1/pay_band"]["get"]["parameters"]
    assert [(each["name"], each["required"]) for each in taken] == [
        ("role", True), ("level", False), ("country", False),
    ]  # fmt: skip
    assert "ai_engineer" in taken[0]["schema"]["enum"]


def test_the_front_page_lists_the_questions_and_loads_nothing_from_afar(api: httpx.Client) -> None:
    page = api.get("/").text
    links = {html.unescape(link) for link in re.findall(r'href="(v1/[^"]+)"', page)}
    assert {link.partition("?")[0] for link in links} == {f"v1/{name}" for name in every_question()}
    assert {api.get(f"/{link}").status_code for link in links} == {200}
    assert "<script" not in page
    assert "https://" not in page


def test_only_this_machine_s_own_names_are_answered_and_nothing_is_written(
    api: httpx.Client,
) -> None:
    assert api.get("/v1/claims", headers={"Host": "evil.example"}).status_code == 400
    assert api.post("/v1/claims").status_code == 405
    assert api.delete("/v1/claims").status_code == 405
