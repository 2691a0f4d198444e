"""`rolecall evaluate`: scores the readers against labels of the user's own.

Decides which postings are scored and what a label must look like. Leaves reading them to `flows.files.label` and what is right to
`transforms.statistics.evaluation.scoring`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from flows.errors import UsageError
from flows.files.label import FIELDS, NEEDED, label_stream
from flows.files.records import Record, chunks, is_nothing
from flows.progress import counted
from transforms.statistics.evaluation import scoring
from transforms.statistics.floors import LEAST_EMPLOYERS
from transforms.vocabulary import READ_ROLES

log = logging.getLogger(__name__)

_LISTS = ("pay", "skills", "countries")
_WORDS = ("role", "role_alt", "level", "degree", "remote")


_ROLE_BOUNDS = [(f"{share}_low", f"{share}_high") for share in ("precision", "recall")]


@dataclass
class _Met:
    """What was met on the way through the postings: how often each id, and which employers."""

    n_times: Counter[str] = field(default_factory=Counter)
    employers: set[str] = field(default_factory=set)

    def add(self, records: list[Record]) -> None:
        self.n_times.update(str(record["id"]) for record in records)
        named = (record.get("company") for record in records)
        self.employers.update(str(name).strip().lower() for name in named if not is_nothing(name))


@dataclass(frozen=True)
class Scores:
    """What `transforms.statistics.evaluation.scoring` says of one file of labels. `n`: labelled postings that were scored."""

    n: int
    figures: pl.DataFrame
    confusion: pl.DataFrame
    per_role: pl.DataFrame
    mistakes: pl.DataFrame


def evaluate_files(labels: Path, postings: Path | None, n_mistakes: int) -> Scores:
    """Reads the postings and compares with the labels of the same ids.

    A posting that cannot be read counts as read wrongly, a label without a posting is not scored, and of two with one id the
    last counts. All of this is said.

    Args:
        labels: JSON lines with `id` and any of the guide's fields.
        postings: the postings of those ids, as for `rolecall label`; None when the labels' file holds title and text too.
        n_mistakes: how many wrong roles to list.

    Raises:
        UsageError: a file cannot be read, a label is not of the guide's form, or no posting has a label.
    """
    checked = [_checked(label, labels) for chunk in chunks(labels, ("id",)) for label in chunk]
    wanted = {str(label["id"]): label for label in checked}
    _say_repeated(Counter(str(label["id"]) for label in checked), "label")
    met = _Met()
    read = {
        str(reading["id"]): reading
        for chunk in label_stream(_labelled(postings or labels, wanted, met))
        for reading in chunk
    }
    if postings:
        _say_repeated(met.n_times, "posting")
    failed = [name for name, reading in read.items() if "error" in reading]
    if len(failed) == len(read):
        raise UsageError(
            f"no posting of {postings or labels} has a title and a label in {labels}: do the ids agree?"
        )
    if failed:
        n_failed = counted(len(failed), "posting")
        log.warning("%s could not be read and count as wrong: %s", n_failed, _first_of(failed))
    if unfound := [name for name in wanted if name not in read]:
        n_unfound = counted(len(unfound), "label")
        log.warning("%s without a posting: %s not scored", n_unfound, _first_of(unfound))
    pairs = [
        (wanted[name], {} if "error" in reading else reading) for name, reading in read.items()
    ]
    figures = scoring.score_figures(pairs)
    if figures.is_empty():
        raise UsageError(
            f"{labels}: no label has a field that is scored, such as role, level, pay or skills"
        )
    is_of_few = 0 < len(met.employers) < LEAST_EMPLOYERS
    if is_of_few:
        n_employers = counted(len(met.employers), "employer")
        log.warning(
            "no intervals: the postings are of %s, and these need %d", n_employers, LEAST_EMPLOYERS
        )
    return Scores(
        len(pairs),
        _blank_bounds(figures, [("low", "high")], is_of_few),
        scoring.count_confusion(pairs),
        _blank_bounds(scoring.score_roles(pairs), _ROLE_BOUNDS, is_of_few),
        scoring.find_worst_mistakes(pairs, n_mistakes),
    )


def _blank_bounds(
    figures: pl.DataFrame, bounds: Sequence[tuple[str, str]], is_of_few: bool
) -> pl.DataFrame:
    """The figures without intervals that claim to know what a handful cannot say: of few employers, or of no width."""
    blanked = [
        pl.when(pl.lit(not is_of_few) & (pl.col(low) < pl.col(high))).then(pl.col(end)).alias(end)
        for low, high in bounds
        if {low, high} <= set(figures.columns)
        for end in (low, high)
    ]
    return figures.with_columns(blanked)


def _say_repeated(n_times: Counter[str], noun: str) -> None:
    if repeated := [name for name, n in n_times.items() if n > 1]:
        n_repeated = counted(len(repeated), "id")
        log.warning(
            "%s of more than one %s, of which the last counts: %s",
            n_repeated,
            noun,
            _first_of(repeated),
        )


def _first_of(names: list[str]) -> str:
    return ", ".join(names[:5])


def _labelled(postings: Path, wanted: dict[str, Record], met: _Met) -> Iterator[list[Record]]:
    for chunk in chunks(postings, NEEDED, FIELDS):
        if known := [record for record in chunk if str(record.get("id")) in wanted]:
            met.add(known)
            yield known


def _checked(label: Record, file: Path) -> Record:
    """A label that the scorer can take.

    Raises:
        UsageError: it has no id, or a field is of another kind than the guide's.
    """
    if label.get("id") is None:
        raise UsageError(f"{file}: a label has no id")
    where = f"{file}, label {label['id']!r}"
    _require_words(label, where)
    _require_roles(label, where)
    _require_lists(label, where)
    return label


def _require_words(label: Record, where: str) -> None:
    for name in _WORDS:
        if not isinstance(label.get(name), str | None):
            raise UsageError(f"{where}: {name} must be a word or null, not {label[name]!r}")


def _require_roles(label: Record, where: str) -> None:
    for name in ("role", "role_alt"):
        if label.get(name) not in (None, *READ_ROLES):
            roles = ", ".join(READ_ROLES)
            raise UsageError(f"{where}: {name} {label[name]!r} is not a role; choose from {roles}")


def _require_lists(label: Record, where: str) -> None:
    for name in _LISTS:
        kind = dict if name == "pay" else str
        if not _is_list_of(kind, label.get(name) or []):
            raise UsageError(f"{where}: {name} must be a list, as the labelling guide says")


def _is_list_of(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)
