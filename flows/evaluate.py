"""`rolecall evaluate`: scores the readers against labels of the user's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.errors import UsageError
from flows.label import chunks, label_records
from transforms import scoring


@dataclass(frozen=True)
class Scores:
    """What `transforms.scoring` says of one file of labels."""

    n: int
    figures: pl.DataFrame
    confusion: pl.DataFrame
    per_role: pl.DataFrame
    mistakes: pl.DataFrame


def evaluate_files(labels: Path, postings: Path | None, n_mistakes: int) -> Scores:
    """Reads the postings and compares with the labels of the same ids.

    Args:
        labels: JSON lines with `id` and any of the guide's fields.
        postings: the postings of those ids, as for `rolecall label`; None when the labels' file holds title and text too.
        n_mistakes: how many wrong roles to list.

    Raises:
        UsageError: a file cannot be read, or no posting has a label.
    """
    wanted = {str(label["id"]): label for chunk in chunks(labels) for label in chunk if label.get("id") is not None}
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for chunk in chunks(postings or labels):
        known = [record for record in chunk if str(record.get("id")) in wanted]
        pairs += [(wanted[str(read["id"])], read) for read in label_records(known) if "error" not in read]
    if not pairs:
        raise UsageError(f"no posting of {postings or labels} has a title and a label in {labels}: do the ids agree?")
    return Scores(
        len(pairs),
        scoring.figures(pairs),
        scoring.confusion(pairs),
        scoring.per_role(pairs),
        scoring.worst_mistakes(pairs, n_mistakes),
    )
