"""`rolecall why`: the phrases that decided a posting's role, for people.

Decides which posting is meant and in what words its reading is told. Leaves the reading to `transforms.readers.reading`, whose
stored evidence it repeats.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from flows.cli.terminal import plain
from flows.errors import UsageError

_CANDIDATES = 10


def explain(file: Path, wanted: str) -> Iterator[str]:
    """Lines that explain one posting of a market.

    Args:
        file: the market.
        wanted: a posting_id, or words of a title when there is no such id.

    Raises:
        UsageError: nothing matches, or several postings do (they are listed).
    """
    with duckdb.connect(str(file), read_only=True) as con:
        posting = _one(
            con, "select * exclude (description_text) from posting where posting_id = ?", wanted
        ) or _searched(con, wanted)
        pay = _rows(
            con,
            "select * from posting_pay where posting_id = ? order by basis, pay_min",
            posting["posting_id"],
        )
        skills = _rows(
            con,
            "select * from posting_skill where posting_id = ? order by requirement desc, skill",
            posting["posting_id"],
        )
    yield f"{plain(posting['title'])} – {plain(posting['employer'])}"
    yield f"  {posting['posting_id']}   {plain(posting['url'])}"
    yield f"  role {posting['role']} (confidence {posting['role_confidence']:.2f}, read from the {posting['role_basis']}), level {plain(posting['level'])}"
    if posting["role_counted"] == "unclear":
        yield "  counted as unclear: the confidence is below the floor"
    yield "  what decided:"
    for evidence in posting["role_evidence"] or []:
        yield f"    {evidence['weight']:+6.2f}  {plain(evidence['feature'])}: “{plain(evidence['phrase'])}”"
    for row in pay:
        yield f"  pay: {plain(row['pay_min'])} to {plain(row['pay_max'])} {row['currency']} a {row['period']} ({row['kind']}, {row['basis']}{_place(row)})"
    yield f"  asks: years {plain(posting['years_min'])}, degree {plain(posting['degree'])}, mathematics {plain(', '.join(posting['math'] or []) or None)}"
    for requirement in ("required", "preferred", "mentioned"):
        if named := [row["skill"] for row in skills if row["requirement"] == requirement]:
            yield f"  skills {requirement}: {', '.join(named)}"


def _place(row: dict[str, Any]) -> str:
    return f", for {plain(row['place'])}" if row["place"] else ""


def _searched(con: duckdb.DuckDBPyConnection, words: str) -> dict[str, Any]:
    found = _rows(
        con,
        "select posting_id, title, employer from posting where title ilike '%' || ? || '%' or external_id = ? order by posting_id",
        words,
        words,
    )
    if not found:
        raise UsageError(
            f'no posting {words!r}: neither an id nor a part of a title. `rolecall sql "select posting_id, title from posting"` lists them'  # noqa: S608 - advice to a person, not a query
        )
    if len(found) > 1:
        shown = "\n".join(
            f"  {row['posting_id']}  {plain(row['title'])} – {plain(row['employer'])}"
            for row in found[:_CANDIDATES]
        )
        raise UsageError(f"{len(found)} postings match {words!r}; name one by its id:\n{shown}")
    id_found = found[0]["posting_id"]
    return _rows(
        con, "select * exclude (description_text) from posting where posting_id = ?", id_found
    )[0]


def _one(con: duckdb.DuckDBPyConnection, query: str, *values: str) -> dict[str, Any] | None:
    rows = _rows(con, query, *values)
    return rows[0] if rows else None


def _rows(con: duckdb.DuckDBPyConnection, query: str, *values: str) -> list[dict[str, Any]]:
    found = con.execute(query, list(values))
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
