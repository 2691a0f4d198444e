"""Which id a job on a page goes by: its own, else what of the page's address outlasts an edited title."""

from __future__ import annotations

import msgspec
import pytest

from flows.sources.kit.page_ids import Read, named_jobs, page_name

SITE = "https://jobs.acme.example"


def job(title: str, identifier: object = None, **more: object) -> bytes:
    markup = {"@type": "JobPosting", "title": title, "identifier": identifier} | more
    return msgspec.json.encode(markup)


def ids(*pages: tuple[str, list[bytes]]) -> list[str | None]:
    return [each.external_id for each in named_jobs([Read(SITE + url, got) for url, got in pages])]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/jobs/4711-data-scientist", "jobs/4711"),
        ("/jobs/data-scientist-4711", "jobs/4711"),
        ("/jobs/data-scientist_R1204", "jobs/R1204"),
        ("/jobs/4711/data-scientist", "jobs/4711"),
        ("/jobs/4711", "jobs/4711"),
        ("/de/jobs/4711-datenanalyst.html", "de/jobs/4711"),
        ("/jobs/4711?utm_source=feed&gh_src=x", "jobs/4711"),
        ("/jobs/view?utm_medium=x&id=9", "jobs/view?id=9"),
        ("/jobs/4711;jsessionid=AB12", "jobs/4711"),
        ("/jobs/trainee-programme-2026", "jobs/trainee-programme-2026"),
        ("/jobs/2026/data-scientist", "jobs/2026/data-scientist"),
        ("/jobs/data-scientist-3", "jobs/data-scientist-3"),
        ("/jobs/data-scientist", "jobs/data-scientist"),
        ("/", None),
    ],
)
def test_a_page_is_named_by_its_number_and_else_by_its_path(path: str, name: str | None) -> None:
    assert page_name(SITE + path) == name


@pytest.mark.parametrize(
    "identifier",
    [
        "Unit 7",
        {"name": "Acme", "value": "990011"},
        ["1", "2"],
        0,
        {"value": "000"},
        "https://acme7.example",
        {"name": "Acme2", "value": "Acme2"},
    ],
)
def test_an_identifier_that_is_the_same_on_every_page_is_no_id(identifier: object) -> None:
    pages = [(f"/jobs/{n}00-role", [job(f"Role {n}", identifier)]) for n in range(1, 4)]
    assert ids(*pages) == ["jobs/100", "jobs/200", "jobs/300"]


def test_one_job_in_two_languages_keeps_its_identifier() -> None:
    pages = [
        ("/en/jobs/analyst", [job("Analyst", "R-1")]),
        ("/fr/jobs/x", [job("Analyste", "R-1")]),
    ]
    others = [(f"/en/jobs/{n}", [job(f"Role {n}", f"R-{n}")]) for n in range(2, 6)]
    assert ids(*pages, *others) == ["R-1", "R-1", "R-2", "R-3", "R-4", "R-5"]


def test_two_pages_of_one_number_with_different_jobs_keep_their_paths() -> None:
    pages = [("/jobs/100-analyst", [job("Analyst")]), ("/jobs/100-cook", [job("Cook")])]
    assert ids(*pages) == ["jobs/100-analyst", "jobs/100-cook"]


def test_a_list_names_each_job_by_its_own_address() -> None:
    listed = [job(f"Role {n}", url=f"{SITE}/jobs/{n}00-role") for n in (1, 2)]
    pages = [("/jobs", listed), ("/jobs/100-role", [job("Role 1")])]
    assert ids(*pages) == ["jobs/100", "jobs/200", "jobs/100"]


def test_a_related_job_is_left_to_the_page_that_is_about_it() -> None:
    one, two, three = (job(title) for title in ("Analyst", "Cook", "Driver"))
    pages = [("/jobs/100", [one, two]), ("/jobs/200", [two, three]), ("/jobs/300", [three])]
    assert ids(*pages) == ["jobs/100", "jobs/200", "jobs/300"]


def test_jobs_of_a_home_page_are_named_by_their_titles_alone() -> None:
    home = [job("ML Engineer"), job("Data Scientist")]
    assert ids(("/", home)) == ["#mlengineer", "#datascientist"]


def test_two_jobs_of_one_title_on_a_page_are_two() -> None:
    berlin, paris = (job("ML Engineer", description=f"In {city}.") for city in ("Berlin", "Paris"))
    listed = ids(("/jobs", [job("Data Scientist"), berlin, paris]))
    assert listed == ["jobs", "jobs#mlengineer", "jobs#mlengineer#2"]


def test_a_job_that_stands_on_a_page_twice_is_one() -> None:
    twice = job("ML Engineer", description="In Berlin.")
    listed = ids(("/jobs", [job("Data Scientist"), twice, twice]))
    assert set(listed) == {"jobs", "jobs#mlengineer"}


def test_jobs_that_only_one_page_describes_are_told_apart_by_their_titles() -> None:
    assert ids(("/careers", [job("Analyst"), job("Cook")])) == ["careers", "careers#cook"]
