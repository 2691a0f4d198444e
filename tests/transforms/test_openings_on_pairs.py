"""Openings against pairs of real postings judged by hand: precision and recall with their intervals.

`opening_pairs.csv` holds ids and verdicts, no text: pairs of postings of one employer, drawn by stratum (S: same kind of
title, D: another; by similarity) from the boards in ../shared/replay. The verdict: the same job, in one place or several;
another level, language, shift or speciality is another job. `POPULATION` is how many such pairs each stratum held.
"""

from __future__ import annotations

import csv
import json
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from transforms import openings
from transforms.fingerprint import fingerprint
from transforms.intervals import wilson
from transforms.text import read_document

_SHARED = Path(os.environ.get("ROLECALL_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
_BOARDS = _SHARED / "replay" / "data" / "ashby_2025-10-28.parquet"
_PAIRS = Path(__file__).with_name("opening_pairs.csv")
POPULATION = {"S1": 59, "S2": 58, "S3": 67, "S4": 1422, "D1": 1054, "D2": 923, "D3": 556, "D4": 667}


def judged() -> list[dict[str, str]]:
    with _PAIRS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def grouped(ids: set[str]) -> dict[str, str]:
    """Each posting's opening, from the boards' own fields."""
    board = pl.scan_parquet(_BOARDS).with_columns(
        posting_id=pl.concat_str(pl.lit("ashby"), "board", "id", separator=":")
    )
    wanted = board.filter(pl.col("posting_id").is_in(sorted(ids))).collect()
    seen = pl.lit(datetime(2025, 10, 28))
    postings = wanted.select(
        "posting_id",
        "title",
        "board",
        source=pl.lit("ashby"),
        employer="board",
        employer_key=openings.employer_key(pl.col("board")),
        location_raw=pl.struct("location", "secondaryLocations_json").map_elements(_places, return_dtype=pl.String),
        city=pl.lit(None, dtype=pl.String),
        region=pl.lit(None, dtype=pl.String),
        country_codes=pl.lit([], dtype=pl.List(pl.String)),
        fingerprint=pl.Series(
            [fingerprint(read_document(html=html)) for html in wanted["descriptionHtml"]], dtype=pl.List(pl.UInt32)
        ),
        first_seen_at=seen,
        last_seen_at=seen,
        closed_at=pl.lit(None, dtype=pl.Datetime("us")),
        is_open=pl.lit(True),
        is_left_truncated=pl.lit(True),
        is_census=pl.lit(False),
        period=pl.lit(None, dtype=pl.String),
        role_counted=pl.lit("other"),
        level=pl.lit(None, dtype=pl.String),
    )
    return dict(openings.group(postings).links.iter_rows())


def _places(row: dict[str, str | None]) -> str:
    others = json.loads(row["secondaryLocations_json"] or "[]") or []
    return " | ".join([row["location"] or "", *(str(other.get("location", "")) for other in others)])


def weighted(
    pairs: list[dict[str, str]], counts: dict[str, int], chosen: list[bool], hits: list[bool]
) -> tuple[float, float]:
    """Share of hits among the chosen pairs, each stratum at its weight in the population, and the n it is worth."""
    weights = np.array([POPULATION[pair["stratum"]] / counts[pair["stratum"]] for pair in pairs]) * np.array(chosen)
    share = float((weights * np.array(hits)).sum() / weights.sum())
    return share, float(weights.sum() ** 2 / (weights**2).sum())


@pytest.mark.skipif(not _BOARDS.exists(), reason="the recorded boards (../shared/replay) are not here")
def test_openings_agree_with_pairs_judged_by_hand(capsys: pytest.CaptureFixture[str]):
    pairs = judged()
    links = grouped({pair[side] for pair in pairs for side in "ab"})
    pairs = [pair for pair in pairs if pair["a"] in links and pair["b"] in links]
    counts = {stratum: sum(pair["stratum"] == stratum for pair in pairs) for stratum in POPULATION}
    is_same = [pair["is_same"] == "true" for pair in pairs]
    is_found = [links[pair["a"]] == links[pair["b"]] for pair in pairs]
    agreed = [same and found for same, found in zip(is_same, is_found, strict=True)]
    precision, n_precision = weighted(pairs, counts, is_found, agreed)
    recall, n_recall = weighted(pairs, counts, is_same, agreed)
    low, high = wilson(np.array([precision, recall]), np.array([n_precision, n_recall]))
    with capsys.disabled():
        print(f"\nopenings on {len(pairs)} pairs: precision {precision:.3f} [{low[0]:.3f} to {high[0]:.3f}], ", end="")
        print(f"recall {recall:.3f} [{low[1]:.3f} to {high[1]:.3f}]")
    assert len(pairs) > 250
    assert precision >= 0.97
    assert recall >= 0.85
