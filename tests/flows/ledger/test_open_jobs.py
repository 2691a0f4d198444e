"""The open-jobs ledger over real HTTP: of which boards it tells, what it says of them, and what a break or a bad row costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from flows.backfill import plan_backfill
from flows.classify import classify_lake
from flows.errors import NothingReached, PayloadChanged, UsageError
from flows.lake.facts import Facts, gather_facts
from flows.lake.parts import Lake
from flows.lake.retention.forget import forget
from flows.lake.tables import BODY, LOOK, SIGHTING
from flows.ledger.take import Request, take_ledger
from flows.settings import Settings
from flows.sources import Board
from tests.flows.conftest import Command
from tests.flows.ledger.published import LEDGER, Published, change, parquet, posting
from tests.flows.served_site import Answers, Site

AS_OF = datetime(2026, 11, 29)
JUNIPER, FENNEL = Board("greenhouse", "Juniper", "Juniper Row"), Board("greenhouse", "fennel")
PANEL = Request((JUNIPER, FENNEL), False, "2026-09", "2026-11")

Serve = Callable[[Published], Site]

WEEK_3 = [
    posting("juniper", "11", "2026-10-01", "2026-10-22"),
    posting("juniper", "12", "2026-10-01", "2026-10-01", "2026-10-14"),
    posting("fennel", "21", "2026-10-08", "2026-10-22", title="AI Engineer"),
    posting("thistle", "31", "2026-10-01", "2026-10-22"),
]


@pytest.fixture
def publish(site: Callable[[Answers], Site]) -> Serve:
    return lambda published: site(published.answers())


def take(
    site: Site, folder: Path, request: Request = PANEL, as_of: datetime = AS_OF
) -> pl.DataFrame:
    settings = Settings(mirror=site.url, timeout_s=5.0)
    return take_ledger(Lake(folder / "lake"), settings, request, as_of)


def facts_of(folder: Path, as_of: datetime = AS_OF) -> Facts:
    lake = Lake(folder / "lake")
    classify_lake(lake, n_workers=1)
    return gather_facts(lake, as_of)


def looks_of(folder: Path, board: str) -> list[tuple[str, str, int]]:
    """The looks at a board that count: month and day, outcome, and how many postings they list."""
    looks = Lake(folder / "lake").looks().filter(board=board).sort("looked_at", "look_id")
    last = looks.unique("looked_at", keep="last", maintain_order=True)
    rows = last.select(pl.col("looked_at").dt.strftime("%m-%d"), "outcome", "n_postings")
    return rows.rows()


def skills_of(folder: Path, external_id: str) -> set[str]:
    facts = facts_of(folder)
    wanted = facts.postings.filter(external_id=external_id).select("posting_id")
    return set(facts.skills.join(wanted, on="posting_id", how="semi")["skill"])


def asked(site: Site) -> list[str]:
    return [path.rpartition("/data/")[2] for path in site.asked if path.endswith(".parquet")]


def test_boards_of_the_panel_have_a_look_a_week_and_others_none(
    publish: Serve, tmp_path: Path
) -> None:
    take(publish(Published().add_day("2026-10-22", WEEK_3)), tmp_path)
    assert looks_of(tmp_path, "Juniper") == [
        ("10-01", "complete", 2), ("10-08", "complete", 2), ("10-15", "complete", 1), ("10-22", "complete", 1)
    ]  # fmt: skip
    assert looks_of(tmp_path, "thistle") == []
    facts = facts_of(tmp_path)
    assert set(facts.looks["origin"]) == {"open_jobs"}
    assert facts.postings.select(
        "posting_id", "employer", pl.col("closed_at").dt.date()
    ).rows() == [
        ("greenhouse:Juniper:11", "Juniper Row", None),
        ("greenhouse:Juniper:12", "Juniper Row", date(2026, 10, 15)),
        ("greenhouse:fennel:21", "fennel", None),
    ]


def test_all_are_the_boards_of_the_ledger_under_our_names_where_its_ids_are_ours(
    publish: Serve, tmp_path: Path
) -> None:
    theirs = posting("Thorn Ltd", "9", "2026-10-01", "2026-10-22", ats="taleo")
    server = publish(Published().add_day("2026-10-22", [*WEEK_3, theirs]))
    take(server, tmp_path, replace(PANEL, is_every=True))
    boards = (
        Lake(tmp_path / "lake").looks().select("source", "board").unique().sort("source", "board")
    )
    assert boards.rows() == [
        ("greenhouse", "Juniper"), ("greenhouse", "fennel"), ("greenhouse", "thistle"),
        ("imported", "open_jobs/taleo/Thorn Ltd"),
    ]  # fmt: skip


def test_parts_of_a_day_are_read_together_as_a_board_may_stand_in_several(
    publish: Serve, tmp_path: Path
) -> None:
    take(publish(Published().add_day("2026-10-22", WEEK_3[:1], WEEK_3[1:])), tmp_path)
    assert looks_of(tmp_path, "Juniper")[0] == ("10-01", "complete", 2)


def test_only_the_newest_day_of_the_span_is_asked_for(publish: Serve, tmp_path: Path) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3).add_day("2026-10-23", WEEK_3)
    server = publish(ledger.add_day("2026-11-30", WEEK_3).add_day("2026-12-01", WEEK_3))
    take(server, tmp_path)
    take(server, tmp_path, replace(PANEL, until="2026-10"))
    assert asked(server) == ["ledger/2026-10-23/data_0.parquet"]


def test_files_named_for_months_are_all_of_the_span(publish: Serve, tmp_path: Path) -> None:
    ledger = (
        Published().add_day("2026-08", WEEK_3).add_day("2026-09", WEEK_3).add_day("2026-10", WEEK_3)
    )
    server = publish(ledger)
    take(server, tmp_path)
    assert asked(server) == ["ledger/2026-09/data_0.parquet", "ledger/2026-10/data_0.parquet"]
    assert looks_of(tmp_path, "Juniper")[-1] == ("10-31", "missing", 0)  # last seen on 22 October


def test_a_span_drops_the_looks_before_it(publish: Serve, tmp_path: Path) -> None:
    rows = [posting("fennel", "1", "2026-08-24", "2026-09-14")]
    take(publish(Published().add_day("2026-09-14", rows)), tmp_path)
    assert [day for day, *_ in looks_of(tmp_path, "fennel")] == ["09-07", "09-14"]


def test_a_vanished_board_is_missing_and_not_empty(publish: Serve, tmp_path: Path) -> None:
    gone = [posting("fennel", str(n), "2026-10-01", "2026-10-01", "2026-10-10") for n in range(25)]
    server = publish(Published().add_day("2026-10-24", [*gone, *WEEK_3[:1]]))
    take(server, tmp_path)
    assert looks_of(tmp_path, "fennel") == [
        ("10-01", "complete", 25), ("10-08", "complete", 25),
        ("10-10", "missing", 0), ("10-17", "missing", 0), ("10-24", "missing", 0),
    ]  # fmt: skip
    # Three looks on three days say so: it closed what it listed at the first of them.
    of_fennel = facts_of(tmp_path).postings.filter(board="fennel")
    assert set(of_fennel["closed_at"].dt.date()) == {date(2026, 10, 10)}
    # On its first day, nobody knows yet.
    early = facts_of(tmp_path, datetime(2026, 10, 12)).postings.filter(board="fennel")
    assert early["closed_at"].null_count() == 25


def test_a_board_that_stopped_answering_is_missing_once_and_closes_nothing(
    publish: Serve, tmp_path: Path
) -> None:
    rows = [posting("fennel", "1", "2026-09-01", "2026-09-10"), *WEEK_3[:1]]
    take(publish(Published().add_day("2026-10-22", rows)), tmp_path)
    assert looks_of(tmp_path, "fennel")[-2:] == [("09-10", "complete", 1), ("10-22", "missing", 0)]
    assert facts_of(tmp_path).postings.filter(board="fennel")["closed_at"].to_list() == [None]


def test_texts_come_from_the_lite_diffs_and_the_last_one_counts(
    publish: Serve, tmp_path: Path
) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    ledger.add_diff("2026-09-30", "2026-10-01", change("juniper", "11", "<p>You train models.</p>"))
    ledger.add_diff("2026-10-01", "2026-10-02", change("juniper", "11", None, "removed"),
                    change("juniper", "11", "<p>You fine-tune PyTorch models.</p>", "changed"))  # fmt: skip
    server = publish(ledger.add_diff("2026-10-22", "2026-10-23", change("juniper", "11", "later")))
    take(server, tmp_path)
    assert [path for path in asked(server) if path.startswith("diffs")] == [
        "diffs/2026-09-30__2026-10-01/lite/data_0.parquet",
        "diffs/2026-10-01__2026-10-02/lite/data_0.parquet",
    ]
    assert "pytorch" in skills_of(tmp_path, "11")


def test_without_texts_no_diff_is_asked_for(publish: Serve, tmp_path: Path) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    server = publish(ledger.add_diff("2026-09-30", "2026-10-01", change("juniper", "11", "x")))
    take(server, tmp_path, replace(PANEL, with_texts=False))
    assert not [path for path in server.asked if "diffs" in path]


def test_texts_wanted_later_are_added_to_what_was_taken(publish: Serve, tmp_path: Path) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    text = change("juniper", "11", "<p>You fine-tune PyTorch models.</p>")
    server = publish(ledger.add_diff("2026-09-30", "2026-10-01", text))
    take(server, tmp_path, replace(PANEL, with_texts=False))
    take(server, tmp_path)
    assert asked(server).count("ledger/2026-10-22/data_0.parquet") == 1
    assert "pytorch" in skills_of(tmp_path, "11")


def test_the_same_again_asks_for_no_file_and_changes_nothing(
    publish: Serve, tmp_path: Path
) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    server = publish(
        ledger.add_diff("2026-09-30", "2026-10-01", change("juniper", "11", "Train models"))
    )
    assert take(server, tmp_path).height == 7
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.parquet")}
    server.asked.clear()
    assert take(server, tmp_path).is_empty()
    assert asked(server) == []
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.parquet")} == before


def test_a_newer_day_brings_what_is_new_and_a_posting_keeps_its_text(
    publish: Serve, tmp_path: Path
) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    text = change("juniper", "11", "<p>You fine-tune PyTorch models.</p>")
    server = publish(ledger.add_diff("2026-09-30", "2026-10-01", text))
    take(server, tmp_path, as_of=datetime(2026, 10, 23))
    later = [
        posting("juniper", "11", "2026-10-01", "2026-10-29"),
        WEEK_3[1],
        posting("juniper", "13", "2026-10-25", "2026-10-29"),
        posting("fennel", "21", "2026-10-08", "2026-10-29", title="AI Engineer"),
    ]
    ledger.add_day("2026-10-29", later)
    new = take(server, tmp_path, as_of=datetime(2026, 10, 30))
    assert sorted(new.select("board", pl.col("looked_at").dt.strftime("%m-%d")).rows()) == [
        ("Juniper", "10-29"), ("fennel", "10-29")
    ]  # fmt: skip
    assert "pytorch" in skills_of(tmp_path, "11")
    seen = facts_of(tmp_path).postings.filter(external_id="11")["last_seen_at"]
    assert seen.dt.day().to_list() == [29]


def test_a_broken_backfill_goes_on_with_the_file_it_was_at(publish: Serve, tmp_path: Path) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3[:2], WEEK_3[2:])
    ledger.broken = {"ledger/2026-10-22/data_1.parquet"}
    server = publish(ledger)
    with pytest.raises(NothingReached, match="1 file of the ledger could not be fetched"):
        take(server, tmp_path)
    assert Lake(tmp_path / "lake").looks().is_empty()
    ledger.broken.clear()
    server.asked.clear()
    take(server, tmp_path)
    assert asked(server) == ["ledger/2026-10-22/data_1.parquet"]
    assert looks_of(tmp_path, "Juniper")[0] == ("10-01", "complete", 2)


def test_a_diff_that_cannot_be_had_costs_its_texts_alone(
    publish: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    ledger.add_diff("2026-09-30", "2026-10-01", change("juniper", "11", "x"))
    ledger.broken = {"diffs/2026-09-30__2026-10-01/lite/data_0.parquet"}
    server = publish(ledger)
    assert take(server, tmp_path).height == 7
    assert "not taken" in caplog.text


def test_bad_rows_are_quarantined_with_the_reason_and_good_ones_kept(
    publish: Serve, tmp_path: Path
) -> None:
    bad = [
        posting("juniper", "90", "2026-10-05", "2026-10-06", "2026-10-02"),
        posting("juniper", "91", "2026-10-05", "2026-10-06") | {"first_seen_at": None},
        posting("juniper", "", "2026-10-05", "2026-10-06"),
        posting("juniper", "93", "2027-10-05", "2027-10-06"),
        posting("juniper", "94", "2026-10-05", "2026-10-06", title=None),
    ]
    take(publish(Published().add_day("2026-10-22", [*WEEK_3, *bad])), tmp_path)
    facts = facts_of(tmp_path)
    assert facts.postings.height == 3
    found = Lake(tmp_path / "lake").quarantine().sort("external_id", nulls_last=True)
    reasons = dict(found.select("external_id", "reason").iter_rows())
    assert reasons["90"] == "removed: lies before first_seen"
    assert reasons["91"] == "first_seen: missing"
    assert reasons[None] == "the posting has no id"
    assert "lies after" in reasons["93"]
    assert "title" in reasons["94"]


def test_a_row_that_is_mended_on_a_later_day_is_read_then(publish: Serve, tmp_path: Path) -> None:
    bad = posting("fennel", "21", "2026-10-08", "2026-10-22", "2026-10-02")
    ledger = Published().add_day("2026-10-22", [WEEK_3[0], bad])
    server = publish(ledger)
    take(server, tmp_path, as_of=datetime(2026, 10, 23))
    facts_of(tmp_path, datetime(2026, 10, 23))
    ledger.add_day("2026-10-29", [WEEK_3[0], posting("fennel", "21", "2026-10-08", "2026-10-29")])
    take(server, tmp_path, as_of=datetime(2026, 10, 30))
    assert set(facts_of(tmp_path).postings["external_id"]) == {"11", "21"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "first_seen_at",
            [1_790_812_800_000, 1_791_417_600_000],
        ),  # milliseconds, as in the crawler
        ("first_seen_at", [date(2026, 10, 1), date(2026, 10, 8)]),
        ("first_seen", ["2026-10-01T14:30:00Z", "2026-10-08"]),
        ("id", [11, 21]),
    ],
)
def test_days_and_ids_are_read_in_whatever_type_they_are(
    publish: Serve, tmp_path: Path, name: str, values: list[object]
) -> None:
    rows = [WEEK_3[0], WEEK_3[2]]
    frame = pl.read_parquet(BytesIO(parquet(rows, LEDGER)))
    frame = frame.drop(name, "first_seen_at" if "first_seen" in name else name, strict=False)
    body = BytesIO()
    frame.with_columns(pl.Series(name, values)).write_parquet(body)
    take(publish(Published({"ledger/2026-10-22/data_0.parquet": body.getvalue()})), tmp_path)
    assert looks_of(tmp_path, "Juniper")[0] == ("10-01", "complete", 1)
    assert looks_of(tmp_path, "fennel")[0] == ("10-08", "complete", 1)


def test_rows_that_are_closed_without_a_day_of_removal_ended_when_last_seen(
    publish: Serve, tmp_path: Path
) -> None:
    closed = posting("juniper", "12", "2026-10-01", "2026-10-07") | {"is_open": False}
    take(publish(Published().add_day("2026-10-22", [WEEK_3[0], closed])), tmp_path)
    assert [n for *_, n in looks_of(tmp_path, "Juniper")] == [2, 1, 1, 1]


def test_a_board_that_we_looked_at_ourselves_is_told_up_to_then(
    publish: Serve, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "lake")
    ours = dict.fromkeys(LOOK) | {
        "look_id": "20261010T060000-0000:x", "run_id": "20261010T060000-0000", "source": "greenhouse",
        "board": "Juniper", "outcome": "complete", "looked_at": datetime(2026, 10, 10, 6),
    }  # fmt: skip
    empty = pl.DataFrame(schema=SIGHTING), pl.DataFrame(schema=BODY)
    lake.write_part("20261010T060000-0000-0000", pl.DataFrame([ours], schema=LOOK), *empty)
    take(publish(Published().add_day("2026-10-22", WEEK_3)), tmp_path)
    theirs = lake.looks().filter(pl.col("origin").is_not_null(), board="Juniper")
    assert theirs["looked_at"].dt.day().to_list() == [1, 8]


def test_a_forgotten_posting_is_neither_kept_nor_brought_back(
    publish: Serve, tmp_path: Path
) -> None:
    server = publish(Published().add_day("2026-10-22", WEEK_3))
    take(server, tmp_path)
    doomed = pl.DataFrame({"source": ["greenhouse"], "board": ["Juniper"], "external_id": ["11"]})
    forget(Lake(tmp_path / "lake"), Settings(home=tmp_path), doomed)
    for file in tmp_path.rglob("*.parquet"):
        rows = pl.read_parquet(file, glob=False)
        assert "jobs/11" not in str(rows.to_dicts())
    take(server, tmp_path)
    assert "11" not in set(Lake(tmp_path / "lake").sightings()["external_id"])


Broken = Callable[[Published], object]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (parquet([{"ats": "greenhouse"}], {"ats": pl.String, "slug": pl.String}), "no column id and title"),
        (b"<html>", "not a Parquet file"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused_by_name(
    publish: Serve, tmp_path: Path, body: bytes, problem: str
) -> None:
    ledger = Published({"ledger/2026-10-22/data_0.parquet": body})
    with pytest.raises(NothingReached, match=problem):
        take(publish(ledger), tmp_path)


def test_days_that_mean_something_else_stop_the_backfill(publish: Serve, tmp_path: Path) -> None:
    wrong = [
        posting("juniper", str(n), "2026-10-05", "2026-10-06", "2026-10-01") for n in range(30)
    ]
    with pytest.raises(
        PayloadChanged, match="30 of 30 rows cannot be read, 30 of them for removed"
    ):
        take(publish(Published().add_day("2026-10-22", wrong)), tmp_path)
    assert Lake(tmp_path / "lake").looks().is_empty()


@pytest.mark.parametrize(
    "index",
    [
        b"[]",
        b"{}",
        b"no JSON",
        b'{"entries": [{"dir": "ledger/x/"}]}',
        b'["ledger/2026-02-30/data_0.parquet", "ledger/2026-13/data_0.parquet"]',
    ],
)
def test_an_index_without_files_ends_the_backfill(
    site: Callable[[Answers], Site], tmp_path: Path, index: bytes
) -> None:
    def answer(path: str, _nth: int) -> tuple[int, dict[str, str], bytes]:
        return (404, {}, b"") if path.endswith("robots.txt") else (200, {}, index)

    with pytest.raises(NothingReached, match="the ledger's index cannot be read"):
        take(site(answer), tmp_path)


@pytest.mark.parametrize(
    "index",
    [
        b'{"2026-10-22": ["2026-10-22/data_0.parquet"]}',
        b'["/data/ledger/2026-10-22/data_0.parquet"]',
        b'{"entries": [{"date": "2026-10-22", "parts": [{"path": "ledger/2026-10-22/data_0.parquet"}]}]}',
    ],
)
def test_files_are_found_wherever_they_stand_in_the_index(
    site: Callable[[Answers], Site], tmp_path: Path, index: bytes
) -> None:
    published = Published().add_day("2026-10-22", WEEK_3)
    answers = published.answers()

    def answer(path: str, nth: int) -> tuple[int, dict[str, str], bytes]:
        return (200, {}, index) if path.endswith("ledger/index.json") else answers(path, nth)

    assert take(site(answer), tmp_path).height == 7


def test_a_file_on_another_host_is_never_asked_for(
    site: Callable[[Answers], Site], tmp_path: Path
) -> None:
    index = b'["https://elsewhere.example/data/ledger/2026-10-22/data_0.parquet"]'
    server = site(lambda path, _nth: (404, {}, b"") if "robots" in path else (200, {}, index))
    with pytest.raises(NothingReached):
        take(server, tmp_path)
    assert not [path for path in server.asked if "elsewhere" in path]


def test_bytes_that_the_index_does_not_name_are_refused(publish: Serve, tmp_path: Path) -> None:
    ledger = Published().add_day("2026-10-22", WEEK_3)
    told = ledger.index("ledger")
    ledger.files["ledger/2026-10-22/data_0.parquet"] = parquet(WEEK_3[:1], LEDGER)
    ledger.index = lambda kind: told if kind == "ledger" else Published.index(ledger, kind)  # type: ignore[method-assign]
    with pytest.raises(NothingReached, match="sha256"):
        take(publish(ledger), tmp_path)


@pytest.mark.parametrize(
    ("since", "until", "boards", "problem"),
    [
        ("FY2020", None, [JUNIPER], "is not a month"),
        ("2026-11", "2026-09", [JUNIPER], "is after --until"),
    ],
)
def test_a_wrong_span_is_told_before_anything_is_asked(
    since: str, until: str | None, boards: Sequence[Board], problem: str
) -> None:
    request = Request(boards, False, since, until or "2026-11")
    with pytest.raises(UsageError, match=problem):
        plan_backfill(
            "open_jobs", since, until, Settings(mirror="http://127.0.0.1:9"), AS_OF, request
        )


def test_boards_of_kinds_that_the_ledger_names_otherwise_cannot_be_asked_for(
    tmp_path: Path,
) -> None:
    request = replace(PANEL, boards=(Board("workday", "acme.wd5.myworkdayjobs.com/External"),))
    with pytest.raises(UsageError, match="none of these boards"):
        take_ledger(Lake(tmp_path), Settings(mirror="http://127.0.0.1:9"), request, AS_OF)


def test_the_command_names_the_history_and_does_nothing_new_twice(
    publish: Serve, rolecall: Command, tmp_path: Path
) -> None:
    server = publish(Published().add_day("2026-10-22", WEEK_3))
    boards = tmp_path / "boards.csv"
    boards.write_text("source,board,employer\ngreenhouse,Juniper,Juniper Row\n")
    words = ("backfill", "open_jobs", "--since", "2026-09", "--boards", str(boards))
    first, again = (rolecall(*words, "--as-of", "2026-11-29", mirror=server.url) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert "With history from open_jobs (2026-10-01 to 2026-10-22)." in first.stdout + first.stderr
    assert "0 new looks of open_jobs" in again.stderr
    found = rolecall("sql", "from mart_history", "--csv").stdout
    assert found.splitlines()[1].startswith("open_jobs,1,4,4,2026-10-01,2026-10-22")


def test_a_panel_is_a_choice_of_the_ledger_alone(rolecall: Command) -> None:
    refused = rolecall("backfill", "jobtech", "--since", "2026-01", "--panel", "core")
    assert refused.returncode == 2
    assert "are for open_jobs only" in refused.stderr
