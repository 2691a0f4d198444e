"""Makes the bundled panel `wide`: every board of a kind that is read and that two public lists attest.

Decides which lines of the lists become boards and in which form their names are kept. The core panel (`core.csv`) is
chosen by hand; its boards are left out here, so that the two files add up. Run by hand when the lists are renewed:

    python -m flows.maintenance.make_panels LISTS.parquet flows/boards

LISTS.parquet has one row per board and the columns `ats`, `slug`, `company`, `url`, `n_sources` (how many lists name it).
Prints what was kept by kind, and what was left out and why: the figures of `docs/boards.md`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import polars as pl

from flows.boards.lists import WIDE_FILE, read_boards
from flows.errors import UsageError
from flows.sources import Board, Source, every_source
from flows.sources.recognise import recognise

FEWEST_LISTS = 2
"""One list alone often names a board that never was: a guess from a company's name that happened to answer."""

_LONGEST_NAME = 80  # longer ones are headings of a page, not names

_NAMED_BY_HOST = frozenset({"eightfold", "recruitee", "teamtailor"})
"""Kinds whose board on a domain of the employer's own is named by its host."""

PANEL = pl.Schema(
    {"source": pl.String, "board": pl.String, "employer": pl.String, "n_lists": pl.Int8}
)
"""One row per board, by source and board. `employer`: null where the lists only repeat the board's own name."""


def chosen(
    lists: pl.DataFrame, core: Iterable[Board]
) -> tuple[pl.DataFrame, Counter[tuple[str, str]]]:
    """The panel, and how many boards were left out, by kind and reason.

    Args:
        lists: one row per board, as the module says; `n_sources` is a number or its text.
        core: boards that are watched already.
    """
    sources = every_source()
    taken = {(board.source, board.slug.casefold()) for board in core}
    left_out: Counter[tuple[str, str]] = Counter()
    kept: list[tuple[str, str, str | None, int]] = []
    for kind, slug, company, url, n_lists in (
        lists.select("ats", "slug", "company", "url", pl.col("n_sources").cast(pl.Int8))
        .sort("n_sources", "ats", "slug", descending=[True, False, False])
        .iter_rows()
    ):
        if kind not in sources:
            left_out[kind, "of a kind that is not read"] += 1
        elif n_lists < FEWEST_LISTS:
            left_out[kind, "named by one list only"] += 1
        elif (board := name_of(sources[kind], slug, url)) is None:
            left_out[
                kind,
                "no address that names a board"
                if url
                else "no address, and its name alone is not enough",
            ] += 1
        elif (kind, board.casefold()) in taken:
            left_out[kind, "in the core panel, or the same board under another name"] += 1
        else:
            taken.add((kind, board.casefold()))
            kept.append((kind, board, employer_of(company, slug), n_lists))
    return pl.DataFrame(kept, schema=PANEL, orient="row").sort("source", "board"), left_out


@cache
def _core_boards() -> list[Board]:
    return read_boards()


def name_of(source: Source, slug: str, url: str | None) -> str | None:
    """The board's name in the source's own form; None when neither address nor slug gives it."""
    if url:
        try:
            board = recognise(url, _core_boards())
        except UsageError:
            return None
        if board.source == source.name:
            return board.slug
        host = (urlsplit(url).hostname or "").lower()
        if (
            source.name not in _NAMED_BY_HOST
            or _is_vendors(source, host)
            or not source.accepts(host)
        ):
            return None
        # Eightfold's list is asked by the employer's domain too, which no name of a host alone tells for certain.
        return f"{host}/{_domain_of(host)}" if source.name == "eightfold" else host
    slug = unquote(slug)
    return slug if source.accepts(slug) else None


def employer_of(company: str | None, slug: str) -> str | None:
    """The name in the list, unless it is the slug again or no name at all: then the board itself says it better."""
    name = _printable(company or "")
    if not name or len(name) > _LONGEST_NAME or "://" in name or name == slug:
        return None
    return name


def _printable(words: str) -> str:
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


def _is_vendors(source: Source, host: str) -> bool:
    return _domain_of(host) == _domain_of(urlsplit(source.home).hostname or "")


def _domain_of(host: str) -> str:
    return ".".join(host.split(".")[-2:])


def main() -> None:
    """Writes the panel into the folder given and prints what it holds."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("lists", type=Path, help="the lists as one Parquet file")
    arguments.add_argument("folder", type=Path, help="where the panel goes: flows/boards")
    given = arguments.parse_args()
    panel, left_out = chosen(pl.read_parquet(given.lists), read_boards())
    file: Path = given.folder / WIDE_FILE
    panel.write_parquet(file, compression="zstd", compression_level=19, statistics=False)
    lines = [f"{file.name}: {panel.height:,} boards, {file.stat().st_size:,} bytes", ""]
    counts = (
        panel.group_by("source")
        .agg(n=pl.len(), named=pl.col("employer").count())
        .sort("n", descending=True)
    )
    lines += [
        f"{source:<16} {n:>6,} of which {named:>6,} with an employer's name"
        for source, n, named in counts.iter_rows()
    ]
    read = every_source()
    reasons = Counter(
        {reason: sum(n for (_, r), n in left_out.items() if r == reason) for _, reason in left_out}
    )
    lines += ["", "left out:", *(f"{n:>6,} {reason}" for reason, n in reasons.most_common())]
    lines += [
        f"{n:>6,} {kind}: {reason}"
        for (kind, reason), n in sorted(left_out.items())
        if kind in read
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
