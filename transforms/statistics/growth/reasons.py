"""Why an index or a headline is not printed, or reaches no further back, in words.

Decides which reason is given where there are several. Leaves whether there is a number to `growth.chain`.
"""

from __future__ import annotations

import numpy as np

from transforms.statistics.growth.chain import Chain
from transforms.statistics.growth.links import LEAST_EMPLOYERS
from transforms.statistics.growth.panel import (
    FLOW_WARM_UP_DAYS,
    FLOW_WINDOW,
    LONGEST_FLOW_GAP_DAYS,
    PERIOD_DAYS,
    Panel,
)

FLOW_WEEKS = round(FLOW_WARM_UP_DAYS / PERIOD_DAYS["week"]) + FLOW_WINDOW["week"]
"""Weeks after a first look. The next week can be linked to the one after."""

COLLAPSED_SHARE = 0.5
"""With a smaller part of its openings left, a market is not what it was in the last week that could be judged."""

_SETTLING = "a board's first four weeks are in no index"
_OTHER_READERS = "read by other versions of the readers"


def why_thin(panel: Panel, chain: Chain, period: int) -> str:
    """Why the index is not printed in a period."""
    if period < panel.seam:
        return f"{_OTHER_READERS}: not compared with what they read now"
    if period == 0:
        return "no earlier visit to compare with"
    if not panel.is_seen[:, period].any():
        return f"no board was visited in this {panel.grain}"
    if not panel.stocks.is_in[:, period].any():
        return _SETTLING
    return why_few(panel, chain, period)


def why_no_flow(panel: Panel, flow: Chain, period: int) -> str | None:
    """Why the index of new openings is not printed in a period in which that of the stock is. None when it is."""
    if not flow.is_thin(period):
        return None
    return f"new openings: {_why_uncounted(panel) or why_few(panel, flow, period)}"


def why_unjudged_flow(panel: Panel, flow: Chain) -> str:
    """Why there is no change of new openings."""
    return _why_uncounted(panel) or why_unjudged(panel, flow)


def _why_uncounted(panel: Panel) -> str | None:
    """Why new openings of no board at all can be compared: too young a history, or visits too far apart. None when some can."""
    n_periods = len(panel.periods) - 1 - panel.seam
    weeks = round(n_periods * PERIOD_DAYS[panel.grain] / PERIOD_DAYS["week"])
    if weeks <= FLOW_WEEKS:
        return f"needs {FLOW_WEEKS + 2} weekly visits"
    if panel.flows.is_in[:, panel.seam :].any():
        return None
    return (
        f"needs visits at most {LONGEST_FLOW_GAP_DAYS:.0f} days apart, over {FLOW_WEEKS + 1} weeks"
    )


def why_few(panel: Panel, chain: Chain, period: int) -> str:
    """What a period has too few of: boards, employers or openings."""
    if chain.n_boards[period] < LEAST_EMPLOYERS:
        return f"too few boards to judge (n = {chain.n_boards[period]})"
    if chain.n_employers[period] < LEAST_EMPLOYERS:
        return f"too few employers to judge (n = {chain.n_employers[period]})"
    if chain.base is not None and period < chain.base and (broken := before_base(panel, chain)):
        return broken
    return "too few openings to judge"


def before_base(panel: Panel, chain: Chain) -> str | None:
    """Why the index reaches no further back though boards were looked at before. None when there is nothing to say."""
    base = chain.base
    if base is None or not panel.is_seen[:, :base].any():
        return None
    if not panel.stocks.is_in[:, :base].any():
        return _SETTLING
    begin = panel.periods[base].isoformat()
    if panel.seam == base:
        return f"before {begin} postings were {_OTHER_READERS}"
    is_in = panel.stocks.is_in
    n_both = len(np.unique(panel.employer_of[is_in[:, base] & is_in[:, base - 1]]))
    if n_both < LEAST_EMPLOYERS:
        return (
            f"begins on {begin}: too few boards (n = {n_both}) were visited both before and after"
        )
    known = chain.is_in[:, base - 1]
    has_openings = known & (chain.read_counts[:, base - 1] > 0)
    n_known, n_hiring = (len(np.unique(panel.employer_of[rows])) for rows in (known, has_openings))
    if n_hiring < LEAST_EMPLOYERS <= n_known:
        return f"begins on {begin}: too few employers (n = {n_hiring}) had openings before"
    return None


def why_ends(panel: Panel, chain: Chain, last: int) -> str | None:
    """Why a change ends before the newest look. None when it does not."""
    if last == chain.last:
        return None
    few, newest = why_few(panel, chain, chain.last), panel.periods[chain.last]
    week = f"the {panel.grain} of {newest.isoformat()}"
    return f"ends before the newest visit: {few} in {week}, {chain.n_boards[last]} before"


def why_collapsed(panel: Panel, chain: Chain, last: int) -> str | None:
    """Why a change that ends in `last` is not printed: most openings of its boards have closed since. None where they have not."""
    known = chain.is_in[:, last] & chain.is_in[:, chain.last]
    if len(np.unique(panel.employer_of[known])) < LEAST_EMPLOYERS:
        return None
    before, after = (round(chain.read_counts[known, at].sum()) for at in (last, chain.last))
    if after >= before * COLLAPSED_SHARE:
        return None
    then, now = (panel.periods[at].isoformat() for at in (last, chain.last))
    return (
        f"too few openings are left to judge: {before} in the {panel.grain} of {then}, "
        f"{after} in that of {now}"
    )


def why_replaced(n_vanished: int, unreplaced: float | None) -> str | None:
    """What employers that vanished would change. None when none did."""
    if not n_vanished or unreplaced is None:
        return None
    if n_vanished == 1:
        return (
            f"1 employer vanished and counts as replaced by a new one (if not: {unreplaced:+.1%})"
        )
    return f"{n_vanished} employers vanished and count as replaced by new ones (if none was: {unreplaced:+.1%})"


def why_unjudged(panel: Panel, chain: Chain) -> str:
    """Why there is no change up to the newest period, nor up to one shortly before."""
    few = why_few(panel, chain, chain.last)
    if chain.n_boards[chain.last] < LEAST_EMPLOYERS:
        return f"{few}{_judged_last(panel, chain)}"
    if panel.seam >= chain.last:
        return f"{_OTHER_READERS} before: needs 2 weeks read by the same"
    return few


def _judged_last(panel: Panel, chain: Chain) -> str:
    judged = chain.last_judged
    return f"; judged last in the {panel.grain} of {panel.periods[judged]}" if judged else ""
