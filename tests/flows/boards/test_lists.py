"""Who is watched: what a board list may hold."""

from __future__ import annotations

import csv
import errno
from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest

from flows.boards.lists import WIDE_FILE, add_board, read_boards, remove_board
from flows.boards.lists import listed as boards_listed
from flows.boards.parking import PARKED
from flows.errors import UsageError
from flows.sources import Board, every_source


def listed(folder: Path, text: str) -> Path:
    file = folder / "boards.csv"
    file.write_text(text, encoding="utf-8")
    return file


# ---- the bundled panel


def bundled() -> list[dict[str, str]]:
    text = files("flows.boards").joinpath("core.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_core_panel_names_at_least_300_employers_on_boards_of_known_kinds() -> None:
    rows = bundled()
    assert (
        len({row["employer"] for row in rows if row["source"] in ("greenhouse", "lever", "ashby")})
        >= 300
    )
    assert {row["source"] for row in rows} <= set(every_source())
    assert [board.slug for board in read_boards()] == [row["board"] for row in rows]


def test_the_core_panel_spans_sectors_and_continents() -> None:
    rows = bundled()
    sectors = {row["sector"] for row in rows}
    assert {
        "ai_lab",
        "ai_startup",
        "big_tech",
        "finance",
        "health",
        "retail",
        "consulting",
    } <= sectors
    assert {"US", "GB", "DE", "FR", "NL", "IN", "SG", "JP"} <= {row["country"] for row in rows}


def test_the_core_panel_is_sorted_and_names_every_board_once() -> None:
    keys = [(row["source"], row["board"].lower(), row["board"]) for row in bundled()]
    assert keys == sorted(set(keys))


def test_every_hosted_board_of_the_core_panel_is_attested_by_two_lists() -> None:
    assert all(
        int(row["n_lists"]) >= 2
        for row in bundled()
        if row["source"] in ("greenhouse", "lever", "ashby")
    )


def test_names_of_employers_are_clean() -> None:
    names = [row["employer"] for row in bundled() if row["source"] != "hackernews"]
    assert all(
        name == name.strip() and name and not name.endswith((" Inc.", " LLC", " GmbH"))
        for name in names
    )


# ---- lists of a person's own


def test_a_list_needs_two_columns_and_ignores_those_it_does_not_know(tmp_path: Path) -> None:
    file = listed(
        tmp_path, "\ufeffboard,source,postings,employer\nacme,greenhouse,17,Acme\nbeta,lever,2,\n\n"
    )
    assert read_boards(file) == [
        Board("greenhouse", "acme", "Acme", "own"),
        Board("lever", "beta", None, "own"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("source,slug\ngreenhouse,acme\n", "line 1: no column board"),
        ("", "line 1: no column source and board"),
        ("source,board\nmonster,acme\n", "line 2: unknown source 'monster'; choose from "),
        (
            "source,board\nlever,beta\ngreenhouse,../etc\n",
            "line 3: '../etc' is not a board of greenhouse",
        ),
        ("source,board\ngreenhouse,\n", "line 2: '' is not a board of greenhouse"),
        ("source,board\nlever,beta\nashby,x\nlever,beta\n", "line 4: lever,beta is there twice"),
        ("source,board\nlever\n", "line 2: '' is not a board of lever"),
    ],
)
def test_a_wrong_line_is_told_by_file_and_number(tmp_path: Path, text: str, problem: str) -> None:
    file = listed(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        read_boards(file)
    assert f"{file}, {problem}" in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_boards(tmp_path / "nowhere.csv")
    binary = tmp_path / "boards.csv"
    binary.write_bytes(b"source,board\nlever,\xff\xfe\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        read_boards(binary)


def test_a_persons_own_boards_are_watched_beside_the_core_panel(tmp_path: Path) -> None:
    own = listed(
        tmp_path,
        "source,board,employer,panel\nashby,pocket-worlds-of-acme,Acme,own\nashby,openai,OpenAI,own\n",
    )
    boards = read_boards(own=own)
    assert boards[-1] == Board("ashby", "pocket-worlds-of-acme", "Acme", "own")
    assert len(boards) == len(read_boards()) + 1  # the core panel has the other already
    assert read_boards(own=tmp_path / "nowhere.csv") == read_boards()


def test_a_board_is_added_once_and_can_be_read_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "boards.csv"
    assert add_board(Board("lever", "acme"), file, "Acme, Inc.") is True
    assert add_board(Board("ashby", "Pocket Worlds"), file) is True
    assert add_board(Board("lever", "acme"), file) is False
    assert read_boards(file) == [
        Board("lever", "acme", "Acme, Inc.", "own"),
        Board("ashby", "Pocket Worlds", None, "own"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "source,board\nlever,acme",  # written by hand, without a line break at the end
        "source,board\nlever,acme\n,\n",
        "employer,board,source\nAcme,acme,lever\n",
    ],
)
def test_a_board_is_added_to_a_list_of_any_form(tmp_path: Path, text: str) -> None:
    file = listed(tmp_path, text)
    before = read_boards(file)
    add_board(Board("ashby", "beta"), file, "Beta")
    assert read_boards(file) == [*before, Board("ashby", "beta", "Beta", "own")]


def test_a_change_of_a_list_keeps_the_columns_that_it_does_not_know(tmp_path: Path) -> None:
    file = listed(tmp_path, 'note,source,board\n"asked, twice",lever,acme\n,ashby,beta\n')
    add_board(Board("lever", "gamma"), file)
    remove_board("ashby", "beta", file)
    assert file.read_text() == (
        'note,source,board,employer,panel\n"asked, twice",lever,acme,,\n,lever,gamma,,own\n'
    )


def test_a_full_disk_leaves_a_persons_list_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = listed(tmp_path, "source,board\nlever,acme\nashby,beta\n")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(csv.DictWriter, "writerows", refuse)
    with pytest.raises(UsageError, match="cannot be written"):
        remove_board("lever", "acme", file)
    assert read_boards(file) == [
        Board("lever", "acme", panel="own"),
        Board("ashby", "beta", panel="own"),
    ]


# ---- the wide panel


@pytest.fixture(scope="module")
def wide() -> pl.DataFrame:
    return pl.read_parquet(files("flows.boards").joinpath(WIDE_FILE).read_bytes())


def test_the_wide_panel_holds_tens_of_thousands_of_boards_in_under_a_megabyte(
    wide: pl.DataFrame,
) -> None:
    assert wide.height > 20_000
    assert wide.columns == ["source", "board", "employer", "n_lists"]
    assert len(files("flows.boards").joinpath(WIDE_FILE).read_bytes()) < 1_000_000


def test_every_board_of_the_wide_panel_is_of_its_sources_form(wide: pl.DataFrame) -> None:
    sources = every_source()
    wrong = [
        (kind, slug)
        for kind, slug in wide.select("source", "board").iter_rows()
        if not sources[kind].accepts(slug)
    ]
    assert wrong == []


def test_every_board_of_the_wide_panel_is_attested_by_two_lists(wide: pl.DataFrame) -> None:
    assert wide["n_lists"].min() >= 2


def test_the_wide_panel_is_sorted_and_shares_no_board_with_itself_or_the_core(
    wide: pl.DataFrame,
) -> None:
    keys = wide.select("source", "board").rows()
    assert keys == sorted(keys)
    every = [(kind, slug.casefold()) for kind, slug in keys] + [
        (b.source, b.slug.casefold()) for b in read_boards()
    ]
    assert len(every) == len(set(every))


def test_names_in_the_wide_panel_are_plain_or_missing(wide: pl.DataFrame) -> None:
    names = wide["employer"].drop_nulls()
    assert names.str.len_chars().is_between(1, 80).all()
    assert names.map_elements(
        lambda name: name.isprintable() and name == name.strip(), pl.Boolean
    ).all()


def test_core_wide_and_all_are_what_their_names_say(tmp_path: Path) -> None:
    core, wide, both = (read_boards(panel=panel) for panel in ("core", "wide", "all"))
    assert both == core + wide
    assert {board.panel for board in wide} == {"wide"}
    assert read_boards() == core
    own = listed(
        tmp_path, f"source,board\n{wide[0].source},{wide[0].slug}\nlever,nobody-else-has-it\n"
    )
    assert len(read_boards(own=own, panel="wide")) == len(wide) + 1
    assert len(read_boards(own=own, panel="core")) == len(core) + 2


def test_a_panel_that_is_none_is_told() -> None:
    with pytest.raises(
        UsageError, match="unknown panel 'narrow'; choose from core, broad, wide, all"
    ):
        read_boards(panel="narrow")


def test_the_list_of_boards_says_which_are_parked() -> None:
    resting = pl.DataFrame(
        [("lever", "acme", date(2026, 11, 3), date(2026, 11, 10))], schema=PARKED, orient="row"
    )
    found = boards_listed(
        [Board("lever", "beta", "Beta"), Board("lever", "acme", None, "own")], resting
    )
    assert found.rows() == [
        ("lever", "beta", "Beta", "core", None),
        ("lever", "acme", None, "own", date(2026, 11, 3)),
    ]


def test_a_board_is_taken_out_of_the_persons_own_list_and_the_others_stay(tmp_path: Path) -> None:
    file = listed(tmp_path, "source,board,employer\nlever,beta,Beta Inc\nashby,acme,\n")
    assert remove_board("ashby", "acme", file)
    assert [(board.slug, board.employer) for board in read_boards(file)] == [("beta", "Beta Inc")]
    assert not remove_board("ashby", "acme", file)
    assert not remove_board("ashby", "acme", tmp_path / "nowhere.csv")
