"""A lake of many small parts: employers whose every opening is an advert of its own."""

import json
from datetime import datetime, timedelta

import polars as pl

from flows.lake.parts import Lake
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash

AS_OF = datetime(2026, 11, 23)
Row = dict[str, object]
TITLES = ("AI Engineer", "ML Engineer", "Data Scientist")


def contents_of(lake: Lake) -> list[pl.DataFrame]:
    """All that a market is made of, and what keeps a body from being stored twice."""
    return [
        lake.looks(),
        lake.sightings(),
        pl.DataFrame({"hash": sorted(lake.known_hashes())}),
        pl.concat(map(pl.read_parquet, lake.posting_files())),
    ]


def write_small_parts(lake: Lake, n_parts: int, first: int = 0) -> None:
    """Writes parts of one look each, at one employer with three postings."""
    for number in range(first, first + n_parts):
        _write_part(lake, "20261123T000000-0000a", number, AS_OF)


def write_daily_parts(lake: Lake, n_parts: int, first: int = 0, days_ago: int = 364) -> None:
    """The same, in runs of five parts a day that begin so many days before AS_OF, and end with it."""
    for number in range(first, first + n_parts):
        looked_at = min(AS_OF, AS_OF + timedelta(days=number // 5 - days_ago))
        _write_part(lake, f"{looked_at:%Y%m%dT%H%M%S}-0000a", number, looked_at)


def write_weekly_parts(lake: Lake, n_weeks: int, last: datetime = AS_OF) -> None:
    """Writes a run a week, up to `last`: one part for each of two employers, whose adverts change every five weeks.

    A body is in the part that first brought it, so some parts have none. One posting is gone after six weeks.
    """
    known: set[object] = set()
    for week in range(n_weeks):
        looked_at = last - timedelta(weeks=n_weeks - 1 - week)
        run_id = f"{looked_at:%Y%m%dT%H%M%S}-0000a"
        for number in range(2):
            board, look_id = f"employer-{number}", f"{run_id}:{number}"
            titles = TITLES if week < 6 else TITLES[:2]
            seen = [_body(board, title, look_id, f"Since week {week // 5}.") for title in titles]
            new = [body for body in seen if body["content_hash"] not in known]
            known |= {body["content_hash"] for body in new}
            _commit(
                lake, f"{run_id}-{number:04d}", _look(look_id, run_id, board, looked_at), seen, new
            )


def _write_part(lake: Lake, run_id: str, number: int, looked_at: datetime) -> None:
    board, look_id = f"employer-{number}", f"look-{number}"
    bodies = [_body(board, title, look_id) for title in TITLES]
    look = _look(look_id, run_id, board, looked_at)
    _commit(lake, f"{run_id}-{number:04d}", look, bodies, bodies)


def _look(look_id: str, run_id: str, board: str, looked_at: datetime) -> Row:
    return {
        "look_id": look_id,
        "run_id": run_id,
        "source": "imported",
        "board": board,
        "looked_at": looked_at,
        "outcome": "complete",
        "n_postings": len(TITLES),
    }


def _commit(lake: Lake, part: str, look: Row, seen: list[Row], new: list[Row]) -> None:
    sightings = [
        {name: row.get(name) for name in SIGHTING} | {"look_id": look["look_id"]} for row in seen
    ]
    lake.write_part(
        part,
        pl.DataFrame([look], schema=LOOK),
        pl.DataFrame(sightings, schema=SIGHTING),
        pl.DataFrame(new, schema=BODY),
    )


def _body(board: str, title: str, look_id: str, more: str = "") -> Row:
    text = f"<p>{board} hires. {more}</p><ul><li>Python and evals</li><li>$150,000 - $180,000 a year</li></ul>"
    body = json.dumps({"title": title, "company": board, "text": text}).encode()
    key = {"source": "imported", "board": board, "external_id": title}
    name = content_hash("imported", board, title, body)
    return {**key, "content_hash": name, "body": body, "look_id": look_id}
