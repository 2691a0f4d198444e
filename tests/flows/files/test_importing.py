"""Postings of a file become one look at a board named for the import."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.classify import classify_lake
from flows.errors import UsageError
from flows.files.importing import Import, import_file
from flows.files.shapes import read_mapping
from flows.lake.facts import gather_facts
from flows.lake.parts import Lake
from flows.settings import Settings

AS_OF = datetime(2026, 11, 23)
ROW = {
    "id": "1",
    "title": "Data Scientist",
    "company": "Acme",
    "date": "2026-10-01",
    "text": "SQL and experiments",
}


def lines(*records: dict[str, object]) -> str:
    return pl.DataFrame(records).write_ndjson()


def take(
    tmp_path: Path, file: Path, *mapping: str, name: str = "mine", as_of: datetime = AS_OF
) -> Import:
    return import_file(
        Lake(tmp_path / "lake"), file, name, read_mapping(mapping), as_of, f"{as_of:%Y%m%d}-{name}"
    )


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_every_format_gives_the_same_posting(tmp_path: Path, kind: str) -> None:
    file, frame = (
        tmp_path / f"postings.{kind}",
        pl.DataFrame([ROW]).with_columns(pl.col("date").str.to_date()),
    )
    {"jsonl": frame.write_ndjson, "csv": frame.write_csv, "parquet": frame.write_parquet}[kind](
        file
    )
    assert take(tmp_path, file).n_postings == 1
    lake = Lake(tmp_path / "lake")
    classify_lake(lake, n_workers=1)
    posting = gather_facts(lake, AS_OF).postings.row(0, named=True)
    assert posting["posting_id"] == "imported:mine:1"
    assert (posting["employer"], posting["title"], posting["posted_date"]) == (
        "Acme",
        "Data Scientist",
        date(2026, 10, 1),
    )
    assert posting["is_open"]


def test_columns_are_taken_by_the_files_own_names(tmp_path: Path) -> None:
    file = tmp_path / "jobs.csv"
    file.write_text("job,name,org\n7,AI Engineer,Juniper Row\n")
    take(tmp_path, file, "id=job,title=name", "company=org")
    body = Lake(tmp_path / "lake").bodies("20261123-mine-0000")
    assert (
        body.row(0, named=True)["body"]
        == b'{"company": "Juniper Row", "id": "7", "title": "AI Engineer"}'
    )


def test_the_same_file_again_stores_no_body_and_what_a_later_one_lacks_is_gone(
    tmp_path: Path,
) -> None:
    file, lake = tmp_path / "jobs.jsonl", Lake(tmp_path / "lake")
    file.write_text(lines(ROW, ROW | {"id": "2"}))
    take(tmp_path, file)
    take(tmp_path, file, as_of=datetime(2026, 11, 30))
    assert len(lake.known_hashes()) == 2
    file.write_text(lines(ROW))
    take(tmp_path, file, as_of=datetime(2026, 12, 7))
    classify_lake(lake, n_workers=1)
    postings = gather_facts(lake, datetime(2026, 12, 7)).postings
    assert dict(postings.select("external_id", "is_open").iter_rows()) == {"1": True, "2": False}


def test_records_without_a_title_or_an_id_are_quarantined_and_repeats_left_out(
    tmp_path: Path,
) -> None:
    file, lake = tmp_path / "jobs.jsonl", Lake(tmp_path / "lake")
    file.write_text(
        lines(ROW, {"id": "2", "text": "no title"}, {"title": "no id"}, ROW | {"text": "again"})
    )
    done = take(tmp_path, file)
    assert (done.n_postings, done.n_left_out, done.n_repeated) == (2, {"id": 1}, 1)
    classify_lake(lake, n_workers=1)
    assert sorted(lake.quarantine()["reason"]) == [
        "$.title: missing instead of a title",
        "the posting has no id",
    ]
    assert lake.sightings()["external_id"].to_list().count("1") == 1


@pytest.mark.parametrize(
    ("text", "mapping", "message"),
    [
        ('{"id": 1, "title": "x"}\n{"id": ', (), "line 2: not JSON"),
        ("", (), "holds no record"),
        ('{"title": "x"}\n', (), "no column id"),
        ('{"id": null, "title": "x"}\n', (), "1 of 1 rows have nothing that can be read in 'id'"),
        ('{"id": 1, "title": "x"}\n', ("title=name",), "--map title=name: no such column"),
        ('{"id": 1}', ("title",), "write OURS=THEIRS"),
        ('{"id": 1}', ("colour=x",), "ours are id, title"),
    ],
)
def test_what_cannot_be_imported_is_said_and_leaves_nothing_behind(
    tmp_path: Path, text: str, mapping: tuple[str, ...], message: str
) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_text(text)
    with pytest.raises(UsageError, match=message):
        take(tmp_path, file, *mapping)
    assert list((tmp_path / "lake").rglob("*.parquet")) == []


def test_an_error_far_into_the_file_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_text(lines(*(ROW | {"id": str(n)} for n in range(1200))) + "{\n")
    with pytest.raises(UsageError, match="line 1201"):
        take(tmp_path, file)
    assert list((tmp_path / "lake").rglob("*.parquet")) == []


def test_a_big_file_comes_in_several_parts_and_is_one_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.lake.histories._BYTES_A_PART", 60_000)
    file, lake = tmp_path / "jobs.jsonl", Lake(tmp_path / "lake")
    file.write_text(lines(*(ROW | {"id": str(n)} for n in range(1200))))
    take(tmp_path, file)
    assert len(lake.parts()) == 4  # three of bodies, one of sightings
    assert lake.looks()["n_postings"].to_list() == [1200]
    assert lake.sightings().join(lake.looks(), on="look_id", how="semi").height == 1200


@pytest.mark.parametrize("name", ["greenhouse", "open_jobs", "", "../x", "a b"])
def test_a_name_is_no_kind_of_board_no_other_history_and_no_path(tmp_path: Path, name: str) -> None:
    file = tmp_path / "jobs.jsonl"
    file.write_text(lines(ROW))
    with pytest.raises(UsageError, match="--name"):
        take(tmp_path, file, name=name)


def test_the_command_rebuilds_market_and_report(tmp_path: Path, rolecall: object) -> None:
    file = tmp_path / "jobs.csv"
    file.write_text("jobId,title,company,text\n1,AI Engineer,Acme,Build LLM agents\n")
    done = rolecall("import", str(file), "--source", "mine", "--map", "id=jobId")  # type: ignore[operator]
    assert done.returncode == 0, done.stderr
    assert "1 posting taken" in done.stderr
    assert (tmp_path / "home" / "site" / "latest" / "index.html").exists()
    assert Settings(home=tmp_path / "home").market_file.exists()
