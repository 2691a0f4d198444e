"""Which phrases are job titles, and how many openings a phrase names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.comment.splits import split_titles
from transforms.readers.comment.titles import is_title


@pytest.mark.parametrize(
    ("phrase", "titles"),
    [
        ("Senior/Staff Software Engineer", ["Senior/Staff Software Engineer"]),
        ("Software Engineer, Platform", ["Software Engineer, Platform"]),
        ("Software Engineer, Full Stack", ["Software Engineer, Full Stack"]),
        ("Lead Quantitative Developer / Engineer", ["Lead Quantitative Developer / Engineer"]),
        (
            "Software Engineer / Sr. Software Engineer",
            ["Software Engineer / Sr. Software Engineer"],
        ),
        ("AI/ML Engineer", ["AI/ML Engineer"]),
        ("Software Engineers (AI/ML)", ["Software Engineers (AI/ML)"]),
        ("ML / AI Engineers", ["ML / AI Engineers"]),
        (
            "Senior AI/ML Engineer, Applied Scientist",
            ["Senior AI/ML Engineer", "Applied Scientist"],
        ),
        ("UI/UX Designer", ["UI/UX Designer"]),
        ("Lead UI / UX Designer", ["Lead UI / UX Designer"]),
        ("Technical Lead / Full Stack Developer", ["Technical Lead / Full Stack Developer"]),
        ("Software/Network Engineers", ["Software/Network Engineers"]),
        ("Frontend or DevOps Engineers", ["Frontend Engineers", "DevOps Engineers"]),
        ("Data Scientists or Software Engineers", ["Data Scientists", "Software Engineers"]),
        ("Engineer or Junior Engineer", ["Engineer or Junior Engineer"]),
        (
            "Lead Electrical & Hardware Engineer",
            ["Lead Electrical & Hardware Engineer"],
        ),
        ("Product Designer & Intern", ["Product Designer", "Intern"]),
        (
            "hardware, electronics and software engineers",
            ["hardware engineers", "electronics engineers", "software engineers"],
        ),
        ("C#, Test & Frontend Engineers", ["C# Engineers", "Test Engineers", "Frontend Engineers"]),
        (
            "Engineers (Ruby, Go, Android)",
            ["Ruby Engineer", "Go Engineer", "Android Engineer"],
        ),
        ("Engineers (Ruby, Go, Postgres)", ["Engineers (Ruby, Go, Postgres)"]),
        ("DevOps/Infrastructure Engineer", ["DevOps/Infrastructure Engineer"]),
        ("Platform & Infrastructure Engineer", ["Platform & Infrastructure Engineer"]),
        ("Senior Quant/Data Scientist", ["Senior Quant/Data Scientist"]),
        (
            "Senior Full Stack Developer / Senior AI Engineer",
            ["Senior Full Stack Developer", "Senior AI Engineer"],
        ),
        (
            "Staff Fullstack Engineer/Senior Software Engineer/Security Engineer",
            ["Staff Fullstack Engineer", "Senior Software Engineer", "Security Engineer"],
        ),
        ("Frontend/Backend Engineers", ["Frontend Engineers", "Backend Engineers"]),
        ("Sales and Marketing Manager", ["Sales and Marketing Manager"]),
        (
            "Machine Learning Engineer, Data Engineer",
            ["Machine Learning Engineer", "Data Engineer"],
        ),
        (
            "Product Manager; Technical Project Manager (TPM)",
            ["Product Manager", "Technical Project Manager (TPM)"],
        ),
        ("Data Scientists and Engineers", ["Data Scientists", "Engineers"]),
        (
            "Engineers (frontend, backend, ML)",
            ["frontend Engineer", "backend Engineer", "ML Engineer"],
        ),
        (
            "Software engineers (frontend and backend product engineers)",
            ["frontend engineer", "backend product engineers"],
        ),
        (
            "PHP, Java and/or Infrastructure Engineer",
            ["PHP Engineer", "Java Engineer", "Infrastructure Engineer"],
        ),
        ("Front-end and back-end devs", ["Front-end devs", "back-end devs"]),
        ("iOS/Android Developers", ["iOS Developers", "Android Developers"]),
        (
            "Senior Fullstack Developer (Node.js / Laravel / React+TS)",
            ["Senior Fullstack Developer (Node.js / Laravel / React+TS)"],
        ),
        ("SOFTWARE ENGINEERS (iOS & Android)", ["iOS ENGINEER", "Android ENGINEER"]),
        (
            "Engineers (Backend, Frontend, Data, Viz, FDE)",
            [
                "Backend Engineer",
                "Frontend Engineer",
                "Data Engineer",
                "Viz Engineer",
                "FDE Engineer",
            ],
        ),
        ("Engineering (systems, data)", ["systems engineer", "data engineer"]),
        ("Designers (Android/iOS taste welcome)", ["Designers (Android/iOS taste welcome)"]),
        ("SWE, SRE, Infra, PM", ["SWE", "SRE", "Infra", "PM"]),
        (
            "iOS, Android and .NET engineers",
            ["iOS engineers", "Android engineers", ".NET engineers"],
        ),
        (
            "Infra Engineers, Product Engineers, GTM",
            ["Infra Engineers", "Product Engineers", "GTM"],
        ),
        ("Lead iOS/AI Engineer", ["Lead iOS/AI Engineer"]),
        ("2 x Backend Engineer", ["Backend Engineer"]),
        ("QA Engineer (Remote)", ["QA Engineer"]),
        ("Software Engineers, Designers, and more!", ["Software Engineers", "Designers"]),
        ("Staff Software Engineer, AI & Automation", ["Staff Software Engineer, AI & Automation"]),
        ("Product Manager, Data + ML", ["Product Manager, Data + ML"]),
        ("Software Engineers, Data & Design", ["Software Engineers", "Data", "Design"]),
        ("Founding Engineer / Founding GTM", ["Founding Engineer", "Founding GTM"]),
        ("3 open Data Engineer roles", ["Data Engineer"]),
    ],
)
def test_a_phrase_names_one_opening_per_kind(phrase: str, titles: list[str]) -> None:
    assert split_titles(phrase) == titles


@pytest.mark.parametrize(
    "phrase",
    [
        "5+ years as a software engineer",
        "We are engineers",
        "Join our team of designers",
        "Amsterdam, The Netherlands",
        "Full-time",
        "Strong developer skills",
        "Lead new features end-to-end with design",
        "CTO-level strategic thinking",
        "",
    ],
)
def test_sentences_requirements_and_places_are_no_titles(phrase: str) -> None:
    assert not is_title(phrase)
    assert split_titles(phrase) == []


def test_an_area_alone_is_a_title_only_where_areas_are_listed() -> None:
    assert is_title("Backend")
    assert not is_title("Backend", needs_noun=True)


@given(st.text(alphabet=st.sampled_from("abEngineer ,/&()-;andor"), max_size=120))
def test_splitting_never_fails_and_never_gives_an_empty_title(phrase: str) -> None:
    assert all(title.strip() for title in split_titles(phrase))
