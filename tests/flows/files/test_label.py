"""`rolecall label`: postings of a user's file in any of its formats, one JSON line each, and nothing stops the others."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.errors import UsageError
from flows.files import label, records
from flows.files.label import label_file, label_records, label_stream
from transforms.statistics.evaluation.mistakes import guide_skills

Rolecall = Callable[..., "subprocess.CompletedProcess[str]"]

POSTING = {
    "id": "x:1",
    "title": "Senior Data Scientist",
    "company": "Acme",
    "location": "Berlin, Germany; Utrecht, Netherlands",
    "date": "2026-03-01",
    "text": "**Requirements**\n\n- 5+ years of Python and statistics\n\nThe base salary is $150,000 - $180,000 a year. Berlin: $120,000 - $140,000 a year.",
}


def labelled(file: Path) -> list[dict[str, object]]:
    output = file.parent / "labelled.out"
    label_file(file, output)
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def written(folder: Path, *lines: str | bytes) -> Path:
    file = folder / "mine.jsonl"
    file.write_bytes(
        b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    )
    return file


def one(**changes: object) -> dict[str, object]:
    return label_records([{**POSTING, **changes}])[0]


def test_a_file_without_texts_is_told_which_fields_hold_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record = {"id": 1, "title": "Data Scientist", "description": POSTING["text"]}
    labelled(written(tmp_path, json.dumps(record)))
    assert "only titles were read; a posting's text is its `text` or `html`" in caplog.text
    caplog.clear()
    labelled(written(tmp_path, json.dumps(record), json.dumps(POSTING)))
    assert caplog.text == ""


# The fields


def test_a_posting_is_read_into_the_fields_of_the_labelling_guide() -> None:
    read = one()
    assert read["id"] == "x:1"
    assert (read["role"], read["level"], read["years_min"], read["degree"]) == (
        "data_scientist",
        "senior",
        5,
        "none_stated",
    )
    assert read["countries"] == ["DE", "NL"]
    assert {"python", "statistics"} <= set(read["skills"])  # type: ignore[call-overload]


def test_pay_holds_the_five_keys_of_the_guide_and_its_place_and_basis_stand_apart() -> None:
    read = one()
    assert read["pay"] == [
        {"min": 150000, "max": 180000, "currency": "USD", "period": "year", "kind": "base"},
        {"min": 120000, "max": 140000, "currency": "USD", "period": "year", "kind": "base"},
    ]
    detail = read["pay_detail"]
    assert isinstance(detail, list)
    assert {each["basis"] for each in detail} == {"text"}


def test_a_range_stated_for_two_places_is_one_range_of_the_guide() -> None:
    row = {"min": 1.0, "max": 2.0, "currency": "EUR", "period": "hour", "kind": "base"}
    twice = [
        {**row, "basis": "text", "place": "Utrecht"},
        {**row, "basis": "text", "place": "Breda"},
    ]
    reading = {**label_row(), "pay": twice}
    assert label._label(reading)["pay"] == [row]
    assert len(label._label(reading)["pay_detail"]) == 2


def label_row() -> dict[str, object]:
    from transforms.posting import posting_frame
    from transforms.readers.reading import read_postings

    return read_postings(posting_frame([label.posting_of(dict(POSTING))])).row(0, named=True)


def test_skills_are_those_of_the_guide_and_skill_requirements_are_all() -> None:
    read = one(text="Requirements:\n- Python, PHP and Elixir")
    assert read["skills"] == ["python"]
    assert read["skill_requirements"] == {
        "elixir": "required",
        "php": "required",
        "python": "required",
    }
    assert {"elixir", "php"}.isdisjoint(guide_skills())


@pytest.mark.parametrize("given", [7, "7", "uber:151404"])
def test_ids_come_back_as_given_so_that_labels_keyed_by_them_are_found(given: object) -> None:
    assert one(id=given)["id"] == given


# Formats


def test_json_lines_csv_and_parquet_of_the_same_postings_read_the_same(tmp_path: Path) -> None:
    postings = pl.DataFrame(
        [
            POSTING,
            {**POSTING, "id": "x:2", "company": None, "text": 'A "quoted", line\r\nand another'},
        ]
    )
    postings.write_ndjson(tmp_path / "a.jsonl")
    postings.write_csv(tmp_path / "a.csv")
    postings.write_parquet(tmp_path / "a.parquet")
    from_json = labelled(tmp_path / "a.jsonl")
    assert [read["id"] for read in from_json] == ["x:1", "x:2"]
    assert labelled(tmp_path / "a.csv") == from_json
    assert labelled(tmp_path / "a.parquet") == from_json


def test_parquet_may_hold_dates_and_lists_of_places(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pl.DataFrame(
        [
            {
                **POSTING,
                "date": date(2026, 3, 1),
                "location": ["Berlin, Germany", "Utrecht, Netherlands"],
            }
        ]
    ).write_parquet(file)
    assert labelled(file)[0]["countries"] == ["DE", "NL"]


def test_a_byte_order_mark_crlf_and_empty_lines_change_nothing(tmp_path: Path) -> None:
    plain = labelled(written(tmp_path, json.dumps(POSTING)))
    marked = b"\xef\xbb\xbf" + json.dumps(POSTING).encode() + b"\r\n\r\n   \r\n"
    assert labelled(written(tmp_path, marked)) == plain
    table = tmp_path / "a.csv"
    table.write_bytes("\ufeffid,title\r\nx:1,Data Engineer\r\n\r\n".encode())
    assert [read["role"] for read in labelled(table)] == ["data_engineer"]


def test_an_empty_file_of_lines_gives_no_lines(tmp_path: Path) -> None:
    assert labelled(written(tmp_path, "")) == []


def test_a_csv_field_longer_than_the_standard_librarys_cap_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,title,text\n1,Data Engineer," + "word " * 60_000 + "\n")
    assert labelled(file)[0]["role"] == "data_engineer"


# Bad files


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['{"id": 1, "title": "x"}', "{oops"], "line 2: not JSON"),
        (['{"id": 1, "title": "x"}', "", "[1, 2]"], r"line 3: not a JSON object; `jq -c '\.\[\]'`"),
        (['"just text"'], "line 1: not a JSON object"),
        ([b'{"id": 1, "title": "caf\xe9"}'], "line 1: not UTF-8"),
        (["[" * 100_000], "line 1: no record"),
        (['{"id": ' + "9" * 5000 + "}"], "line 1: no record"),
    ],
)
def test_a_line_that_is_no_record_is_named(
    tmp_path: Path, lines: list[str | bytes], message: str
) -> None:
    file = written(tmp_path, *lines)
    with pytest.raises(UsageError, match=f"mine.jsonl, {message}"):
        label_file(file, tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"name,title\nx,y\n", "no column id; its columns are name, title"),
        ("a.csv", b"id,title\n1,caf\xe9\n", "not UTF-8"),
        ("a.parquet", b"PAR1 and then nothing", "cannot be read as Parquet"),
        ("a.parquet", b"", "cannot be read as Parquet"),
        ("a.xlsx", b"", "not a .jsonl, .csv or .parquet file"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_one_clear_message(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=message):
        label_file(tmp_path / name, tmp_path / "out")


def test_the_file_that_is_read_is_never_written_over(tmp_path: Path) -> None:
    file = written(tmp_path, json.dumps(POSTING))
    with pytest.raises(UsageError, match="give another output"):
        label_file(file, file)
    assert json.loads(file.read_text())["id"] == "x:1"


def test_an_output_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        label_file(written(tmp_path, json.dumps(POSTING)), tmp_path / "no such folder" / "out")


# Bad records


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": None}, "posting 'x:1' has no title"),
        ({"title": "  "}, "posting 'x:1' has no title"),
        ({"title": ["Data", "Scientist"]}, "posting 'x:1': title is not a text but a list"),
        ({"title": True}, "posting 'x:1': title is not a text but a bool"),
        ({"title": float("nan")}, "posting 'x:1' has no title"),
        ({"text": {"html": "x"}}, "posting 'x:1': text is not a text but a dict"),
        ({"text": b"bytes"}, "posting 'x:1': text is not a text but a bytes"),
        ({"location": [["Berlin"]]}, "posting 'x:1': location is not a text but a list"),
        ({"id": None}, "a posting without an id"),
        ({"id": ["a"]}, "posting \"['a']\": id is not a text but a list"),
    ],
)
def test_a_bad_record_becomes_an_error_and_its_neighbours_are_read(
    changes: dict[str, object], error: str
) -> None:
    before, bad, after = label_records(
        [dict(POSTING), {**POSTING, **changes}, {**POSTING, "id": "x:3"}]
    )
    assert bad["error"] == error
    assert set(bad) == {"id", "error"}
    assert (before["role"], after["role"], after["id"]) == (
        "data_scientist",
        "data_scientist",
        "x:3",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"title": 42},
        {"text": None},
        {"text": ""},
        {"date": "last week"},
        {"date": 1772323200},
        {"date": "0000-00-00"},
        {"location": None},
        {"location": []},
        {"text": "\x00\x1b[31m\ud800 half a character"},
        {"title": "<script>alert(1)</script> Data Scientist \u202e"},
        {"text": "word " * 200_000},
        {"html": "<div>" * 50_000, "text": None},
        {"department": "d" * 100_000, "location": "x; " * 10_000},
    ],
)
def test_odd_values_are_read_without_an_error(changes: dict[str, object]) -> None:
    read = one(**changes)
    assert "error" not in read
    json.dumps(read).encode("utf-8")


def test_a_posting_without_a_text_is_judged_by_its_title_and_says_so() -> None:
    assert one(text=None)["role_basis"] == "title"


def test_a_reader_that_fails_on_one_posting_is_an_error_of_that_posting_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = label.read_postings

    def failing(frame: pl.DataFrame) -> pl.DataFrame:
        if (frame["title"] == "cursed").any():
            raise ZeroDivisionError("by the third reader")
        return whole(frame)

    monkeypatch.setattr(label, "read_postings", failing)
    read = label_records(
        [{"id": n, "title": "cursed" if n == 2 else "Data Engineer"} for n in range(5)]
    )
    assert [each["id"] for each in read] == [0, 1, 2, 3, 4]
    assert read[2] == {"id": 2, "error": "a reader failed: ZeroDivisionError: by the third reader"}
    assert [each.get("role") for each in read if each["id"] != 2] == ["data_engineer"] * 4


# Size


def test_a_chunk_ends_at_its_number_of_records_or_of_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_RECORDS_A_CHUNK", 3)
    monkeypatch.setattr(records, "_CHARS_A_CHUNK", 200)
    file = written(
        tmp_path, *(json.dumps({"id": n, "title": "t" * (300 if n == 1 else 1)}) for n in range(6))
    )
    assert [[each["id"] for each in chunk] for chunk in records.chunks(file, ())] == [
        [0, 1],
        [2, 3, 4],
        [5],
    ]


def test_a_file_is_read_as_a_stream_and_never_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_RECORDS_A_CHUNK", 2)
    lines = [*(json.dumps({"id": n, "title": "x"}) for n in range(4)), "{oops"]
    stream = records.chunks(written(tmp_path, *lines), ())
    assert len(next(stream)) == len(next(stream)) == 2  # the bad line at the end is not reached yet
    with pytest.raises(UsageError, match="line 5"):
        next(stream)


def test_worker_processes_give_the_same_records_in_the_same_order() -> None:
    chunks = [[{**POSTING, "id": f"{number}-{each}"} for each in range(2)] for number in range(8)]
    assert list(label_stream(chunks)) == [label_records(chunk) for chunk in chunks]


class Killer:
    """Ends the process that unpickles it, as the kernel does when memory is short."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        import os

        return os._exit, (9,)


def test_a_posting_that_kills_its_worker_is_one_line_with_an_error_and_the_others_are_read() -> (
    None
):
    chunks = [[{"id": number, "title": "x"}] for number in range(3)] + [
        [
            {"id": 3, "title": "x"},
            {"id": 4, "title": "x", "note": Killer()},
            {"id": 5, "title": "x"},
        ]
    ]
    read = [record for chunk in label_stream(chunks) for record in chunk]
    assert [record["id"] for record in read] == [0, 1, 2, 3, 4, 5]
    assert [record["error"] for record in read if "error" in record] == [
        "crashed the parser, or took all its time or memory"
    ]
    assert "error" in read[4]


# Pipes


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flows.cli", "label", *words]


def test_a_dash_reads_json_lines_from_standard_input() -> None:
    done = subprocess.run(
        command("-"),
        input=json.dumps(POSTING) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["role"] == "data_scientist"


def test_a_reader_of_the_pipe_that_has_seen_enough_gets_no_traceback(tmp_path: Path) -> None:
    file = written(tmp_path, *(json.dumps({**POSTING, "id": n}) for n in range(2_000)))
    with subprocess.Popen(
        command(str(file)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
    assert json.loads(first)["id"] == 0
    assert "Traceback" not in said
    assert "Exception ignored" not in said
