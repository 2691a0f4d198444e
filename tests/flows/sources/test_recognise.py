"""A board is recognised by an address. An answer from another source's board is a move, and is not read as this board's."""

from collections.abc import Iterator

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


ADDRESSES = """
greenhouse
    https://boards.greenhouse.io/acme -> acme
    https://boards.greenhouse.io/acme/jobs/4100001?gh_jid=4100001 -> acme
    https://job-boards.greenhouse.io/acme/jobs/4100001 -> acme
    https://job-boards.eu.greenhouse.io/acme -> acme
    https://boards.greenhouse.io/embed/job_board?for=acme&b=1 -> acme
    https://boards.greenhouse.io/embed/job_board/js?for=acme -> acme
    https://boards.greenhouse.io/embed/job_app?token=7&for=acme -> acme
    https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true -> acme
lever
    jobs.lever.co/acme -> acme
    https://jobs.eu.lever.co/acme/0f0f0f0f-aaaa-bbbb-cccc-000000000001/apply -> acme
    https://api.lever.co/v0/postings/acme?mode=json -> acme
ashby
    https://jobs.ashbyhq.com/Pocket%20Worlds/63df0ffc/application -> Pocket Worlds
    HTTPS://JOBS.ASHBYHQ.COM/Acme?utm=1#top -> Acme
    https://api.ashbyhq.com/posting-api/job-board/acme -> acme
hackernews
    https://news.ycombinator.com/item?id=49522897 -> whoishiring
    https://news.ycombinator.com/submitted?id=whoishiring -> whoishiring
careers_page
    https://Jobs.Example.com/ -> jobs.example.com
    https://jobs.example.com/en/job/ghent/ml-engineer/17 -> jobs.example.com
    https://www.example.com/en/careers/?q=ml -> www.example.com/en/careers
    https://example.com/careers/teams/ml-engineer-17 -> example.com/careers
    https://example.com/about/us -> example.com
    https://acme.wd5.myworkdayjobs.com/en-US -> acme.wd5.myworkdayjobs.com
bamboohr
    https://acme.bamboohr.com/careers/12 -> acme
breezy
    https://acme.breezy.hr/p/98323abf2296-data-scientist -> acme
pinpoint
    acme.pinpointhq.com -> acme
jazzhr
    https://acme.applytojob.com/apply/AB12/Data-Scientist -> acme
    https://app.jazz.co/feeds/export/jobs/acme -> acme
gem
    https://jobs.gem.com/acme-ai/am9icG9zdDr -> acme-ai
eightfold
    https://acme.eightfold.ai/careers?domain=acme.com -> acme
    https://explore.jobs.netflix.net/careers/job/79 -> explore.jobs.netflix.net
workday
    https://acme.wd5.myworkdayjobs.com/Careers/job/x/ML_R1 -> acme.wd5.myworkdayjobs.com/Careers
    https://acme.wd5.myworkdayjobs.com/en-US/Careers -> acme.wd5.myworkdayjobs.com/Careers
    https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs -> acme.wd5.myworkdayjobs.com/Careers
    https://acme.wd5.myworkdayjobs.com/Careers/job/X/ML_R1?a=1 -> acme.wd5.myworkdayjobs.com/Careers
    https://acme.wd5.myworkdayjobs.com/en-US/Careers/jobs -> acme.wd5.myworkdayjobs.com/Careers
    https://wd5.myworkdaysite.com/recruiting/acme/Careers -> wd5.myworkdaysite.com/recruiting/acme/Careers
    https://wd5.myworkdaysite.com/fr-FR/recruiting/acme/Jobs -> wd5.myworkdaysite.com/recruiting/acme/Jobs
    https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/X/ML_R1 -> acme.wd5.myworkdayjobs.com/Careers
smartrecruiters
    https://jobs.smartrecruiters.com/oneclick-ui/company/Acme/publication/1f -> Acme
    https://careers.smartrecruiters.com/AcmeGroup -> AcmeGroup
    https://jobs.smartrecruiters.com/AcmeGroup/744000100000001-ml-engineer?x=1 -> AcmeGroup
    https://api.smartrecruiters.com/v1/companies/AcmeGroup/postings -> AcmeGroup
avature
    https://acme.avature.net/careers/JobDetail/Data-Scientist/15 -> acme
    https://acme.avature.net/en_US/jobs/SearchJobs -> acme.avature.net/en_US/jobs
    https://jobs.acme.com/careers/JobDetail/Data-Scientist/15 -> jobs.acme.com/careers
icims
    https://careers-acme.icims.com/jobs/12/data-scientist/job -> acme
    https://uscareers-acme.icims.com/jobs/12/login -> uscareers-acme.icims.com
jibe
    https://careers.acme.com/careers-home/jobs/12 -> careers.acme.com
amazon
    https://www.amazon.jobs/en/job_categories/data-science -> data-science
    https://amazon.jobs/en/search?offset=0&category%5B%5D=data-science -> data-science
google
    https://www.google.com/about/careers/applications/jobs/results/12-x -> google
remoteok
    https://remoteok.com/remote-dev-jobs -> remoteok
remotive
    https://remotive.com/remote-jobs/data -> remotive
arbeitnow
    https://www.arbeitnow.com/ -> arbeitnow
himalayas
    https://himalayas.app/jobs/data-scientist -> data-scientist
weworkremotely
    https://weworkremotely.com/categories/remote-programming-jobs.rss -> remote-programming-jobs
workable
    https://apply.workable.com/acme/ -> acme
    https://apply.workable.com/acme/j/ABC123DEF4/ -> acme
    https://apply.workable.com/api/v1/widget/accounts/acme?details=true -> acme
    https://acme.workable.com/jobs/1 -> acme
recruitee
    https://acme.recruitee.com/o/ml-engineer -> acme
personio
    https://acme-gmbh.jobs.personio.de/job/1?language=de -> acme-gmbh
    https://acme.jobs.personio.com -> acme
teamtailor
    https://acme.teamtailor.com/jobs/1-ml -> acme
    https://acme.na.teamtailor.com/jobs -> acme.na
rippling
    https://ats.rippling.com/acme/jobs -> acme
    https://ats.rippling.com/en-GB/acme/jobs/c3c3c3c3-0000-4000-8000-000000000001 -> acme
    https://ats.rippling.com/api/v2/board/acme/jobs -> acme
"""
"""Under each source, addresses that people paste, and the board that each of them names."""


def named_boards() -> Iterator[tuple[str, Board]]:
    source = ""
    for line in ADDRESSES.strip().splitlines():
        address, arrow, slug = line.strip().partition(" -> ")
        if arrow:
            yield address, Board(source, slug)
        else:
            source = address


@pytest.mark.parametrize(("address", "board"), list(named_boards()))
def test_a_board_is_recognised_by_the_address_of_its_page_or_of_a_job(
    address: str, board: Board
) -> None:
    assert recognise(address) == board


@pytest.mark.parametrize(
    "address",
    [
        "https://www.bamboohr.com/careers",
        "https://www.icims.com/company/careers",
        "https://www.pinpointhq.com/careers",
        "https://careers.acme.com/jobs/12",
    ],
)
def test_a_vendors_own_site_and_an_unknown_one_are_careers_pages(address: str) -> None:
    assert recognise(address).source == "careers_page"


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
        "https://apply.workable.com/j/ABC123DEF4",
        "https://jobs.smartrecruiters.com/sr-jobs/search",
        "https://ats.rippling.com/api/v2",
        "https://ats.rippling.com/en-gb/jobs",
        "https://jobs.smartrecruiters.com/..%2Fx/1",
        "https://apply.workable.com/%00",
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
