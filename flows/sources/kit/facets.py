"""Chooses the facet by which a list that is cut off is asked for part by part.

Decides how a board's facets are counted, and which of them divides the list best. Leaves the asking to the source.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from flows.sources.kit.fields import JsonObject
from flows.sources.kit.values import number

Counts = dict[str, dict[str, float]]
"""Per facet, how many postings each of its values has."""


def count_facets(facets: list[JsonObject]) -> Counts:
    """The counts of a list's facets, also of those that stand among another facet's values."""
    found: Counts = {}
    for facet in _flat(facets):
        values = found.setdefault(str(facet.get("facetParameter")), {})
        for value in facet.objects("values"):
            if isinstance(value.get("id"), str):
                values[value.get("id")] = number(value.get("count")) or 0
    return found


def choose_facet(
    counts: Counts, applied: Collection[str], at_least: int, single_valued: Collection[str]
) -> str | None:
    """The facet to divide by: one that holds `at_least` so many, single-valued ones before others, then the largest."""
    able = [
        name
        for name, values in counts.items()
        if name not in applied and len(values) > 1 and sum(values.values()) >= at_least
    ]
    return min(
        able,
        key=lambda name: (name not in single_valued, -sum(counts[name].values()), name),
        default=None,
    )


def _flat(facets: list[JsonObject]) -> Iterator[JsonObject]:
    for facet in facets:
        yield facet
        # Places come in groups of facets.
        yield from (each for each in facet.objects("values") if "facetParameter" in each.value)
