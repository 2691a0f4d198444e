"""Each dialect has its platform's shape, and a posting keeps its bytes for as long as it is open."""

from __future__ import annotations

import json
import os
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from flows.rehearsal import careers_site, dialects
from flows.rehearsal.planted import SimulatedPosting
from flows.rehearsal.truth import Market, demo_market

SHARED = Path(
    os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[3].parent / "shared"
)
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the project's shared payloads are not beside this checkout"
)


@pytest.fixture(scope="module")
def market() -> Market:
    return demo_market()


def postings_of(market: Market, source: str) -> list[SimulatedPosting]:
    board = next(employer.board for employer in market.employers if employer.source == source)
    return market.postings_open(board, market.last_day)


def with_structured_pay(market: Market, source: str) -> SimulatedPosting:
    return next(
        posting
        for posting in market.postings
        if posting.opening.employer.source == source
        and posting.opening.offer
        and posting.opening.offer.is_structured
    )


def test_greenhouse_lists_a_whole_board_with_its_total(market: Market) -> None:
    postings = postings_of(market, "greenhouse")
    reply = json.loads(dialects.greenhouse_list(postings))
    assert reply["meta"]["total"] == len(reply["jobs"]) == len(postings)
    assert [job["title"] for job in reply["jobs"]] == [
        posting.opening.title for posting in postings
    ]


def test_greenhouse_escapes_its_content_once(market: Market) -> None:
    job = json.loads(dialects.greenhouse_job(postings_of(market, "greenhouse")[0]))
    assert job["content"].startswith("&lt;h3&gt;")
    assert "<h3>" in unescape(job["content"])
    assert "&lt;" not in unescape(job["content"])


def test_greenhouse_without_content_leaves_the_texts_out(market: Market) -> None:
    reply = json.loads(
        dialects.greenhouse_list(postings_of(market, "greenhouse"), has_content=False)
    )
    assert not {"content", "departments", "offices"} & set(reply["jobs"][0])


def test_greenhouse_states_every_range_in_the_content(market: Market) -> None:
    for posting in market.postings[::20]:
        if posting.opening.employer.source == "greenhouse" and posting.opening.offer:
            content = json.loads(dialects.greenhouse_job(posting))["content"]
            assert f"{posting.opening.offer.low:,}" in content
            assert f"{posting.opening.offer.high:,}" in content


def test_lever_is_a_bare_array_with_requirements_apart_from_the_description(market: Market) -> None:
    posting = json.loads(dialects.lever_list(postings_of(market, "lever")))[0]
    assert len(posting["lists"]) == 3
    assert posting["lists"][0]["content"].startswith("<li>")
    assert posting["lists"][1]["text"] not in posting["descriptionPlain"]
    assert posting["createdAt"] > 1_600_000_000_000


def test_lever_states_structured_pay_in_its_salary_range(market: Market) -> None:
    posting = with_structured_pay(market, "lever")
    offer = posting.opening.offer
    assert offer
    stated = json.loads(dialects.lever_posting(posting))["salaryRange"]
    assert (stated["min"], stated["max"], stated["currency"]) == (
        offer.low,
        offer.high,
        offer.currency,
    )


def test_ashby_states_structured_pay_as_a_salary_component(market: Market) -> None:
    posting = with_structured_pay(market, "ashby")
    offer = posting.opening.offer
    assert offer
    compensation = json.loads(dialects.ashby_job(posting))["compensation"]
    salaries = [
        part for part in compensation["summaryComponents"] if part["compensationType"] == "Salary"
    ]
    assert [(part["minValue"], part["maxValue"], part["currencyCode"]) for part in salaries] == [
        (offer.low, offer.high, offer.currency)
    ]


def test_an_ashby_board_carries_one_unlisted_job(market: Market) -> None:
    employer = next(employer for employer in market.employers if employer.source == "ashby")
    postings = market.postings_open(employer.board, market.last_day)
    jobs = json.loads(dialects.ashby_board(employer, postings))["jobs"]
    assert sum(job["isListed"] for job in jobs) == len(postings)
    assert sum(not job["isListed"] for job in jobs) == 1


def test_a_careers_page_holds_its_posting_in_json_ld(market: Market) -> None:
    posting = with_structured_pay(market, "careers_page")
    page = careers_site.page(posting).decode()
    found = [
        json.loads(data)
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]
    assert [data["@type"] for data in found] == ["WebSite", "JobPosting"]
    assert found[1]["title"] == posting.opening.title
    assert found[1]["baseSalary"]["value"]["minValue"] == posting.opening.offer.low  # type: ignore[union-attr]


def test_the_sitemap_lists_every_open_posting_and_the_robots_name_the_sitemap(
    market: Market,
) -> None:
    postings = postings_of(market, "careers_page")
    host = postings[0].opening.employer.board
    sitemap = careers_site.sitemap(host, postings).decode()
    assert all(
        f"<loc>https://{host}{dialects.path_of(posting)}</loc>" in sitemap for posting in postings
    )
    assert f"Sitemap: https://{host}/sitemap.xml".encode() in careers_site.robots(host)


def test_a_posting_keeps_its_bytes_from_look_to_look(market: Market) -> None:
    board = next(employer.board for employer in market.employers if employer.source == "greenhouse")
    early, late = (
        {
            dialects.number_of(posting): dialects.greenhouse_job.__wrapped__(posting)
            for posting in market.postings_open(board, day)
        }
        for day in market.days()[-2:]
    )
    both = early.keys() & late.keys()
    assert both
    assert all(early[number] == late[number] for number in both)


@pytest.mark.parametrize("name", [dialects.number_of, dialects.uuid_of])
def test_no_two_postings_share_an_id(market: Market, name: Any) -> None:
    assert len({name(posting) for posting in market.postings}) == len(market.postings)


@needs_shared
def test_greenhouse_has_the_fields_of_a_recorded_job(market: Market) -> None:
    recorded = json.loads(
        (SHARED / "replay/data/greenhouse/axon_job_detail_2025-12.json").read_text("utf-8")
    )
    assert set(json.loads(dialects.greenhouse_job(postings_of(market, "greenhouse")[0]))) == set(
        recorded
    )


@needs_shared
def test_lever_has_the_fields_of_a_recorded_posting(market: Market) -> None:
    recorded = json.loads((SHARED / "replay/data/lever/veeva_postings.json").read_text("utf-8"))[0]
    optional = {"opening", "openingPlain", "descriptionBody", "descriptionBodyPlain"}
    ours = json.loads(dialects.lever_posting(with_structured_pay(market, "lever")))
    assert set(recorded) - optional <= set(ours)
    assert set(recorded["categories"]) == set(ours["categories"])


@needs_shared
def test_ashby_has_the_fields_of_a_recorded_job(market: Market) -> None:
    recorded = json.loads((SHARED / "payloads/ashby/suno_2025-10-28.json").read_text("utf-8"))[
        "jobs"
    ][0]
    ours = json.loads(dialects.ashby_job(with_structured_pay(market, "ashby")))
    assert set(ours) == set(recorded)
    assert set(ours["compensation"]) == set(recorded["compensation"])
    tier, recorded_tier = (job["compensation"]["compensationTiers"][0] for job in (ours, recorded))
    assert set(tier) == set(recorded_tier)
    assert set(tier["components"][0]) == set(recorded_tier["components"][0])
