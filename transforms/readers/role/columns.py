"""Gives each feature of a body a name and a column, and fills the columns for many postings at once.

Decides what a count of phrases becomes: a logarithm, a share, the lead of a theme. Leaves counting to
`transforms.readers.role.phrases`, and what a feature weighs to `transforms.readers.role.model`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from transforms.readers.role.words import role_words
from transforms.text.words import Indexes

Floats = NDArray[np.float64]

# A share is damped by this many phrases, so that three hits in a thin posting are not "all about" anything.
_SHARE_DAMPING = 8
_ASKS_COUNT_HALF = 0.5
# Products are more specific than their parts: a smaller scale makes the fit prefer the parts.
_PRODUCT_SCALE = 0.5


@dataclass(slots=True)
class Counts:
    """What is counted in texts."""

    families: Floats
    """Text x part x family: how many different phrases of each. The first part is the duties, the second the asks."""
    lines: Floats
    """Text x pair of `RoleWords.pairs`: how many lines of the duties hold the verb and the object."""
    titles: Floats
    """Text x title of `RoleWords.interacting`: 1 where it holds and says more beside a theme."""

    @classmethod
    def none(cls, n_texts: int) -> Counts:
        """Those of texts in which nothing is found."""
        known = role_words()
        return cls(
            families=np.zeros((n_texts, 2, len(known.family_names))),
            lines=np.zeros((n_texts, len(known.pairs))),
            titles=np.zeros((n_texts, len(known.interacting))),
        )


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


def body_matrix(counts: Counts) -> Floats:
    """The features of bodies: one row a body, one column a feature in the order of `columns().names`. 0: not there."""
    known = columns()
    blocks, n_bodies = known.blocks, len(counts.lines)
    duties, asks = counts.families[:, 0], counts.families[:, 1]
    strength = np.log2(1 + (duties + _ASKS_COUNT_HALF * asks) @ known.members)
    first, second = known.leads
    products = counts.titles[:, :, None] * (strength * _PRODUCT_SCALE)[:, None, :]
    matrix = np.zeros((n_bodies, len(known.names)))
    matrix[:, blocks["duties"]] = np.log2(1 + duties)
    matrix[:, blocks["asks"]] = np.log2(1 + asks)
    matrix[:, blocks["line"]] = np.log2(1 + counts.lines)
    total = duties.sum(axis=1, keepdims=True)
    matrix[:, blocks["share"]] = _SHARE_DAMPING * duties / (total + _SHARE_DAMPING)
    matrix[:, blocks["theme"]] = strength
    matrix[:, blocks["lead"]] = np.maximum(strength[:, first] - strength[:, second], 0.0)
    matrix[:, blocks["product"]] = products.reshape(n_bodies, -1)
    return matrix
