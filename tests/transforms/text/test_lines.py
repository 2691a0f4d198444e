"""What all readers look for in a line, found in one pass and once a line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text import lines
from transforms.text.lines import Cues, Line, as_hits, line_of, lines_of

asked: list[str] = []


def _animals() -> Iterator[tuple[str, str]]:
    yield from (
        ("cat", "pet"),
        ("caterpillar", "insect"),
        ("ox\n", "at the end"),
        ("’s ox", "owned"),
    )


def _count(line: Line, hits: list[tuple[str, int, int]]) -> int:
    asked.append(line.text)
    return len(hits)


ANYWHERE = Cues(_animals, as_hits)
WORDS = Cues(_animals, _count, begin_words=True)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("A caterpillar", [("pet", "cat"), ("insect", "caterpillar")]),
        ("CATS and cats", [("pet", "cat"), ("pet", "cat")]),
        ("Muscat", [("pet", "cat")]),
        ("the ox", [("at the end", "ox\n")]),
        ("the ox.", []),
        ("İ: Olga’s ox", [("owned", "’s ox"), ("at the end", "ox\n")]),
        ("", []),
    ],
)
def test_each_hit_comes_with_its_meaning_and_its_place(
    text: str, hits: list[tuple[str, str]]
) -> None:
    line = line_of(text)
    found = ANYWHERE.of(line) or ()
    assert [(meaning, line.lowered[start:end]) for meaning, start, end in found] == hits
    assert len(line.written) == len(line.lowered)


@pytest.mark.parametrize(
    ("text", "n_hits"),
    [("a cat", 1), ("muscat", None), ("2cats", 1), ("猫cat", 1), ("Olga’s ox", 2), ("’s ox", 2)],
)
def test_a_cue_that_begins_words_is_no_hit_behind_a_letter(text: str, n_hits: int | None) -> None:
    assert WORDS.of(line_of(text)) == n_hits


def test_a_reader_is_asked_once_a_line_and_only_if_its_answer_is_wanted() -> None:
    asked.clear()
    first, second = line_of("one cat, once"), lines_of(["one cat, once"])[0]
    assert first is second
    assert asked == []
    assert [WORDS.of(first), WORDS.of(second)] == [1, 1]
    assert asked == ["one cat, once"]


def test_cues_stated_late_are_found_in_lines_that_were_read_before() -> None:
    line_of("a zebra")
    late = Cues(lambda: [("zebra", "striped")], as_hits)
    try:
        assert late.of(line_of("a zebra")) == (("striped", 3, 8),)
    finally:
        lines.STATED.remove(late)
        lines._prepared.cache_clear()


texts = st.text("cat erpilox’s2猫İß.\u2028", max_size=30)


@given(st.lists(texts, max_size=8))
def test_many_lines_read_in_one_pass_hold_what_each_holds_alone(some: list[str]) -> None:
    together, alone = lines._read(some), [lines._read([text])[0] for text in some]
    assert together == alone
    assert [line.text for line in lines_of(some)] == some
