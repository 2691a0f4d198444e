"""Labels of roles, joined to the postings that they are about.

Decides what a label is, what it teaches, and which employers are held out of every fit. Leaves what a feature is to
`transforms.readers.role.features` and what the labels give to `flows.roles.fit`.

A label says how sure its readers were. A posting that could be two roles teaches both, in the shares of `ALT_SHARE`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from transforms.readers.role.every_word import count_words
from transforms.readers.role.features import RoleFeatures, role_features
from transforms.text.document import read_document
from transforms.text.language import read_language
from transforms.vocabulary import READ_ROLES

ALT_SHARE = {"high": 0.05, "medium": 0.10, "low": 0.30}
"""How much of a posting's weight its second role gets; chosen in grouped cross-validation. Shares two or three times as
large cost 0.3 points of accuracy, on all labels and on those drawn."""

HELD_OUT_ONE_IN = 5
"""One employer in this many is never used for training, so that there are always employers to evaluate on."""

SAMPLES = ("chance", "drawn", "listed", "doubt")

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Label:
    """What readers said of one posting. `alt` is the second most defensible role, None where there is no contest.

    `sample` says why it was read: drawn by `chance` alone, `drawn` by chance among titles of the field, `listed` because it
    stands in a list of AI engineers, a search for AI and ML engineers found it or its title names research, or in `doubt`,
    because readings of it disagreed. Doubtful ones teach most, and they say little of how often a role is misread. Listed ones
    say it of such titles alone.
    """

    id: str
    role: str
    alt: str | None = None
    sureness: str = "medium"
    n_readers: int = 1
    sample: str = "drawn"


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled posting: `values` are its features under the basis of the model to be fitted.

    `words`: how often its duties and asks say each word. None where the title alone is looked at.
    """

    id: str
    employer: str
    role: str
    alt: str | None
    sureness: str
    values: dict[str, float]
    words: Mapping[str, int] = field(default_factory=dict)
    weight: float = 1.0

    def targets(self) -> list[tuple[str, float]]:
        """The roles it teaches, with their shares."""
        shares = share_roles(self.role, self.alt, self.sureness)
        return [(role, part * self.weight) for role, part in shares.items()]


def share_roles(role: str, alt: str | None, sureness: str) -> dict[str, float]:
    """How much a label says of each role that it names. The shares sum to 1."""
    if not alt or alt == role:
        return {role: 1.0}
    return {role: 1 - ALT_SHARE[sureness], alt: ALT_SHARE[sureness]}


def read_labels(path: Path) -> list[Label]:
    """The labels of a CSV or JSON Lines file with id, role, role_alt, role_conf and, when known, n_readers and sample.

    Raises:
        ValueError: a line is no label. The message names the file, the line and what is wrong.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".csv":
            lines = csv.DictReader(file)
            return [_located(path, lines.line_num, _label, row) for row in lines]
        # A file cuts at the ends of lines alone, not at characters such as U+2028.
        return [
            _located(path, number, _label_of_line, line)
            for number, line in enumerate(file, start=1)
            if line.strip()
        ]


def _located(path: Path, number: int, read: Callable[[Any], Label], line: object) -> Label:
    try:
        return read(line)
    except ValueError as exc:
        raise ValueError(f"{path}, line {number}: {exc}") from exc


def _label_of_line(line: str) -> Label:
    try:
        row = json.loads(line)
    except ValueError as exc:
        raise ValueError("not JSON") from exc
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    return _label(row)


def _label(row: Row) -> Label:
    for name in ("id", "role"):
        if row.get(name) in (None, ""):
            raise ValueError(f"has no {name}")
    label = Label(
        id=str(row["id"]),
        role=str(row["role"]),
        alt=str(row["role_alt"]) if row.get("role_alt") else None,
        sureness=str(row.get("role_conf") or "medium"),
        n_readers=int(str(row.get("n_readers") or 1)),
        sample=str(row.get("sample") or "drawn"),
    )
    for word, known in (
        (label.role, READ_ROLES),
        (label.alt or label.role, READ_ROLES),
        (label.sureness, tuple(ALT_SHARE)),
        (label.sample, SAMPLES),
    ):
        if word not in known:
            raise ValueError(f"label {label.id} says {word!r}; use one of {', '.join(known)}")
    return label


def read_rows(path: Path) -> list[dict[str, object]]:
    """The postings of a Parquet or JSON Lines file, with the columns it has."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    # Not `splitlines`: it also cuts at characters such as U+2028, which texts hold.
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def write_csv(rows: Iterable[Row], columns: Sequence[str], path: Path) -> None:
    """Writes a table as CSV under these columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_postings(paths: Iterable[Path]) -> dict[str, Row]:
    """The postings of these files by id. Of two with one id the later counts."""
    return {str(row["id"]): row for path in paths for row in read_rows(path)}


def employer_of(posting: Row) -> str:
    """The employer in lower case, or the posting's own id where none is stated."""
    stated = str(posting.get("company") or posting.get("employer") or "").strip().lower()
    return stated or str(posting["id"])


def is_held_out(employer: str) -> bool:
    """Whether this employer's labels judge and never teach: by a hash of its name, so that it cannot be chosen."""
    digest = sha256(employer.lower().strip().encode()).hexdigest()
    return int(digest, 16) % HELD_OUT_ONE_IN == 0


def join_labels(labels: Iterable[Label], postings: Mapping[str, Row], basis: str) -> list[Example]:
    """Joins labels to postings by id, sorted by id. A label whose posting is nowhere is skipped with a note.

    Args:
        labels: of two with one id the later counts.
        postings: by id, with title, company, department and text.
        basis: `body` for the features of the whole posting, `title` for those of its title and department alone.
    """
    examples: dict[str, Example] = {}
    for label in labels:
        posting = postings.get(label.id)
        if posting is None:
            print(f"no posting for label {label.id}: skipped", file=sys.stderr)
            continue
        features = posting_features(posting, basis)
        examples[label.id] = Example(
            id=label.id,
            employer=employer_of(posting),
            role=label.role,
            alt=label.alt,
            sureness=label.sureness,
            values=features.values,
            words=count_words(features.work),
        )
    return [examples[key] for key in sorted(examples)]


def posting_features(posting: Row, basis: str) -> RoleFeatures:
    """What the model of this basis sees of a posting. Its language is read from its text, as every run does."""
    text = str(posting.get("text") or "") if basis == "body" else ""
    department = str(posting["department"]) if posting.get("department") else None
    language = read_language(text, None)
    return role_features(str(posting["title"]), department, read_document(plain=text), language)
