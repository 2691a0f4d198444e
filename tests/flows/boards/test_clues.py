"""What in a careers page names the board behind it, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.boards.clues import pages_about_jobs, read_page
from flows.sources import every_source

PAGE = "https://www.acme.example/careers"

PIECES = [
    '<a href="', "<iframe src='", "https://", "//", "jobs.lever.co/", "boards.greenhouse.io/embed/job_board?for=", "acme", "/",
    ".myworkdayjobs.com/", "[", "%2F", "..", "\\u002f", "&amp;", '">', "'", "leverJobsOptions={accountName:'", "static.vscdn.net/",
    "domain=", "\x1b", "\u202e", "@", ":99999",
]  # fmt: skip


def named(text: str, page: str = PAGE) -> list[tuple[str, str]]:
    return [(clue.board.source, clue.board.slug) for clue in read_page(page, text).clues]


@pytest.mark.parametrize(
    ("markup", "source", "slug", "where"),
    [
        ('<a href="https://jobs.lever.co/acme">Open roles</a>', "lever", "acme", "a link"),
        ("<a class=x href=https://jobs.ashbyhq.com/Acme%20Labs>Jobs</a>", "ashby", "Acme Labs", "a link"),
        (
            '<iframe src="https://boards.greenhouse.io/embed/job_board?for=acme&amp;b=1">',
            "greenhouse",
            "acme",
            "a frame",
        ),
        ('<script src="//boards.greenhouse.io/embed/job_board/js?for=acme"></script>', "greenhouse", "acme", "a script"),
        ('<script src="https://acme.bamboohr.com/js/embed.js"></script>', "bamboohr", "acme", "a script"),
        (
            '<iframe title="Jobs" src="https://acme.wd5.myworkdayjobs.com/en-US/Careers">',
            "workday",
            "acme.wd5.myworkdayjobs.com/Careers",
            "a frame",
        ),
        (
            r'<script>window.__DATA__={"url":"https:\/\/api.lever.co\/v0\/postings\/acme?mode=json"}</script>',
            "lever",
            "acme",
            "the data of the page",
        ),
        (
            r'{"board":"https:\u002F\u002Fjobs.smartrecruiters.com\u002FAcme\u002F7430"}',
            "smartrecruiters",
            "Acme",
            "the data of the page",
        ),
        ("<script>Grnhse = {boardToken: 'acme'}</script>", "greenhouse", "acme", "the settings of a script"),
        (
            "<script>leverJobsOptions = {accountName: 'acme', includeCss: true}</script>",
            "lever",
            "acme",
            "the settings of a script",
        ),
        ('<script src="https://app.jazz.co/widgets/basic/create/acme">', "jazzhr", "acme", "the settings of a script"),
        ('<script src="https://scripts.teamtailor-cdn.com/packs/x.js">', "teamtailor", "www.acme.example", "a script of its vendor"),
        (
            '<link href="https://static.vscdn.net/x.css"><script>var o = {"domain": "acme.com"}</script>',
            "eightfold",
            "www.acme.example/acme.com",
            "a script of its vendor",
        ),
    ],
)  # fmt: skip
def test_a_board_is_named_by_a_link_a_frame_a_script_or_data(
    markup: str, source: str, slug: str, where: str
) -> None:
    (clue,) = read_page(PAGE, f"<html><body><h1>Careers</h1>{markup}</body></html>").clues
    assert (clue.board.source, clue.board.slug, clue.where) == (source, slug, where)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>We hire through Lever and Greenhouse.</p>",
        '<a href="https://www.greenhouse.com/">Powered by Greenhouse</a>',
        '<a href="https://www.bamboohr.com/">BambooHR</a>',
        '<img src="https://assets-cdn.breezy.hr/logo.png"><script src="https://cdn.recruitee.com/x.js"></script>',
        '<a href="https://remoteok.com/remote-jobs">Remote OK</a> <a href="https://www.amazon.jobs/en/job_categories/x">A</a>',
        '<script>fetch("https://www.acme.example/api/jobs")</script>',
        '<script src="https://scripts.teamtailor-cdn.com/widgets/production/jobs.js"></script>',
        '<a href="https://jobs.lever.co/..%2F..%2Fetc">x</a>',
        '<a href="https://[::1/jobs.lever.co/acme">broken</a>',
        "",
    ],
)
def test_a_vendor_an_aggregator_or_a_widget_is_no_board(markup: str) -> None:
    assert named(markup) == []


def test_no_aggregator_is_ever_taken_for_an_employers_board() -> None:
    aggregators = [source for source in every_source().values() if "aggregator" in source.title]
    assert len(aggregators) > 5
    assert not [source.name for source in aggregators if source.stands_behind_pages]


def test_a_page_that_has_led_to_a_board_names_it_by_its_own_address() -> None:
    (clue,) = read_page("https://job-boards.greenhouse.io/acme", "<html></html>").clues
    assert (clue.board.source, clue.board.slug, clue.where) == (
        "greenhouse",
        "acme",
        "the address it leads to",
    )


def test_a_page_that_is_a_board_itself_names_no_other() -> None:
    text = '<script src="https://app.jibecdn.com/x.js"></script><a href="https://employees-acme.icims.com/jobs/login">'
    assert named(text) == [("jibe", "www.acme.example")]
    assert named(text, "https://acme.eightfold.ai/careers") == [("eightfold", "acme")]


def test_of_several_boards_the_one_named_most_often_comes_first() -> None:
    jobs = "".join(f'<a href="https://jobs.lever.co/acme/{number}">' for number in range(5))
    assert named(f'<a href="https://jobs.ashbyhq.com/partner">{jobs}') == [
        ("lever", "acme"),
        ("ashby", "partner"),
    ]


def test_one_board_written_in_two_ways_is_one() -> None:
    text = '<a href="https://jobs.lever.co/Acme"><a href="https://api.lever.co/v0/postings/acme?mode=json">'
    assert named(text) == [("lever", "Acme")]


def test_a_huge_hostile_page_is_read_in_bounds() -> None:
    many = "".join(f"<a href='https://h{number}.example/{'x' * 40}'>" for number in range(20_000))
    assert read_page(PAGE, many + '<a href="https://jobs.lever.co/acme">').n_addresses == 5_000
    assert read_page(PAGE, "<" * 200_000 + "https://" * 50_000).clues == ()


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join))
def test_whatever_a_page_holds_it_is_read_and_names_only_boards_of_their_sources_form(
    text: str,
) -> None:
    for clue in read_page(PAGE, text).clues:
        assert every_source()[clue.board.source].accepts(clue.board.slug)
        assert clue.words.isprintable()
    assert all(page.startswith(("http://", "https://")) for page in pages_about_jobs(PAGE, text))


def test_no_control_character_of_a_page_is_part_of_an_address() -> None:
    (clue,) = read_page(PAGE, "https://jobs.lever.co/acme\x1b[31m/\u202ex").clues
    assert clue.words == "https://jobs.lever.co/acme"


def test_pages_about_jobs_are_of_the_same_site_and_most_general_first() -> None:
    text = """<a href="/about">us</a> <a href="/en/careers/engineering#team">x</a> <a href="/careers/jobs">y</a>
        <a href='https://jobs.acme.example/'>z</a> <a href="https://other.example/careers">no</a> <a href="mailto:x@y">m</a>
        <a href="http://[broken/jobs">b</a>"""
    assert pages_about_jobs("https://www.acme.example/", text) == [
        "https://jobs.acme.example/",
        "https://www.acme.example/careers/jobs",
        "https://www.acme.example/en/careers/engineering",
    ]
