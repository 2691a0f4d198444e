"""Gives each feature of a body a name and a column, and fills the columns for many postings at once.

Decides what a count of phrases becomes: a logarithm, a share, the lead of a theme. Leaves counting to
`transforms.readers.role.features`, and what a feature weighs to `transforms.readers.role.model`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from transforms.readers.role.words import role_words

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]

# A share is damped by this many phrases, so that three hits in a thin posting are not "all about" anything.
_SHARE_DAMPING = 8
_ASKS_COUNT_HALF = 0.5
# Products are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PRODUCT_SCALE = 0.5

Spot = tuple[int, int]
"""Where a phrase stands, as its start and minus its end. Sorted, spots are in the order of the text, and of those that
begin together the longest comes first."""

Spots = dict[int, list[Spot]]
"""By family, as its index in `RoleWords.family_names`: where each different phrase stands first."""


@dataclass(slots=True)
class Body:
    """What the model sees of one body."""

    duties: Spots = field(default_factory=dict)
    asks: Spots = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    """How many lines of the duties hold each pair of a verb and an object, by `RoleWords.pair`."""
    titles: tuple[int, ...] = ()
    """The titles that say more beside a theme, as their indexes in `RoleWords.interacting`."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a body's features. Those that stand on the same words are side by side."""

    names: tuple[str, ...]
    sources: tuple[str, ...]
    """What a reader can check, by name in ascending order: "duties: rag", "line: train + model", "theme: research"."""
    starts: Indexes
    """The first column of each source."""
    blocks: Mapping[str, Indexes]
    """By kind of feature: its columns, in the order in which `body_matrix` has its values."""
    members: Floats
    """Family x theme: 1 where the family belongs to the theme."""
    leads: tuple[Indexes, Indexes]
    """The themes of each lead: the one that leads, and the one that it leads over."""


@cache
def columns() -> Columns:
    """The columns of the shipped words, numbered once a process."""
    known = role_words()
    themes = tuple(known.themes)
    kinds = {
        "duties": [(f"duties: {name}", f"duties: {name}") for name in known.family_names],
        "asks": [(f"asks: {name}", f"asks: {name}") for name in known.family_names],
        "share": [(f"share: {name}", f"duties: {name}") for name in known.family_names],
        "line": [(name, name) for name in known.pairs],
        "theme": [(f"theme: {theme}", f"theme: {theme}") for theme in themes],
        "lead": [(name, f"theme: {first}") for first, _, name in known.leads],
        "product": [
            (f"title x theme: {title} x {theme}", f"theme: {theme}")
            for title in known.interacting
            for theme in themes
        ],
    }
    source_of = {name: source for pairs in kinds.values() for name, source in pairs}
    names = sorted(source_of, key=lambda name: (source_of[name], name))
    column_of = {name: column for column, name in enumerate(names)}
    first_of = [(key, column_of[next(own)]) for key, own in groupby(names, source_of.__getitem__)]
    at = {theme: index for index, theme in enumerate(themes)}
    return Columns(
        names=tuple(names),
        sources=tuple(source for source, _ in first_of),
        starts=_indexes(column for _, column in first_of),
        blocks={
            kind: _indexes(column_of[name] for name, _ in pairs) for kind, pairs in kinds.items()
        },
        members=np.array(
            [[theme in known.themes_of[name] for theme in themes] for name in known.family_names],
            dtype=np.float64,
        ),
        leads=(
            _indexes(at[first] for first, _, _ in known.leads),
            _indexes(at[second] for _, second, _ in known.leads),
        ),
    )


def _indexes(numbers: Iterable[int]) -> Indexes:
    return np.array(list(numbers), dtype=np.intp)


def body_matrix(bodies: Sequence[Body]) -> Floats:
    """The features of bodies: one row a body, one column a feature in the order of `columns().names`. 0: not there."""
    known = columns()
    blocks, words = known.blocks, role_words()
    n_families = len(words.family_names)
    duties = _count([_lengths(body.duties) for body in bodies], n_families)
    asks = _count([_lengths(body.asks) for body in bodies], n_families)
    lines = _count([body.lines for body in bodies], len(words.pairs))
    titles = _count([dict.fromkeys(body.titles, 1) for body in bodies], len(words.interacting))
    strength = np.log2(1 + (duties + _ASKS_COUNT_HALF * asks) @ known.members)
    first, second = known.leads
    products = titles[:, :, None] * (strength * _PRODUCT_SCALE)[:, None, :]
    matrix = np.zeros((len(bodies), len(known.names)))
    matrix[:, blocks["duties"]] = np.log2(1 + duties)
    matrix[:, blocks["asks"]] = np.log2(1 + asks)
    matrix[:, blocks["line"]] = np.log2(1 + lines)
    total = duties.sum(axis=1, keepdims=True)
    matrix[:, blocks["share"]] = _SHARE_DAMPING * duties / (total + _SHARE_DAMPING)
    matrix[:, blocks["theme"]] = strength
    matrix[:, blocks["lead"]] = np.maximum(strength[:, first] - strength[:, second], 0.0)
    matrix[:, blocks["product"]] = products.reshape(len(bodies), -1)
    return matrix


def _lengths(spots: Spots) -> dict[int, int]:
    return {family: len(found) for family, found in spots.items()}


def _count(found: Sequence[Mapping[int, int]], n_columns: int) -> Floats:
    """Counts as a matrix: one row a mapping, one column an index."""
    rows = [row for row, counts in enumerate(found) for _ in counts]
    chosen = [column for counts in found for column in counts]
    matrix = np.zeros((len(found), n_columns))
    matrix[rows, chosen] = [count for counts in found for count in counts.values()]
    return matrix
