"""An open opening as a row for scripts and feeds: facts and a link, no words of the advert but its title and place.

Decides how its facts are written. Leaves which openings are open to `open_jobs`, and where they are
shown to the page and the feeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.wording import numbers

Row = Mapping[str, Any]

_PER = {"year": "a year", "month": "a month", "week": "a week", "day": "a day", "hour": "an hour"}


def stated_pay(row: Row) -> str:
    """The first range that the advert states, in its own currency: "EUR 70,000 to 90,000 a year". Empty without one."""
    low, high = row["pay_min"], row["pay_max"]
    if low is None and high is None:
        return ""
    ends = [_amount(end) for end in dict.fromkeys((low, high)) if end is not None]
    opening = "" if None not in (low, high) else ("up to " if low is None else "from ")
    period = _PER.get(str(row["period"]), "")
    currency = numbers.show(row["currency"])
    return f"{opening}{currency} {' to '.join(ends)} {period}".strip()


def place_of(row: Row) -> str:
    """The board's own words for its places. Where it lists several, a bar stands between them."""
    return numbers.show((row["location"] or "").replace(" | ", "; "))


def web_address(row: Row) -> str:
    """Where a person can read it and apply. Empty for anything but a web address."""
    url = numbers.clean_text(row["url"])
    return url if url.startswith(("https://", "http://")) else ""


def _amount(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")
