"""The addresses that people paste, and the board each of them names."""

from __future__ import annotations

import pytest

from flows.sources.recognise import recognise


@pytest.mark.parametrize(
    ("address", "source", "slug"),
    [
        ("https://acme.bamboohr.com/careers/12", "bamboohr", "acme"),
        ("https://acme.breezy.hr/p/98323abf2296-data-scientist", "breezy", "acme"),
        ("acme.pinpointhq.com", "pinpoint", "acme"),
        ("https://acme.applytojob.com/apply/AB12/Data-Scientist", "jazzhr", "acme"),
        ("https://app.jazz.co/feeds/export/jobs/acme", "jazzhr", "acme"),
        ("https://jobs.gem.com/acme-ai/am9icG9zdDr", "gem", "acme-ai"),
        ("https://acme.eightfold.ai/careers?domain=acme.com", "eightfold", "acme"),
        (
            "https://acme.wd5.myworkdayjobs.com/Careers/job/x/ML_R1",
            "workday",
            "acme.wd5.myworkdayjobs.com/Careers",
        ),
        (
            "https://acme.wd5.myworkdayjobs.com/en-US/Careers",
            "workday",
            "acme.wd5.myworkdayjobs.com/Careers",
        ),
        (
            "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs",
            "workday",
            "acme.wd5.myworkdayjobs.com/Careers",
        ),
        (
            "https://wd5.myworkdaysite.com/fr-FR/recruiting/acme/Jobs",
            "workday",
            "wd5.myworkdaysite.com/recruiting/acme/Jobs",
        ),
        (
            "https://jobs.smartrecruiters.com/oneclick-ui/company/Acme/publication/1f",
            "smartrecruiters",
            "Acme",
        ),
        (
            "https://explore.jobs.netflix.net/careers/job/79",
            "eightfold",
            "explore.jobs.netflix.net",
        ),
        ("https://acme.avature.net/careers/JobDetail/Data-Scientist/15", "avature", "acme"),
        (
            "https://acme.avature.net/en_US/jobs/SearchJobs",
            "avature",
            "acme.avature.net/en_US/jobs",
        ),
        (
            "https://jobs.acme.com/careers/JobDetail/Data-Scientist/15",
            "avature",
            "jobs.acme.com/careers",
        ),
        ("https://careers-acme.icims.com/jobs/12/data-scientist/job", "icims", "acme"),
        ("https://uscareers-acme.icims.com/jobs/12/login", "icims", "uscareers-acme.icims.com"),
        ("https://careers.acme.com/careers-home/jobs/12", "jibe", "careers.acme.com"),
        ("https://www.amazon.jobs/en/job_categories/data-science", "amazon", "data-science"),
        (
            "https://amazon.jobs/en/search?offset=0&category%5B%5D=data-science",
            "amazon",
            "data-science",
        ),
        ("https://www.google.com/about/careers/applications/jobs/results/12-x", "google", "google"),
        ("https://remoteok.com/remote-dev-jobs", "remoteok", "remoteok"),
        ("https://remotive.com/remote-jobs/data", "remotive", "remotive"),
        ("https://www.arbeitnow.com/", "arbeitnow", "arbeitnow"),
        ("https://himalayas.app/jobs/data-scientist", "himalayas", "data-scientist"),
        (
            "https://weworkremotely.com/categories/remote-programming-jobs.rss",
            "weworkremotely",
            "remote-programming-jobs",
        ),
    ],
)
def test_an_address_of_a_known_kind_names_its_board(address: str, source: str, slug: str) -> None:
    board = recognise(address)
    assert (board.source, board.slug) == (source, slug)


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
