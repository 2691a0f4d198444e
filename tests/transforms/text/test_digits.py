"""Where the digits of a text stand: all of them, in order, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.digits import digit_places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", []),
        ("no figures", []),
        ("2 of 10", [0, 5, 6]),
        ("€70k – €95k", [1, 2, 8, 9]),
        ("٣ years", []),
    ],
)
def test_digits_are_found_in_the_order_of_the_text_whichever_digit_they_are(
    text: str, places: list[int]
) -> None:
    assert digit_places(text) == places


@given(st.text())
def test_the_places_are_those_of_the_characters_0_to_9(text: str) -> None:
    assert digit_places(text) == [found.start() for found in re.finditer("[0-9]", text)]
