"""Sentences that state a finding: number, interval, period and n, or why there is no number.

Decides the wording of each kind of estimate, so that a reader meets the same sentence on every
page. Leaves the numbers to the marts: where one is missing, the mart's own note says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.answers import Row
from reports.figures import columns
from reports.page import Column, Edition
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of

HOME = "the United States"
"""Where most pay is stated on the boards we read: the place of a median that names no other."""


def reason(row: Row, fallback: str = "not enough data yet") -> str:
    """Why a row has no number."""
    return str(row.get("note") or fallback)


def number(row: Row, column: Column) -> str:
    """A row's number with its interval: "+48 % [+31 to +67 %]"."""
    low, high = (row[end] if end else None for end in (column.low, column.high))
    return numbers.estimate(row[column.name], low, high, column.form)


def listed(words: Sequence[str]) -> str:
    """A list within a sentence: "one, two and three"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def sentence(opening: str, words: Sequence[str]) -> str:
    """What a list says: "Median: one, two and three." Empty without any words."""
    return f"{opening}: {listed(words)}." if words else ""


def each(opening: str, rows: Iterable[Row], column: Column, n: str) -> str:
    """One estimate per role: "Median: AI engineers $182k [$171k to $190k] (n = 410) and …".

    Empty without any.
    """
    return sentence(
        opening,
        [
            f"{role_of(row['role']).in_text} {number(row, column)} ({numbers.n_of(row[n])})"
            for row in rows
            if row[column.name] is not None
        ],
    )


def growth(row: Row) -> str:
    """How demand moved: "Open openings for AI engineers rose 48 % [+31 to +67 %] from … to …".

    When the interval holds nought, the direction is unknown and the sentence says so.
    """
    subject = _subject(row)
    value, low, high = row["growth_share"], row["growth_low"], row["growth_high"]
    if value is None:
        return f"{subject}: no growth figure yet ({reason(row)})."
    if low is None or high is None:
        verb = f"moved {numbers.growth(value)}"
    elif low <= 0 <= high:
        verb = f"did not move measurably: {number(row, columns.GROWTH)}"
    else:
        change = numbers.share(abs(value), 0)
        verb = f"{'rose' if value > 0 else 'fell'} {change} {numbers.interval(low, high, 'growth')}"
    return f"{subject} {verb} {_span(row, 'from', 'to')} ({numbers.basis(row)}).{_held(row)}"


def _held(row: Row) -> str:
    """What growth would be with the boards whose newest lists are held. Empty while none are."""
    value = row.get("growth_with_held_share")
    if value is None:
        return ""
    return (
        f" {numbers.count(row['n_boards_held'])} boards are held, since each listed less than half "
        f"of what it did, for the first time. With them it is {numbers.growth(value)}."
    )


def _subject(row: Row) -> str:
    role, measure = role_of(row["role"]), row["measure"]
    who = "all kinds of work" if role.id == "all" else role.in_text
    if measure == "share":
        return f"The share of all openings that are for {who}"
    return f"{'New' if measure == 'flow' else 'Open'} openings for {who}"


def _span(row: Row, start: str, end: str) -> str:
    first, last = numbers.spoken(row["period_from"]), numbers.spoken(row["period_to"])
    return f"{start} {first} {end} {last}"


def grown(rows: Iterable[Row], measure: str) -> list[Row]:
    """The focus roles whose growth by one measure is known, in their order."""
    known = {row["role"]: row for row in rows if row["measure"] == measure}
    found = (known[role] for role in FOCUS if role in known)
    return [row for row in found if row["growth_share"] is not None]


def moved(rows: Iterable[Row], measure: str) -> str:
    """How the focus roles grew: "From … to …: AI engineers +48 % [+31 to +67 %] (n = 54) and …"."""
    found = grown(rows, measure)
    words = [
        f"{role_of(row['role']).in_text} {number(row, columns.GROWTH)} "
        f"({numbers.n_of(row['n_boards'])} boards)"
        for row in found
    ]
    return sentence(_span(found[0], "From", "to"), words) if found else ""


def pay(row: Row) -> str:
    """What a role pays: "The median stated base pay of AI engineers in … is $182k […]"."""
    role = role_of(row["role"])
    if row["p50"] is None:
        return f"{role.plural}: no median for {HOME} ({reason(row)})."
    stated = numbers.share(row["disclosure_share"])
    return (
        f"The median stated base pay of {role.in_text} in {HOME} is "
        f"{number(row, columns.MEDIAN)} a year "
        f"({numbers.basis(row)}, {stated} of openings state pay)."
    )


def period(edition: Edition) -> str:
    """The days that the edition covers: "looks from 2025-01-06 to 2026-11-23"."""
    first, last = (numbers.spoken(day) for day in (edition.first_look_at, edition.data_through))
    if edition.first_look_at is None:
        return f"looks up to {last}"
    return f"looks from {first} to {last}" if edition.has_history else f"one look, on {first}"


def waiting(edition: Edition) -> str:
    """What a page without growth waits for."""
    told = [
        "No growth can be read from one look: "
        "it needs two complete looks at the same boards, a week apart."
    ]
    if edition.first_look_at:
        told.append(f"The first was on {numbers.spoken(edition.first_look_at)}.")
    if edition.next_expected:
        told.append(f"The next run is due on {numbers.spoken(edition.next_expected)}.")
    told.append(
        "Until then this page shows levels only. It never counts by the dates that open postings "
        "state, since that would make any past look quiet."
    )
    return " ".join(told)
