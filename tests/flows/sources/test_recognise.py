"""A board is recognised by an address. An answer from another source's board is a move, and is not read as this board's."""

import pytest

from flows.boards.lists import read_boards
from flows.errors import BoardMissing, UsageError
from flows.sources import Board, every_source
from flows.sources.recognise import recognise, require_same_source, source_at

GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"
STRIPES_OWN = "https://stripe.com/jobs/listing/ml-engineer/7?gh_jid=7"
LEVER = "https://api.lever.co/v0/postings/acme?mode=json"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (GREENHOUSE, "greenhouse"),
        (LEVER, "lever"),
        ("https://jobs.lever.co/acme", "lever"),
        ("https://job-boards.greenhouse.io/acme/jobs/4", "greenhouse"),
        ("https://jobs.ashbyhq.com/acme", "ashby"),
        ("https://careers.acme.example/jobs", None),
        ("not an address", None),
    ],
)
def test_the_kind_of_a_board_is_told_by_its_address(url: str, kind: str | None) -> None:
    assert source_at(url) == kind


def test_a_board_that_answers_from_another_kind_is_missing_and_the_message_says_where_it_went() -> (
    None
):
    with pytest.raises(
        BoardMissing, match=r"has moved to https://api\.lever\.co/v0/postings/acme.*\(lever\)"
    ):
        require_same_source("greenhouse", GREENHOUSE, LEVER)


@pytest.mark.parametrize(
    "answered",
    [
        GREENHOUSE,
        "https://boards.eu.greenhouse.io/v1/boards/acme/jobs",
        "https://careers.acme.example/jobs.json",
    ],
    ids=["no redirect", "another host of the kind", "the employer's own domain"],
)
def test_an_answer_of_the_same_kind_or_of_no_known_kind_is_for_the_reader_to_judge(
    answered: str,
) -> None:
    require_same_source("greenhouse", GREENHOUSE, answered)


# ---- which board an address belongs to


@pytest.mark.parametrize(
    ("url", "source", "slug"),
    [
        ("https://boards.greenhouse.io/acme", "greenhouse", "acme"),
        ("https://boards.greenhouse.io/acme/jobs/4100001?gh_jid=4100001", "greenhouse", "acme"),
        ("https://job-boards.greenhouse.io/acme/jobs/4100001", "greenhouse", "acme"),
        ("https://job-boards.eu.greenhouse.io/acme", "greenhouse", "acme"),
        ("https://boards.greenhouse.io/embed/job_board?for=acme&b=1", "greenhouse", "acme"),
        ("https://boards.greenhouse.io/embed/job_board/js?for=acme", "greenhouse", "acme"),
        ("https://boards.greenhouse.io/embed/job_app?token=7&for=acme", "greenhouse", "acme"),
        ("https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true", "greenhouse", "acme"),
        ("jobs.lever.co/acme", "lever", "acme"),
        (
            "https://jobs.eu.lever.co/acme/0f0f0f0f-aaaa-bbbb-cccc-000000000001/apply",
            "lever",
            "acme",
        ),
        ("https://api.lever.co/v0/postings/acme?mode=json", "lever", "acme"),
        ("https://jobs.ashbyhq.com/Pocket%20Worlds/63df0ffc/application", "ashby", "Pocket Worlds"),
        ("HTTPS://JOBS.ASHBYHQ.COM/Acme?utm=1#top", "ashby", "Acme"),
        ("https://api.ashbyhq.com/posting-api/job-board/acme", "ashby", "acme"),
        ("https://news.ycombinator.com/item?id=49522897", "hackernews", "whoishiring"),
        ("https://news.ycombinator.com/submitted?id=whoishiring", "hackernews", "whoishiring"),
        ("https://Jobs.Example.com/", "careers_page", "jobs.example.com"),
        (
            "https://jobs.example.com/en/job/ghent/ml-engineer/17",
            "careers_page",
            "jobs.example.com",
        ),
        ("https://www.example.com/en/careers/?q=ml", "careers_page", "www.example.com/en/careers"),
        ("https://example.com/careers/teams/ml-engineer-17", "careers_page", "example.com/careers"),
        ("https://example.com/about/us", "careers_page", "example.com"),
    ],
)
def test_a_board_is_recognised_by_the_address_of_its_page_or_of_a_job(
    url: str, source: str, slug: str
) -> None:
    assert recognise(url) == Board(source, slug)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "acme",
        "ftp://jobs.lever.co/acme",
        "javascript:alert(1)",
        "https://[::1",
        "https://jobs.lever.co/",
        "https://boards.greenhouse.io/embed/job_board",
        "https://jobs.lever.co/..%2F..%2Fetc",
        "https://jobs.ashbyhq.com/%00",
        "https://www.a-company-nobody-knows.com/jobs?gh_jid=17",
    ],
)
def test_an_address_that_names_no_board_is_told(url: str) -> None:
    with pytest.raises(UsageError):
        recognise(url)


def test_a_hosted_board_behind_a_companys_own_page_is_found_when_it_is_among_the_known() -> None:
    with pytest.raises(UsageError, match="does not name it"):
        recognise(STRIPES_OWN)
    assert recognise(STRIPES_OWN, read_boards()) == Board("greenhouse", "stripe", "Stripe")


def test_a_host_in_capitals_is_the_same_board() -> None:
    source = every_source()["careers_page"]
    assert source.spelled("Jobs.Acme.example/Careers") == "jobs.acme.example/Careers"
    assert every_source()["greenhouse"].spelled("AcmeLabs") == "AcmeLabs"
