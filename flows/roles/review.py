"""Which postings a person should label: those whose label would move a published figure most.

Decides the order of the queue. Leaves showing it to `flows.cli.reviewing`, and what labels teach to `flows.roles.refit`.

A label can move a posting from the role that was read to another. That changes each of the two roles' counts by one over the
count. The expected change is this share times the doubt: the chance that the reading is wrong, or, where the title alone is
read as another role, the confidence of that reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import polars as pl
from scipy.special import softmax

from flows.roles.labels import posting_features
from flows.settings import Settings
from transforms.readers.role.model import score_roles
from transforms.readers.role.own import own_weights
from transforms.vocabulary import FOCUS, READ_ROLES, ROLES

MOST_READ = 1000
"""Postings that are read for a queue, the least sure first: a minute and a half, since most of them are read again. Surer ones move nothing."""

A_FEW = 5
"""Postings of one employer in a queue. More would teach its house style."""

NEIGHBOUR_WEIGHT = 0.2
"""What a neighbouring role's count weighs against one in focus: the pages show it to compare with."""

_POSTINGS = """
select
    posting_id as id, opening_id, title, department, employer, employer_key, url,
    description_text as text, role, role_counted, role_confidence, role_evidence
from posting
where is_open and not coalesce(is_census, false)
order by role_confidence, posting_id
"""
_TEXTS = """
select
    posting_id as id, title, department, employer,
    coalesce(work_text, description_text) as text, work_text is not null as is_opening
from posting
where list_contains($ids, posting_id)
"""

Posting = dict[str, Any]
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting to label. `second`: the role it would be next. `title_role`: what its title alone is read as.

    `moves`: how much its label is expected to move a count in focus, as a part of it.
    """

    posting: Posting
    role: str
    confidence: float
    second: str
    title_role: str
    title_confidence: float
    moves: float

    @property
    def id(self) -> str:
        """The posting_id."""
        return str(self.posting["id"])

    @property
    def is_contested(self) -> bool:
        """Whether title and text are read as different roles."""
        return self.title_role != self.role


def open_postings(settings: Settings) -> list[Posting]:
    """The open postings of the market, the least sure reading first. A census has no lifecycle and is left out."""
    with duckdb.connect(str(settings.market_file), read_only=True) as market:
        rows: list[Posting] = market.sql(_POSTINGS).pl().to_dicts()
    return rows


def texts_of(settings: Settings, ids: Collection[str]) -> dict[str, Posting]:
    """The postings of these ids that the market holds, open or not. The text of an opening of a comment is its own lines."""
    with duckdb.connect(str(settings.market_file), read_only=True) as market:
        found = market.execute(_TEXTS, {"ids": sorted(ids)}).pl().to_dicts()
    return {str(row["id"]): row for row in found}


def build_queue(
    postings: Iterable[Posting], labelled: Collection[str], progress: Progress | None = None
) -> list[Candidate]:
    """The postings to label, what moves most first: one of each opening, and of each employer a few.

    Args:
        postings: as `open_postings` gives them.
        labelled: ids that have a label. They, and the other postings of their openings, are left out.
        progress: called after each posting that is read.
    """
    rows = list(postings)
    counts = Counter(
        role for _, role in {(row["opening_id"], str(row["role_counted"])) for row in rows}
    )
    done = {row["opening_id"] for row in rows if row["id"] in labelled}
    by_opening = {row["opening_id"]: row for row in reversed(rows) if row["opening_id"] not in done}
    waiting = [row for row in rows if by_opening.get(row["opening_id"]) is row][:MOST_READ]
    found = []
    for number, row in enumerate(waiting, start=1):
        found.append(read_candidate(row, counts))
        if progress:
            progress(number, len(waiting), str(row["employer"]))
    found.sort(key=lambda candidate: (-candidate.moves, candidate.id))
    return list(_a_few_of_each(found))


def read_candidate(posting: Posting, counts: Counter[str]) -> Candidate:
    """One posting as it is read by its text, and by its title alone. `counts`: open openings by role."""
    whole, title = (
        softmax(score_roles(posting_features(posting, basis), own_weights()))
        for basis in ("body", "title")
    )
    best, second = (int(at) for at in np.argsort(-whole, kind="stable")[:2])
    by_title = int(title.argmax())
    doubt = 1 - float(whole[best])
    other = second
    if by_title != best:
        doubt, other = max(doubt, float(title[by_title])), by_title
    roles = (READ_ROLES[best], READ_ROLES[other])
    return Candidate(
        posting=posting,
        role=roles[0],
        confidence=float(whole[best]),
        second=READ_ROLES[second],
        title_role=READ_ROLES[by_title],
        title_confidence=float(title[by_title]),
        moves=doubt * sum(_weight(role) / max(counts[role], 1) for role in roles),
    )


def _weight(role: str) -> float:
    if role in FOCUS:
        return 1.0
    return NEIGHBOUR_WEIGHT if role in ROLES else 0.0


def _a_few_of_each(candidates: Iterable[Candidate]) -> Iterable[Candidate]:
    taken = Counter[object]()
    for candidate in candidates:
        employer = candidate.posting.get("employer_key") or candidate.id
        taken[employer] += 1
        if taken[employer] <= A_FEW:
            yield candidate


def queue_table(queue: Iterable[Candidate]) -> pl.DataFrame:
    """The queue as a table: id, title, employer, what was read, and how much a label is expected to move."""
    rows = [
        (
            candidate.id,
            str(candidate.posting["title"]),
            str(candidate.posting["employer"]),
            candidate.role,
            candidate.confidence,
            candidate.second,
            candidate.title_role,
            candidate.moves,
        )
        for candidate in queue
    ]
    columns = ["id", "title", "employer", "read", "confidence", "second", "by title", "moves"]
    return pl.DataFrame(rows, schema=columns, orient="row")
