"""What a search for many phrases promises to the readers."""

from __future__ import annotations

from transforms.text.phrases import Phrases, any_phrase


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


def test_any_phrase_tells_whether_a_text_holds_one() -> None:
    finder = any_phrase(["pay", "salary"])
    assert finder.find_matches_as_indexes("The salary is good")
    assert not finder.find_matches_as_indexes("We build rockets")
