"""Publishes a market as a DuckLake, with the same tables, comments, views and macros, for many readers on many machines.

The catalogue is a PostgreSQL database or a file, the tables are Parquet files in a folder or on S3. An edition is one
snapshot: a reader sees either the previous one or the new one, and can query any earlier one. Decides what an edition holds
and that the same one is not published twice. Leaves building and checking to `market`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from warehouse.extract import table_names
from warehouse.market import comment, is_view, opening, quoted, statements
from warehouse.read import data_dictionary, query

AUTHOR = "rolecall"
_S3 = {
    "key_id": "AWS_ACCESS_KEY_ID",
    "secret": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
    "region": "AWS_REGION",
}
_KINDS = {"table": ("table",), "view": ("view",), "macro": ("macro", "macro table")}
"""What an edition has, and what DROP calls it. A macro is one of two kinds."""

_CREATE = re.compile(r"^create (macro|view) ", re.MULTILINE)
# As libpq takes it: password=word, password='two words' (the quotes doubled inside SQL), or user:word@host in an address.
_PASSWORD = re.compile(
    r"(password\s*=\s*)(?:('{1,2})(?:\\.|(?!\2).)*\2|(?:\\.|\S)+)|(?<=://)([^\s:/@]*:)[^\s/]*(?=@)",
    re.IGNORECASE | re.DOTALL,
)


class NotPublished(Exception):
    """The DuckLake cannot be reached or written. What was published before is untouched. Its message holds no password."""


def publish(
    market: Path, address: str, data: str, environment: Mapping[str, str] | None = None
) -> int | None:
    """Adds a market to a DuckLake as one snapshot, in one transaction.

    Args:
        market: a published market. It is only read.
        address: the catalogue, as DuckDB attaches it: "ducklake:postgres:dbname=… host=…" or "ducklake:FILE".
        data: where a new DuckLake keeps its Parquet files: a folder, or s3://BUCKET/PREFIX. One that exists keeps its own.
        environment: credentials and settings for S3, by the names that other tools read (AWS_ACCESS_KEY_ID, AWS_REGION …).

    Returns:
        The snapshot's number. None: the newest snapshot is this edition already.

    Raises:
        NotPublished: an extension is not installed, or catalogue or data cannot be reached.
    """
    edition = query(market, "select edition_id from mart_edition").item()
    try:
        with _attached(market, address, data, environment or {}) as con:
            newest, earlier = _newest(con)
            if newest == edition:
                return None
            con.execute("begin")
            made = _names(market)
            _drop(con, earlier.items() - made.items())
            _copy_tables(con, market)
            _make_macros(con)
            commit = "call warehouse.set_commit_message(?, ?, extra_info => ?)"
            con.execute(commit, [AUTHOR, edition, json.dumps(made)])
            con.execute("commit")
            return int(con.execute("select max(snapshot_id) from snapshots()").fetchall()[0][0])
    except (duckdb.Error, OSError) as exc:
        raise NotPublished(without_passwords(str(exc))) from None


def without_passwords(text: str) -> str:
    """A message with *** in place of each password of a connection string or address."""
    return _PASSWORD.sub(lambda found: f"{found[1] or found[3]}***", text)


@contextmanager
def _attached(
    market: Path, address: str, data: str, environment: Mapping[str, str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        for name in _extensions(address, data):
            con.execute(f"load '{_extension(name)}'")
        secret = s3_secret(environment)
        if secret and data.startswith("s3://"):
            pairs = ", ".join(f"{name} {quoted(value)}" for name, value in secret.items())
            con.execute(f"create secret (type s3, {pairs})")
        con.execute(f"attach {quoted(market)} as market (read_only)")
        con.execute(f"attach {quoted(address)} as warehouse (data_path {quoted(data)})")
        con.execute("use warehouse")
        yield con


def s3_secret(environment: Mapping[str, str]) -> dict[str, str]:
    """DuckDB's names of what the environment says of S3. A server of one's own (AWS_ENDPOINT_URL) has its buckets in paths."""
    found = {
        name: environment[variable] for name, variable in _S3.items() if variable in environment
    }
    endpoint = urlsplit(environment.get("AWS_ENDPOINT_URL", ""))
    if endpoint.netloc:
        is_tls = "true" if endpoint.scheme == "https" else "false"
        found |= {"endpoint": endpoint.netloc, "use_ssl": is_tls, "url_style": "path"}
    return found


def _extensions(address: str, data: str) -> list[str]:
    """What DuckDB needs for a catalogue and a place of data. None of it comes over the network."""
    wanted = {"postgres_scanner": address.startswith("ducklake:postgres:"), "httpfs": "://" in data}
    return [*(name for name, is_needed in wanted.items() if is_needed), "ducklake"]


def _extension(name: str) -> Path:
    """The file of an extension that was installed as a package. Raises NotPublished."""
    found = find_spec(f"duckdb_extension_{name}")
    folder = Path(str(found.origin)).parent if found else Path()
    file = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not found or not file.exists():
        raise NotPublished(
            f"DuckDB {duckdb.__version__}'s extension {name} is not installed: "
            "run `pip install '.[cluster]'` in Rolecall's checkout"
        )
    return file


def _newest(con: duckdb.DuckDBPyConnection) -> tuple[str | None, dict[str, str]]:
    """The newest edition there, and what it has by name: nothing, if it was published before this was noted."""
    row = con.execute(
        "select commit_message, commit_extra_info from snapshots() where author = ? order by snapshot_id desc limit 1",
        [AUTHOR],
    ).fetchone()
    edition, made = row or (None, None)
    return edition, json.loads(made or "{}")


def _drop(con: duckdb.DuckDBPyConnection, made: Iterable[tuple[str, str]]) -> None:
    """Drops what an earlier version of Rolecall published and this one lacks. What others keep here stays."""
    for name, kind in made:
        for words in _KINDS[kind]:
            con.execute(f'drop {words} if exists "{name}"')


def _copy_tables(con: duckdb.DuckDBPyConnection, market: Path) -> None:
    tables = table_names(market)
    for table in tables:
        # Names come from our own .sql files; DuckDB binds values, never names.
        con.execute(f'create or replace table "{table}" as from market."{table}"')
    for table, about, column, _, meaning in data_dictionary(market).iter_rows():
        if table in tables:  # a view's columns have no comments here
            comment(con, "table", table, about or "")
            comment(con, "column", f"{table}.{column}", meaning or "")


def _make_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Makes every macro and view. DuckLake keeps no comment on a macro, nor on a view's columns."""
    for name, sql in statements("macros").items():
        made = con.extract_statements(sql)[0].query  # what follows comments on columns
        con.execute(_CREATE.sub(r"create or replace \1 ", made, count=1))
        if is_view(name, sql):
            comment(con, "view", name, opening(sql))


def _names(market: Path) -> dict[str, str]:
    """What an edition has, by name: "table", "view" or "macro"."""
    made = {
        name: "view" if is_view(name, sql) else "macro"
        for name, sql in statements("macros").items()
    }
    return dict.fromkeys(table_names(market), "table") | made
