"""A market published as a DuckLake: the same answers from another engine's catalogue, edition by edition."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse import ducklake, market
from warehouse.ducklake import NotPublished, publish, without_passwords
from warehouse.market import statements
from warehouse.read import data_dictionary, query

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the S3 server's libraries


FEW = {
    "looked": "create view looked as from look",
    "n_looks": "create macro n_looks() as table select count(*) as n from look",
}


def build(file: Path, edition: str, n_looks: int, *, tables: Iterable[str]) -> None:
    """A market of a few looks, and nothing more."""
    looks = {
        "look_id": [str(n) for n in range(n_looks)],
        "source": ["lever"] * n_looks,
        "board": ["acme's"] * n_looks,
        "looked_at": [datetime(2026, 11, 1 + n) for n in range(n_looks)],
        "outcome": ["complete"] * n_looks,
    }
    named = {"edition_id": [edition], "as_of": [date(2026, 11, 23)]}
    known = statements("tables") | statements("marts")
    with market.create(file) as con:
        for name in tables:
            con.execute(known[name])
            market.comment(con, "table", name, market.opening(known[name]))
        for name, rows in {"look": looks, "mart_edition": named}.items():
            con.register("incoming", pl.DataFrame(rows).to_arrow())
            con.execute(f"insert into {name} by name from incoming")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A market with all tables and macros."""
    file = tmp_path / "whole.duckdb"
    build(file, "2026-11-23-aaaa", 2, tables=statements("tables") | statements("marts"))
    with duckdb.connect(str(file)) as con:
        market.create_macros(con)
    return file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the markets of two editions, of two tables each: a catalogue takes a second for all tables."""
    folder = tmp_path_factory.mktemp("built")
    for name, edition, n_looks in (("first", "2026-11-23-aaaa", 2), ("second", "2026-11-30-bbbb", 3)):  # fmt: skip
        build(folder / f"{name}.duckdb", edition, n_looks, tables=("look", "mart_edition"))
    return folder


@pytest.fixture
def first(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first edition. It is published with one view and one macro, and so are others of its test."""
    monkeypatch.setattr(ducklake, "statements", lambda _: FEW)
    return Path(shutil.copy(built / "first.duckdb", tmp_path))


@pytest.fixture
def second(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(built / "second.duckdb", tmp_path))


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Makes a database in a PostgreSQL server of our own on this machine. Debian's refuses to run as root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed (Debian's package postgresql)")
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="rolecall-postgres-"))
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *words: str) -> None:
        subprocess.run(
            [str(found[-1].parent / program), *words],
            user=user,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=240,
        )

    here, data = f"host=127.0.0.1 port={port} user=rolecall", str(folder / "data")
    numbers = count()

    def make() -> str:
        name = f"catalogue_{next(numbers)}"
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "rolecall", name)
        return f"ducklake:postgres:dbname={name} {here}"

    run("initdb", "-D", data, "-A", "trust", "-U", "rolecall", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-t", "200", "-o", options, "-l", str(folder / "log"), "start")
    yield make
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def connected(address: str, options: str = "read_only") -> Iterator[duckdb.DuckDBPyConnection]:
    """A reader on another machine, who has only the addresses.

    `publish` has checked the extensions' signatures. To check them again takes longer than what is asked here.
    """
    with duckdb.connect(config={"allow_unsigned_extensions": True}) as con:
        for name in ducklake._extensions(address, ""):
            con.execute(f"load '{ducklake._extension(name)}'")
        con.execute(f"attach '{address}' as warehouse ({options}); use warehouse")
        yield con


def ask(address: str, sql: str) -> list[tuple[object, ...]]:
    with connected(address) as con:
        return con.execute(sql).fetchall()


@pytest.fixture(params=["file", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        make: Callable[[], str] = request.getfixturevalue("new_database")
        return make()
    return f"ducklake:{tmp_path / 'catalogue.ducklake'}"


def test_tables_comments_views_and_macros_are_those_of_the_market(
    whole: Path, address: str, tmp_path: Path
) -> None:
    assert publish(whole, address, str(tmp_path / "data")) == 1
    told = ask(
        address,
        "select c.table_name, c.column_name, c.comment from duckdb_columns() c "
        "inner join duckdb_tables() t using (database_name, table_name, table_oid) "
        "where database_name = 'warehouse' order by all",
    )
    meant = data_dictionary(whole).select("table_name", "column_name", "comment").rows()
    assert set(told) <= set(meant)
    assert len(told) > 300
    looks = "select look_id, board, looked_at from look order by look_id"
    assert ask(address, looks) == query(whole, looks).rows()
    assert ask(address, "from growth('ai_engineer')") == []
    assert ask(address, "from open_jobs") == []


def test_an_edition_is_a_snapshot_and_earlier_ones_can_be_asked(
    first: Path, second: Path, address: str, tmp_path: Path
) -> None:
    data = str(tmp_path / "data")
    before, after = publish(first, address, data), publish(second, address, data)
    assert before is not None
    assert after is not None
    editions = "select snapshot_id, commit_message from snapshots() where author = 'rolecall'"
    assert ask(address, f"{editions} order by all") == [
        (before, "2026-11-23-aaaa"),
        (after, "2026-11-30-bbbb"),
    ]
    for ours in ("select count(*) from look", "select count(*) from looked", "from n_looks()"):
        assert ask(address, ours) == [(3,)]
    assert ask(address, f"select count(*) from look at (version => {before})") == [(2,)]


def test_the_same_edition_is_published_once(first: Path, tmp_path: Path) -> None:
    address, data = f"ducklake:{tmp_path / 'catalogue.ducklake'}", str(tmp_path / "data")
    assert publish(first, address, data) is not None
    assert publish(first, address, data) is None


def test_an_edition_that_fails_half_way_leaves_the_one_before(
    first: Path, second: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = str(tmp_path / "data")
    publish(first, address, data)

    def fail(_: duckdb.DuckDBPyConnection) -> None:
        raise OSError("the network is gone")

    with monkeypatch.context() as patch:
        patch.setattr(ducklake, "_make_macros", fail)
        with pytest.raises(NotPublished, match="network is gone"):
            publish(second, address, data)
    assert ask(address, "select edition_id from mart_edition") == [("2026-11-23-aaaa",)]
    assert publish(second, address, data) is not None


def test_what_a_later_version_lacks_is_dropped_and_what_others_keep_there_stays(
    first: Path, second: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = str(tmp_path / "data")
    older = {
        "old_view": "create view old_view as from look",
        "old_sum": "create macro old_sum(x) as x + 1",
    }
    older["old_rows"] = "create macro old_rows() as table select 1"
    with monkeypatch.context() as patch:
        patch.setattr(ducklake, "statements", lambda _: older | FEW)
        with duckdb.connect(str(first)) as con:
            con.execute("create table old_table as select 1 as n")
        before = publish(first, address, data)
    with connected(address, "read_write") as con:
        con.execute("create table theirs as select 1 as n")
    assert publish(second, address, data) is not None
    names = "select function_name from duckdb_functions() where database_name = 'warehouse'"
    assert not {("old_sum",), ("old_rows",)} & set(ask(address, names))
    views = "select view_name from duckdb_views() where database_name = 'warehouse'"
    assert ("old_view",) not in ask(address, views)
    tables = "select table_name from duckdb_tables() where database_name = 'warehouse'"
    assert ("old_table",) not in ask(address, tables)
    assert ask(address, f"from old_table at (version => {before})") == [(1,)]
    assert ask(address, "from theirs") == [(1,)]
    assert ask(address, f"select count(*) from look at (version => {before})") == [(2,)]


def test_data_lie_on_s3_and_the_catalogue_in_postgresql(
    first: Path, new_database: Callable[[], str], bucket: str, s3_server: str
) -> None:
    environment = {
        "AWS_ACCESS_KEY_ID": "invented",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": s3_server,
    }
    address, data = new_database(), f"{bucket}/tables"
    assert publish(first, address, data, environment) == 1
    assert publish(first, address, data, environment) is None


def test_a_password_is_in_no_message(first: Path, tmp_path: Path) -> None:
    address = "ducklake:postgres:dbname=x host=127.0.0.1 port=1 user=me password=geheim"
    with pytest.raises(NotPublished) as refused:
        publish(first, address, str(tmp_path / "data"))
    assert "geheim" not in str(refused.value)
    assert "127.0.0.1" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "no server at (host=db password=geheim user=me)",
        "no server at (host=db PASSWORD = 'geheim wort' user=me)",
        r"no server at (host=db password='it\'s geheim wort' user=me)",
        "attach 'host=db password=''geheim wort'' user=me'",
        r"no server at (host=db password=geheim\ wort user=me)",
        "no server at postgresql://me:geheim@wort@db/rolecall",
        "no server at postgresql://db/rolecall?user=me&password=geheim",
    ],
)
def test_a_password_is_cut_out_however_it_is_written(text: str) -> None:
    said = without_passwords(text)
    assert "geheim" not in said
    assert "wort" not in said
    assert "db" in said
    assert "***" in said


def test_an_extension_that_is_not_installed_is_named(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ducklake, "find_spec", lambda _: None)
    with pytest.raises(NotPublished, match=r"extension ducklake is not installed: .*cluster"):
        publish(first, f"ducklake:{tmp_path / 'c.ducklake'}", str(tmp_path / "data"))
