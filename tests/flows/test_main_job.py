"""The main job end to end, as a person runs it: every stop, real HTTP, real files, real exit codes."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from flows.lake.facts import Facts
from flows.lake.parts import Lake
from flows.lake.session import writing
from flows.rehearsal.fault_plan import Fault, FaultPlan
from flows.rehearsal.faults import HOSTILE_TITLE
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market

Serve = Callable[..., RehearsalServer]
BoardList = Callable[[RehearsalServer], Path]
Rolecall = Callable[..., "object"]


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "market.duckdb"), read_only=True) as con:
        return con.execute(query).fetchall()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_every_posting_that_a_board_lists_is_in_the_market(
    tmp_path: Path,
    small_market: Market,
    serve_market: Serve,
    board_list: BoardList,
    rolecall: Rolecall,
) -> None:
    server = serve_market()
    done = rolecall(
        "run",
        "--plain",
        "--boards",
        str(board_list(server)),
        "--as-of",
        "2026-11-23",
        mirror=server.url,
    )
    assert done.returncode == 0, done.stderr
    day = small_market.days()[-1]
    expected = sum(
        len(small_market.postings_open(employer.board, day)) for employer in small_market.employers
    )
    listed = rows(tmp_path / "home", "select count(*) from posting where is_open")[0][0]
    failed = rows(
        tmp_path / "home",
        "select coalesce(sum(n_postings), 0) from look where outcome not in ('complete', 'unchanged')",
    )[0][0]
    assert listed == expected > 20
    assert failed == 0
    assert (
        rows(tmp_path / "home", "select count(*) from posting_pay where basis = 'structured'")[0][0]
        > 0
    )
    page = tmp_path / "home" / "site" / "latest" / "index.html"
    assert f"Report: {page}" in done.stdout
    assert page.exists()
    # A first run also reads the hiring threads before this month's, and says so before it asks.
    assert "hiring threads from 2024-10 to 2026-10" in done.stderr
    assert "52 requests (--no-history leaves them out)" in done.stderr
    query = "select max(period) from look where source = 'hackernews' and outcome = 'complete'"
    assert rows(tmp_path / "home", query) == [("2025-01",)]  # the small market's last
    assert rows(tmp_path / "home", "select count(*) from mart_census_demand")[0][0] > 0


def test_a_second_run_with_nothing_new_stores_no_body_and_gives_the_same_pages(
    tmp_path: Path, serve_market: Serve, board_list: BoardList, rolecall: Rolecall
) -> None:
    server = serve_market()
    options = ("--plain", "--no-history", "--as-of", "2026-11-23")
    arguments = ("run", *options, "--boards", str(board_list(server)))
    first = rolecall(*arguments, mirror=server.url)
    assert first.returncode == 0
    assert "--no-history" not in first.stderr
    home = tmp_path / "home"
    pages, bodies = digests(home / "site"), digests(home / "lake" / "bodies")
    assert rolecall(*arguments, mirror=server.url, starts=True).returncode == 0
    assert digests(home / "lake" / "bodies") == bodies
    assert len(list((home / "lake" / "looks").iterdir())) == 2
    assert digests(home / "site") == pages


HOSTILE = [
    Fault.WRONG_TYPES,
    Fault.MISSING_FIELDS,
    Fault.HUGE_DESCRIPTION,
    Fault.HOSTILE_TITLE,
    Fault.HTML_PAGE,
    Fault.TRUNCATED_JSON,
    Fault.DUPLICATE_IDS,
]


def test_bad_input_is_told_counted_and_costs_the_good_beside_it_nothing(
    tmp_path: Path,
    small_market: Market,
    serve_market: Serve,
    board_list: BoardList,
    rolecall: Rolecall,
) -> None:
    boards = [
        employer.board for employer in small_market.employers if employer.source != "careers_page"
    ]
    slugs = [board.split("/")[-1] for board in boards]
    plan = FaultPlan.of(dict(zip(slugs, HOSTILE, strict=False)))
    server = serve_market(plan)
    file = board_list(server)
    file.write_text(file.read_text() + "ashby,nobody-is-called-so,Nobody\n")
    done = rolecall(
        "run", "--plain", "--boards", str(file), "--as-of", "2026-11-23", mirror=server.url
    )
    assert done.returncode == 0, done.stderr
    home = tmp_path / "home"
    outcomes = dict(rows(home, "select board, outcome from look"))
    faults = dict(zip(slugs, HOSTILE, strict=False))
    assert outcomes["nobody-is-called-so"] == "missing"
    for slug, fault in faults.items():
        if fault in (Fault.HTML_PAGE, Fault.TRUNCATED_JSON):
            assert outcomes[slug] == "failed"
            assert rows(home, f"select error from look where board = '{slug}'")[0][0]
    assert rows(home, "select count(*) from quarantine")[0][0] > 0
    counted = rows(
        home, "select coalesce(sum(n), 0) from mart_quality where section = 'quarantine'"
    )[0][0]
    assert counted == rows(home, "select count(*) from quarantine")[0][0]
    hostile = rows(home, "select title from posting where title like '%cmd()%'")
    assert hostile
    assert not any(set(title) & set("\x00\x07\x1b") for (title,) in hostile)
    healthy = [slug for slug in slugs if slug not in faults]
    for slug in healthy:
        assert outcomes[slug] in ("complete", "failed")
    assert HOSTILE_TITLE not in (home / "site" / "latest" / "quality.html").read_text(
        encoding="utf-8"
    )
    assert '<script>alert("x")</script>' not in "".join(
        page.read_text(encoding="utf-8") for page in (home / "site" / "latest").glob("*.html")
    )


def test_when_no_board_can_be_reached_one_message_says_so_and_the_old_report_stays(
    tmp_path: Path,
    serve_market: Serve,
    board_list: BoardList,
    after_a_run: Callable[[Path], Path],
    rolecall: Rolecall,
) -> None:
    file = board_list(serve_market())
    home = after_a_run(tmp_path / "home")
    before = digests(home / "site") | digests(home).fromkeys(
        ["market.duckdb"], hashlib.sha256((home / "market.duckdb").read_bytes()).hexdigest()
    )
    done = rolecall(
        "run",
        "--plain",
        "--boards",
        str(file),
        "--as-of",
        "2026-11-23",
        mirror="http://127.0.0.1:9",
    )
    assert done.returncode == 3
    assert "Are you online?" in done.stderr
    assert "rolecall demo" in done.stderr
    assert "Traceback" not in done.stderr
    after = digests(home / "site") | {
        "market.duckdb": hashlib.sha256((home / "market.duckdb").read_bytes()).hexdigest()
    }
    assert after == before


def test_a_failed_check_keeps_the_old_market_and_says_which_rows(
    tmp_path: Path, after_a_run: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import pipeline, store
    from flows.errors import CheckFailed
    from flows.requirements import parse_as_of
    from flows.settings import Settings

    settings = Settings(home=after_a_run(tmp_path / "home"))
    old = settings.market_file.read_bytes()
    gather = store.gather_facts

    def twice(lake: Lake, as_of: datetime, needs_looks: bool = True) -> Facts:
        facts = gather(lake, as_of, needs_looks)
        return Facts(
            facts.looks,
            facts.postings.vstack(facts.postings.head(1)),
            facts.openings,
            facts.pay,
            facts.skills,
        )

    monkeypatch.setattr(store, "gather_facts", twice)
    with (
        writing(settings) as lake,
        pytest.raises(CheckFailed, match="posting_id_is_unique") as failed,
    ):
        pipeline.store_stop(lake, settings, parse_as_of("2026-11-23"))
    assert failed.value.exit_code == 4
    assert settings.market_file.read_bytes() == old


def test_a_simulated_lakes_market_says_so_whoever_rebuilds_it(
    tmp_path: Path, serve_market: Serve, board_list: BoardList, rolecall: Rolecall
) -> None:
    from flows import pipeline
    from flows.home import REHEARSAL_MARKER
    from flows.requirements import parse_as_of
    from flows.settings import Settings

    server = serve_market()
    done = rolecall("scrape", "--boards", str(board_list(server)), mirror=server.url)
    assert done.returncode == 0, done.stderr
    done = rolecall("classify")
    assert done.returncode == 0, done.stderr
    settings = Settings(home=tmp_path / "home")
    (settings.home / REHEARSAL_MARKER).write_text("{}")
    with pipeline.writing(settings) as lake:
        pipeline.classify_stop(lake, settings)
        frames = pipeline.store_stop(lake, settings, parse_as_of(None))
    assert frames["mart_edition"]["is_rehearsal"].to_list() == [True]


def test_a_run_for_an_earlier_day_names_its_own_edition_and_leaves_the_latest(
    tmp_path: Path,
    serve_market: Serve,
    board_list: BoardList,
    after_a_run: Callable[[Path], Path],
    rolecall: Rolecall,
) -> None:
    server = serve_market()
    file = str(board_list(server))
    after_a_run(tmp_path / "home")
    done = rolecall("run", "--plain", "--boards", file, "--as-of", "2026-11-09", mirror=server.url)
    assert done.returncode == 0, done.stderr
    assert f"Report: {tmp_path / 'home' / 'site' / '2026-11-09' / 'index.html'}" in done.stdout
    assert 'datetime="2026-11-16"' in (
        tmp_path / "home" / "site" / "latest" / "index.html"
    ).read_text(encoding="utf-8")


def test_two_runs_of_one_instant_are_numbered_and_the_last_one_counts(
    tmp_path: Path,
    small_market: Market,
    serve_market: Serve,
    board_list: BoardList,
    rolecall: Rolecall,
) -> None:
    server = serve_market(day=small_market.days()[-2])
    file = str(board_list(server))
    assert (
        rolecall(
            "run", "--plain", "--boards", file, "--as-of", "2026-11-16", mirror=server.url
        ).returncode
        == 0
    )
    server.day = small_market.days()[-1]
    done = rolecall("run", "--plain", "--boards", file, "--as-of", "2026-11-16", mirror=server.url)
    assert done.returncode == 0, done.stderr
    listed = rows(tmp_path / "home", "select count(*) from posting where is_open")[0][0]
    day = small_market.days()[-1]
    assert listed == sum(
        len(small_market.postings_open(employer.board, day)) for employer in small_market.employers
    )
