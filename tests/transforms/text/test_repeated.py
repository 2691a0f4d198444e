"""Lines that are read once, however many postings repeat them."""

from __future__ import annotations

from transforms.text import repeated
from transforms.text.repeated import once_a_line


def test_a_line_is_read_once_and_a_long_paragraph_each_time() -> None:
    read: list[str] = []

    @once_a_line
    def length(line: str) -> int:
        read.append(line)
        return len(line)

    short, long = "We bake.", "We bake. " * 100
    assert [length(line) for line in (short, long, short, long)] == [8, 900, 8, 900]
    assert read == [short, long, long]


def test_what_is_asked_for_again_stays_known_and_what_is_not_is_forgotten() -> None:
    read: list[str] = []

    @once_a_line
    def length(line: str) -> int:
        read.append(line)
        return len(line)

    for number in range(repeated._LINES_KEPT + 1):
        length(f"Line {number}")
        length("We bake.")
    length("Line 0")
    assert (read.count("We bake."), read.count("Line 0")) == (1, 2)
