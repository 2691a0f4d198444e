"""Who is watched: reads board lists, and adds to a person's own.

Decides what a board list may hold. Bundled are the panels `core`, chosen by hand, and `wide`, all else that two public
lists attest (`flows.maintenance.make_panels`). `broad` is every board of three sources in either, whoever they hire. A
person's own list is added to them. A file named on the command line replaces them. Leaves which board an address names to
`flows.sources.recognise`, and looking to `flows.scrape`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import polars as pl

from flows.errors import UsageError
from flows.lake.disk import replacing
from flows.settings import PANELS
from flows.sources import Board, every_source

WIDE_FILE = "wide.parquet"

BROAD_SOURCES = ("greenhouse", "lever", "ashby")
"""One request lists a whole board of these with every text, and technical employers use them most."""

_COLUMNS = ("source", "board", "employer", "panel")
_REQUIRED = ("source", "board")


def read_boards(
    file: Path | None = None, own: Path | None = None, panel: str = "core"
) -> list[Board]:
    """The boards of `file`. Without one, those of a bundled `panel` and of the person's `own` list, if it exists.

    Raises:
        UsageError: the file cannot be read or names no board, or there is no such panel. Or a line names no known source,
            no possible board, or a board named before. The message gives file and line.
    """
    if file:
        return _read_some(file)
    if panel not in PANELS:
        raise UsageError(f"unknown panel {panel!r}; choose from {', '.join(PANELS)}")
    bundled = _bundled(panel)
    return _with_own(bundled, own) if own and own.exists() else bundled


def _read_some(file: Path) -> list[Board]:
    if not (boards := _read(file)):
        raise UsageError(f"{file}: names no board; below the header a line is `greenhouse,example`")
    return boards


def _with_own(bundled: list[Board], own: Path) -> list[Board]:
    keys = {board.key for board in bundled}
    return bundled + [board for board in _read(own) if board.key not in keys]


def is_listed(board: Board, file: Path) -> bool:
    """Whether a person's own list names the board. A list that is not there, or from which all were removed, names none."""
    return board.key in _own_lines(file)


def add_board(board: Board, file: Path, employer: str | None = None) -> bool:
    """Appends a board to a person's own list. False: it is there already.

    Raises:
        UsageError: the list cannot be read or written.
    """
    board = replace(board, employer=employer or board.employer, panel="own")
    lines = _own_lines(file)
    if board.key in lines:
        return False
    lines[board.key] = {
        "source": board.source,
        "board": board.slug,
        "employer": board.employer or "",
        "panel": board.panel,
    }
    _write(file, lines.values())
    return True


def _own_lines(file: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The lines of a person's list by board, with every column that they have."""
    if not file.exists() or file.stat().st_size == 0:
        return {}
    keys = [board.key for board in _read(file)]
    lines = (line for line in _lines(file.read_text(encoding="utf-8-sig")) if _names_board(line))
    return dict(zip(keys, lines, strict=True))


def _write(file: Path, lines: Iterable[dict[str, str]]) -> None:
    """Writes a list whole or not at all: a full disk must not cost a person the list that was there."""
    rows = list(lines)
    columns = dict.fromkeys(name for row in rows for name in row if name) | dict.fromkeys(_COLUMNS)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as unfinished, unfinished.open("w", encoding="utf-8") as out:
            table = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    except OSError as exc:
        raise UsageError(
            f"{file}: cannot be written ({exc.strerror}); is ROLECALL_HOME right?"
        ) from exc


def remove_board(source: str, slug: str, file: Path) -> bool:
    """Takes a board out of a person's own list. False: it is not there.

    Raises:
        UsageError: the list cannot be read or written.
    """
    lines = _own_lines(file)
    if lines.pop((source, slug), None) is None:
        return False
    _write(file, lines.values())
    return True


def listed(boards: Sequence[Board], parked: pl.DataFrame) -> pl.DataFrame:
    """One row per board, in the order given: source, board, employer, panel, parked_since (null: not parked).

    Args:
        boards: those to list.
        parked: the parked boards, in `flows.boards.parking.PARKED`.
    """
    since = parked.select("source", "board", "parked_since")
    return _as_frame(boards).join(since, on=["source", "board"], how="left", maintain_order="left")


def _as_frame(boards: Sequence[Board]) -> pl.DataFrame:
    rows = [(*board.key, board.employer, board.panel) for board in boards]
    return pl.DataFrame(rows, dict.fromkeys(_COLUMNS, pl.String), orient="row")


def _bundled(panel: str) -> list[Board]:
    if panel == "broad":
        return _broad()
    return ([] if panel == "wide" else _core()) + ([] if panel == "core" else _wide())


def _broad() -> list[Board]:
    boards = (board for board in (*_core(), *_wide()) if board.source in BROAD_SOURCES)
    return [replace(board, panel="broad") for board in boards]


def _core() -> list[Board]:
    file = files("flows.boards").joinpath("core.csv")
    return _parse("core.csv", file.read_text(encoding="utf-8"))


def _wide() -> list[Board]:
    """The bundled wide panel. The script that makes it, and a test, see to it that its names have the sources' form."""
    rows = pl.read_parquet(files("flows.boards").joinpath(WIDE_FILE).read_bytes())
    lines = rows.select("source", "board", "employer").iter_rows()
    return [Board(source, slug, employer, "wide") for source, slug, employer in lines]


def _read(file: Path) -> list[Board]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror})") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(
            f"{file}: not UTF-8 text (byte {exc.start}); save it as CSV in UTF-8"
        ) from exc
    return _parse(str(file), text)


def _parse(name: str, text: str) -> list[Board]:
    lines = _lines(text)
    if missing := [column for column in _REQUIRED if column not in (lines.fieldnames or ())]:
        columns = " and ".join(missing)
        raise UsageError(
            f"{name}, line 1: no column {columns}; the header is source,board[,employer]"
        )
    boards: dict[tuple[str, str], Board] = {}
    try:
        for where, board in _boards(name, lines):
            if board.key in boards:
                raise UsageError(f"{where}: {','.join(board.key)} is there twice; remove one")
            boards[board.key] = board
    except csv.Error as exc:
        raise UsageError(f"{name}, line {lines.line_num}: not CSV ({exc})") from exc
    return list(boards.values())


def _lines(text: str) -> csv.DictReader[str]:
    return csv.DictReader(io.StringIO(text, newline=""))


def _names_board(line: dict[str, str]) -> bool:
    """Whether a line says anything of a board. A spreadsheet leaves lines of commas."""
    return any((line.get(column) or "").strip() for column in _REQUIRED)


def _boards(name: str, lines: csv.DictReader[str]) -> Iterator[tuple[str, Board]]:
    sources = every_source()
    for row in lines:
        if not _names_board(row):
            continue
        source, slug, employer, panel = ((row.get(column) or "").strip() for column in _COLUMNS)
        where = f"{name}, line {lines.line_num}"
        if source not in sources:
            raise UsageError(
                f"{where}: unknown source {source!r}; choose from {', '.join(sources)}"
            )
        slug = sources[source].spelled(slug)
        if not sources[source].accepts(slug):
            raise UsageError(
                f"{where}: {slug[:100]!r} is not a board of {source}; see `rolecall sources`"
            )
        yield where, Board(source, slug, employer or None, panel or "own")
