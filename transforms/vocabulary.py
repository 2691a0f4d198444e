"""What a look at a board can say, by how it ended; the one list of outcomes that several statistics and stops go by.

Decides which outcomes are conclusive and which show anything at all. Leaves how a look ended to `flows.scrape`, and what a
posting that is missing from one has become to `transforms.history.lifecycle`.
"""

from __future__ import annotations

CONCLUSIVE = ("complete", "unchanged")
"""List a whole board, and so can say that a posting is gone."""

SHOWING = (*CONCLUSIVE, "partial")
"""Show the board to be there, and what they list to be open. Missing is an answer too; failed and refused looks say nothing."""
