"""A board whose bodies say what befalls their parser; for the workers' processes, which no monkeypatch reaches.

Leaves how a body is read and what a worker may take to `flows.classify`, but for limits that a test can wait for.
"""

from unittest.mock import patch

import polars as pl

from flows import classify
from flows.sandbox import limits
from flows.sources import Board, Payload, ashby
from transforms.posting import Posting


def read_fragile_bodies(bodies: pl.DataFrame) -> classify.Read:
    """`flows.classify.read_bodies` with that board's parser."""
    with (
        patch.object(ashby, "parse", _parse),
        patch.object(classify, "_POSTING_S", 0.3),
        patch.object(limits, "_GRACE_S", 0.3),
    ):
        return classify.read_bodies(bodies)


def _parse(payload: Payload, board: Board) -> list[Posting]:
    match payload.body:
        case b"computes in Python":
            while True:
                pass
        case b"computes in C":
            sum(range(10**12))
        case b"takes memory":
            bytearray(20_000_000_000)
    return [
        Posting(
            external_id=payload.external_id or "", title="Data Scientist", employer=board.employer
        )
    ]
