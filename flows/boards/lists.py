"""Who is watched: reads board lists, recognises a board by its address, adds to a person's own list, checks who answers.

Decides what a board list may hold. Bundled are the panels `core`, chosen by hand, and `wide`, all else that two public
lists attest (`flows.maintenance.make_panels`); a person's own list is added to them, and a file named on the command line stands
alone. Leaves looking and keeping to `flows.scrape`.
"""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import polars as pl

from flows.errors import UsageError
from flows.progress import Progress
from flows.scrape import interleaved, look_at
from flows.settings import PANELS, Settings
from flows.sources import Board, Source, careers_page, every_source
from flows.web.client import PoliteClient

log = logging.getLogger(__name__)

CHECK = pl.Schema(
    {
        "source": pl.String,
        "board": pl.String,
        "employer": pl.String,
        "outcome": pl.String,
        "http_status": pl.Int64,
        "n_postings": pl.Int64,
        "seconds": pl.Float64,
        "error": pl.String,
    }
)
"""What `check_boards` gives: one row per board. `http_status`: the last answer's, null when there was none; `n_postings`:
listed now; `error`: why the look did not end complete."""

# What hosted boards leave in the address when a company shows a job on its own site.
_MARKS = {"gh_jid=": "greenhouse", "ashby_jid=": "ashby", "lever-origin=": "lever"}

_REQUIRED = ("source", "board")
_OWN_COLUMNS = ("source", "board", "employer", "panel")


WIDE_FILE = "wide.parquet"


def read_boards(
    file: Path | None = None, own: Path | None = None, panel: str = "core"
) -> list[Board]:
    """The boards of `file`; without one, those of a bundled `panel` and of the person's `own` list, if it exists.

    Raises:
        UsageError: the file cannot be read, or a line names no known source, no possible board, or a board named before
            (the message gives file and line), or it names none; or there is no such panel.
    """
    if file is not None:
        if not (named := _parsed(str(file), _text_of(file))):
            raise UsageError(
                f"{file}: names no board; below the header a line is `greenhouse,example`"
            )
        return named
    if panel not in PANELS:
        raise UsageError(f"{panel!r} is no panel; there are {', '.join(PANELS)}")
    bundled = ([] if panel == "wide" else _core()) + ([] if panel == "core" else _wide())
    if own is None or not own.exists():
        return bundled
    known = {(board.source, board.slug) for board in bundled}
    return bundled + [
        board
        for board in _parsed(str(own), _text_of(own))
        if (board.source, board.slug) not in known
    ]


def recognise(url: str) -> Board:
    """The board behind the address of a careers page or a job.

    An address of no known kind of board is taken for a careers page that describes its jobs by schema.org.

    Raises:
        UsageError: not an https address, or an address of a known kind that names no board.
    """
    url = url.strip()
    url = url if "://" in url else f"https://{url}"
    parts = _split(url)
    if (board := hosted(url)) is not None:
        return board
    host = (parts.hostname or "").lower()
    known = {host for source in every_source().values() for host in source.hosts}
    if host in known or host.endswith((".greenhouse.io", ".lever.co", ".ashbyhq.com")):
        raise UsageError(
            f"{url}: this kind of board is known, but the address names none; open one of its jobs and copy that"
        )
    if kind := next((source for mark, source in _MARKS.items() if mark in parts.query), None):
        return _behind(kind, host, url)
    return _board_of(every_source()["careers_page"], careers_page.slug_of(host, parts.path), url)


def hosted(url: str) -> Board | None:
    """The board that an https address of a known kind names; None for all other addresses.

    Raises:
        UsageError: the address is of a known kind, but what it names is no board of it.
    """
    for source in every_source().values():
        for pattern in source.address_patterns:
            if found := re.match(pattern, url, re.IGNORECASE):
                # A source that is one board has no slug in its addresses: its pattern is its slug.
                return _board_of(source, unquote(found["slug"] or source.slug_pattern), url)
    return None


def add_board(board: Board, file: Path, employer: str | None = None) -> bool:
    """Appends a board to a person's own list; False when it is there already.

    Raises:
        UsageError: the list cannot be read or written.
    """
    board = replace(board, employer=employer or board.employer, panel="own")
    known = _parsed(str(file), _text_of(file)) if file.exists() else []
    if any((board.source, board.slug) == (other.source, other.slug) for other in known):
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            if not known and lines.tell() == 0:
                writer.writerow(_OWN_COLUMNS)
            writer.writerow([board.source, board.slug, board.employer or "", board.panel])
    except OSError as exc:
        raise UsageError(
            f"{file}: cannot be written ({exc.strerror}); is ROLECALL_HOME right?"
        ) from exc
    return True


def listed(boards: Sequence[Board], resting: pl.DataFrame) -> pl.DataFrame:
    """One row per board, in the order given: source, board, employer, panel, parked_since (null: not parked).

    Args:
        boards: those to list.
        resting: the parked boards, in `flows.boards.parking.PARKED`.
    """
    rows = [(board.source, board.slug, board.employer, board.panel) for board in boards]
    schema = dict.fromkeys(["source", "board", "employer", "panel"], pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    since = resting.select("source", "board", "parked_since")
    return frame.join(since, on=["source", "board"], how="left", maintain_order="left")


def check_boards(
    boards: Sequence[Board], settings: Settings, progress: Progress | None = None
) -> pl.DataFrame:
    """One polite look at each board, of which nothing is kept. Tells of each as it ends.

    Returns:
        One row per board in `CHECK`, by source and board.
    """
    as_of = datetime.now(UTC).replace(tzinfo=None)
    waiting = interleaved(boards)
    rows = []
    with PoliteClient(settings) as client:
        pool = ThreadPoolExecutor(max_workers=max(1, settings.n_workers))
        try:
            looks = [pool.submit(_answer, client, board, as_of) for board in waiting]
            for number, done in enumerate(as_completed(looks), start=1):
                row = done.result()
                rows.append(row)
                log.info(
                    "%s/%s: %s",
                    row["source"],
                    row["board"],
                    row["error"] or f"{row['n_postings']} postings",
                )
                if progress:
                    progress(number, len(boards), f"{row['source']}/{row['board']}")
        except (
            BaseException
        ):  # Ctrl-C, too: nobody wants to wait for looks whose results are not told
            client.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()
    return pl.DataFrame(rows, schema=CHECK).sort("source", "board")


def answers(found: pl.DataFrame) -> str:
    """What a check found, in one line: boards, how many of each outcome, postings."""
    counts = found.group_by("outcome").len().sort("len", "outcome", descending=[True, False])
    told = ", ".join(f"{n:,} {outcome}" for outcome, n in counts.iter_rows()) or "none"
    return f"{found.height:,} boards: {told}; {found['n_postings'].sum():,} postings listed"


def _answer(client: PoliteClient, board: Board, as_of: datetime) -> dict[str, Any]:
    """What one look says of the board; its postings are let go at once, so that a check of thousands stays small."""
    row = look_at(client, board, {}, as_of, "check").row
    return {name: row[name] for name in CHECK}


def _core() -> list[Board]:
    return _parsed(
        "core.csv", files("flows.boards").joinpath("core.csv").read_text(encoding="utf-8")
    )


def _wide() -> list[Board]:
    """The bundled wide panel. Its names are of the sources' forms: the script that makes it and a test see to that."""
    rows = pl.read_parquet(files("flows.boards").joinpath(WIDE_FILE).read_bytes())
    named = rows.select("source", "board", "employer").iter_rows()
    return [Board(source, slug, employer, "wide") for source, slug, employer in named]


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise UsageError(f"{file}: cannot be read ({exc.strerror})") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(
            f"{file}: not UTF-8 text (byte {exc.start}); save it as CSV in UTF-8"
        ) from exc


def _parsed(name: str, text: str) -> list[Board]:
    lines = csv.DictReader(text.splitlines())
    if missing := [column for column in _REQUIRED if column not in (lines.fieldnames or ())]:
        raise UsageError(
            f"{name}, line 1: no column {' and '.join(missing)}; the header is source,board[,employer]"
        )
    boards: dict[tuple[str, str], Board] = {}
    for line, board in _rows(name, lines):
        if (board.source, board.slug) in boards:
            raise UsageError(
                f"{name}, line {line}: {board.source},{board.slug} is there twice; remove one"
            )
        boards[board.source, board.slug] = board
    return list(boards.values())


def _rows(name: str, lines: csv.DictReader[str]) -> Iterator[tuple[int, Board]]:
    sources = every_source()
    try:
        for row in lines:
            slug, kind = (row["board"] or "").strip(), (row["source"] or "").strip()
            if not slug and not kind:
                continue
            if kind not in sources:
                raise UsageError(
                    f"{name}, line {lines.line_num}: unknown source {kind!r}; there are {', '.join(sources)}"
                )
            if not sources[kind].accepts(slug):
                raise UsageError(
                    f"{name}, line {lines.line_num}: {slug[:100]!r} is not a board of {kind}; see `rolecall sources`"
                )
            employer, panel = ((row.get(column) or "").strip() for column in ("employer", "panel"))
            yield lines.line_num, Board(kind, slug, employer or None, panel or "core")
    except csv.Error as exc:
        raise UsageError(f"{name}, line {lines.line_num}: not CSV ({exc})") from exc


def _behind(source: str, host: str, url: str) -> Board:
    """The hosted board behind a company's own page, when the core panel has one by the name of the site."""
    name = host.removeprefix("www.").split(".")[0]
    for board in read_boards():
        if board.source == source and board.slug.lower() == name:
            return board
    raise UsageError(
        f'{url}: a {source} board stands behind this page, but the address does not name it. Its postings\' "apply" links '
        f"or the page's source do; add that address, or a line `{source},NAME` to a list of your own"
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as exc:
        raise UsageError(f"{url[:200]!r}: not an address ({exc})") from exc
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
        raise UsageError(f"{url[:200]!r}: not the address of a page; it begins with https://")
    return parts


def _board_of(source: Source, slug: str, url: str) -> Board:
    slug = source.named_in(slug)
    if not source.accepts(slug):
        raise UsageError(f"{url}: {slug[:100]!r} is not the name of a {source.title} board")
    return Board(source.name, slug)
