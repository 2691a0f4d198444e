"""The machine-readable description of a package: `datapackage.json` as Frictionless Data Package 2.0.

Decides the type and unit of each field, from the market's own comments and `units.toml`, and where outside facts come
from. Leaves the files to `package`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.export.figures import FOLDER, Written
from flows.export.sums import sum_of
from flows.settings import VERSION
from transforms.text.lexicon import lexicon
from warehouse.read import json_value

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
}
_FRAME_TYPES = (
    (pl.Boolean, "boolean"),
    (pl.Date, "date"),
    (pl.Datetime, "datetime"),
    (pl.String, "string"),
)
_NUMBERS = ("integer", "number")

Row = dict[str, Any]


def describe_tables(package: Path, dictionary: pl.DataFrame) -> list[Row]:
    """Two resources a table, CSV and Parquet, with one schema. `dictionary`: as `read.data_dictionary` gives it."""
    tables = lexicon(__package__, "tables.toml")
    described = []
    for (table,), columns in dictionary.group_by(["table_name"], maintain_order=True):
        name = str(table)
        if name not in tables:  # a view: its rows follow from the tables
            continue
        about = {"description": columns["table_comment"][0], "schema": _schema(name, columns)}
        if sources := _sources_of(name):
            about["sources"] = sources
        described += [
            _resource(package, name, f"csv/{name}.csv", "csv") | about,
            _resource(package, f"{name}-parquet", f"parquet/{name}.parquet", "parquet") | about,
        ]
    return described


def describe_figures(package: Path, figures: Sequence[Written]) -> list[Row]:
    """One resource a figure: its rows, and where its query stands."""
    described = []
    for figure in figures:
        fields = [_figure_field(name, kind) for name, kind in figure.rows.schema.items()]
        file = f"{FOLDER}/{figure.id}.csv"
        about = {
            "title": figure.title,
            "description": figure.caption,
            "schema": {"fields": fields},
            "page": figure.page,
        }
        if figure.sql:
            about["query"] = f"{FOLDER}/{figure.id}.sql"
        described.append(_resource(package, f"figure-{figure.id}", file, "csv") | about)
    return described


def list_sources(benchmarks: pl.DataFrame, histories: pl.DataFrame) -> list[Row]:
    """Whose facts the package holds: those of `licences.toml`, of `mart_benchmark`, and of imported histories."""
    fixed = [_source(source) for source in lexicon(__package__, "licences.toml")["source"]]
    outside = benchmarks.select("source", "licence", "url").unique().sort("source", "url")
    theirs = [
        {"title": source if licence in source else f"{source} ({licence})", "path": url}
        for source, licence, url in outside.rows()
    ]
    taken = [
        {"title": f"history from {name}: its terms are those of whoever keeps it"}
        for name in histories["origin"].unique().sort()
    ]
    return [*fixed, *theirs, *taken]


def data_package(edition: Row, sources: list[Row], resources: list[Row], content: str) -> Row:
    """The whole `datapackage.json`. `edition`: the row of mart_edition. `content`: see `sums.content_of`."""
    terms = lexicon(__package__, "licences.toml")["terms"]["code"]
    is_rehearsal = edition["is_rehearsal"]
    return {
        "$schema": PROFILE,
        "name": f"rolecall-{edition['edition_id']}",
        "id": edition["edition_id"],
        "title": f"Rolecall, edition {edition['edition_id']}",
        "description": ("Rehearsal data: employers and market are simulated. " if is_rehearsal else "")
        + "What AI engineers, ML engineers and data scientists are asked for and paid, and how demand for them grows, "
        "from employers' own job boards. Without the texts of postings.",
        "created": f"{edition['as_of'].isoformat()}T00:00:00Z",
        "homepage": "https://github.com/rolecall/rolecall",
        "keywords": ["jobs", "labour market", "AI engineer", "machine learning", "data science"],
        "licenses": [terms],
        "sources": sources,
        "edition": {name: json_value(value) for name, value in edition.items()},
        "software": f"rolecall {VERSION}",
        "content_sha256": content,
        "resources": resources,
    }  # fmt: skip


def unit_of(table: str, column: str) -> str | None:
    """The unit of a column of numbers. None: `units.toml` has no rule for it."""
    name = f"{table}.{column}"
    rules = lexicon(__package__, "units.toml")["rules"]
    return next((unit for pattern, unit in rules if re.fullmatch(pattern, name)), None)


def _schema(table: str, columns: pl.DataFrame) -> Row:
    about = lexicon(__package__, "tables.toml")[table]
    schema: Row = {"fields": [_field(table, row) for row in columns.iter_rows(named=True)]}
    if about["key"]:
        schema["primaryKey"] = about["key"]
    if parents := about.get("parents"):
        schema["foreignKeys"] = [_reference(column, parent) for column, parent in parents.items()]
    return schema


def _reference(column: str, parent: str) -> Row:
    key = lexicon(__package__, "tables.toml")[parent]["key"]
    return {"fields": [column], "reference": {"resource": parent, "fields": key}}


def _field(table: str, row: Row) -> Row:
    kind = _TYPES.get(row["data_type"], "array")
    field = {"name": row["column_name"], "type": kind, "description": row["comment"]}
    if kind in _NUMBERS:
        field["unit"] = unit_of(table, row["column_name"])
    if kind == "datetime":
        field["unit"] = "UTC"
    return field


def _figure_field(name: str, kind: pl.DataType) -> Row:
    text = next((text for dtype, text in _FRAME_TYPES if kind == dtype), None)
    return {"name": name, "type": text or ("integer" if kind.is_integer() else "number")}


def _resource(package: Path, name: str, path: str, form: str) -> Row:
    mediatype = "text/csv" if form == "csv" else "application/vnd.apache.parquet"
    encoding = {"encoding": "utf-8"} if form == "csv" else {}
    file = package / path
    return {
        "name": name.replace("_", "-") if name.startswith("figure-") else name,
        "path": path,
        "format": form,
        "mediatype": mediatype,
        **encoding,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sum_of(file)}",
    }


def _sources_of(table: str) -> list[Row]:
    sources = lexicon(__package__, "licences.toml")["source"]
    return [_source(source) for source in sources if table in source["tables"]]


def _source(source: Row) -> Row:
    return {"title": source["title"], "path": source["path"]}
