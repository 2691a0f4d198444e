"""A stranger's query: one select on the market, within limits of time, memory and rows, without files or network."""

import hashlib
from contextlib import ExitStack
from pathlib import Path

import pytest

from flows.errors import Busy, UsageError
from flows.programs import running
from flows.programs.answering import ask, to_csv
from flows.programs.running import MOST_ROWS, run_foreign

HOSTILE = [
    ("attach '/tmp/theirs.duckdb' as theirs", "this is ATTACH"),
    ("detach market", "this is DETACH"),
    ("copy posting to '/tmp/stolen.csv'", "this is COPY"),
    ("copy (select 1) to 'https://example.com/x'", "this is COPY"),
    ("export database '/tmp/stolen'", "this is EXPORT"),
    ("import database '/tmp/theirs'", "cannot be read|single select|failed"),
    ("install httpfs", "this is LOAD"),
    ("load httpfs", "this is LOAD"),
    ("pragma database_list", "pragma: a query is about the market"),
    ("/* harmless */ pragma version", "pragma: a query is about the market"),
    ("set memory_limit = '100GB'", "this is SET"),
    ("reset lock_configuration", "this is SET"),
    ("call enable_logging()", "this is CALL"),
    ("create temp table mine as select 1", "this is CREATE"),
    ("drop table posting", "this is DROP"),
    ("delete from posting", "this is DELETE"),
    ("update posting set role = 'other'", "this is UPDATE"),
    ("insert into posting (posting_id) values ('x')", "this is INSERT"),
    ("begin", "this is TRANSACTION"),
    ("prepare mine as select 1", "this is PREPARE"),
    ("explain analyze select 1", "this is EXPLAIN"),
    ("vacuum", "this is VACUUM"),
    ("checkpoint", "this is C"),
    ("select 1; select 2", "this is SELECT, SELECT"),
    ("select 1; -- and then\ndrop table posting", "this is SELECT, DROP"),
    ("-- nothing but a comment", "this is nothing"),
    ("", "this is nothing"),
    ("selec 1", "cannot be read"),
    ("from read_csv('/etc/passwd')", "file system operations are disabled"),
    ("from read_parquet('https://example.com/x.parquet')", "disabled|failed"),
    ("from read_text('/etc/passwd')", "file system operations are disabled"),
    ("from glob('/*')", "file system operations are disabled"),
    ("from '/etc/passwd'", "failed"),
    ("from sniff_csv('/etc/passwd')", "disabled"),
    ("from duckdb_databases()", "duckdb_databases: a query is about the market"),
    ("select * from \"DUCKDB_SETTINGS\"()", "duckdb_settings: a query is about the market"),
    ("from duckdb_secrets()", "duckdb_secrets: a query is about the market"),
    ("from pragma_database_list()", "pragma_database_list: a query is about the market"),
    ("from query('from duckdb_data' || 'bases()')", "query: a query is about the market"),
    ("from query/* ' */('from duckdb_data' || 'bases()')", "query: a query is about the market"),
    ("select 'é', path from/**/duckdb_databases/**/()", "duckdb_databases: a query is about"),
    ('from U&"d\\0075ckdb_settings"()', "failed|cannot be read|about the market"),
    ("select current_setting('secret_directory')", "current_setting: a query is about"),
    ("select getenv('HOME')", "failed"),
    ("from which_secret('s3://x', 's3')", "which_secret: a query is about the market"),
    ("from arrow_scan(1, 2, 3)", "arrow_scan: a query is about the market"),
    ("from rows", "failed"),  # a variable of ours is no table
    ("from con", "failed"),
    ("select " + "1 + " * 5000 + "1", "cannot be read"),
]  # fmt: skip

MESSAGES = [
    ("select 1", 'Cannot access directory "/home/me and you/.duckdb/x" - disabled', 'Cannot access directory "a path of this machine" - disabled'),
    ("select 1", "Cannot open file '/data/market.duckdb'", "Cannot open file 'a path of this machine'"),
    ("select 1", "no space left in /var/tmp/spill while sorting", "no space left in a path of this machine while sorting"),
    ("from '/etc/passwd'", 'Cannot access file "/etc/passwd"', 'Cannot access file "/etc/passwd"'),
    ("select a/b/c", "cannot divide a/b/c, and/or not", "cannot divide a/b/c, and/or not"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "said", "told"), MESSAGES)
def test_a_message_names_no_path_that_the_query_did_not_name(
    sql: str, said: str, told: str
) -> None:
    assert running._without_paths(ValueError(said), sql) == told


GREEDY = [
    ("select count(*) from range(100000000000)", "took more than 1 s"),
    ("with recursive t(i) as (select 1 union all select i + 1 from t) select max(i) from t", "took more than"),
    ("select count(*) from range(1000000) a, range(1000000) b, range(1000000) c where a.range + b.range = c.range", "took more than"),
    ("select repeat('x', 3000000000)", "took more than"),
    ("select list_sum(range(1000000000))", "took more than 512 MB"),
    ("select repeat('x', 3000000)", "more than 2,000,000 characters"),
    ("select repeat('x', 3000) from range(1000)", "more than 2,000,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "why"), HOSTILE, ids=[sql[:40] for sql, _ in HOSTILE])
def test_what_is_no_question_about_the_market_is_refused(market: Path, sql: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as raised:
        run_foreign(market, sql)
    assert str(market.parent) not in str(raised.value)


@pytest.mark.parametrize(("sql", "why"), GREEDY, ids=[sql[:40] for sql, _ in GREEDY])
def test_what_takes_too_much_is_ended(market: Path, sql: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        run_foreign(market, sql, seconds=1.0)


def test_after_all_that_the_next_query_is_answered_and_the_market_is_as_it_was(
    market: Path,
) -> None:
    before = hashlib.sha256(market.read_bytes()).hexdigest()
    for sql, _ in (*HOSTILE[:3], GREEDY[3]):
        with pytest.raises(UsageError):
            run_foreign(market, sql, seconds=1.0)
    assert run_foreign(market, "select count(*) from posting").rows == [(2,)]
    assert hashlib.sha256(market.read_bytes()).hexdigest() == before
    assert [file.name for file in market.parent.iterdir()] == [market.name]


@pytest.mark.parametrize("sql", [GREEDY[0][0], GREEDY[4][0], GREEDY[5][0]])
def test_the_next_query_gets_a_process_that_still_has_its_memory(market: Path, sql: str) -> None:
    assert run_foreign(market, "select 1").rows == [(1,)]
    before = set(running._strangers._pool._processes)  # type: ignore[union-attr]
    with pytest.raises(UsageError):
        run_foreign(market, sql, seconds=1.0)
    assert run_foreign(market, "select 1").rows == [(1,)]
    assert before.isdisjoint(running._strangers._pool._processes)  # type: ignore[union-attr]


def test_a_query_that_is_only_wrong_costs_no_process(market: Path) -> None:
    run_foreign(market, "select 1")
    before = set(running._strangers._pool._processes)  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="failed"):
        run_foreign(market, "from nowhere")
    assert before == set(running._strangers._pool._processes)  # type: ignore[union-attr]


def test_when_three_queries_wait_the_next_is_not_begun(market: Path) -> None:
    with ExitStack() as others:
        for _ in range(4):
            others.enter_context(running._room)
        with pytest.raises(Busy, match="3 queries wait already; ask again in 10 seconds"):
            run_foreign(market, "select 1")
    assert run_foreign(market, "select 1").rows == [(1,)]


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "from posting",
        "-- what is open?\nfrom open_jobs",
        "with n as (select count(*) as n from posting) from n",
        "values (1), (2)",
        "describe posting",
        "select 'pragma; drop table posting' as words /* no pragma */ -- no query",
        'select 1 as "query of mine"',
        "from duckdb_columns()",
    ],
)
def test_an_honest_query_is_answered(market: Path, sql: str) -> None:
    assert run_foreign(market, sql).names


def test_rows_beyond_the_limit_are_left_out_and_the_answer_says_so(market: Path) -> None:
    answer = ask(market, "sql", {"query": "from range(5000)"})
    assert (answer["n_rows"], len(answer["rows"]), answer["is_cut"]) == (MOST_ROWS, MOST_ROWS, True)
    assert answer["note"] == "only the first 1,000 rows; ask for fewer"


def test_every_type_of_a_column_can_be_answered(market: Path) -> None:
    sql = """
    select 'nan'::double as a, 9007199254740993 as b, 1.5::decimal(4, 2) as c, {'x': [date '2026-11-02']} as d,
        timestamp '2026-11-02 05:17:00' as e, interval 1 day as f, 'ab'::blob as g, null as h, 1 as i, 2 as i
    """
    answer = ask(market, "sql", {"query": sql})
    assert answer["rows"] == [
        {
            "a": None, "b": "9007199254740993", "c": 1.5, "d": {"x": ["2026-11-02"]},
            "e": "2026-11-02T05:17:00Z", "f": "1 day, 0:00:00", "g": "b'ab'", "h": None, "i": 1, "i_2": 2,
        }
    ]  # fmt: skip
    assert to_csv(answer).splitlines()[0] == "a,b,c,d,e,f,g,h,i,i_2"


def test_columns_of_one_name_are_told_apart_whatever_the_others_are_called(market: Path) -> None:
    answer = ask(market, "sql", {"query": "select 1 as i_2, 2 as i, 3 as i, 4 as i"})
    assert list(answer["rows"][0].values()) == [1, 2, 3, 4]


def test_csv_runs_nothing_in_a_spreadsheet(market: Path) -> None:
    answer = ask(market, "sql", {"query": "select title from posting order by posting_id"})
    assert to_csv(answer) == 'title\nAI Engineer\n"\'=HYPERLINK(""x"")"\n'
    wide = ask(market, "sql", {"query": "select '＝1' as title"})
    assert to_csv(wide) == "title\n'＝1\n"
