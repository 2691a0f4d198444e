"""Sentences that state a finding: number, interval, period and n, in that order, or why there is none.

Decides the wording of each kind of estimate, so that a reader meets the same sentence on every page. Leaves the numbers
to the marts: a null is told with the mart's own note, never rounded to nought.
"""

from __future__ import annotations

from collections.abc import Iterable

from reports.answers import Row
from reports.page import Edition
from reports.wording import numbers
from reports.wording.roles import FOCUS, role_of


def basis(row: Row, unit: str = "openings") -> str:
    """The n of a row: "n = 812 openings, 64 employers"."""
    parts = []
    if row.get("n_postings") is not None:
        parts.append(f"{numbers.n_of(row['n_postings'])} {unit}")
    if row.get("n_boards") is not None:
        parts.append(f"{numbers.n_of(row['n_boards'])} boards")
    if row.get("n_employers") is not None:
        parts.append(f"{numbers.count(row['n_employers'])} employers")
    return ", ".join(parts)


def reason(row: Row, fallback: str = "not enough data yet") -> str:
    """Why a row has no number."""
    return str(row.get("note") or fallback)


def growth(row: Row) -> str:
    """How a role's demand moved: "Open openings for AI engineers rose 48 % [+31 to +67 %] from … to … (n = …)".

    An interval that holds nought is told as such: the direction is then not known.
    """
    subject = _subject(row)
    value, low, high = row["growth_share"], row["growth_low"], row["growth_high"]
    if value is None:
        return f"{subject}: no growth figure yet ({reason(row)})."
    if low is None or high is None:
        verb = f"moved {numbers.growth(value)}"
    elif low <= 0 <= high:
        verb = f"did not move measurably: {numbers.estimate(value, low, high, 'growth')}"
    else:
        change = numbers.share(abs(value), 0)
        verb = f"{'rose' if value > 0 else 'fell'} {change} {numbers.interval(low, high, 'growth')}"
    return f"{subject} {verb} from {numbers.spoken(row['period_from'])} to {numbers.spoken(row['period_to'])} ({basis(row)})."


def _subject(row: Row) -> str:
    role, measure = role_of(row["role"]), row["measure"]
    who = "all kinds of work" if role.id == "all" else role.in_text
    if measure == "share":
        return f"The share of all openings that are for {who}"
    return f"{'New' if measure == 'flow' else 'Open'} openings for {who}"


def pay(row: Row, place: str) -> str:
    """What a role pays at the middle: "The median stated base pay of AI engineers in … is $182k [$171k to $190k] (n = …)"."""
    if row["p50"] is None:
        return f"{role_of(row['role']).plural}: no median for {place} ({reason(row)})."
    number = numbers.estimate(row["p50"], row["p50_low"], row["p50_high"], "usd")
    stated = numbers.share(row["disclosure_share"])
    who = role_of(row["role"]).in_text
    return f"The median stated base pay of {who} in {place} is {number} a year ({basis(row)}; {stated} of openings state pay)."


def each(rows: Iterable[Row], value: str, low: str, high: str, form: str, n: str) -> str:
    """One estimate per role in a row: "AI engineers 12 % [9 to 15 %] (n = 410); ML engineers …". Empty without any."""
    words = [
        f"{role_of(row['role']).in_text} {numbers.estimate(row[value], row[low], row[high], form)} ({numbers.n_of(row[n])})"
        for row in rows
        if row[value] is not None
    ]
    return "; ".join(words)


def moved(rows: Iterable[Row], measure: str) -> str:
    """How the roles of focus grew by one reading, in a row: "From … to …: AI engineers +48 % [+31 to +67 %] (n = 54 boards); …"."""
    known = {
        row["role"]: row
        for row in rows
        if row["measure"] == measure and row["growth_share"] is not None
    }
    found = [known[role] for role in FOCUS if role in known]
    if not found:
        return ""
    words = [
        f"{role_of(row['role']).in_text} {numbers.estimate(row['growth_share'], row['growth_low'], row['growth_high'], 'growth')} "
        f"({numbers.n_of(row['n_boards'])} boards)"
        for row in found
    ]
    return f"From {numbers.spoken(found[0]['period_from'])} to {numbers.spoken(found[0]['period_to'])}: {'; '.join(words)}."


def share(row: Row, what: str) -> str:
    """How many of a role's openings do something: "RAG stands in 41 % [36 to 46 %] of AI engineer openings (n = …)"."""
    if row["share"] is None:
        return f"{what}: {reason(row)}."
    number = numbers.estimate(row["share"], row["share_low"], row["share_high"], "share")
    return f"{what} {number} of {role_of(row['role']).one_in_text} openings"


def period(edition: Edition) -> str:
    """The days that the edition covers: "looks from 2025-01-06 to 2026-11-23"."""
    if edition.first_look_at is None:
        return f"looks up to {numbers.spoken(edition.data_through)}"
    if not edition.has_history:
        return f"one look, on {numbers.spoken(edition.first_look_at)}"
    return f"looks from {numbers.spoken(edition.first_look_at)} to {numbers.spoken(edition.data_through)}"


def waiting(edition: Edition) -> str:
    """What a page without growth waits for."""
    first = (
        f"; the first was on {numbers.spoken(edition.first_look_at)}"
        if edition.first_look_at
        else ""
    )
    due = (
        f" The next run is due on {numbers.spoken(edition.next_expected)}."
        if edition.next_expected
        else ""
    )
    return (
        f"No growth can be read from one look: it needs two complete looks at the same boards, a week apart{first}.{due}"
        " Until then this page shows levels only, and never the dates that open postings state, which would make any"
        " past look quiet."
    )
