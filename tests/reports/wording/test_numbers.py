"""How numbers are written."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.wording import names, numbers


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.234, "share", "23 %"),
        (0.046, "share", "4.6 %"),
        (0.0, "share", "0 %"),
        (0.996, "share", "100 %"),
        (0.48, "growth", "+48 %"),
        (-0.061, "growth", "−6 %"),
        (0.001, "growth", "0 %"),
        (0.031, "points", "+3.1 pts"),
        (0.0, "points", "0.0 pts"),
        (182_400.0, "usd", "$182k"),
        (999_400.0, "usd", "$999k"),
        (999_600.0, "usd", "$1.00M"),
        (1_250_000.0, "usd", "$1.25M"),
        (0.0, "usd", "$0"),
        (12_345, "count", "12,345"),
        (-3, "count", "−3"),
        (104.26, "decimal", "104.3"),
        (4.0, "decimal", "4"),
        (date(2026, 11, 23), "day", "2026-11-23"),
    ],
)
def test_each_kind_of_number_has_one_form(value: object, form: str, expected: str) -> None:
    assert numbers.write(value, form).replace(numbers.NBSP, " ") == expected


@pytest.mark.parametrize(
    "form", ["share", "growth", "points", "usd", "count", "decimal", "day", "text"]
)
def test_what_is_not_known_is_a_dash_and_never_nought(form: str) -> None:
    assert numbers.write(None, form) == numbers.NO_NUMBER


def test_an_interval_has_the_decimals_of_its_value() -> None:
    assert (
        numbers.estimate(0.09, 0.05, 0.13, "share").replace(numbers.NBSP, " ")
        == "9.0 % [5.0 to 13.0 %]"
    )
    assert (
        numbers.estimate(0.23, 0.19, 0.27, "share").replace(numbers.NBSP, " ")
        == "23 % [19 to 27 %]"
    )
    assert (
        numbers.estimate(0.48, 0.31, 0.67, "growth").replace(numbers.NBSP, " ")
        == "+48 % [+31 to +67 %]"
    )
    assert (
        numbers.estimate(182e3, 171e3, 190e3, "usd").replace(numbers.NBSP, " ")
        == "$182k [$171k to $190k]"
    )


def test_an_estimate_without_interval_shows_no_empty_bracket() -> None:
    assert numbers.estimate(0.5, None, 0.6, "share").replace(numbers.NBSP, " ") == "50 %"


def test_money_of_another_currency_carries_its_code() -> None:
    assert numbers.money(90_000.0, "CHF").replace(numbers.NBSP, " ") == "CHF 90k"
    assert numbers.money(90_000.0, "EUR") == "€90k"


def test_dates_in_sentences_do_not_break_over_lines() -> None:
    assert numbers.spoken(date(2026, 3, 4)) == f"4{numbers.NBSP}Mar{numbers.NBSP}2026"
    assert numbers.moment(datetime(2026, 3, 4, 6, 5)) == "2026-03-04 06:05 UTC"


def test_bidirectional_and_control_characters_are_taken_out_of_board_text() -> None:
    assert numbers.clean_text("ML\u202eEngineer\u0007 \u200bII\nRemote") == "MLEngineer II Remote"


def test_a_long_title_is_cut_and_says_so() -> None:
    text = numbers.show("x" * 10_000)
    assert len(text) == numbers.LONGEST_SHOWN
    assert text.endswith("…")


@given(st.text())
def test_shown_text_is_short_and_holds_no_unseen_characters(text: str) -> None:
    shown = numbers.show(text)
    assert len(shown) <= numbers.LONGEST_SHOWN
    assert numbers.clean_text(shown) == shown.strip()


@pytest.mark.parametrize(
    ("n_employers", "expected"),
    [(1, "n = 12 openings, 1 employer"), (64, "n = 12 openings, 64 employers")],
)
def test_one_employer_is_not_one_employers(n_employers: int, expected: str) -> None:
    row = {"n_openings": 12, "n_boards": None, "n_employers": n_employers}
    assert numbers.basis(row).replace(numbers.NBSP, " ") == expected


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (66.5, "count", "67"),
        (31.5, "count", "32"),
        (0.125, "share", "13 %"),
        (0.145, "share", "15 %"),
        (-0.025, "growth", "−3 %"),
        (162_500.0, "usd", "$163k"),
    ],
)
def test_halves_are_rounded_up_whatever_stands_before_them(
    value: float, form: str, expected: str
) -> None:
    assert numbers.write(value, form).replace(numbers.NBSP, " ") == expected


@pytest.mark.parametrize(
    ("value", "low", "high", "form", "expected"),
    [
        (0.59, 0.004, 1.53, "growth", "+59 % [+0.4 to +153 %]"),
        (-0.2, -0.4, -0.0004, "growth", "−20 % [−40 to −0.04 %]"),
        (0.59, 0.0, 1.53, "growth", "+59 % [0 to +153 %]"),
        (0.03, 0.0004, 0.06, "points", "+3.0 pts [+0.04 to +6.0 pts]"),
    ],
)
def test_an_end_that_is_not_nought_is_never_written_as_nought(
    value: float, low: float, high: float, form: str, expected: str
) -> None:
    assert numbers.estimate(value, low, high, form).replace(numbers.NBSP, " ") == expected


def test_what_moved_by_less_than_half_a_percent_is_not_said_to_have_moved_by_nothing() -> None:
    assert numbers.moved_by(-0.48).replace(numbers.NBSP, " ") == "48 %"
    assert numbers.moved_by(0.004).replace(numbers.NBSP, " ") == "0.4 %"


def test_a_skill_keeps_its_capital_letters_and_all_countries_are_no_level() -> None:
    assert names.word("MLOps") == "MLOps"
    assert names.word("linear_algebra") == "Linear algebra"
    assert names.profile_value("median_pay_usd", "all") == "All countries"
    assert names.profile_value("level", "all") == "All levels"


def test_a_code_of_a_currency_stands_before_the_value_and_not_at_the_ends_of_its_interval() -> None:
    spread = numbers.interval(190_000.0, 240_000.0, "usd", "PLN", 210_000.0)
    assert spread.replace(numbers.NBSP, " ") == "[190k to 240k]"
    assert numbers.interval(9e4, 1e5, "usd", "EUR").replace(numbers.NBSP, " ") == "[€90k to €100k]"
