"""The level of a posting: a word of the title beats the body, a word beats years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.level import LEVELS, read_level
from transforms.text.document import Document, Section

NOTHING = Document("", ())


def body(text: str, kind: str = "duties") -> Document:
    return Document(text, (Section(kind, "", text),))


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Machine Learning Intern", "intern"),
        ("Software Engineering Internship, Summer 2026", "intern"),
        ("Werkstudent Data Science", "intern"),
        ("Junior Data Analyst", "junior"),
        ("Software Engineer, New Grad", "junior"),
        ("Associate Data Scientist", "junior"),
        ("Data Engineer I", "junior"),
        ("Data Scientist II", "mid"),
        ("Mid-Level Data Analyst", "mid"),
        ("Senior Associate, Data Science", "mid"),
        ("Senior ML Engineer", "senior"),
        ("Sr. Data Scientist", "senior"),
        ("(Senior) AI Researcher (f/m/d)", "senior"),
        ("Lead Data Scientist", "senior"),
        ("Data Scientist III", "senior"),
        ("Senior/Staff Software Engineer", "senior"),
        ("Senior Product Manager", "senior"),
        ("Staff Engineer", "staff"),
        ("Sr Staff Engineer", "staff"),
        ("Principal Machine Learning Engineer", "staff"),
        ("Staff Product Manager", "staff"),
        ("Engineering Manager, Platform", "manager"),
        ("Senior Engineering Manager", "manager"),
        ("Manager, Data Science", "manager"),
        ("Director of AI", "manager"),
        ("Associate Director, Analytics", "manager"),
        ("Head of Machine Learning", "manager"),
        ("VP Engineering", "manager"),
        ("Machine Learning Engineer", None),
        ("Member of Technical Staff", None),
        ("Mid-Market Account Executive", None),
        ("Internal Tools Engineer", None),
        ("Product Manager", None),
        ("Lead Generation Specialist", None),
        ("Data Scientist (Associate, Mid and Senior)", None),
        ("Solution Engineer 13132-1", None),
        ("Assessment Developer, 2 Hour Learning", None),
        ("Software Engineer 2", "mid"),
        ("Account Executive, Mid-Enterprise", None),
        ("Data Analyst, Middle Office", None),
        ("Middle East Data Analyst", None),
        ("Data Scientist, Lead Scoring", None),
        ("Research Engineer, Mid-Training", None),
        ("Engineer, Office of the CTO", None),
        ("Subject Matter Expert", None),
        ("Junior Developer - Team Lead Support", "junior"),
        ("Engineer II - Senior Platform Group", "mid"),
        ("Senior Engineer II", "senior"),
        ("SDE3", "senior"),
        ("Engenheiro de Dados Pleno", "mid"),
        ("Cientista de Dados Sênior", "senior"),
        ("Starszy inżynier danych", "senior"),
        ("Alternance Data Engineer", "intern"),
    ],
)
def test_the_title_states_the_level(title: str, level: str | None) -> None:
    assert read_level(title, NOTHING, None) == level


@pytest.mark.parametrize(
    ("years", "level"),
    [
        (0.0, "junior"),
        (1.0, "junior"),
        (2.0, "mid"),
        (4.0, "mid"),
        (5.0, "senior"),
        (12.0, "senior"),
        (None, None),
    ],
)
def test_years_decide_when_no_word_does(years: float | None, level: str | None) -> None:
    assert read_level("Data Scientist", NOTHING, years) == level


def test_alternatives_by_degree_are_levelled_by_the_most_years() -> None:
    asked = body(
        "A Bachelor's degree and 6 years of experience, or a PhD and 3 years of experience",
        "requirements",
    )
    assert read_level("Data Scientist", asked, 3.0) == "senior"


def test_wished_years_level_a_posting_that_requires_none() -> None:
    assert (
        read_level("Data Scientist", body("3 years of experience with models", "preferred"), None)
        == "mid"
    )


def test_the_title_beats_body_and_years() -> None:
    assert (
        read_level("Junior Developer", body("We are looking for a senior software engineer"), 8.0)
        == "junior"
    )


def test_the_body_beats_years() -> None:
    assert (
        read_level("Data Scientist", body("We are hiring an entry-level data scientist"), 6.0)
        == "junior"
    )


def test_seniors_the_company_speaks_of_are_not_the_applicant() -> None:
    assert (
        read_level("Data Scientist", body("Join us as a senior engineer did", "about"), None)
        is None
    )
    assert read_level("Data Scientist", body("Work with senior stakeholders"), None) is None


def test_a_lead_of_people_is_a_manager_and_a_lead_without_is_senior() -> None:
    assert (
        read_level(
            "Forward Deployed Lead",
            body("You manage a team of engineers with direct reports"),
            None,
        )
        == "manager"
    )
    assert (
        read_level("Forward Deployed Lead", body("You write code with customers"), None) == "senior"
    )


def test_a_manager_without_reports_is_levelled_by_years() -> None:
    assert read_level("Paid Social Media Manager", body("Plan campaigns"), 3.0) == "mid"


@given(st.text(max_size=80), st.text(max_size=200), st.none() | st.floats(0, 20))
def test_any_text_gives_a_known_level_or_none(title: str, text: str, years: float | None) -> None:
    assert read_level(title, body(text), years) in (*LEVELS, None)
