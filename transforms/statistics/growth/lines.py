"""The lines of the panel: each board together with the boards it moved to, and the employer whose openings they show.

Decides whose a board is, that a board of many employers is in no panel, where a board that ended goes on, and that an
employer that vanished leaves the panel.
Leaves looks and openings on a line to `transforms.statistics.growth.spells`.

The unit is the employer as the openings have it, since a board list may name none. An employer that changes its provider
leaves an empty board or none at all, and a young one elsewhere: one line. What an old board of an employer gains while
another of its boards closes shows on both of them, and their sum is right as it stands.

Who vanishes is seen at once, and who is founded only once somebody finds its board. So an employer that vanishes leaves, as
in establishment surveys: the others stand for those that took its place (docs/methods.md, Employers that vanish).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from transforms.history.openings import employer_key

BOARD = ["source", "board"]

LONG_AGO, NEVER = datetime(1, 1, 1), datetime(9999, 1, 1)  # noqa: DTZ001 - UTC without a zone, as the lake has it

MOVE_OVERLAP = timedelta(days=28)
"""How long before the old board ended its successor may have been watched. The links of a board that was watched for longer
show what it took over."""

MOVE_WITHIN = timedelta(days=182)
"""How long after the old board ended its successor may appear. Somebody has to notice the move and add the new board."""

MOVE_SIZES = 4.0
MOVE_SLACK = 5
MOVE_EMPTYING = timedelta(days=56)
"""A successor lists between a quarter of what the old board lost in its last weeks and four times as much, a few openings
apart. A large new board is not where a tiny one went."""

GATHERED_EMPLOYERS = 5
GATHERED_SHARE = 0.5
"""A board is an aggregator's when it names at least so many employers, and less than this share of its postings is of the
most frequent one. Names with the same first letters are one group with many legal entities."""

_SAME_LETTERS = 4

_MOVE = pl.Schema(
    dict.fromkeys([*BOARD, "line"], pl.String())
    | dict.fromkeys(["from_at", "until_at", "handed_at"], pl.Datetime("us"))
    | {"is_gone": pl.Boolean()}
)
_STAYS = {"line": None, "from_at": LONG_AGO, "until_at": NEVER, "handed_at": None, "is_gone": False}

LEFT_SHARE = 0.25
MOVED_SHARE = 0.5
"""A board that still lists a few postings nobody took down has moved too: at most a quarter of what it listed in the weeks
before, nothing new since, and at least half of its openings are on the young board."""

Row = dict[str, Any]


def find_lines(seen: pl.DataFrame, postings: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per board of the panel, sorted by board.

    Args:
        seen: conclusive looks, those at boards that vanished (`is_death`) included.
        postings: the warehouse's posting columns source, board, employer_key, opening_id, first_seen_at, closed_at,
            is_census.
        as_of: the last day that counts.

    Returns:
        `source`, `board`, `key` (of its employer), `employer_index`, `line_index`. Looks count from `from_at` to before
        `until_at`. At `handed_at` the successor has the openings (null: there is none). `is_gone`: its employer vanished.
    """
    shown = (
        seen.filter(~pl.col("is_death"))
        .sort("looked_at", "look_id")
        .group_by(BOARD)
        .agg(
            pl.col("employer").drop_nulls().last(),
            first_look_at=pl.col("looked_at").first(),
            looks=pl.col("looked_at"),
        )
    )
    died = seen.filter("is_death").group_by(BOARD).agg(died_at=pl.col("looked_at").min())
    itself = pl.concat_str(BOARD, separator=":")
    postings = _known_on(as_of, postings)
    boards = (
        shown.join(_owners(postings), on=BOARD, how="left")
        .join(died, on=BOARD, how="left")
        .filter(~pl.col("is_gathered").fill_null(False))
        .with_columns(key=pl.coalesce("owner_key", employer_key(pl.col("employer")), itself))
        .sort(BOARD)
    )
    return boards.join(
        _find_moves(boards, postings), on=BOARD, how="left", maintain_order="left"
    ).select(
        *(*BOARD, "key", "handed_at"),
        pl.col("from_at").fill_null(LONG_AGO),
        pl.col("until_at").fill_null(NEVER),
        pl.col("is_gone").fill_null(False),
        employer_index=pl.col("key").rank("dense").cast(pl.Int64) - 1,
        line_index=pl.coalesce("line", itself).rank("dense").cast(pl.Int64) - 1,
    )


def _known_on(as_of: date, postings: pl.DataFrame) -> pl.DataFrame:
    """The boards' postings as they were on that day: without those seen later, and open where they closed later."""
    is_closed = pl.col("closed_at").dt.date() <= as_of
    return postings.filter(
        ~pl.col("is_census"), pl.col("first_seen_at").dt.date() <= as_of
    ).with_columns(closed_at=pl.when(is_closed).then("closed_at"))


def _owners(live: pl.DataFrame) -> pl.DataFrame:
    """By board: the employer that most of its postings name, whether it gathers many, and when its last posting closed."""
    is_closed = pl.col("closed_at").is_not_null()
    ends = live.group_by(BOARD).agg(
        ended_at=pl.when(is_closed.all()).then(pl.col("closed_at").max())
    )
    named = live.drop_nulls("employer_key").group_by(*BOARD, "employer_key").len("n")
    ordered = named.sort("n", "employer_key", descending=[True, False])
    letters = pl.col("employer_key").str.head(_SAME_LETTERS)
    n_alike = pl.col("n").filter(letters == letters.first()).sum()
    is_gathered = (pl.len() >= GATHERED_EMPLOYERS) & (n_alike < GATHERED_SHARE * pl.col("n").sum())
    owners = ordered.group_by(BOARD, maintain_order=True).agg(
        owner_key=pl.col("employer_key").first(), is_gathered=is_gathered
    )
    return ends.join(owners, on=BOARD, how="left")


def _find_moves(boards: pl.DataFrame, postings: pl.DataFrame) -> pl.DataFrame:
    """The boards that ended and those of their employers, in `_MOVE`."""
    has_ended = pl.any_horizontal(pl.col("ended_at", "died_at").is_not_null()).any().over("key")
    ended = boards.filter(has_ended | (pl.len().over("key") > 1))
    of_them = postings.join(ended, on=BOARD, how="semi")
    spans = of_them.group_by(BOARD).agg("first_seen_at", "closed_at", "opening_id")
    moves: list[Row] = []
    for own in ended.join(spans, on=BOARD, how="left", maintain_order="left").partition_by("key"):
        rows = [board | _STAYS for board in own.to_dicts()]
        _link_own(rows)
        moves += [{name: row[name] for name in _MOVE} for row in rows]
    return pl.DataFrame(moves, schema=_MOVE)


def _link_own(own: list[Row]) -> None:
    # The board that ended last comes first: a young board carries on the newest of those that ended before it.
    for board in own:
        board["end"] = _find_end(board, own)
    ended = [board for board in own if board["end"] is not None]
    ended.sort(key=lambda board: board["end"], reverse=True)
    successors: list[tuple[Row, Row]] = []
    for old in ended:
        taken = [young for _, young in successors]
        found = [young for young in own if young not in taken and _goes_on(old, young)]
        if found:
            old["until_at"] = old["end"]
        # On several young boards at once, or on one of another size, nobody knows what went where: the old one leaves, and
        # they enter.
        if len(found) == 1 and _is_like(old, young := found[0]):
            young["from_at"] = old["handed_at"] = _first_look_after(old, young)
            successors.append((old, young))
    for old, young in reversed(successors):  # the eldest first, so that a line keeps its first name
        young["line"] = old["line"] = old["line"] or f"{old['source']}:{old['board']}"
    if all(board["died_at"] or board["ended_at"] for board in own):
        for board in own:
            if board["died_at"] and board["until_at"] == NEVER:
                board |= {"until_at": board["died_at"], "is_gone": True}


def _find_end(old: Row, own: list[Row]) -> datetime | None:
    """When the board's openings had moved to a young one of its employer, or when its last posting closed."""
    left_at = _left_at(old) if len(own) > 1 else None
    left = old | {"end": left_at}
    is_elsewhere = left_at is not None and any(
        _goes_on(left, young | {"end": young["ended_at"]}) and _has_openings(left, young)
        for young in own
    )
    ended_at: datetime | None = old["ended_at"]
    return left_at if is_elsewhere else ended_at


def _left_at(old: Row) -> datetime | None:
    """Since when a board has listed nothing new, and at most LEFT_SHARE of what it listed in the weeks before."""
    spans = list(zip(old["first_seen_at"] or (), old["closed_at"] or (), strict=True))
    newest = max((first for first, _ in spans), default=LONG_AGO)
    closings: list[datetime] = sorted({end for _, end in spans if end and end >= newest})
    for at in closings:
        n_left = sum(closed is None or closed > at for _, closed in spans)
        n_before = sum(closed is None or closed > at - MOVE_EMPTYING for _, closed in spans)
        if n_left <= LEFT_SHARE * n_before:
            return at
    return None


def _has_openings(old: Row, young: Row) -> bool:
    """Whether the young board has at least half of the openings that the old one listed before it emptied and the young one began."""
    before = min(old["end"], young["first_look_at"])
    spans = zip(old["opening_id"], old["first_seen_at"], old["closed_at"], strict=True)
    last = {
        opening
        for opening, first, closed in spans
        if first < before and (closed or NEVER) >= before
    }
    return len(last.intersection(young["opening_id"] or ())) >= MOVED_SHARE * max(len(last), 1)


def _first_look_after(old: Row, young: Row) -> datetime:
    found: datetime = min(at for at in young["looks"] if at >= old["end"])
    return found


def _is_like(old: Row, young: Row) -> bool:
    """Whether the young board lists about as many openings as the old one had."""
    at, since = _first_look_after(old, young), old["end"] - MOVE_EMPTYING
    n_old = sum(closed is not None and closed >= since for closed in old["closed_at"])
    spans = zip(young["first_seen_at"], young["closed_at"], strict=True)
    n_young = sum(first <= at and (closed is None or closed > at) for first, closed in spans)
    ratio = (n_young + MOVE_SLACK) / (n_old + MOVE_SLACK)
    return bool(1 / MOVE_SIZES <= ratio <= MOVE_SIZES)


def _goes_on(old: Row, young: Row) -> bool:
    """Whether an employer's demand may have moved from the board that ended to the young one."""
    end = old["end"]
    is_young = end - MOVE_OVERLAP <= young["first_look_at"] <= end + MOVE_WITHIN
    outlives = young["end"] is None or young["end"] > end
    return bool(
        young["first_seen_at"]  # nothing can have moved to a board that never listed anything
        and young["first_look_at"] > old["first_look_at"]
        and is_young
        and outlives
        and young["looks"][-1] >= end
    )
