"""Columns that several tables share, or that a chart or a sentence needs too.

Decides their wording once: the same quantity has the same heading and form on every page. Leaves
all other columns to `reports/pages/<page>.toml`, where these go by their names in lower case.
"""

from __future__ import annotations

from dataclasses import replace

from reports.page import Column

ROLE = Column("role", "Role", "role")
SKILL = Column("skill_name", "Skill")
SOURCE = Column("source_title", "Kind of board")
WEEK = Column("period_start", "Week of", "day")
MONTH = Column("period_start", "Month", "day")
COUNTRY = Column("country_code", "Country", "country")
READING = Column("reading", "Compared", "word")
HELD_EQUAL = Column("adjusted_for", "Kept equal")

N_OPENINGS = Column("n_openings", "n openings", "count")
N_BOARDS = Column("n_boards", "n boards", "count")
N_EMPLOYERS = Column("n_employers", "n employers", "count")
N_WITH = Column("n_with", "n that name it", "count")
N_SOFTWARE = Column("n_software_openings", "n software openings", "count")
N = Column("n", "n", "count")
N_OF = Column("n_of", "of", "count")
N_NEW = Column("n_new_28d", "New in 28 days", "count")
N_JOINED = Column("n_boards_joined", "Joined", "count")
N_LEFT = Column("n_boards_left", "Left", "count")

INDEX = Column(
    "index", "Index", "index", "index_low", "index_high", "note", as_read="index_as_read"
)
CHAINED = Column("level", "Index", "index", "low", "high")
FLOW_INDEX = Column(
    "flow_index",
    "Index of new openings",
    "index",
    "flow_index_low",
    "flow_index_high",
    "note",
    as_read="flow_index_as_read",
)
GROWTH = Column(
    "growth_share",
    "Growth",
    "growth",
    "growth_low",
    "growth_high",
    "note",
    as_read="growth_as_read_share",
)
GROWTH_IN_A_YEAR = replace(GROWTH, label="Growth in a year")
STOCK = Column("stock", "Open openings, as read", "count")
STOCK_CORRECTED = Column(
    "stock_corrected", "Open openings", "count", "stock_corrected_low", "stock_corrected_high"
)
DAYS_OPEN = Column("median_days", "Until half closed", "count", "median_low", "median_high", "note")

SHARE = Column("share", "Share", "share", "share_low", "share_high", "note")
SKILL_SHARE = Column("share", "Share of openings", "share", "share_low", "share_high")
FILLED = Column("share", "Share", "share")
ROLE_SHARE = Column(
    "role_share",
    "Share of all openings",
    "share",
    "role_share_low",
    "role_share_high",
    "note",
    as_read="role_as_read_share",
)
CENSUS_SHARE = Column(
    "opening_share",
    "Share of openings",
    "share",
    "share_low",
    "share_high",
    "note",
    as_read="opening_as_read_share",
)
SOFTWARE_SHARE = Column(
    "software_share", "Software engineers", "share", "software_low", "software_high"
)
TARGET_SHARE = Column("role_share", "The role", "share", "role_low", "role_high")
SHARE_CHANGE = Column("change_share", "Change", "points", "change_low", "change_high")
TIMES_CHANCE = Column("lift", "Times chance", "decimal")

PREMIUM = Column("premium_share", "Difference", "growth", "premium_low", "premium_high", "note")
P25 = Column("p25", "P25", "usd", "p25_low", "p25_high")
MEDIAN = Column("p50", "Median", "usd", "p50_low", "p50_high", "note")
P75 = Column("p75", "P75", "usd", "p75_low", "p75_high")
STATES_PAY = Column("disclosure_share", "State pay", "share", "disclosure_low", "disclosure_high")
N_COULD = Column("n_could_state_pay", "n that could", "count")
YEARS_ASKED = Column("number", "Years asked", "decimal", "number_low", "number_high")
WIDE_RANGES = Column("wide_share", "Ranges above 3:1", "share")
