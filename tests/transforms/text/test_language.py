"""The language of a posting's text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.text.language import read_language, read_languages, stated_code

TEXTS = {
    "en": "You will work with our team on the systems that nurses use every day, and you have a say in what we build for them.",
    "de": "Wir suchen eine erfahrene Person, die mit uns die Plattform für unsere Kunden baut und dabei nicht den Spaß vergisst.",
    "fr": "Nous cherchons une personne pour rejoindre notre équipe et construire avec nous les outils que vous aimez dans la santé.",
    "nl": "Je werkt met een klein team aan het platform van onze klanten en je krijgt bij ons veel ruimte voor je eigen ideeën.",
    "es": "Buscamos una persona con experiencia para el equipo que desarrolla los productos de nuestra empresa y las ideas del futuro.",
    "pt": "Procuramos uma pessoa com experiência para a nossa equipe, que goste de trabalhar com dados e não tenha medo do novo.",
    "it": "Siamo una piccola azienda che cerca una persona per il team dei dati, con voglia di crescere e di lavorare nel settore.",
    "sv": "Vi söker dig som vill arbeta med data och som har erfarenhet av att bygga system för våra kunder till ett gott liv.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_running_text_is_told_by_its_frequent_words(language: str, text: str) -> None:
    assert read_language(text, None) == language


def test_many_texts_are_read_as_each_is_alone() -> None:
    thin, figures = "Data Engineer, Berlin", "we 1 2 3 4 5 6 7 8 9 10 11 12 are the team of 13"
    texts = [*TEXTS.values(), thin, "", TEXTS["en"] * 9, figures, "モデルの開発と運用を担当"]
    stated = ["de"] * len(texts)
    assert read_languages(texts, stated) == list(map(read_language, texts, stated))
    assert read_languages([], []) == []


def test_a_dutch_text_that_opens_with_an_english_motto_is_dutch() -> None:
    assert read_language("Move fast. " + TEXTS["nl"] * 4, None) == "nl"


def test_names_of_tools_do_not_make_a_german_posting_english() -> None:
    text = "Deine Aufgaben: Python, SQL, Machine Learning, Data Pipelines und Cloud. Du arbeitest mit dem Team und berichtest an die Leitung."
    assert read_language(text, None) == "de"


def test_a_script_without_such_words_is_told_by_the_model() -> None:
    assert (
        read_language(
            "データ分析 と 機械学習 の 経験 が ある 方 を 募集 して います 東京 本社 で 働き ます",
            None,
        )
        == "ja"
    )


def test_thin_text_takes_the_boards_word_or_stays_null() -> None:
    assert read_language("Data Engineer, Berlin", "de-DE") == "de"
    assert read_language("Data Engineer, Berlin", None) is None
    assert read_language("", None) is None


def test_text_outranks_the_board() -> None:
    assert read_language(TEXTS["nl"], "en") == "nl"


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        ("DE-de", "de"),
        ("es-419", "es"),
        ("zh-Hans-CN", "zh"),
        ("German", "de"),
        ("", None),
        (None, None),
        ("<b>", None),
    ],
)
def test_a_boards_word_for_a_language_becomes_its_code(
    stated: str | None, code: str | None
) -> None:
    assert stated_code(stated) == code


@given(st.text(max_size=400))
@example("A0A0A0A0A0A0A0A0A0A0A0A")  # the model knows a code for "no language"
def test_any_text_gives_a_code_or_nothing(text: str) -> None:
    found = read_language(text, None)
    assert found is None or (len(found) == 2 and found.islower())
