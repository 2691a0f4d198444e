"""`rolecall boards add` for a page whose address does not tell: a real server stands for the company's site."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from flows.boards.discover import board_at
from flows.errors import RolecallError, UsageError
from flows.settings import Settings
from flows.sources import Board
from tests.flows.served_site import Answers, Site

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]
Pages = Callable[[dict[str, str]], Site]

JOB = """<html><script type="application/ld+json">{"@type": "JobPosting", "title": "ML Engineer", "identifier": "17",
"description": "Invented."}</script></html>"""
SITEMAP = "<urlset><url><loc>https://www.acme.example/careers/17</loc></url></urlset>"


@pytest.fixture
def site(site: Callable[[Answers], Site]) -> Pages:
    """A site as a mirror serves it: HOST/PATH -> body, or "-> address" for a redirect."""

    def start(pages: dict[str, str]) -> Site:
        def answer(path: str, _nth: int) -> tuple[int, dict[str, str], bytes]:
            body = pages.get(path.lstrip("/"))
            if body is None:
                return 404, {}, b""
            to = body.removeprefix("-> ")
            return (200, {}, body.encode()) if to == body else (302, {"Location": to}, b"")

        return site(answer)

    return start


def test_an_address_that_tells_by_itself_asks_nobody(site: Pages) -> None:
    served = site({})
    assert board_at("https://jobs.lever.co/acme/17", served.settings) == (
        Board("lever", "acme"),
        "",
    )
    assert served.asked == []


def test_the_board_in_a_frame_of_the_page_is_found_and_said_how(site: Pages) -> None:
    served = site(
        {
            "www.acme.example/careers": '<iframe src="https://boards.greenhouse.io/embed/job_board?for=acme">'
        }
    )
    board, how = board_at("https://www.acme.example/careers", served.settings)
    assert board == Board("greenhouse", "acme")
    assert how == (
        "found behind https://www.acme.example/careers: a frame names https://boards.greenhouse.io/embed/job_board?for=acme"
    )
    assert served.asked == ["/www.acme.example/robots.txt", "/www.acme.example/careers"]


def test_the_board_that_a_page_redirects_to_is_found(site: Pages) -> None:
    served = site(
        {
            "acme.example/jobs": "-> https://jobs.ashbyhq.com/acme",
            "jobs.ashbyhq.com/acme": "<html></html>",
        }
    )
    board, how = board_at("acme.example/jobs", served.settings)
    assert board == Board("ashby", "acme")
    assert "the address it leads to" in how


def test_a_page_about_jobs_that_the_page_links_to_is_read_as_well(site: Pages) -> None:
    served = site(
        {
            "acme.example/": '<a href="/about">Us</a> <a href="/careers">Careers</a>',
            "acme.example/careers": '<a href="https://apply.workable.com/acme/">All jobs</a>',
        }
    )
    assert board_at("https://acme.example/", served.settings)[0] == Board("workable", "acme")
    assert "/acme.example/about" not in served.asked


def test_several_boards_are_listed_for_the_person_to_choose_from(site: Pages) -> None:
    text = '<a href="https://jobs.lever.co/acme"><a href="https://jobs.lever.co/acme/1"><a href="https://acme-labs.breezy.hr">'
    served = site({"acme.example/careers": text})
    with pytest.raises(UsageError) as caught:
        board_at("https://acme.example/careers", served.settings)
    assert str(caught.value).splitlines() == [
        "https://acme.example/careers: 2 boards stand behind this page; choose one with --pick N",
        "  1  lever,acme  named 2 times, first by a link: https://jobs.lever.co/acme",
        "  2  breezy,acme-labs  named once, first by a link: https://acme-labs.breezy.hr",
    ]
    assert board_at("https://acme.example/careers", served.settings, pick=2)[0] == Board(
        "breezy", "acme-labs"
    )
    with pytest.raises(UsageError, match="--pick 3: only 2 behind"):
        board_at("https://acme.example/careers", served.settings, pick=3)


def test_a_site_that_describes_its_own_jobs_is_a_board_of_its_own(site: Pages) -> None:
    served = site(
        {
            "www.acme.example/careers": "<h1>Careers</h1>",
            "www.acme.example/sitemap.xml": SITEMAP,
            "www.acme.example/careers/17": JOB,
        }
    )
    board, how = board_at("https://www.acme.example/careers", served.settings)
    assert board == Board("careers_page", "www.acme.example/careers")
    assert how.endswith("its own pages describe their jobs: https://www.acme.example/careers/17")


def test_a_page_with_nothing_behind_it_says_what_was_looked_at(site: Pages) -> None:
    served = site(
        {
            "acme.example/careers": '<a href="/careers/team">Team</a> <a href="https://blog.acme.example">x</a>'
        }
    )
    with pytest.raises(UsageError) as caught:
        board_at("https://acme.example/careers", served.settings)
    told = str(caught.value)
    assert (
        "no board found. Looked at https://acme.example/careers, https://acme.example/careers/team (missing)"
        in told
    )
    assert "no sitemap at https://acme.example/sitemap.xml" in told
    assert "add its address" in told


def test_a_site_with_many_pages_and_no_job_on_them_is_not_asked_for_them_all(site: Pages) -> None:
    places = [f"acme.example/jobs/{number}" for number in range(500)]
    sitemap = (
        "<urlset>"
        + "".join(f"<url><loc>https://{place}</loc></url>" for place in places)
        + "</urlset>"
    )
    served = site(
        {"acme.example/jobs": "", "acme.example/sitemap.xml": sitemap}
        | dict.fromkeys(places, "<html></html>")
    )
    with pytest.raises(UsageError, match=r"no schema\.org JobPosting within 12 requests"):
        board_at("https://acme.example/jobs", served.settings)
    assert len(served.asked) < 20


def test_a_page_closed_by_robots_is_left_alone(site: Pages) -> None:
    served = site(
        {
            "acme.example/robots.txt": "User-agent: *\nDisallow: /",
            "acme.example/jobs": "jobs.lever.co/acme",
        }
    )
    with pytest.raises(
        RolecallError,
        match=r"robots\.txt asks us not to; left alone.*careers_page,acme\.example/jobs",
    ):
        board_at("https://acme.example/jobs", served.settings)
    assert served.asked == ["/acme.example/robots.txt"]


def test_a_page_that_is_not_there_is_told(site: Pages) -> None:
    with pytest.raises(
        RolecallError,
        match=r"https://acme\.example/jobs: 404, there is no such page\. So the board",
    ):
        board_at("https://acme.example/jobs", site({}).settings)


def test_a_page_that_leads_to_a_private_address_is_not_followed(site: Pages) -> None:
    served = site({"acme.example/jobs": "-> http://169.254.169.254/latest/meta-data/"})
    with pytest.raises(RolecallError, match="private address"):
        board_at("https://acme.example/jobs", served.settings)


def test_a_hosted_board_that_an_address_does_not_name_is_looked_for_on_the_page(
    site: Pages,
) -> None:
    pages = {
        "www.acme.example/jobs?gh_jid=17": '<script src="https://boards.greenhouse.io/embed/job_board/js?for=acmeinc">'
    }
    assert board_at("https://www.acme.example/jobs?gh_jid=17", site(pages).settings)[0] == Board(
        "greenhouse", "acmeinc"
    )
    with pytest.raises(UsageError, match="a greenhouse board stands behind this page"):
        board_at(
            "https://www.acme.example/jobs?gh_jid=17",
            site({"www.acme.example/jobs?gh_jid=17": ""}).settings,
        )


@pytest.mark.parametrize(
    "url", ["", "acme", "not an address", "https://jobs.lever.co/", "ftp://acme.example/jobs"]
)
def test_what_is_no_page_asks_nobody(site: Pages, url: str) -> None:
    served = site({})
    with pytest.raises(UsageError):
        board_at(url, served.settings)
    assert served.asked == []


def test_the_command_adds_what_it_finds_and_says_how(site: Pages, rolecall: Rolecall) -> None:
    pages = {
        "acme.example/careers": '<a href="https://jobs.lever.co/acme"><a href="https://acme-labs.breezy.hr">'
    }
    mirror = site(pages).url
    undecided = rolecall("boards", "add", "https://acme.example/careers", mirror=mirror)
    assert undecided.returncode == 2
    assert "choose one with --pick N" in undecided.stderr
    done = rolecall(
        "boards",
        "add",
        "https://acme.example/careers",
        "--pick",
        "2",
        "--employer",
        "Acme",
        mirror=mirror,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "lever,acme\n"
    assert (
        "found behind https://acme.example/careers: a link names https://jobs.lever.co/acme"
        in done.stderr
    )
    assert "lever,acme,Acme,own" in rolecall("boards", "list", "--csv").stdout


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/jobs/view/1",
        "uk.indeed.com/viewjob?jk=1",
        "https://www.glassdoor.co.uk/job-listing/x",
    ],
)
def test_a_site_that_forbids_programs_is_refused_before_it_is_asked(address: str) -> None:
    nobody_answers = Settings(mirror="http://127.0.0.1:9")
    with pytest.raises(
        UsageError, match=r"is not asked: its terms .* the employer's own careers page"
    ):
        board_at(address, nobody_answers)
