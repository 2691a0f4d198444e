"""Reads a list that is cut off: facet by facet, until each part is short enough to be whole.

Decides how a list's facets are counted, which of them divides it best, and whether all parts together are whole.
Leaves how a part is asked for to the source.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from flows.errors import SourceUnavailable
from flows.sources import Payload, Reply
from flows.sources.kit.fields import JsonObject
from flows.sources.kit.listing import Page, every_row, value_at
from flows.sources.kit.values import number

_DEEP_MAX = 3

Applied = dict[str, list[str]]
"""The facets that a part of a list is asked for by, with their values."""
Counts = dict[str, dict[str, float]]
"""Per facet, how many postings each of its values has."""


@dataclass(frozen=True, slots=True)
class CutOffList:
    """A list that shows `cut_off` rows at most, however many there are."""

    url: str
    ask: Callable[[Applied, int], Reply]
    """Asks for the rows under these facets from an offset on."""
    read: Callable[[Reply], Page]
    cut_off: int
    single_valued: Collection[str]
    """Facets of which a posting has at most one value, so that their counts add up to postings."""

    def every_row(self, applied: Applied) -> Iterator[Payload]:
        """Every row under these facets. If the list is cut off, the rows under each value of one facet more.

        Raises:
            SourceUnavailable: no facet divides it, or fewer rows came than the list or its facets count.
        """
        reply = self.ask(applied, 0)
        first, counts = self.read(reply), count_facets(value_at(reply, "facets", Any))
        is_cut_off = (first.total or 0) >= self.cut_off
        can_divide = is_cut_off and len(applied) < _DEEP_MAX
        name = self._dividing(counts, applied) if can_divide else None
        if name:
            yield from self._divided(applied, name, counts)
            return
        yield from every_row(
            lambda turn: self.read(self.ask(applied, turn.n_rows)),
            pages_max=self.cut_off,
            first=first,
        )
        if is_cut_off:
            raise SourceUnavailable(
                f"{self.url}: more than {self.cut_off} postings under {applied or 'no facet'}; "
                "the rest is cut off"
            )

    def _dividing(self, counts: Counts, applied: Applied) -> str | None:
        """The facet that holds enough and most. Single-valued ones come before others."""
        sums = {name: sum(values.values()) for name, values in counts.items() if len(values) > 1}
        able = [name for name in sums if name not in applied and sums[name] >= self.cut_off]
        return min(
            able,
            key=lambda name: (name not in self.single_valued, -sums[name], name),
            default=None,
        )

    def _divided(self, applied: Applied, name: str, counts: Counts) -> Iterator[Payload]:
        seen: set[bytes] = set()
        for value in counts[name]:
            for row in self.every_row({**applied, name: [value]}):
                seen.add(row.body)
                yield row
        single = (counts.get(facet, {}) for facet in self.single_valued)
        n_said = max((sum(values.values()) for values in single), default=0)
        if len(seen) < n_said:
            raise SourceUnavailable(
                f"{self.url}: {len(seen)} postings by {name} where its facets count {n_said:g}"
            )


def count_facets(facets: Any) -> Counts:
    """The counts of a list's facets as sent, also of those that stand among another facet's values."""
    found: Counts = {}
    for facet in _flat(JsonObject({"facets": facets}).objects("facets")):
        values = found.setdefault(str(facet.get("facetParameter")), {})
        for value in facet.objects("values"):
            if isinstance(value.get("id"), str):
                values[value.get("id")] = number(value.get("count")) or 0
    return found


def _flat(facets: list[JsonObject]) -> Iterator[JsonObject]:
    for facet in facets:
        yield facet
        # Places come in groups of facets.
        yield from (each for each in facet.objects("values") if "facetParameter" in each.value)
