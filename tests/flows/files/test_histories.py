"""Histories of many boards, in the column shapes of real ones with invented rows."""

import json
import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from subprocess import CompletedProcess

import polars as pl
import pytest

from flows.boards.parking import boards_due
from flows.classify import classify_lake
from flows.errors import UsageError
from flows.files.importing import Import, import_file
from flows.files.opened import Choice
from flows.files.rows import Rows, name_board
from flows.files.shapes import Layout, read_mapping
from flows.lake.facts import Facts, gather_facts
from flows.lake.histories import History
from flows.lake.parts import Lake
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash
from flows.settings import Settings
from flows.sources import Board
from flows.store import watch_for_drift
from warehouse import read

AS_OF = datetime(2026, 3, 1)

SIGHTINGS = """\
seen_on,source,board,id,title,employer,location,text
2026-01-05,greenhouse,juniper,11,ML Engineer,Juniper Row,Berlin,Train models
2026-01-05,greenhouse,juniper,12,Data Scientist,Juniper Row,Paris,Run experiments
2026-01-12,greenhouse,juniper,11,ML Engineer,Juniper Row,Berlin,Train models
2026-01-05,ashby,fennel,a-1,AI Engineer,Fennel,Remote,Build agents
2026-01-19,ashby,fennel,a-1,AI Engineer II,Fennel,Remote,Build agents
2026-01-19,greenhouse,juniper,11,ML Engineer,Juniper Row,Berlin,Train models
2026-01-19,brassring,oak,7,Analyst,Oak & Sons,Rome,
"""

LEDGER = """\
{"board": "juniper", "source": "greenhouse", "id": 11, "title": "ML Engineer", "first_seen": "2026-01-01", \
"last_seen": "2026-01-29", "removed": null}
{"board": "juniper", "source": "greenhouse", "id": 12, "title": "Data Scientist", "first_seen": "2026-01-01", \
"last_seen": "2026-01-14", "removed": "2026-01-15T06:00:00Z"}
"""


def take(
    folder: Path,
    file: Path,
    *mapping: str,
    choice: Choice | None = None,
    name: str = "past",
    as_of: datetime = AS_OF,
) -> Import:
    lake = Lake(folder / "lake")
    run_id = f"20260301T000000-{len(lake.parts()):04d}abc"
    return import_file(lake, file, name, read_mapping(mapping), as_of, run_id, choice)


def facts_of(folder: Path, as_of: datetime = AS_OF) -> Facts:
    lake = Lake(folder / "lake")
    classify_lake(lake, n_workers=1)
    return gather_facts(lake, as_of)


def looks_of(facts: Facts) -> list[tuple[str, str, date, int]]:
    looks = facts.looks.select("source", "board", pl.col("looked_at").dt.date(), "n_postings")
    return sorted(looks.iter_rows())


@pytest.fixture
def sightings(tmp_path: Path) -> Path:
    file = tmp_path / "sightings.csv"
    file.write_text(SIGHTINGS)
    return file


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.jsonl"
    file.write_text(LEDGER)
    return file


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_each_board_and_day_of_sightings_is_a_complete_look(
    tmp_path: Path, sightings: Path, kind: str
) -> None:
    frame, file = pl.read_csv(sightings), tmp_path / f"same.{kind}"
    write = {"csv": frame.write_csv, "jsonl": frame.write_ndjson, "parquet": frame.write_parquet}
    write[kind](file)
    assert take(tmp_path, file).shape == "sightings"
    facts = facts_of(tmp_path)
    assert looks_of(facts) == [
        ("ashby", "fennel", date(2026, 1, 5), 1),
        ("ashby", "fennel", date(2026, 1, 19), 1),
        ("greenhouse", "juniper", date(2026, 1, 5), 2),
        ("greenhouse", "juniper", date(2026, 1, 12), 1),
        ("greenhouse", "juniper", date(2026, 1, 19), 1),
        ("imported", "past/brassring/oak", date(2026, 1, 19), 1),
    ]
    assert set(facts.looks["outcome"]) == {"complete"}
    assert set(facts.looks["origin"]) == {"past"}


def test_postings_live_from_their_first_look_to_the_one_that_no_longer_lists_them(
    tmp_path: Path, sightings: Path
) -> None:
    take(tmp_path, sightings)
    lives = {
        row["posting_id"]: (row["first_seen_at"].day, row["closed_at"] and row["closed_at"].day)
        for row in facts_of(tmp_path).postings.iter_rows(named=True)
    }
    assert lives == {
        "greenhouse:juniper:11": (5, None),
        "greenhouse:juniper:12": (5, 12),
        "ashby:fennel:a-1": (5, None),
        "imported:past/brassring/oak:7": (19, None),
    }


@pytest.mark.parametrize(
    ("source", "board", "named"),
    [
        ("greenhouse", "juniper", ("greenhouse", "juniper")),
        (
            "greenhouse",
            "Juniper Row!",
            ("imported", "past/greenhouse/Juniper Row!"),
        ),  # no board's name
        ("brassring", "oak", ("imported", "past/brassring/oak")),  # a kind that nobody reads
        ("hackernews", "whoishiring", ("imported", "past/hackernews/whoishiring")),  # a census
        ("remotive", "remotive", ("imported", "past/remotive/remotive")),  # never lists all it has
        ("", "oak", ("imported", "past/oak")),
        ("", "", ("imported", "past")),
    ],
)
def test_a_board_keeps_its_name_where_we_could_watch_it(
    source: str, board: str, named: tuple[str, str]
) -> None:
    assert name_board("past", source, board) == named


def test_a_text_is_stored_once_and_a_new_one_beside_it(tmp_path: Path, sightings: Path) -> None:
    take(tmp_path, sightings)
    bodies = pl.concat(
        Lake(tmp_path / "lake").bodies(part) for part in Lake(tmp_path / "lake").parts()
    )
    counted = dict(bodies.group_by("external_id").len().iter_rows())
    assert counted == {"11": 1, "12": 1, "a-1": 2, "7": 1}
    assert set(bodies["look_id"]) <= set(Lake(tmp_path / "lake").looks()["look_id"])
    (posting,) = facts_of(tmp_path).postings.filter(source="ashby").to_dicts()
    assert (posting["title"], posting["employer"]) == ("AI Engineer II", "Fennel")


def test_an_absent_board_was_not_looked_at_unless_that_means_empty(
    tmp_path: Path, sightings: Path
) -> None:
    fennel = pl.col("board") == "fennel"
    done = take(tmp_path / "unseen", sightings)
    assert done.looks.filter(fennel)["n_postings"].to_list() == [1, 1]
    done = take(tmp_path / "empty", sightings, choice=Choice(absent_is_empty=True))
    assert done.looks.filter(fennel)["n_postings"].to_list() == [1, 0, 1]
    assert (done.n_boards, done.n_days, done.n_looks) == (3, 3, 9)


def test_a_ledger_is_a_look_a_week_between_first_and_last_mention(
    tmp_path: Path, ledger: Path
) -> None:
    done = take(tmp_path, ledger)
    assert (done.shape, done.n_postings) == ("ledger", 2)
    assert [(day, n) for *_, day, n in looks_of(facts_of(tmp_path))] == [
        (date(2026, 1, 1), 2),
        (date(2026, 1, 8), 2),
        (date(2026, 1, 15), 1),
        (date(2026, 1, 22), 1),
        (date(2026, 1, 29), 1),
    ]


def test_looks_of_a_ledger_can_be_closer(tmp_path: Path, ledger: Path) -> None:
    assert take(tmp_path, ledger, choice=Choice(every_days=14)).n_looks == 3


def test_the_same_file_twice_changes_nothing(tmp_path: Path, sightings: Path) -> None:
    take(tmp_path, sightings)
    before = sorted((tmp_path / "lake").rglob("*.parquet"))
    again = take(tmp_path, sightings, as_of=datetime(2026, 3, 2))
    assert (again.looks.height, again.n_looks) == (0, 6)
    assert sorted((tmp_path / "lake").rglob("*.parquet")) == before


def test_a_corrected_file_brings_only_the_looks_that_it_changes(
    tmp_path: Path, sightings: Path
) -> None:
    take(tmp_path, sightings)
    sightings.write_text(SIGHTINGS + "2026-01-12,greenhouse,juniper,12,Data Scientist,,,\n")
    again = take(tmp_path, sightings)
    assert [str(look["looked_at"].date()) for look in again.looks.to_dicts()] == ["2026-01-12"]
    lives = facts_of(tmp_path).postings.filter(external_id="12")
    assert lives["closed_at"].dt.date().to_list() == [date(2026, 1, 19)]


def test_what_a_second_file_says_is_joined_by_the_columns_that_both_have(tmp_path: Path) -> None:
    seen, said = tmp_path / "seen.parquet", tmp_path / "said.parquet"
    pl.DataFrame(
        {
            "day": ["2026-01-05", "2026-01-06", "2026-01-06"],
            "source": ["greenhouse"] * 3,
            "employer": ["Juniper Row"] * 3,
            "external_id": ["11", "11", "99"],
        }
    ).write_parquet(seen)
    pl.DataFrame(
        {
            "source": ["greenhouse"],
            "board": ["juniper"],
            "employer": ["Juniper Row"],
            "external_id": [11],
            "title": ["ML Engineer"],
            "published": ["2025-12-30"],
        }
    ).write_parquet(said)
    done = take(tmp_path, seen, "seen_on=day,date=published", choice=Choice(postings=said))
    assert done.n_left_out == {"title": 1}
    (posting,) = facts_of(tmp_path).postings.to_dicts()
    assert (posting["posting_id"], posting["posted_date"]) == (
        "greenhouse:juniper:11",
        date(2025, 12, 30),
    )


def test_postings_of_one_day_with_a_column_of_boards_are_looks_at_these_boards(
    tmp_path: Path,
) -> None:
    file = tmp_path / "week.csv"
    file.write_text("id,title,company\n1,Data Scientist,Acme\n2,ML Engineer,Fennel & Co.\n")
    done = take(tmp_path, file, "board=company")
    assert (done.shape, done.n_boards) == ("postings", 2)
    found = facts_of(tmp_path)
    assert [board for _, board, *_ in looks_of(found)] == ["past/Acme", "past/Fennel & Co."]
    assert set(found.postings["employer"]) == {"Acme", "Fennel & Co."}


BAD_ROWS = [
    ("", "11", "ML Engineer", "2026-01-05", "board: missing"),
    ("juniper", "", "ML Engineer", "2026-01-05", "the posting has no id"),
    ("juniper", "11", "", "2026-01-05", "$.title: missing instead of a title"),
    ("juniper", "11", "ML Engineer", "", "seen_on: missing"),
    ("juniper", "11", "ML Engineer", "31/01/2026", "seen_on: '31/01/2026' is not a day"),
    ("juniper", "11", "ML Engineer", "1970-01-01", "seen_on: '1970-01-01' lies before the year"),
    ("juniper", "11", "ML Engineer", "2031-01-01", "seen_on: '2031-01-01' lies after 2026-03-02"),
]


def test_rows_that_cannot_be_read_are_quarantined_with_their_reasons(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    rows = ["2026-01-05,greenhouse,juniper,12,Data Scientist,0"]
    rows += [
        f"{day},greenhouse,{board},{name},{title},{n}"
        for n, (board, name, title, day, _) in enumerate(BAD_ROWS, start=1)
    ]
    file.write_text("seen_on,source,board,id,title,department\n" + "\n".join(rows))
    done = take(tmp_path, file)
    assert done.n_left_out == {"board": 1, "id": 1, "seen_on": 4}
    facts = facts_of(tmp_path)
    rejected = Lake(tmp_path / "lake").quarantine()
    assert set(rejected["look_id"]) <= set(facts.looks["look_id"])
    reasons = sorted(rejected["reason"])
    expected = sorted(reason for *_, reason in BAD_ROWS)
    assert [found[: len(start)] for found, start in zip(reasons, expected, strict=True)] == expected
    assert facts.postings["external_id"].to_list() == ["12"]


def test_a_ledger_row_that_went_before_it_came_is_quarantined(tmp_path: Path, ledger: Path) -> None:
    row = json.loads(LEDGER.splitlines()[0]) | {"id": 13, "last_seen": "2025-12-01"}
    ledger.write_text(LEDGER + json.dumps(row) + "\n")
    assert take(tmp_path, ledger).n_left_out == {"last_seen": 1}
    facts_of(tmp_path)
    (rejected,) = Lake(tmp_path / "lake").quarantine().to_dicts()
    assert rejected["reason"] == "last_seen: lies before first_seen"


def test_a_day_that_is_not_a_number_is_no_day_and_is_not_remembered(tmp_path: Path) -> None:
    columns = ("board", "id", "title", "first_seen", "removed")
    layout = Layout("ledger", dict(zip(columns, columns, strict=True)))
    rows = Rows(History(Lake(tmp_path), "labs", "run"), layout, date(2026, 1, 31), needs_board=True)
    known = len(rows._days)
    for name in "123":  # pandas writes nothing as NaN, and no NaN equals another
        rows.take(
            [
                dict(
                    zip(
                        columns,
                        ("juniper", name, "Analyst", "2026-01-05", float("nan")),
                        strict=True,
                    )
                )
            ]
        )
    assert rows.seen()["removed"].to_list() == [None, None, None]
    assert len(rows._days) == known + 1


@pytest.mark.parametrize(
    ("header", "mapping", "shape", "message"),
    [
        ("board,id,title,seen_on,removed", (), None, "Say which it is: --shape sightings or"),
        ("id,title,seen_on", (), None, "no column board, .* --map board=COLUMN"),
        ("board,id,title,day", ("seen_on=date_seen",), None, "--map seen_on=date_seen: no such"),
        ("board,id,title,first_seen", (), None, "no column last_seen or removed"),
        ("board,id,title,removed", (), None, "no column first_seen"),
        ("board,id,title", (), "sightings", "no column seen_on, .* --map seen_on=COLUMN"),
        ("board,id,name,seen_on", (), None, "no column title"),
    ],
)
def test_columns_that_do_not_tell_what_a_file_is_are_said(
    tmp_path: Path, header: str, mapping: tuple[str, ...], shape: str | None, message: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"{header}\n" + ",".join("2026-01-05" for _ in header.split(",")) + "\n")
    with pytest.raises(UsageError, match=message):
        take(tmp_path, file, *mapping, choice=Choice(shape=shape))  # type: ignore[arg-type]
    assert list((tmp_path / "lake").rglob("*.parquet")) == []


def test_a_history_whose_day_has_another_name_is_no_file_of_one_day(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    rows = [f"2026-01-{day:02},juniper,11,ML Engineer\n" for day in range(1, 30)]
    file.write_text("day,board,id,title\n" + "".join(rows))
    with pytest.raises(UsageError, match=r"28 of 29 rows repeat a posting.*--map seen_on=COLUMN"):
        take(tmp_path, file)


def test_a_wrong_column_of_days_is_said_rather_than_quarantined_whole(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    rows = [f"week {day},juniper,{day},ML Engineer\n" for day in range(1, 40)]
    file.write_text("seen_on,board,id,title\n" + "".join(rows))
    with pytest.raises(
        UsageError, match="39 of 39 rows have nothing that can be read in 'seen_on'"
    ):
        take(tmp_path, file)
    assert list((tmp_path / "lake").rglob("*.parquet")) == []


def own_look(folder: Path, day: datetime, *ids: str, outcome: str = "complete") -> Lake:
    """A look of ours at greenhouse/juniper that lists these postings."""
    lake, run_id = Lake(folder / "lake"), f"{day:%Y%m%d}T000000-0000def"
    look = {"look_id": f"{run_id}:greenhouse:juniper", "run_id": run_id, "looked_at": day}
    board = {"source": "greenhouse", "board": "juniper", "employer": "Juniper Row"}
    bodies = []
    for external_id in ids:
        body = json.dumps({"id": int(external_id), "title": "ML Engineer, Platform"}).encode()
        name = content_hash("greenhouse", "juniper", external_id, body)
        keys = {"look_id": look["look_id"], "external_id": external_id, "content_hash": name}
        bodies.append(board | keys | {"body": body})
    lake.write_part(
        f"{run_id}-0000",
        pl.DataFrame([look | board | {"outcome": outcome}], schema=LOOK),
        pl.DataFrame(
            [{name: row.get(name) for name in SIGHTING} for row in bodies], schema=SIGHTING
        ),
        pl.DataFrame([{name: row.get(name) for name in BODY} for row in bodies], schema=BODY),
    )
    return lake


def test_dates_before_our_own_looks_join_the_same_chain(tmp_path: Path, sightings: Path) -> None:
    own_look(tmp_path, datetime(2026, 1, 26, 6), "11", "14")
    take(tmp_path, sightings)
    postings = facts_of(tmp_path).postings.filter(source="greenhouse")
    assert [
        (row["external_id"], row["title"], row["first_seen_at"].day, row["is_left_truncated"])
        for row in postings.sort("external_id").to_dicts()
    ] == [
        ("11", "ML Engineer, Platform", 5, True),
        ("12", "Data Scientist", 5, True),
        ("14", "ML Engineer, Platform", 26, False),
    ]
    assert set(facts_of(tmp_path).looks.filter(board="juniper")["is_out_of_order"]) == {False}


def test_the_boards_of_a_history_are_no_boards_to_ask(tmp_path: Path, sightings: Path) -> None:
    for day in (2, 3, 4):
        lake = own_look(tmp_path, datetime(2026, 1, day), outcome="missing")
    take(tmp_path, sightings)
    as_of = datetime(2026, 1, 5)
    due = boards_due([Board("greenhouse", "juniper")], lake.own_looks(), as_of)
    assert due.n_parked == 1  # the history does not say that the board answers us
    drift = watch_for_drift(lake, facts_of(tmp_path).looks)
    assert set(drift["source"]) == {"greenhouse"}
    assert drift.filter(item="postings")["looked_date"].to_list() == [date(2026, 1, 4)]


def test_a_column_of_json_lines_may_come_late_and_hold_anything(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"seen_on": "2026-01-05", "board": "juniper", "id": n, "title": "ML Engineer"}
        for n in range(2100)
    ]
    rows[-1] |= {"location": ["Berlin", "Paris"], "company": "Juniper Row"}
    rows += [{"seen_on": ["x"], "board": ["y"], "id": {"z": 1}, "title": 3, "source": 7}]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    done = take(tmp_path, file)
    assert (done.n_postings, done.n_left_out, done.looks["employer"].to_list()) == (
        2100,
        {"id": 1},
        ["Juniper Row"],
    )


def test_the_command_says_what_it_took_and_the_pages_name_the_history(
    tmp_path: Path, sightings: Path, rolecall: Callable[..., CompletedProcess[str]]
) -> None:
    text = SIGHTINGS.replace("seen_on", "day") + "someday,ashby,fennel,a-2,Data Scientist,,,\n"
    sightings.write_text(text)
    command = ("import", str(sightings), "--name", "past", "--map", "seen_on=day")
    done = rolecall(*command)
    assert done.returncode == 0, done.stderr
    assert "(sightings): seen 7 times in 6 looks at 3 boards on 3 days" in done.stderr
    assert "in the quarantine: 1 for seen_on" in done.stderr
    assert "With history from past (2026-01-05 to 2026-01-19)." in done.stdout
    market = Settings(home=tmp_path / "home").market_file
    assert read.query(market, "select as_of from mart_edition").item() == date(2026, 1, 19)
    growth = tmp_path / "home" / "site" / "latest" / "growth.html"
    assert "history from past" in growth.read_text()
    edition = "select edition_id from mart_edition"
    before = read.query(market, edition).item()
    again = rolecall(*command)
    assert "6 of these looks were known from an earlier import of past" in again.stderr
    assert read.query(market, edition).item() == before


HISTORY = (
    Path(os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[4] / "shared")
    / "history"
)


@pytest.mark.skipif(not HISTORY.exists(), reason="the real history is not on this machine")
def test_a_real_history_of_seven_boards_has_its_known_counts(tmp_path: Path) -> None:
    done = take(
        tmp_path,
        HISTORY / "ai_labs_sightings.parquet",
        "seen_on=day,date=published",
        choice=Choice(postings=HISTORY / "ai_labs_postings.parquet"),
        as_of=datetime(2026, 11, 29),
    )
    assert (done.n_rows, done.n_sightings, done.n_boards, done.n_days) == (218_964, 218_964, 7, 212)
    counts = {
        (row["employer"], str(row["looked_at"].date())): row["n_postings"]
        for row in done.looks.to_dicts()
    }
    assert (counts["OpenAI", "2025-09-24"], counts["OpenAI", "2026-04-07"]) == (350, 546)
    assert (counts["Anthropic", "2025-09-24"], counts["Anthropic", "2026-04-07"]) == (179, 427)
    assert max(day for name, day in counts if name == "Perplexity AI") < "2025-11-05"
