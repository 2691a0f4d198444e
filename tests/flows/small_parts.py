"""A lake of many small parts: employers whose every opening is an advert of its own."""

import json
from datetime import datetime

import polars as pl

from flows.lake.parts import Lake
from flows.lake.tables import BODY, LOOK, SIGHTING, content_hash

AS_OF = datetime(2026, 11, 23)
TITLES = ("AI Engineer", "ML Engineer", "Data Scientist")


def write_small_parts(lake: Lake, n_parts: int, first: int = 0) -> None:
    """Writes parts of one look each, at one employer with three postings."""
    for number in range(first, first + n_parts):
        board = f"employer-{number}"
        look_id = f"look-{number}"
        bodies = [_body(board, title, look_id) for title in TITLES]
        look = {
            "look_id": look_id,
            "run_id": "20261123T000000-0000a",
            "source": "imported",
            "board": board,
            "looked_at": AS_OF,
            "outcome": "complete",
            "n_postings": len(bodies),
        }
        sightings = [{name: row.get(name) for name in SIGHTING} for row in bodies]
        lake.write_part(
            f"20261123T000000-0000a-{number:04d}",
            pl.DataFrame([look], schema=LOOK),
            pl.DataFrame(sightings, schema=SIGHTING),
            pl.DataFrame(bodies, schema=BODY),
        )


def _body(board: str, title: str, look_id: str) -> dict[str, object]:
    text = f"<p>{board} hires.</p><ul><li>Python and evals</li><li>$150,000 - $180,000 a year</li></ul>"
    body = json.dumps({"title": title, "company": board, "text": text}).encode()
    key = {"source": "imported", "board": board, "external_id": title}
    name = content_hash("imported", board, title, body)
    return {**key, "content_hash": name, "body": body, "look_id": look_id}
