"""The files of a figure's table: what a spreadsheet would run is made harmless, and nothing else changes."""

from datetime import date
from urllib.parse import unquote

import polars as pl
import pytest

from reports.site.downloads import csv_link, csv_text, kinds


@pytest.mark.parametrize(
    "text", ["=cmd()", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1", "＋1", "－1", "＠A", "\n＝1"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert csv_text(pl.DataFrame({"title": [text]})).splitlines()[1].lstrip('"').startswith("'")


def test_negative_numbers_stay_numbers_in_csv() -> None:
    assert csv_text(pl.DataFrame({"change": [-0.25]})).splitlines() == ["change", "-0.25"]


def test_the_csv_holds_every_row_in_full_precision_and_nothing_for_null() -> None:
    table = pl.DataFrame({"share": [1 / 3, None], "note": [None, "too few (n = 7)"]})
    assert csv_text(table) == "share,note\n0.3333333333333333,\n,too few (n = 7)\n"


def test_the_csv_link_needs_neither_script_nor_server() -> None:
    table = pl.DataFrame({"a": [1], "b": ['ä\n%41 <b>"&amp;"</b> #1']})
    head, _, body = csv_link(table).partition(",")
    assert head == "data:text/csv;charset=utf-8"
    assert unquote(body) == csv_text(table)
    assert not set(body) & set("\r\n \"'<>#&")


def test_an_apostrophe_that_was_there_before_is_told_from_ours() -> None:
    rows = csv_text(pl.DataFrame({"title": ["=a", "'=a", "'tis"]})).split("\n")
    assert rows[1:4] == ["'=a", "''=a", "'tis"]


def test_each_column_says_whether_it_holds_numbers() -> None:
    table = pl.DataFrame(
        {"role": ["a"], "n": [1], "share": [0.5], "is_thin": [True], "day": [date(2026, 1, 5)]}
    )
    assert kinds(table) == "tnnbt"
