"""Which phrases of roles are found in a text, and what they count for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.role.columns import Counts
from transforms.readers.role.every_word import vocabulary
from transforms.readers.role.glossary import WITHOUT_BLANKS
from transforms.readers.role.phrases import Spots, find_phrases
from transforms.readers.role.words import RoleWords, role_words
from transforms.readers.work import Work
from transforms.text.folding import FIRST_CJK
from transforms.text.words import cut_together


def work_of(*texts: tuple[str, str]) -> Work:
    """Each text is its duties and its asks."""
    joined = [f"{duties}\n{asks}" for duties, asks in texts]
    return Work(joined, [len(duties) for duties, _ in texts], cut_together(joined))


def found_in(work: Work, known: list[RoleWords | None]) -> tuple[Counts, Spots]:
    return find_phrases(work, vocabulary().rows(work.words.numbers), known)


def families(text: str, language: str | None = None) -> dict[str, list[str]]:
    """The phrases of duties by family, as they stand in the text."""
    _, spots = found_in(work_of((text, "")), [role_words(language)])
    names = role_words().family_names
    found = {
        name: [text[start:end] for start, end in spots.of(0, 0, family)]
        for family, name in enumerate(names)
    }
    return {name: phrases for name, phrases in found.items() if phrases}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("we build rag systems", {"rag"}),
        ("(rag)", {"rag"}),
        ("storage, fragments and ragtime", set()),
        ("we fine-tune models", {"fine-tun"}),
        ("fine/tune", set()),
        ("fine\ntuning", set()),
        ("łrag ragł", set()),
    ],
)
def test_a_phrase_stands_as_words_of_its_own_with_its_own_signs(
    text: str, phrases: set[str]
) -> None:
    found = {phrase for spots in families(text).values() for phrase in spots}
    assert {phrase for phrase in found if phrase[:3] in ("rag", "fin")} == phrases


def test_a_word_of_another_language_counts_as_the_english_one() -> None:
    assert "機械学習モデル" in str(families("機械学習モデルの開発", "ja"))
    assert families("機械学習モデルの開発") == {}


def test_lines_of_duties_count_each_pair_once_and_asks_none() -> None:
    work = work_of(
        ("train models\nwe train models and train agents", "train models"), ("", "train models")
    )
    counts, _ = found_in(work, [role_words()] * 2)
    pairs = dict(zip(role_words().pairs, counts.lines[0].tolist(), strict=True))
    assert pairs["line: train + model"] == 2
    assert counts.lines[1].sum() == 0


def test_a_text_that_is_not_to_be_read_has_no_phrases() -> None:
    counts, spots = found_in(work_of(("we train models", "rag")), [None])
    assert counts.families.sum() == counts.lines.sum() == 0
    assert spots.firsts(0, range(len(role_words().family_names)), 3) == []


PIECES = (
    *(
        "rag",
        "c++",
        "c",
        ".net",
        "net",
        "fine-tune",
        "fine tune",
        "fine",
        "tuning",
        "train",
        "models",
    ),
    *(
        "machine learning",
        "machine",
        "a/b test",
        "production",
        "współpraca",
        "trenowanie",
        "modeli",
    ),
    *("機械学習", "モデル", "開発", "é", "ł"),
    *(" ", "  ", "-", "/", "\n", ",", "x", "’", "1"),
)


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), min_size=2, max_size=4),
    st.sampled_from([None, "pl", "ja"]),
)
def test_what_is_found_is_what_a_search_for_every_phrase_finds(
    texts: list[str], language: str | None
) -> None:
    known, asks = role_words(language), texts[0]
    counts, spots = found_in(work_of(*((text, asks) for text in texts)), [known] * len(texts))
    families = range(len(known.family_names))
    for index, duties in enumerate(texts):
        for part, text, before in ((0, duties, 0), (1, asks, len(duties) + 1)):
            own = [
                [(start - before, end - before) for start, end in spots.of(index, part, family)]
                for family in families
            ]
            assert own == search(text, known, language in WITHOUT_BLANKS)
            assert counts.families[index, part].tolist() == list(map(len, own))


def search(text: str, known: RoleWords, is_dense: bool) -> list[list[tuple[int, int]]]:
    """By family, where each of its phrases stands first. Of those that begin together the longest comes first."""
    found: list[list[tuple[int, int]]] = [[] for _ in known.family_names]
    finder = known.finder
    for index, phrase in enumerate(finder.phrases):
        if phrase in text:
            starts = (match.start() for match in re.finditer(f"(?={re.escape(phrase)})", text))
            spots = ((start, start + len(phrase)) for start in starts)
            ends_word = finder.ends_word[index]
            whole = (spot for spot in spots if is_whole(text, *spot, ends_word, is_dense))
            if spot := next(whole, None):
                for family in known.families[index][known.families[index] >= 0]:
                    found[family].append(spot)
    return [sorted(own, key=lambda spot: (spot[0], -spot[1])) for own in found]


def is_whole(text: str, start: int, end: int, ends_word: bool, is_dense: bool) -> bool:
    """Whether no letter stands beside the phrase. Beside a letter of a script without blanks any letter may stand."""

    def is_joined(letter: str, index: int) -> bool:
        around = text[max(index - 1, 0) : index + 1]
        return letter.isalnum() and not (is_dense and any(sign >= FIRST_CJK for sign in around))

    before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
    return not (is_joined(before, start) or (ends_word and is_joined(behind, end)))
