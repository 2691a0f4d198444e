"""Chooses boards by one look: those that list an opening for technical work now, whatever kind of technical work it is.

Decides the rule of the panel `broad` and writes the chosen boards as a list of one's own. Leaves the look to
`flows.boards.look` and the role of a title to `transforms.readers.role`.

The rule knows nothing of AI. A panel chosen because its boards hire AI engineers now would make their past look like growth:
boards that once did, and no longer do, would be missing from it. The look that chose a board is no look of an index either:
it found the board on a day on which it had an opening, and the next day can only be worse.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import polars as pl

from flows.boards.look import look_at
from flows.boards.side_by_side import ask_side_by_side
from flows.errors import PayloadChanged
from flows.progress import Progress
from flows.settings import Settings
from flows.sources import Board, Payload, Source, every_source
from flows.web.client import PoliteClient
from transforms.readers.role.model import ROLE_CONFIDENCE_FLOOR, read_roles_of_titles
from transforms.vocabulary import ROLES, SHOWING

log = logging.getLogger(__name__)

CHOICE = pl.Schema(
    {
        "source": pl.String,
        "board": pl.String,
        "employer": pl.String,
        "panel": pl.String,
        "outcome": pl.String,
        "n_postings": pl.Int64,
        "is_chosen": pl.Boolean,
    }
)
"""One row per board looked at. `panel` names what was chosen from, and the day. `is_chosen`: it lists an opening for one of the seven
roles, by title."""


def choose_boards(
    boards: Sequence[Board],
    settings: Settings,
    as_of: datetime,
    progress: Progress | None = None,
    chosen_from: str = "broad",
) -> pl.DataFrame:
    """Looks once at each board and keeps nothing of it.

    Args:
        boards: those to look at.
        settings: how they are asked.
        as_of: the day of the choice.
        progress: called after each look.
        chosen_from: what these boards are called, a bundled panel or a list of one's own. With the day it names the choice.

    Returns:
        One row per board in `CHOICE`, by source and board. A board that did not answer is not chosen.
    """
    panel = f"{chosen_from}-{as_of:%Y-%m-%d}"
    rows: list[tuple[object, ...]] = []
    with PoliteClient(settings) as client:
        ask = partial(_ask, client, as_of=as_of, panel=panel)
        for row in ask_side_by_side(client, boards, ask, settings.n_workers):
            rows.append(row)
            if progress:
                progress(len(rows), len(boards), f"{row[0]}/{row[1]}")
    return pl.DataFrame(rows, schema=CHOICE, orient="row").sort("source", "board")


def list_chosen(choice: pl.DataFrame) -> str:
    """The chosen boards as a board list (CSV), for `--boards FILE`."""
    return choice.filter("is_chosen").select("source", "board", "employer", "panel").write_csv()


def summarise(choice: pl.DataFrame) -> str:
    """What a choice found, in one line."""
    n_answered = choice.filter(pl.col("outcome").is_in(SHOWING)).height
    return (
        f"{choice.height:,} boards: {n_answered:,} answered, {choice['is_chosen'].sum():,} of them "
        "list an opening for technical work"
    )


def is_technical(titles: Sequence[str]) -> bool:
    """Whether one of the titles names work of the seven roles. One is enough, and which it is does not count."""
    return any(
        reading.role in ROLES and reading.confidence >= ROLE_CONFIDENCE_FLOOR
        for reading in read_roles_of_titles(titles)
    )


def _ask(client: PoliteClient, board: Board, as_of: datetime, panel: str) -> tuple[object, ...]:
    look = look_at(client, board, {}, as_of, "choose")
    chosen = is_technical(_titles(look.payloads, board))
    named = replace(board, panel=panel)
    identity = (named.source, named.slug, named.employer, named.panel)
    return (*identity, look.row["outcome"], look.row["n_postings"], chosen)


def _titles(payloads: Sequence[Payload], board: Board) -> list[str]:
    """The titles that can be read. A posting that cannot is no reason to leave a board out."""
    source = every_source()[board.source]
    return [title for payload in payloads for title in _titles_of(payload, source, board)]


def _titles_of(payload: Payload, source: Source, board: Board) -> list[str]:
    try:
        return [posting.title for posting in source.parse(payload, board)]
    except PayloadChanged as exc:
        log.debug("%s/%s: %s", board.source, board.slug, exc)
        return []
