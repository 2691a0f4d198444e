"""Answers a question: rows with what they mean, their n, their interval and their edition.

Decides the shape of an answer, as JSON and as CSV. Leaves running its query to `running`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from flows.errors import NoMarket, RolecallError, UsageError
from flows.programs.questions import Question, every_question
from flows.programs.running import (
    MOST_ROWS,
    Rows,
    edition_of,
    macro_of,
    opened,
    run,
    run_foreign,
)
from warehouse import read

LEVEL = 0.95
"""Of every interval."""

Answer = dict[str, Any]

_FORMULA = re.compile(read.FORMULA)


def ask(market: Path, name: str, values: Mapping[str, object]) -> Answer:
    """Answers one question of a program.

    Raises:
        UsageError: there is no such question, a value is wrong, or a program's own query is refused, fails or takes too much.
        NoMarket: there is no market yet, or an older version made it.
        RolecallError: the market is damaged, or a question of ours took too much.
    """
    question = every_question().get(name)
    if question is None:
        raise UsageError(f"unknown question {name!r}; choose from {', '.join(every_question())}")
    if not market.exists():
        raise NoMarket(
            f"there is no {market.name} yet: start with `rolecall run` or `rolecall demo`"
        )
    chosen = question.read(values)
    if question.sql is None:
        return _answer(
            question, chosen, str(chosen["query"]), run_foreign(market, str(chosen["query"]))
        )
    try:
        found = run(market, question.sql, chosen)
        sql = question.sql
        if question.unknown and not found.rows:
            found, sql = _look_again(market, question, chosen, found)
    except (duckdb.CatalogException, duckdb.BinderException) as exc:
        lacking = str(exc).partition("\n")[0]
        raise NoMarket(
            f"an older version made the market ({lacking}): run `rolecall store`"
        ) from exc
    except duckdb.Error as exc:  # out of time or memory, or a damaged file
        why = str(exc).partition("\n")[0]
        raise RolecallError(f"{name} cannot be answered now: {why}") from exc
    return _answer(question, chosen, sql, found)


def _look_again(
    market: Path, question: Question, values: Mapping[str, object], found: Rows
) -> tuple[Rows, str]:
    """No rows may mean three things: there are none, the name is a macro's, or it is nobody's, which raises UsageError."""
    ((parameter, value),) = values.items()
    sql = question.known_sql
    if sql and run(market, sql, values).rows:
        return found, str(question.sql)
    macro = None if sql else macro_of(market, str(value))
    if macro is None:
        raise UsageError(f"{parameter}: {str(value)[:60]!r}: {question.unknown}")
    whole = (macro.signature, None, "macro", macro.comment)
    columns = [(value, name, kind.lower(), meaning) for name, kind, meaning in macro.columns]
    return replace(found, rows=[whole, *columns]), macro.sql


def edition_now(market: Path) -> Answer:
    """The edition that would answer now, as answers state it."""
    with opened(market) as con:
        return _edition(edition_of(con))


def to_csv(answer: Answer) -> str:
    """The rows as CSV: lists as JSON, empty for null, and no cell that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [column["name"] for column in answer["columns"]]
    writer.writerow(map(_cell, names))
    writer.writerows([[_cell(row[name]) for name in names] for row in answer["rows"]])
    return out.getvalue()


def to_json(answer: Answer) -> str:
    """The whole answer as JSON."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _answer(question: Question, values: Mapping[str, object], sql: str, found: Rows) -> Answer:
    names = _unlike(found.names)
    return {
        "question": question.name,
        "title": question.title,
        "parameters": dict(values),
        "definition": question.definition,
        "n": dict(question.n) or {"n_rows": "rows of this answer"},
        "interval": _interval(question),
        "edition": _edition(found.edition),
        "columns": [
            {"name": name, "type": kind.lower(), "meaning": _meaning(question, name, found)}
            for name, kind in zip(names, found.kinds, strict=True)
        ],
        "rows": [dict(zip(names, map(read.json_value, row), strict=True)) for row in found.rows],
        "n_rows": len(found.rows),
        "is_cut": found.is_cut,
        "note": _note(question, found),
        "sql": sql,
    }


def _edition(row: Mapping[str, object]) -> Answer:
    return {name: read.json_value(value) for name, value in row.items()}


def _interval(question: Question) -> Answer:
    if question.interval:
        return {"level": LEVEL, "columns": list(question.interval)}
    return {"level": LEVEL, "columns": [], "about": "columns that end in _low and _high, if any"}


def _meaning(question: Question, name: str, found: Rows) -> str | None:
    """What a column means: by the question, else by its table, else the comment that all tables share for that name."""
    if meant := question.meanings.get(name):
        return meant
    for table in question.tables:
        if meant := found.meanings.get((table, name)):
            return meant
    meanings = {text for (_, column), text in found.meanings.items() if column == name}
    return meanings.pop() if len(meanings) == 1 else None


def _note(question: Question, found: Rows) -> str | None:
    if found.is_cut:
        return f"only the first {MOST_ROWS:,} rows; ask for fewer"
    if not found.rows and question.sql:
        return "no rows: nothing is printed for these values; `tables` and `sql` show what there is"
    return None


def _unlike(names: list[str]) -> list[str]:
    """Unique names: a query may give two columns one name, and a JSON object cannot hold both."""
    unlike: list[str] = []
    for name in names:
        possible = (f"{name}_{number}" for number in count(2) if f"{name}_{number}" not in names)
        free = (each for each in possible if each not in unlike)
        unlike.append(next(free) if name in unlike else name)
    return unlike


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
