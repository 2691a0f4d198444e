"""One body that cannot be read costs no other its reading, and what is kept of it tells of no person."""

import gc
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from flows import classify
from flows.classify import classify_lake, read_bodies, read_slice
from flows.lake.parts import Lake
from flows.lake.tables import BODY, LOOK, SIGHTING
from flows.sandbox import limits
from tests.flows.fragile_source import read_fragile_bodies
from transforms.posting import Posting, posting_frame
from transforms.text.lines import Line


def body_of(raw: bytes) -> pl.DataFrame:
    row = {
        "content_hash": "h",
        "source": "ashby",
        "board": "acme",
        "external_id": "1",
        "body": raw,
        "look_id": "l",
    }
    return pl.DataFrame([row], schema=BODY)


def test_the_excerpt_of_a_quarantined_body_holds_no_address_number_or_name() -> None:
    raw = b'{"recruiter": "Jane Doe", "mail": "jane.doe@acme.example", "phone": "+49 30 1234567", "title": null}'
    _, quarantine = read_bodies(body_of(raw))
    assert quarantine["excerpt"].to_list() == [
        '{"recruiter": "[name removed]", "mail": "[e-mail removed]", "phone": "[phone number removed]", "title": null}'
    ]


def test_the_cut_leaves_no_half_of_an_address() -> None:
    raw = b'{"title": null, "x": "' + b"-" * 130 + b' jane.doe@acme.example"}'
    _, quarantine = read_bodies(body_of(raw))
    assert "jane" not in quarantine["excerpt"][0]
    assert len(quarantine["excerpt"][0]) <= 160


@pytest.mark.parametrize(
    ("fate", "reason"),
    [
        (b"computes in Python", "parsing it took more than 0.3 s of computing"),
        (b"computes in C", "crashed the parser, or took all its time or memory"),
        (b"takes memory", "parser failed: MemoryError: "),
    ],
)
def test_a_body_that_takes_its_worker_down_is_quarantined_and_its_neighbours_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fate: bytes, reason: str
) -> None:
    monkeypatch.setattr(classify, "read_bodies", read_fragile_bodies)
    lake = Lake(tmp_path)
    raw = [fate, b"honest"]
    rows = [
        {
            "content_hash": str(n),
            "source": "ashby",
            "board": "acme",
            "external_id": str(n),
            "body": one,
            "look_id": "l",
        }
        for n, one in enumerate(raw)
    ]
    look = {"look_id": "l", "source": "ashby", "board": "acme", "looked_at": datetime(2026, 3, 2)}
    lake.write_part(
        "part",
        pl.DataFrame([look], schema=LOOK),
        pl.DataFrame(schema=SIGHTING),
        pl.DataFrame(rows, schema=BODY),
    )
    assert classify_lake(lake, n_workers=1) == 1
    assert pl.read_parquet(lake.posting_files())["external_id"].to_list() == ["1"]
    assert lake.quarantine().select("external_id", "reason").rows() == [("0", reason)]


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Limits as a worker has them, in this process and small."""
    monkeypatch.setattr(limits._Limits, "hold", True)
    monkeypatch.setattr(classify, "_POSTING_S", 0.05)
    monkeypatch.setattr(classify, "_POSTING_OF_MANY_S", 0.0)
    before = signal.signal(signal.SIGPROF, limits._raise_too_much)
    yield
    signal.signal(signal.SIGPROF, before)


def bodies_of(board: str, titles: list[str]) -> pl.DataFrame:
    same = {"source": "ashby", "board": board, "look_id": "l"}
    rows = [
        {
            **same,
            "content_hash": f"{board}{n}",
            "external_id": f"{board}{n}",
            "body": f'{{"title": "{title}"}}'.encode(),
        }
        for n, title in enumerate(titles)
    ]
    return pl.DataFrame(rows, schema=BODY)


@pytest.fixture
def endless_reader(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A reader that never comes back from a posting called Endless; it counts its attempts at one alone."""
    tried = SimpleNamespace(alone=0)
    honest = classify.read_postings

    def read(postings: pl.DataFrame) -> pl.DataFrame:
        if "Endless" in postings["title"].to_list():
            tried.alone += postings.height == 1
            while True:
                pass
        return honest(postings)

    classify.warm_up()
    monkeypatch.setattr(classify, "read_postings", read)
    return tried


def test_what_readers_remember_of_a_slice_is_not_looked_through_by_later_collections() -> None:
    classify.warm_up()
    lines = [f"Posting {n} asks for {n} years of Python" for n in range(200)]
    postings = posting_frame(
        Posting(external_id=line, title="Engineer", description_plain=line) for line in lines
    )
    read_slice(postings)
    looked_through = {line.text for line in gc.get_objects() if isinstance(line, Line)}
    assert gc.isenabled()
    assert looked_through.isdisjoint(lines)


@pytest.mark.usefixtures("short_limits", "endless_reader")
def test_a_posting_that_its_reader_never_comes_back_from_is_quarantined_alone() -> None:
    read, quarantine = read_bodies(bodies_of("acme", ["Data Scientist", "Endless", "ML Engineer"]))
    assert read["external_id"].to_list() == ["acme0", "acme2"]
    assert quarantine.select("external_id", "reason").rows() == [
        ("acme1", "reading it took more than 0.05 s of computing")
    ]


@pytest.mark.usefixtures("short_limits")
def test_a_board_full_of_such_postings_is_soon_left_alone_and_others_are_not(
    endless_reader: SimpleNamespace,
) -> None:
    hostile, honest = bodies_of("hostile", ["Endless"] * 14), bodies_of("acme", ["Data Scientist"])
    read, quarantine = read_bodies(pl.concat([hostile, honest]))
    assert read["external_id"].to_list() == ["acme0"]
    assert endless_reader.alone == 10
    assert quarantine["reason"].to_list() == [
        *["reading it took more than 0.05 s of computing"] * 10,
        *["not tried: 10 others of its board took too long to read"] * 4,
    ]
