"""A published market stays as it was built, whatever sessions do: real sessions in real processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse import guard, market, read

pytestmark = pytest.mark.usefixtures("uncommented")

SESSION = """
import sys
import duckdb
con = duckdb.connect(sys.argv[1], read_only=sys.argv[2:] == ["read only"])
print("open", flush=True)
for line in sys.stdin:
    try:
        print(con.execute(line).fetchall(), flush=True)
    except duckdb.Error as exc:
        print("refused:", str(exc).splitlines()[0], flush=True)
"""


class Session:
    """A person's DuckDB session, in a process of its own."""

    def __init__(self, file: Path, *mode: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SESSION, str(file), *mode],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._answer() == "open"

    def ask(self, statement: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{statement}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def opened() -> Iterator[Callable[..., Session]]:
    sessions: list[Session] = []

    def open_session(file: Path, *mode: str) -> Session:
        sessions.append(Session(file, *mode))
        return sessions[-1]

    yield open_session
    for session in sessions:
        session.kill()


def publish(file: Path, n_sources: int) -> None:
    built = file.with_name("built.duckdb")
    market.build(built, {})
    with duckdb.connect(str(built)) as con:
        con.execute(
            "insert into source select 's' || range, 'Source', [], 'real' from range(?)",
            [n_sources],
        )
    market.publish(built, file)


def count(file: Path) -> int:
    return int(read.query(file, "select count(*) as n from source").item())


CHANGES = (
    "delete from source",
    "update source set title = 'mine'",
    "create table mine as select range i, repeat('x', 200) || range s from range(200000)",
    "checkpoint",
    "delete from source",
)


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # as FAT answers

    monkeypatch.setattr(Path, "symlink_to", refuse)


@pytest.mark.parametrize("ends", [Session.close, Session.kill])
def test_a_session_on_the_old_market_cannot_change_the_new_one(
    tmp_path: Path, opened: Callable[..., Session], ends: Callable[[Session], None]
) -> None:
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    session = opened(file)
    assert session.ask("delete from source").startswith("refused")
    publish(file, 7)
    for change in CHANGES:
        session.ask(change)
        assert count(file) == 7
    ends(session)
    assert count(file) == 7
    with duckdb.connect(str(file)) as con:
        assert con.execute("select count(*) from source").fetchall() == [(7,)]
    assert {path.name for path in tmp_path.iterdir()} == {"market.duckdb", "market.duckdb.wal"}


def test_a_session_on_the_old_market_reads_it_to_its_end(
    tmp_path: Path, opened: Callable[..., Session]
) -> None:
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    sessions = [opened(file, "read only"), opened(file, "read only")]
    publish(file, 7)
    assert [session.ask("select count(*) from source") for session in sessions] == ["[(3,)]"] * 2
    assert opened(file).ask("select count(*) from source") == "[(7,)]"


def test_a_person_may_open_the_market_plainly_and_keep_tables_of_their_own_beside_it(
    tmp_path: Path, opened: Callable[..., Session]
) -> None:
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    session = opened(file)
    assert session.ask("create temp table mine as from source") == "[(3,)]"
    assert session.ask(f"attach '{tmp_path / 'own.duckdb'}' as own") == "[]"
    assert session.ask("create table own.mine as from source") == "[(3,)]"


def test_a_market_of_before_that_a_session_has_changed_is_not_replaced_until_it_closes(
    tmp_path: Path, opened: Callable[..., Session]
) -> None:
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    guard.log_of(file).unlink()
    session = opened(file)
    assert session.ask("delete from source") == "[(3,)]"
    with pytest.raises(guard.MarketInUse, match="Close that session"):
        publish(file, 7)
    session.close()
    publish(file, 7)
    assert count(file) == 7


def test_a_market_of_before_that_is_only_open_is_replaced(
    tmp_path: Path, opened: Callable[..., Session]
) -> None:
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    guard.log_of(file).unlink()
    session = opened(file)
    publish(file, 7)
    assert session.ask("delete from source").startswith("refused")
    assert count(file) == 7


@pytest.mark.parametrize("links", [True, False])
def test_a_log_that_a_killed_session_left_is_deleted(
    tmp_path: Path, opened: Callable[..., Session], monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    guard.log_of(file).unlink()
    session = opened(file)
    session.ask("delete from source")
    session.kill()
    assert guard.log_of(file).stat().st_size
    if not links:
        without_links(monkeypatch)
    publish(file, 7)
    assert count(file) == 7


def test_where_a_disk_knows_no_links_an_open_session_that_can_write_keeps_its_market(
    tmp_path: Path, opened: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_links(monkeypatch)
    file = tmp_path / "market.duckdb"
    publish(file, 3)
    assert not os.path.lexists(guard.log_of(file))
    session = opened(file)
    with pytest.raises(guard.MarketInUse, match=r"market\.duckdb is open in another program"):
        publish(file, 7)
    assert session.ask("select count(*) from source") == "[(3,)]"
    session.close()
    reader = opened(file, "read only")
    publish(file, 7)
    assert reader.ask("select count(*) from source") == "[(3,)]"
    assert count(file) == 7
