"""Runs one query of a program on the market: read-only, without files or network, within limits.

Decides what a stranger's query may be (one select), and its limits of time, memory and rows. Such a query runs in a
process of its own, since some cannot be interrupted: `select repeat('x', 3000000000)` takes minutes and every byte.
"""

from __future__ import annotations

import atexit
import re
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from flows.errors import Busy, UsageError
from flows.sandbox.limits import TooMuch
from flows.sandbox.workers import Workers
from warehouse.market import quoted
from warehouse.read import Macro, find_macro

SECONDS = 10.0
"""Longest a query may run. A figure of ours takes hundredths of a second."""

MEMORY_MB = 512
MOST_ROWS = 1_000
MOST_CHARACTERS = 2_000_000
"""An answer's cells together. A thousand openings with all their columns have a fifth of that."""

BUSY_S = 10.0
"""When to ask again after `Busy`: one of those that wait has ended by then."""

_MOST_WAITING = 3  # the last of them waits half a minute
_START_S = 5.0  # a process starts in one or two
_THREADS = 2
_PROCESS_BYTES = 1_500_000_000  # Python and DuckDB set aside far more than they touch
_OPENING: dict[str, str | bool | int | float | list[str]] = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": f"{MEMORY_MB}MB",
    "threads": str(_THREADS),
    "temp_directory": "",
}
_LOCKING = (
    "use market",
    "set enable_external_access = false",
    "set enable_progress_bar = false",  # it would be drawn between the answers of a tool that speaks over stdout
    "set python_enable_replacements = false",  # else a table may be called as a variable of ours
    "set lock_configuration = true",
)
_CATALOG = frozenset({"duckdb_columns", "duckdb_tables", "duckdb_views", "duckdb_functions"})
"""What a query may ask DuckDB about itself. The rest reveals paths and settings of this machine."""

_ABOUT_THE_MACHINE = ("pragma", "duckdb_")
_BUILDING = frozenset({"query", "query_table", "json_execute_serialized_sql", "current_setting"})
"""Functions that run text as a query, where no word of it could be looked at, or tell a setting."""

_MACHINES = frozenset(
    {"which_secret", "arrow_scan", "arrow_scan_dumb", "pandas_scan", "python_map_function"}
)
"""Functions that look into this machine's folders, or at an address in memory."""

_PATH = re.compile(
    r"""(?<=["'])(?:/|~/|[A-Za-z]:\\)[^"']*(?=["'])|(?<![\w/."'])(?:~?/|[A-Za-z]:\\)(?:[^\s"'/\\]+[/\\])+[^\s"']*"""
)
"""A whole path in a message, in quotes or with two parts or more."""

_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_WORD = re.compile(r'"((?:[^"]|"")*)"|(\w+)')

_EDITION = """
select edition_id, as_of, data_through, version, reader_version, is_rehearsal, n_boards, n_employers, n_postings
from mart_edition
"""
_MEANINGS = (
    "select table_name, column_name, comment from duckdb_columns() where not internal order by all"
)


TimeLimit = Callable[[duckdb.DuckDBPyConnection, float], AbstractContextManager[None]]
"""Lets the block query so many seconds."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query gave.

    `kinds`: DuckDB's types, by column. `is_cut`: there are more rows than `MOST_ROWS`. `edition`: of the market that
    answered. `meanings`: comments of the market's columns, by table and column.
    """

    names: list[str]
    kinds: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool
    edition: dict[str, Any]
    meanings: dict[tuple[str, str], str]


@contextmanager
def _at_most_in_a_thread(con: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, con.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _at_most_by_signal(con: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """For a worker: one that has no memory left can start no thread. DuckDB looks for signals between its steps."""
    signal.signal(signal.SIGALRM, lambda *_: con.interrupt())
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def run(
    file: Path,
    sql: str,
    values: Mapping[str, object] | None = None,
    seconds: float = SECONDS,
    at_most: TimeLimit = _at_most_in_a_thread,
) -> Rows:
    """Runs one query of ours. Raises duckdb.Error when it fails, or takes too long."""
    with opened(file) as con, at_most(con, seconds):
        found = con.sql(sql, params=dict(values)) if values else con.sql(sql)
        kinds = [str(kind) for kind in found.types]
        rows = found.limit(MOST_ROWS + 1).fetchall()
        names = list(found.columns)
        edition = edition_of(con)
        meanings = {(table, column): text for table, column, text in _fetch(con, _MEANINGS)}
    _require_short(rows)
    return Rows(names, kinds, rows[:MOST_ROWS], len(rows) > MOST_ROWS, edition, meanings)


def macro_of(file: Path, name: str) -> Macro | None:
    """The macro of this name in a market, if it has one."""
    with opened(file) as con:
        return find_macro(con, name)


def run_foreign(file: Path, sql: str, seconds: float = SECONDS) -> Rows:
    """Runs a stranger's query, in a process of its own.

    Raises:
        UsageError: it is no single select, fails, or takes too much. The message says which.
        Busy: others wait already.
    """
    if not _room.acquire(blocking=False):
        raise Busy(f"{_MOST_WAITING} queries wait already; ask again in {BUSY_S:g} seconds")
    try:
        return _strangers.run(partial(_run_checked, file, seconds), sql)
    except TooMuch as exc:
        raise UsageError(f"the query {exc}") from exc
    finally:
        _room.release()


def end_foreign() -> None:
    """Ends the query of a stranger that runs, and begins none that waits: the server ends."""
    _strangers.end()


def refuse(sql: str) -> None:
    """Raises UsageError unless the text is one select about the market."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as exc:
        raise UsageError(f"the query cannot be read: {_first_line(exc)}") from exc
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(each.type.name for each in statements) or "nothing"
        raise UsageError(f"only a single select is allowed, and this is {kinds}")
    if words := sorted(set(filter(_is_forbidden, _words(sql)))):
        raise UsageError(f"{', '.join(words)}: a query is about the market, not about the machine")


def _run_checked(file: Path, seconds: float, sql: str) -> Rows:
    refuse(sql)
    try:
        return run(file, sql, seconds=seconds, at_most=_at_most_by_signal)
    except duckdb.InterruptException:
        raise TooMuch(f"took more than {seconds:g} s") from None
    except duckdb.OutOfMemoryException:
        raise TooMuch(f"took more than {MEMORY_MB} MB of memory") from None
    except _TooLong as exc:
        raise TooMuch(str(exc)) from None
    except duckdb.Error as exc:
        # Errors of other classes may not be fit to travel between processes.
        raise UsageError(f"the query failed: {_without_paths(exc, sql)}") from None


def _words(sql: str) -> Iterator[str]:
    """Every word outside of strings and comments, in lower case. A quoted name is one word."""
    text = sql.encode()  # DuckDB counts bytes
    tokens = duckdb.tokenize(sql)
    ends = [start for start, _ in tokens[1:]] + [len(text)]
    for (start, kind), end in zip(tokens, ends, strict=True):
        if kind not in (duckdb.token_type.string_const, duckdb.token_type.comment):
            token = _COMMENT.sub(" ", text[start:end].decode("utf-8", "replace").lower())
            for quoted, plain in _WORD.findall(token):
                yield quoted or plain


def _is_forbidden(word: str) -> bool:
    is_told = word.startswith(_ABOUT_THE_MACHINE) and word not in _CATALOG
    return is_told or word in _BUILDING or word in _MACHINES


@contextmanager
def opened(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A session that can read the market and nothing else, and whose limits no query can change."""
    # Attached for each query, so that the next run's market answers as soon as it has the name. Sessions that open one
    # file share its settings, and the second could not lock them again.
    with duckdb.connect(config=_OPENING) as con:
        con.execute(f"attach {quoted(file)} as market (read_only)")
        for setting in _LOCKING:
            con.execute(setting)
        yield con


def edition_of(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The edition that the market holds."""
    found = con.sql(_EDITION)
    rows = found.fetchall()
    return dict(zip(found.columns, rows[0], strict=True)) if rows else {}


def _fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = con.execute(sql).fetchall()
    return rows


def _require_short(rows: list[tuple[Any, ...]]) -> None:
    n_characters = 0
    for row in rows:
        n_characters += sum(len(cell) if isinstance(cell, str) else len(repr(cell)) for cell in row)
        if n_characters > MOST_CHARACTERS:
            raise _TooLong(
                f"gives more than {MOST_CHARACTERS:,} characters; select fewer columns or rows"
            )


class _TooLong(UsageError):
    """An answer above MOST_CHARACTERS."""


def _without_paths(exc: Exception, sql: str) -> str:
    """What DuckDB says of a query, without paths that the query does not name itself: they are this machine's."""
    return _PATH.sub(
        lambda found: found[0] if found[0] in sql else "a path of this machine", _first_line(exc)
    )


def _first_line(exc: Exception) -> str:
    return str(exc).partition("\n")[0]


_strangers = Workers(1, _PROCESS_BYTES, SECONDS * _THREADS, wall_seconds=SECONDS + _START_S)
"""Where strangers' queries run. Its first limit is of computing time, over all threads."""

_room = threading.BoundedSemaphore(1 + _MOST_WAITING)

atexit.register(_strangers.close)
