"""Words of many texts at once: what a word is, and the number by which a stretch is known again."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text import words as cutting
from transforms.text.words import (
    BLANK,
    Vocabulary,
    Words,
    cut_together,
    cut_words,
    letters_of,
    numbers_of,
)

SIGNS = "ab éß²ł東京я-/.,’•😀\n\t"
WORD = re.compile(r"(?:(?=[\x00-\xff])[^\W_])+|(?:(?![\x00-\xff])[^\W_])+")
"""A run of letters and figures of Latin-1, or of others."""


def said(cut: Words, texts: list[str]) -> list[list[str]]:
    """The words of each text, as its positions have them."""
    joined = "\n".join(["", *texts, ""])
    words = [joined[start:end] for start, end in zip(cut.starts, cut.ends, strict=True)]
    return [words[first:last] for first, last in zip(cut.bounds, cut.bounds[1:], strict=False)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("train models, serve them", ["train", "models", "serve", "them"]),
        ("the team’s “agents” • evals/prompts", ["the", "team", "s", "agents", "evals", "prompts"]),
        ("für gpt-4 und c++", ["für", "gpt", "4", "und", "c"]),
        ("seo対策 und żółw", ["seo", "対策", "und", "ż", "ó", "ł", "w"]),
        ("snake_case 1²", ["snake", "case", "1²"]),
        (" \n", []),
        ("", []),
    ],
)
def test_a_text_is_cut_at_every_other_sign_and_between_scripts(text: str, words: list[str]) -> None:
    assert said(cut_together([text]), [text]) == [words]


@given(st.lists(st.text(st.sampled_from(SIGNS), max_size=40), max_size=5))
def test_texts_keep_their_words_to_themselves(texts: list[str]) -> None:
    cut = cut_together(texts)
    assert said(cut, texts) == [WORD.findall(text) for text in texts]
    assert np.diff(cut.firsts).tolist() == [len(text) + 1 for text in texts]


@given(st.lists(st.text(st.sampled_from("ab éł.東"), max_size=12), min_size=1, max_size=30))
def test_a_word_has_one_number_wherever_it_stands_and_another_has_another(
    texts: list[str],
) -> None:
    cut = cut_together(texts)
    words = [word for own in said(cut, texts) for word in own]
    assert cut.numbers.tolist() == numbers_of(words).tolist()
    assert len(set(cut.numbers.tolist())) == len(set(words))


def test_a_stretch_has_a_number_too_and_its_signs_count() -> None:
    text, phrases = "we fine-tune models", ["fine-tune", "fine tune", "fine/tune"]
    same = cut_together([text]).numbers_of(np.array([4]), np.array([13])) == numbers_of(phrases)
    assert same.tolist() == [True, False, False]


def test_an_endless_word_is_known_by_its_beginning_and_its_length() -> None:
    numbers = numbers_of(["a" * 64 + "b" * 9, "a" * 64 + "c" * 9, "a" * 64 + "b" * 8, "a" * 73])
    assert numbers[0] == numbers[1] == numbers[3] != numbers[2]


def test_letters_stand_between_blanks() -> None:
    assert letters_of([" c++/é ", "r"]) == [b" c   \xe9 ", b"r"]
    assert chr(BLANK) == " "


def test_many_texts_are_cut_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "_CHARS_TOGETHER", 12)
    texts = ["one two", "three", "", "a text that is longer than all of them", "four"]
    cut = list(cut_words(texts))
    assert [words.n_texts for words in cut] == [3, 1, 1]
    assert np.concatenate([words.numbers for words in cut]).tolist() == (
        cut_together(texts).numbers.tolist()
    )
    assert list(cut_words([])) == []


@given(
    st.lists(st.text(st.sampled_from("abcdé"), min_size=1), unique=True),
    st.lists(st.text(st.sampled_from("abcdé"), min_size=1)),
)
def test_a_vocabulary_knows_its_words_and_no_other(known: list[str], asked: list[str]) -> None:
    rows = Vocabulary(known).rows(numbers_of([*known, *asked])).tolist()
    assert rows == [known.index(word) if word in known else len(known) for word in (*known, *asked)]


def test_a_large_vocabulary_has_room_for_words_whose_place_is_taken() -> None:
    known = [f"word{number}" for number in range(20_000)]
    assert Vocabulary(known).rows(numbers_of(known)).tolist() == list(range(20_000))


def test_words_for_which_there_is_no_room_are_no_vocabulary() -> None:
    with pytest.raises(ValueError, match="1 words have the numbers of other words"):
        Vocabulary(["model"] * 5)
