"""What is read in ten languages: 64 invented postings of each, composed of the sentences of the files beside this one."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from transforms.posting import Posting, posting_frame
from transforms.readers.reading import read_postings
from transforms.readers.role.glossary import LANGUAGES, title_in_english
from transforms.readers.role.words import role_words
from transforms.text.document import read_document
from transforms.text.lexicon import lexicon
from transforms.text.words import letters_of

sys.path.insert(0, str(Path(__file__).parent))

from composed import COUNTRIES, Case, composed

FIELDS = ("role", "level", "years_min", "degree", "remote_policy", "pay")
LEAST_RIGHT = 0.95
"""Share of the postings that each field must be right in. They were all right when this was written."""


@cache
def readings(language: str) -> list[tuple[Case, dict[str, Any]]]:
    cases = composed(language)
    frame = posting_frame(
        Posting(title=case.title, locations=(case.location,), description_plain=case.text)
        for case in cases
    )
    return list(zip(cases, read_postings(frame).iter_rows(named=True), strict=True))


def right_level(case: Case) -> str | None:
    """The title's word, else what the years asked say."""
    years = case.right["years_min"]
    by_years = (
        None if years is None else "senior" if years >= 5 else "mid" if years >= 2 else "junior"
    )
    return case.right["level"] or by_years


def is_right(case: Case, reading: dict[str, Any], field: str) -> bool:
    if field == "pay":
        read = [(pay["min"], pay["max"], pay["currency"], pay["period"]) for pay in reading["pay"]]
        return read == ([case.right["pay"]] if case.right["pay"] else [])
    right = right_level(case) if field == "level" else case.right[field]
    return bool(reading[field] == right)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("language", COUNTRIES)
def test_a_field_is_read_in_every_language(language: str, field: str) -> None:
    cases = readings(language)
    assert len(cases) >= 60
    wrong = [case.title for case, reading in cases if not is_right(case, reading, field)]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(cases), wrong


@pytest.mark.parametrize("language", COUNTRIES)
def test_the_language_itself_is_known(language: str) -> None:
    assert {reading["language"] for _, reading in readings(language)} == {language}


@pytest.mark.parametrize("language", COUNTRIES)
def test_the_headings_part_duties_from_asks_and_offer(language: str) -> None:
    text = composed(language)[0].text
    kinds = [section.kind for section in read_document(plain=text).sections]
    assert kinds == ["duties", "requirements", "benefits"]


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("Datenanalyst (m/w/d)", "data analyst (m/w/d)"),
        ("Softwareentwickler:in", "software developer"),
        ("Ingénieur(e) en apprentissage automatique", "machine learning engineer"),
        ("Analista de datos", "data analyst"),
        ("Engenheiro(a) de Dados Pleno", "data engineer pleno"),
        ("Responsabile vendite", "head of vendite"),
        ("Specjalista ds. uczenia maszynowego", "machine learning engineer"),
        ("機械学習エンジニア（東京）", "machine learning engineer （東京）"),
        ("资深数据工程师", "资深 data engineer"),
        ("Senior Data Scientist - A/B testing", "senior data scientist - a/b testing"),
    ],
)
def test_titles_are_put_into_english(title: str, english: str) -> None:
    assert title_in_english(title) == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_glossary_means_a_phrase_that_the_model_knows(language: str) -> None:
    table = lexicon("transforms.readers.role", f"languages/{language}.toml")
    phrases = [
        phrase for part in ("work", "title") for words in table[part].values() for phrase in words
    ]
    assert all(phrase == phrase.lower() for phrase in phrases)
    # It raises KeyError for an English phrase that `roles.toml` does not hold.
    known, phrase = role_words(language), phrases[0].rstrip("*")
    (letters,) = letters_of([f" {phrase} "])
    assert phrase in known.finder.words or known.finder.find(phrase, memoryview(letters))
