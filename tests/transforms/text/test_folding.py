"""Which differences of a text do not count when it is compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.folding import fold_heading, fold_markup, fold_name, with_plain_i


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Zürich", "zurich"),
        ("Cluj-Napoca", "cluj napoca"),
        ("St. Louis", "saint louis"),
        ("Łódź", "lodz"),
        ("'s-Hertogenbosch", "s hertogenbosch"),
    ],
)
def test_names_are_compared_without_case_accents_and_points(name: str, folded: str) -> None:
    assert fold_name(name) == folded


@given(st.text())
def test_with_plain_i_lower_case_keeps_every_position(text: str) -> None:
    assert len(with_plain_i(text).lower()) == len(text)


def test_a_letter_that_grows_when_lowered_is_read_as_i() -> None:
    assert with_plain_i("İŞ").lower() == "iş"


def test_headings_are_compared_by_their_plain_words() -> None:
    assert fold_heading("Was du mitbringst – Größe & Stärke:") == "was du mitbringst grosse starke"
    assert (
        fold_heading("You'll love this!") == fold_heading("You’ll love this") == "youll love this"
    )


def test_markup_and_hyphens_around_money_are_blanks() -> None:
    assert fold_markup("**On‑Target** Earnings_") == "  on target   earnings "
