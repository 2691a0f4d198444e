"""A market opens in every DuckDB from 1.2 on, whichever version wrote it: tried with the real other modules."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse import extract, market, read

ROOT = Path(__file__).resolve().parents[2]
OLDEST, NEXT = "1.2.2", "2.0.1"

pytestmark = pytest.mark.index

BUILD = """
import sys
from pathlib import Path
import duckdb, polars as pl
from warehouse import market, read
file, frames = Path(sys.argv[1]), {"source": pl.read_parquet(sys.argv[2])}
assert market.build(file.with_name("built"), frames) == []
market.publish(file.with_name("built"), file)
assert read.query(file, "from source").equals(frames["source"])
assert read.data_dictionary(file)["comment"].null_count() == 0
with duckdb.connect(str(file), read_only=True) as con:
    for sql in Path(sys.argv[3]).glob("*.sql"):
        con.sql(sql.read_text()).pl()
print(duckdb.__version__)
"""

READ = """
import json, sys
import duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
tables = [name for (name,) in con.sql("select table_name from duckdb_tables()").fetchall()]
for name in tables:
    con.sql(f'from "{name}"').fetchall()
for call in sys.argv[2:]:
    con.sql(f"from {call}").fetchall()
print(json.dumps([duckdb.__version__, sorted(tables), con.sql("from source").fetchall()]))
"""

OPEN = """
import sys
import duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print(*(url for (url,) in con.sql("select url from open_jobs").fetchall()))
"""

WRITE_LATE = """
import sys
from pathlib import Path
import duckdb
con = duckdb.connect(sys.argv[1])
Path(sys.argv[2]).replace(sys.argv[1])
try:
    con.execute("delete from source")
except duckdb.Error as exc:
    print("refused")
con.close()
with duckdb.connect(sys.argv[1]) as new:
    print(new.execute("select count(*) from source").fetchall())
"""

CALLS = (
    "leading_employers",
    "open_jobs",
    "pay_national",
    "growth('ai_engineer')",
    "pay_band('ai_engineer', 'all', 'US')",
    "offer_percentile('ai_engineer', 'all', 'US', 190000)",
    "pay_bounds('ai_engineer', 'all', 'US')",
    "role_profile('level')",
    "skill_gaps('ai_engineer')",
    "skill_changes('year')",
    "skills_apart('ai_engineer')",
    "why('ashby:acme:1')",
)

SOURCES = pl.DataFrame(
    {"name": ["ashby"], "title": ["Ashby"], "never_gives": [["visa"]], "basis": ["real"]}
)


@pytest.fixture(scope="module", params=[OLDEST, NEXT])
def other(request: pytest.FixtureRequest) -> str:
    """A folder with that version of duckdb and nothing else, kept among the system's temporary files."""
    return duckdb_folder(request.param)


def duckdb_folder(version: str) -> str:
    folder = Path(tempfile.gettempdir()) / f"rolecall-tests-duckdb-{version}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            wanted = ["--target", f"{beside}/kept", "--no-deps", f"duckdb=={version}"]
            pip = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
            done = subprocess.run(pip, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(
                    f"duckdb {version} cannot be installed: is the package index reachable?"
                )
            Path(beside, "kept").replace(folder)
    return str(folder)


def run(code: str, *arguments: object, paths: tuple[object, ...]) -> str:
    """Runs code in a Python that finds modules in these folders first."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_with(version: str, file: Path) -> tuple[str, list[str], list[list[object]]]:
    return tuple(json.loads(run(READ, file, *CALLS, paths=(duckdb_folder(version),))))


def all_tables() -> list[str]:
    return sorted({*market.statements("tables"), *market.statements("marts")})


def test_what_this_version_writes_opens_in_others(tmp_path: Path, other: str) -> None:
    version = other.rpartition("-")[2]
    file = tmp_path / "market.duckdb"
    assert market.build(file, {"source": SOURCES}) == []
    assert read_with(version, file) == (
        version,
        all_tables(),
        [["ashby", "Ashby", ["visa"], "real"]],
    )


def test_a_copy_for_others_opens_in_others(tmp_path: Path, other: str) -> None:
    file, copy = tmp_path / "market.duckdb", tmp_path / "copy.duckdb"
    market.build(file, {"source": SOURCES})
    extract.copy_without_texts(file, copy)
    assert read_with(other.rpartition("-")[2], copy)[1:] == (
        all_tables(),
        [["ashby", "Ashby", ["visa"], "real"]],
    )


def test_every_version_gives_an_open_job_whose_first_advert_is_closed(
    tmp_path: Path, other: str
) -> None:
    file = tmp_path / "market.duckdb"
    market.build(file, {"source": SOURCES})
    with duckdb.connect(str(file)) as con:
        con.execute("insert into opening (opening_id, is_open) values ('ashby:acme:1', true)")
        con.execute("""
            insert into posting (posting_id, opening_id, is_open, first_seen_at, url) values
                ('ashby:acme:1', 'ashby:acme:1', false, '2026-11-02', 'https://example.org/1'),
                ('ashby:acme:2', 'ashby:acme:1', true, '2026-11-09', 'https://example.org/2')
        """)
    assert run(OPEN, file, paths=(other,)).split() == ["https://example.org/2"]


def test_no_query_of_ours_uses_what_an_older_version_answers_wrongly() -> None:
    # In DuckDB 1.2 and 1.3 `distinct on` may take its rows before `where` leaves any out.
    queries = [*(ROOT / "warehouse" / "macros").glob("*.sql"), *(ROOT / "reports").rglob("*.sql")]
    assert len(queries) > 50
    assert [file.name for file in queries if "distinct on (" in file.read_text("utf-8")] == []


def test_no_version_can_write_to_a_published_market_once_it_is_replaced(
    tmp_path: Path, other: str
) -> None:
    file, successor = tmp_path / "market.duckdb", tmp_path / "successor"
    for name, built in ((file, "first"), (successor, "second")):
        market.build(tmp_path / built, {"source": SOURCES})
        market.publish(tmp_path / built, name)
    said = run(WRITE_LATE, file, successor, paths=(other,))
    assert said.split() == ["refused", "[(1,)]"]


def test_what_the_next_version_writes_opens_in_the_oldest_and_in_this_one(tmp_path: Path) -> None:
    file, rows = tmp_path / "market.duckdb", tmp_path / "source.parquet"
    SOURCES.write_parquet(rows)
    paths = (duckdb_folder(NEXT), ROOT)
    assert run(BUILD, file, rows, ROOT / "reports" / "sql", paths=paths).strip() == NEXT
    assert read.query(file, "from source").equals(SOURCES)
    assert read_with(OLDEST, file) == (OLDEST, all_tables(), [["ashby", "Ashby", ["visa"], "real"]])


def test_every_macro_is_called_here() -> None:
    assert {call.partition("(")[0] for call in CALLS} == set(market.statements("macros"))
