"""What single words say of a role: how a text is cut into them, what each counts, and what is shown of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.role.every_word import (
    COLUMNS,
    WordAmounts,
    count_words,
    read_words,
    vocabulary,
    word_table,
)
from transforms.readers.role.features import role_features
from transforms.readers.role.model import read_role
from transforms.text.document import read_document
from transforms.text.words import cut_together
from transforms.vocabulary import READ_ROLES

DASHBOARDS = """Responsibilities:
- Maintain the weekly spreadsheet that regional managers look at
- Answer their questions about sales, margins and returns
- Prepare slides with charts for the quarterly meeting of the board
"""


def read(text: str) -> WordAmounts:
    (amounts,) = read_each([text], [True])
    return amounts


def read_each(texts: list[str], is_read: list[bool]) -> list[WordAmounts]:
    words = cut_together(texts)
    return read_words(words, vocabulary().rows(words.numbers), is_read)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("train models, serve models", {"train": 1, "models": 2, "serve": 1}),
        ("the team’s “agents” • evals/prompts", {"the": 1, "team": 1, "s": 1, "agents": 1}),
        ("für gpt-4 und c++", {"für": 1, "gpt": 1, "4": 1, "und": 1, "c": 1}),
        (" \n", {}),
    ],
)
def test_a_text_is_cut_into_words_at_every_other_sign(text: str, words: dict[str, int]) -> None:
    assert words.items() <= count_words(text).items()
    assert not any("’" in word or "•" in word for word in count_words(text))


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("fine tuning of models", {"fine tuning", "tuning of", "of models"}),
        ("train models, serve\nmodels. ship", {"train models"}),
        ("fine-tuning  models and/or prompts", {"models and", "or prompts"}),
        ("c++ code", set()),
        ("models", set()),
        ("", set()),
    ],
)
def test_two_words_with_one_blank_between_are_a_pair(text: str, pairs: set[str]) -> None:
    assert {word for word in count_words(text) if " " in word} == pairs


def test_a_pair_is_read_where_its_words_stand_together() -> None:
    table = word_table()
    pair = table.words[table.n_single]
    assert " " in pair
    together, apart = read(f"xyzzyq {pair} xyzzyq"), read(pair.replace(" ", ", "))
    assert table.n_single in together.rows.tolist()
    assert table.n_single not in apart.rows.tolist()


def test_the_table_has_each_word_once_with_a_weight_for_every_role() -> None:
    table = word_table()
    assert (*COLUMNS,) == ("word", "idf", *READ_ROLES)
    assert len(table.words) == len(set(table.words)) > 1_000
    assert table.weights.shape == (len(table.words), len(READ_ROLES))
    assert (table.idf >= 1).all()
    assert abs(table.weights).max() < 10


def test_a_rare_word_counts_more_than_a_common_one_and_the_commonest_not_at_all() -> None:
    table = word_table()
    said = read("and quota users")
    amount = dict(zip((table.words[row] for row in said.rows), said.amounts, strict=True))
    assert not any(" " in word for word in table.words[: table.n_single])
    assert amount.keys() == {"quota", "users"}
    assert amount["quota"] > 1.5 * amount["users"]


def test_a_text_of_unknown_words_says_nothing() -> None:
    said = read("xyzzyq plughz")
    assert (said.rows.tolist(), said.amounts.tolist()) == ([], [])


def test_each_text_is_read_by_itself_and_only_where_it_is_to_be() -> None:
    texts = ["quota and agents", "", "agents", "gpus agents"]
    read_together = read_each(texts, [True, True, False, True])
    for text, said in zip([*texts[:2], "", texts[3]], read_together, strict=True):
        alone = read(text)
        assert said.rows.tolist() == alone.rows.tolist()
        assert said.amounts.tolist() == alone.amounts.tolist()


@given(st.lists(st.sampled_from(["gpus", "agents", "quota", "and", "xyzzyq"]), min_size=1))
def test_a_text_said_twice_says_the_same(words: list[str]) -> None:
    text = " ".join(words)
    once, twice = read(text), read(f"{text}, {text}")
    assert once.rows.tolist() == twice.rows.tolist()
    assert once.amounts.tolist() == pytest.approx(twice.amounts.tolist())
    is_pair = once.rows >= word_table().n_single
    for amounts in (once.amounts[~is_pair], once.amounts[is_pair]):
        assert math.hypot(*amounts.tolist()) == pytest.approx(float(len(amounts) > 0))


def test_evidence_shows_the_words_that_no_family_holds() -> None:
    reading = read_role("Specialist", None, read_document(plain=DASHBOARDS))
    (shown,) = [item for item in reading.evidence if item.feature == "words of duties and asks"]
    said = shown.phrase.split(", ")
    assert 1 <= len(said) <= 5
    assert set(said) <= set(count_words(DASHBOARDS.lower()))
    assert shown.weight


def test_evidence_shows_no_word_twice() -> None:
    text = f"{DASHBOARDS}- Prepare dashboards and reports, and explain them to explain decisions\n"
    reading = read_role("Specialist", None, read_document(plain=text))
    (shown,) = [item for item in reading.evidence if item.feature == "words of duties and asks"]
    words = shown.phrase.replace(",", "").split()
    assert len(words) == len(set(words)) >= 5


def test_words_of_other_languages_are_not_weighed() -> None:
    german, english = (
        role_features("x", None, read_document(plain=DASHBOARDS), language)
        for language in ("de", "en")
    )
    assert len(english.words.rows) > 10
    assert (german.work, german.words.rows.tolist()) == ("", [])


def test_a_title_alone_has_no_words_of_its_work() -> None:
    features = role_features("Machine Learning Engineer", None, read_document(plain="See our site"))
    assert (features.work, features.words.rows.tolist()) == ("", [])
