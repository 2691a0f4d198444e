"""The words that several readers and statistics share: roles, and how a look at a board can end.

Decides which roles there are, which of them are the focus, and what each outcome proves.
Leaves reading a role to `transforms.readers.role.model`, and how a look ended to `flows.scrape`.
"""

from __future__ import annotations

FOCUS = ("ai_engineer", "ml_engineer", "data_scientist")
"""The roles that the pages are about."""

ROLES = (*FOCUS, "research_scientist", "data_engineer", "data_analyst", "software_engineer")
"""The focus roles and their four neighbours, in the order in which tables show them."""

READ_ROLES = (*ROLES, "other")
"""What a posting can be read as."""

ALL = "all"
"""All postings together, whatever their role, level or country."""

PANEL_ROLES = (*ROLES, ALL)

CONCLUSIVE = ("complete", "unchanged")
"""These looks list a whole board. Only they can show that a posting is gone."""

SHOWING = (*CONCLUSIVE, "partial")
"""These looks show that the board exists and that what they list is open."""

OUTCOMES = (*SHOWING, "missing", "refused", "failed")
"""Every way a look can end. `missing` is an answer too; `refused` and `failed` say nothing."""
