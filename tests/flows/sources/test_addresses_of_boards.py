"""Addresses that people paste, of the hosted boards whose name stands in a host or a path, and the board behind each."""

from __future__ import annotations

import pytest

from flows.errors import UsageError
from flows.sources import Board
from flows.sources.recognise import recognise


@pytest.mark.parametrize(
    ("address", "source", "slug"),
    [
        (
            "https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/X/ML_R1",
            "workday",
            "acme.wd5.myworkdayjobs.com/Careers",
        ),
        ("https://careers.smartrecruiters.com/AcmeGroup", "smartrecruiters", "AcmeGroup"),
        (
            "https://jobs.smartrecruiters.com/AcmeGroup/744000100000001-ml-engineer?x=1",
            "smartrecruiters",
            "AcmeGroup",
        ),
        (
            "https://api.smartrecruiters.com/v1/companies/AcmeGroup/postings",
            "smartrecruiters",
            "AcmeGroup",
        ),
        ("https://apply.workable.com/acme/", "workable", "acme"),
        ("https://apply.workable.com/acme/j/ABC123DEF4/", "workable", "acme"),
        ("https://apply.workable.com/api/v1/widget/accounts/acme?details=true", "workable", "acme"),
        ("https://acme.workable.com/jobs/1", "workable", "acme"),
        ("https://acme.recruitee.com/o/ml-engineer", "recruitee", "acme"),
        ("https://acme-gmbh.jobs.personio.de/job/1?language=de", "personio", "acme-gmbh"),
        ("https://acme.jobs.personio.com", "personio", "acme"),
        ("https://acme.teamtailor.com/jobs/1-ml", "teamtailor", "acme"),
        ("https://acme.na.teamtailor.com/jobs", "teamtailor", "acme.na"),
        ("https://ats.rippling.com/acme/jobs", "rippling", "acme"),
        (
            "https://ats.rippling.com/en-GB/acme/jobs/c3c3c3c3-0000-4000-8000-000000000001",
            "rippling",
            "acme",
        ),
        ("https://ats.rippling.com/api/v2/board/acme/jobs", "rippling", "acme"),
    ],
)
def test_a_hosted_board_is_recognised_by_the_address_of_its_page_or_of_a_job(
    address: str, source: str, slug: str
) -> None:
    assert recognise(address) == Board(source, slug)


@pytest.mark.parametrize(
    "address",
    [
        "https://apply.workable.com/j/ABC123DEF4",
        "https://jobs.smartrecruiters.com/sr-jobs/search",
        "https://ats.rippling.com/api/v2",
        "https://jobs.smartrecruiters.com/..%2Fx/1",
        "https://apply.workable.com/%00",
    ],
)
def test_an_address_of_theirs_that_names_no_board_is_told(address: str) -> None:
    with pytest.raises(UsageError):
        recognise(address)
