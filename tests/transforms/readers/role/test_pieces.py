"""How text falls into the pieces of words that a language model knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.readers.role.pieces import Pieces, words_of

KNOWN = [
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "fine",
    "##tune",
    "##tuning",
    "##t",
    "model",
    "##s",
    "-",
    "e",
    "r",
]


def cut(text: str) -> list[str]:
    return [KNOWN[row] for row in Pieces(KNOWN).rows(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("model", ["model"]),
        ("Models", ["model", "##s"]),
        ("finetuning", ["fine", "##tuning"]),
        ("fine-model", ["fine", "-", "model"]),
        ("fine_model", ["fine", "[UNK]", "model"]),
        ("é r\n\te", ["e", "r", "e"]),
        ("unmodel model", ["[UNK]", "model"]),
        ("fine" + "s" * 97 + " model", ["[UNK]", "model"]),
        ("fine" + "s" * 96, ["fine", *["##s"] * 96]),
        ("", []),
    ],
)
def test_the_longest_known_piece_is_cut_first(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


@given(st.text(alphabet="finetungmodls -_é\n", max_size=40))
def test_every_word_gives_pieces_and_those_that_are_known_spell_it(text: str) -> None:
    pieces = Pieces(KNOWN)
    for word in words_of(text):
        found = [KNOWN[row] for row in pieces.rows(word)]
        assert found == ["[UNK]"] or "".join(piece.removeprefix("##") for piece in found) == word
