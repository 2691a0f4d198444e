"""Columns that many tables share: the same quantity has the same heading and form on every page.

Decides their wording once. Leaves a page's own columns to the page.
"""

from __future__ import annotations

from reports.page import Column

ROLE = Column("role", "Role", "role")
SKILL = Column("skill_name", "Skill")
WEEK = Column("period_start", "Week of", "day")
MONTH = Column("period_start", "Month", "day")
N_OPENINGS = Column("n_postings", "n openings", "count")
N_BOARDS = Column("n_boards", "n boards", "count")
N_EMPLOYERS = Column("n_employers", "n employers", "count")
N_OF = (Column("n", "n", "count"), Column("n_of", "of", "count"))

PANEL = (N_BOARDS, N_EMPLOYERS)
"""What an estimate on matched boards rests on."""

SAMPLE = (N_OPENINGS, N_EMPLOYERS)
"""What an estimate on openings rests on."""

INDEX = Column("index", "Index", "index", "index_low", "index_high", note="note")
GROWTH = Column("growth_share", "Growth", "growth", "growth_low", "growth_high", note="note")
SHARE = Column("share", "Share", "share", "share_low", "share_high", note="note")
PREMIUM = Column(
    "premium_share", "Difference", "growth", "premium_low", "premium_high", note="note"
)
MEDIAN = Column("p50", "Median", "usd", "p50_low", "p50_high", note="note")
MIDDLE_HALF = (Column("p25", "P25", "usd"), MEDIAN, Column("p75", "P75", "usd"))
STATES_PAY = Column("disclosure_share", "State pay", "share")
WIDE_RANGES = Column("wide_share", "Ranges above 3:1", "share")
