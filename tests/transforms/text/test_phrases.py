"""What a search for many phrases promises to the readers."""

from __future__ import annotations

import pytest

from transforms.text.phrases import AnyPhrase, Phrases


def test_a_phrase_inside_another_is_found_too_in_the_order_of_the_ends() -> None:
    levels = Phrases([("senior engineer", "title"), ("senior", "level"), ("engineer", "noun")])
    found = levels.find("a senior engineer")
    assert [(levels.meanings[index], start, end) for index, start, end in found] == [
        ("level", 2, 8),
        ("title", 2, 17),
        ("noun", 9, 17),
    ]


def test_one_phrase_with_two_meanings_is_found_for_both() -> None:
    cues = Phrases([("phd", "degree"), ("phd", "wish")])
    assert sorted(cues.meanings[index] for index, _, _ in cues.find("phd")) == ["degree", "wish"]


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        ("The salary is good", True),
        ("年収 500万", True),
        ("We build rockets", False),
        ("a lone \ud800 surrogate", False),
        ("", False),
    ],
)
def test_any_phrase_tells_whether_a_text_holds_one(text: str, is_held: bool) -> None:
    assert AnyPhrase(["pay", "salary", "年収"]).is_in(text) is is_held
