"""Kinds of asks that were once misread, a table each: the line as a posting writes it, and what it asks."""

from __future__ import annotations

import pytest

from transforms.readers.asks.asks import Asks, read_asks
from transforms.text.document import read_document


def asks(line: str, about: str = "") -> Asks:
    text = f"About the role\n{about}You build.\n\nRequirements\n- {line}\n- Clear writing"
    return read_asks("Data Engineer", read_document(html=None, plain=text))


@pytest.mark.parametrize(
    "line",
    [
        "No Master's or PhD required",
        "PhD not needed",
        "A degree isn't required",
        "We don't require a Bachelor's degree",
        "With or without a degree",
        "PhD students welcome",
        "Associate's degree in computing",
    ],
)
def test_a_degree_that_is_denied_is_not_asked(line: str) -> None:
    assert asks(line).degree == "none_stated"


@pytest.mark.parametrize(
    ("line", "degree"),
    [
        ("Bachelor's degree required; no PhD needed", "bachelor"),
        ("BEng or MEng in a technical subject", "bachelor"),
        ("MEng in computing", "master"),
    ],
)
def test_what_stands_beside_a_denied_degree_still_counts(line: str, degree: str) -> None:
    assert asks(line).degree == degree


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("3 (three) years of experience", 3),
        ("Years of experience required: 4+", 4),
        ("between 2 and 4 years of experience", 2),
        ("4 years required; 6 years preferred.", 4),
        ("8+ years of experience (or 5+ with a PhD)", 5),
        ("5+ years with a BS, 3+ with an MS, 0+ with a PhD", 0),
        ("3-5yrs experience", 3),
        ("The ideal candidate brings 6+ years of experience", 6),
        ("Somebody who has spent 5 years building products", 5),
        ("3+ years analyzing click streams", 3),
        ("Have 10+ years teaching mathematics", 10),
        ("5+ years across data teams", 5),
        ("3+ years of exposure to data", 3),
        ("At least 5 years, ideally have worked in shipping", 5),
        ("3+ years of experience, should have worked with Spark", 3),
        ("Experience: 5+ years, and have built pipelines", 5),
        ("Experience with Python 3 years, SQL has been used for 2 years", 3),
        ("Proficiency in Python (3+ years)", 3),
        ("Minst 3 års erfarenhet", 3),
        ("Co najmniej 5 lat doświadczenia", 5),
        ("5 anos de experiência", 5),
        ("Almeno 3 anni di esperienza", 3),
        ("Expérience de 3 à 5 ans", 3),
        ("実務経験3年以上", 3),
        ("3年以上工作经验", 3),
        ("경력 5년 이상", 5),
        ("Mindestens drei Jahre Erfahrung", 3),
        ("Vous justifiez de cinq années d'expérience", 5),
        ("Entre 3 y 5 años de experiencia", 3),
        ("Min. 3-letnie doświadczenie", 3),
        ("Dwuletnie doświadczenie", 2),
        ("Minst två års erfarenhet", 2),
        ("两年以上工作经验", 2),
    ],
)
def test_years_are_read_in_every_form(line: str, years: float) -> None:
    assert asks(line).years_min == years


@pytest.mark.parametrize(
    "about",
    [
        "Nordwind boasts 20+ years of experience in logistics. ",
        "Join a team with over 12 years of industry experience. ",
        "With more than 15 years of experience in retail, Nordwind helps shops grow. ",
        "Our traction is the result of 3 years of diligent product development. ",
        "The engine is the product of six years of research and hands-on building. ",
        "Our courses are based on 8 years of research into working memory. ",
        "We grew our industry footprint tenfold in just under 3 years. ",
        "Nordwind has spent 8 years building tools for shops. ",
        "The experience of over 4 years of profitable growth. ",
    ],
)
def test_the_years_of_the_company_are_not_asked(about: str) -> None:
    assert asks("Python", about).years_min is None


@pytest.mark.parametrize(
    ("line", "degree"),
    [
        ("Masterabschluss in Physik", "master"),
        ("Promotion von Vorteil", "none_stated"),
        ("Diplôme d'ingénieur", "master"),
        ("Un doctorat serait un plus", "none_stated"),
        ("Grado en matemáticas", "bachelor"),
        ("Laurea magistrale in statistica", "master"),
        ("Wykształcenie wyższe techniczne", "bachelor"),
        ("Civilingenjörsexamen", "master"),
        ("修士号（理系）", "master"),
        ("博士歓迎", "none_stated"),
        ("统招本科及以上学历", "bachelor"),
        ("指导博士生", "none_stated"),
    ],
)
def test_degrees_of_other_languages_have_their_level(line: str, degree: str) -> None:
    assert asks(line).degree == degree
