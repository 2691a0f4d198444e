"""CSV, JSON and cells: what board text may not do."""

import base64
import json

import polars as pl
import pytest

from reports.page import Column, Figure
from reports.rendering import csv_link, csv_text, figure_view, script_json


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(text: str) -> None:
    assert csv_text(pl.DataFrame({"title": [text]})).splitlines()[1].lstrip('"').startswith("'")


def test_negative_numbers_stay_numbers_in_csv() -> None:
    assert csv_text(pl.DataFrame({"change": [-0.25]})).splitlines() == ["change", "-0.25"]


def test_the_csv_holds_every_row_in_full_precision_and_nothing_for_null() -> None:
    table = pl.DataFrame({"share": [1 / 3, None], "note": [None, "too few (n = 7)"]})
    assert csv_text(table) == "share,note\r\n0.3333333333333333,\r\n,too few (n = 7)\r\n"


def test_the_csv_link_needs_neither_script_nor_server() -> None:
    table = pl.DataFrame({"a": [1]})
    head, _, body = csv_link(table).partition(",")
    assert head == "data:text/csv;charset=utf-8;base64"
    assert base64.b64decode(body).decode() == csv_text(table)


def test_json_in_a_script_element_cannot_end_it() -> None:
    hostile = ["</script><!--", "\u2028", "&lt;"]
    text = script_json(hostile)
    assert not {"<", ">", "&", "\u2028"} & set(text)
    assert json.loads(text) == hostile


def _figure(table: pl.DataFrame, *columns: Column) -> Figure:
    return Figure("f", "F", "", "", "", table, columns, "pay_offer")


def test_a_missing_number_shows_its_reason() -> None:
    table = pl.DataFrame({"p50": [None], "note": ["too few (n = 7)"]}, schema={"p50": pl.Float64, "note": pl.String})
    ((cell,),) = figure_view(_figure(table, Column("p50", "Median", "usd", note="note")), False)["rows"]
    assert cell.text == "too few (n = 7)"


def test_a_number_stands_with_its_interval() -> None:
    table = pl.DataFrame({"p50": [182e3], "low": [171e3], "high": [190e3]})
    ((cell,),) = figure_view(_figure(table, Column("p50", "Median", "usd", "low", "high")), False)["rows"]
    assert (cell.text, cell.detail.replace("\u00a0", " ")) == ("$182k", "[$171k to $190k]")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", None])
def test_only_web_addresses_become_links(url: str | None) -> None:
    table = pl.DataFrame({"url": [url]}, schema={"url": pl.String})
    ((cell,),) = figure_view(_figure(table, Column("url", "At", "url")), False)["rows"]
    assert cell.href == ""


def test_a_cut_text_keeps_its_whole_in_the_title() -> None:
    table = pl.DataFrame({"title": ["x" * 10_000]})
    ((cell,),) = figure_view(_figure(table, Column("title", "Title")), False)["rows"]
    assert len(cell.text) < 100
    assert 100 < len(cell.full) <= 1000
