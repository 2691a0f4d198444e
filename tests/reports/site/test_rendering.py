"""Cells and JSON in the page: what board text may not do, and how a long table is grouped."""

import json

import polars as pl
import pytest

from reports.page import Column, Figure
from reports.site.rendering import each_figure_once, figure_view, script_json


def test_json_in_a_script_element_cannot_end_it() -> None:
    hostile = ["</script><!--", "\u2028", "&lt;"]
    text = script_json(hostile)
    assert not {"<", ">", "&", "\u2028"} & set(text)
    assert json.loads(text) == hostile


def _figure(table: pl.DataFrame, *columns: Column) -> Figure:
    return Figure("f", "F", "", "", table, columns, sql="pay_offer")


def test_a_figure_is_prepared_once_an_edition_for_its_page_and_the_page_of_its_own() -> None:
    one, other = (_figure(pl.DataFrame({"p50": [n]}), Column("p50", "Median")) for n in (1.0, 2.0))
    view = each_figure_once()
    assert view(one, False) is view(one, False)
    assert view(one, False) == figure_view(one, False)
    assert view(other, False) == figure_view(other, False)
    assert each_figure_once()(one, False) is not view(one, False)


def test_a_missing_number_shows_its_reason() -> None:
    table = pl.DataFrame(
        {"p50": [None], "note": ["too few (n = 7)"]}, schema={"p50": pl.Float64, "note": pl.String}
    )
    ((_, ((cell,),)),) = figure_view(
        _figure(table, Column("p50", "Median", "usd", note="note")), False
    )["groups"]
    assert cell.text == "too few (n = 7)"


def test_a_number_stands_with_its_interval() -> None:
    table = pl.DataFrame({"p50": [182e3], "low": [171e3], "high": [190e3]})
    ((_, ((cell,),)),) = figure_view(
        _figure(table, Column("p50", "Median", "usd", "low", "high")), False
    )["groups"]
    assert (cell.text, cell.detail.replace("\u00a0", " ")) == ("$182k", "[$171k to $190k]")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", None])
def test_only_web_addresses_become_links(url: str | None) -> None:
    table = pl.DataFrame({"url": [url]}, schema={"url": pl.String})
    ((_, ((cell,),)),) = figure_view(_figure(table, Column("url", "At", "url")), False)["groups"]
    assert cell.href == ""


@pytest.mark.parametrize(
    ("form", "stored", "shown"),
    [
        ("language", "en", "English"),
        ("language", "sn", "sn"),
        ("metro", "all", "All areas"),
        ("policy", "all", "Remote or not"),
        ("reason", "wage_from: DOE is not an amount", "Wage: DOE is not an amount"),
        ("reason", "title is missing", "title is missing"),
    ],
)
def test_what_is_stored_is_shown_in_words(form: str, stored: str, shown: str) -> None:
    table = pl.DataFrame({"value": [stored]})
    ((_, ((cell,),)),) = figure_view(_figure(table, Column("value", "Value", form)), False)[
        "groups"
    ]
    assert cell.text == shown


def test_a_title_leads_to_its_advert_and_only_to_a_web_address() -> None:
    table = pl.DataFrame({"title": ["A", "B"], "url": ["https://jobs.example/1", "javascript:x"]})
    ((_, rows),) = figure_view(_figure(table, Column("title", "Title", "linked")), False)["groups"]
    assert [(row[0].text, row[0].href) for row in rows] == [
        ("A", "https://jobs.example/1"),
        ("B", ""),
    ]


def test_a_cut_text_keeps_its_whole_in_the_title() -> None:
    table = pl.DataFrame({"title": ["x" * 10_000]})
    ((_, ((cell,),)),) = figure_view(_figure(table, Column("title", "Title")), False)["groups"]
    assert len(cell.text) < 100
    assert 100 < len(cell.full) <= 1000


def test_a_long_table_names_each_role_once_above_its_rows() -> None:
    table = pl.DataFrame({"role": ["ai_engineer"] * 4 + ["ml_engineer"] * 4, "n": list(range(8))})
    view = figure_view(
        _figure(table, Column("role", "Role", "role"), Column("n", "n", "count")), False
    )
    assert [(heading.text, len(rows)) for heading, rows in view["groups"]] == [
        ("● AI engineers", 4),
        ("■ ML engineers", 4),
    ]
    assert [column["label"] for column in view["head"]] == ["n"]


def test_a_short_table_keeps_the_role_in_each_row() -> None:
    table = pl.DataFrame({"role": ["ai_engineer", "ml_engineer"], "n": [1, 2]})
    ((heading, rows),) = figure_view(_figure(table, Column("role", "Role", "role")), False)[
        "groups"
    ]
    assert heading is None
    assert [row[0].text for row in rows] == ["● AI engineers", "■ ML engineers"]
