"""Appendix: what checks the other pages, for who doubts them.

Decides what is a check rather than an answer: ways of chaining, raw counts, pairs of skills and how full the fields are.
Leaves the figures to `reports.figures`.
"""

from __future__ import annotations

from dataclasses import replace

from reports.answers import Answer
from reports.figures import checks, counts
from reports.page import Edition, Page

TITLE = "Appendix"
ORDER = 10


def build(answer: Answer, edition: Edition) -> Page:
    """The checks, each folded under what it says."""
    change_log = answer("change_log")
    figures = (
        checks.chains(answer("growth_chains")),
        counts.raw_count(answer("growth_raw_count"), change_log),
        counts.decomposition(answer("growth_decomposition")),
        checks.pairs(answer("skills_pairs")),
        checks.fields(answer("quality_fields")),
    )
    return Page(
        headline="The evidence behind the other pages, for readers who want to check them.",
        lede=(
            "Nothing here is a finding. The growth index is computed in other ways, the raw count "
            "is broken down, and what adverts leave out is counted."
        ),
        blocks=tuple(replace(figure, is_folded=True) for figure in figures),
    )
