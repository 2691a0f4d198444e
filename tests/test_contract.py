"""What is stated twice agrees: columns in transforms and in the warehouse, the words of the vocabulary, the data dictionary."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import errors
from flows.maintenance.dictionary import render
from flows.sources import every_source
from flows.store import looks_at_employers
from reports.pages import quality
from reports.site import downloads
from reports.wording import roles
from transforms.posting import PAY
from transforms.readers.reading import READING, SKILL
from transforms.vocabulary import ALL, FOCUS, OUTCOMES, READ_ROLES, ROLES
from warehouse import market, read

ROOT = Path(__file__).resolve().parents[1]

KEPT_ELSEWHERE = {
    "locations": "posting.location_raw holds them as the board wrote them",
    "country_codes_stated": "posting.country_codes is what the place reader makes of it",
    "remote_stated": "posting.remote_policy",
    "language_stated": "posting.language",
    "pay_stated": "posting_pay, basis structured",
    "requisition_id": "the lake: it only serves to group openings",
    "pay": "posting_pay",
    "pay_unread": "table pay_unread",
    "skills": "posting_skill",
    "fingerprint": "the lake: it only serves to group openings",
}
SQL_TYPES = {
    pl.String: "VARCHAR",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.List(pl.String): "VARCHAR[]",
}


@pytest.fixture(scope="module")
def columns() -> dict[str, dict[str, str]]:
    with duckdb.connect() as con:
        for sql in market.statements("tables").values():
            con.execute(sql)
        found: dict[str, dict[str, str]] = {}
        for table, column, kind in con.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal"
        ).fetchall():
            found.setdefault(table, {})[column] = kind
    return found


@pytest.mark.parametrize("name", [name for name in READING if name not in KEPT_ELSEWHERE])
def test_every_column_that_is_read_stands_in_the_warehouse_with_its_type(
    columns: dict[str, dict[str, str]], name: str
) -> None:
    kind = READING[name]
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        fields = ", ".join(f"{field.name} {SQL_TYPES[field.dtype]}" for field in kind.inner.fields)
        assert columns["posting"][name] == f"STRUCT({fields})[]"
    else:
        assert columns["posting"][name] == SQL_TYPES[kind]


def test_the_columns_kept_elsewhere_are_still_read() -> None:
    assert set(KEPT_ELSEWHERE) <= set(READING)


def test_a_skill_has_the_columns_of_posting_skill(columns: dict[str, dict[str, str]]) -> None:
    assert {field.name for field in SKILL.fields} | {"posting_id"} == set(columns["posting_skill"])


def test_a_stated_range_has_the_columns_of_posting_pay(columns: dict[str, dict[str, str]]) -> None:
    renamed = {"min": "pay_min", "max": "pay_max"}
    assert {renamed.get(field.name, field.name) for field in PAY.fields} <= set(
        columns["posting_pay"]
    )


def test_the_data_dictionary_in_the_docs_is_what_the_comments_say() -> None:
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == render(), (
        "run `make docs`"
    )


def words_in(sql: str, column: str) -> list[tuple[str, ...]]:
    """The lists of words that a statement compares a column with."""
    lists = re.findall(rf"\b{column} (?:not )?in \(([^)]*)\)", sql)
    return [tuple(re.findall("'([^']*)'", each)) for each in lists]


def test_the_pages_show_the_roles_of_the_vocabulary_in_its_order() -> None:
    assert roles.FOCUS == FOCUS
    assert (*roles.FOCUS, *roles.NEIGHBOURS) == ROLES
    assert (*roles.ROLES,) == (*READ_ROLES, "unclear", ALL)


def test_the_model_has_weights_for_the_roles_of_the_vocabulary() -> None:
    table = files("transforms.readers.role").joinpath("roles_weights.csv")
    header = next(csv.reader(table.read_text(encoding="utf-8").splitlines()))
    assert header == ["basis", "feature", *READ_ROLES]


def test_the_warehouse_knows_the_roles_and_outcomes_of_the_vocabulary() -> None:
    check = market.statements("checks")["roles_levels_and_outcomes_are_known_words"]
    assert words_in(check, "role") == [READ_ROLES]
    assert [set(words) for words in words_in(check, "outcome")] == [set(OUTCOMES)]


def test_every_query_that_names_roles_names_the_focus_first() -> None:
    for file in ROOT.glob("reports/**/*.sql"):
        for words in words_in(file.read_text(encoding="utf-8"), "role"):
            assert words[:3] == FOCUS, file.name
            assert set(words) <= {*ROLES, ALL}, file.name


def test_an_error_and_the_quality_page_name_outcomes_of_the_vocabulary() -> None:
    stated = {
        each.outcome
        for each in vars(errors).values()
        if isinstance(each, type) and isinstance(getattr(each, "outcome", None), str)
    }
    assert {"failed", "missing"} <= stated <= set(OUTCOMES)
    assert set(quality._OUTCOMES) == {*OUTCOMES, "excerpt", "from a history"}


def test_aggregators_and_censuses_gather_employers_and_are_in_no_panel_of_growth() -> None:
    many = {
        source.name
        for source in every_source().values()
        if "aggregator" in source.title or source.is_census
    }
    gathering = {source.name for source in every_source().values() if source.gathers}
    assert many | {"usajobs"} == gathering
    looks = pl.DataFrame({"source": ["ashby", "arbeitnow", "greenhouse", "themuse"]})
    assert looks_at_employers(looks)["source"].to_list() == ["ashby", "greenhouse"]


def test_every_csv_holds_the_same_texts_to_be_formulas() -> None:
    signs = read.FORMULA.removeprefix("^'*")
    assert downloads.FORMULA == read.FORMULA
    for name in ("query.js", "rolecall.js"):
        assert signs in (ROOT / "reports" / "static" / name).read_text(encoding="utf-8")
