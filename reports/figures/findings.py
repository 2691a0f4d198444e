"""Sentences that state a finding, with interval, period and n beside them, or why there is no number.

Decides the wording of each kind of estimate, so that a reader meets the same sentence on every
page. Leaves the numbers to the marts: where one is missing, the mart's own note says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from reports.answers import Row
from reports.figures import columns
from reports.page import Column, Edition, Finding
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


def each(
    opening: str, rows: Iterable[Row], column: Column, n: str, counts: str = "openings"
) -> Finding:
    """One estimate per role: "Median: AI engineers $182k and …". Empty without any.

    `counts`: what n counts. Bare beside a share, a reader takes it for the openings that the share is of.
    """
    known = [row for row in rows if row[column.name] is not None]
    words = [f"{_who(row)} {numbers.write(row[column.name], column.form)}" for row in known]
    return Finding(
        sentence(opening, words),
        spreads(known, column, lambda row: f"{numbers.n_of(row[n])} {counts}"),
    )


def spreads(
    rows: Sequence[Row],
    column: Column,
    basis: Callable[[Row], str] = numbers.basis,
    who: Callable[[Row], str] | None = None,
) -> str:
    """What several estimates rest on: "With 95 % intervals: AI engineers $182k [$171k to $190k] (n = 410) and …"."""
    told = [
        " ".join(filter(None, ((who or _who)(row), number(row, column), of and f"({of})")))
        for row, of in ((row, basis(row)) for row in rows)
    ]
    has_intervals = any("[" in number(row, column) for row in rows)
    return sentence("With 95 % intervals" if has_intervals else "Counted", told)


def _who(row: Row) -> str:
    """A role within a sentence."""
    return "all kinds of work" if row["role"] == "all" else role_of(row["role"]).in_text


def growth(row: Row) -> Finding:
    """How demand moved: "Demand for AI engineers is up 48 % in a year.", with interval, days and n.

    When the interval holds nought, the direction is unknown and the sentence says so.
    """
    who = _who(row)
    if row["growth_share"] is None:
        return Finding(f"No growth figure for {who} yet.", capital(f"{reason(row)}."))
    told = ", ".join((_estimate(row), _days(row), numbers.basis(row)))
    return Finding(
        f"{_SUBJECTS[row['measure']].format(who=who)} {moved(row)} {span(row)}.",
        f"{told}.{_held(row)}",
    )


_SUBJECTS = {
    "stock": "Demand for {who}",
    "flow": "The number of new openings for {who}",
    "share": "The share of all openings that are for {who}",
}


def moved(row: Row) -> str:
    """What became of demand: "is up 48 %", "is down 3 %", "has not changed measurably"."""
    value, low, high = row["growth_share"], row["growth_low"], row["growth_high"]
    if low is None or high is None:
        return f"moved {numbers.growth(value)}"
    if low <= 0 <= high:
        return "has not changed measurably"
    return f"is {'up' if value > 0 else 'down'} {numbers.moved_by(value)}"


def _estimate(row: Row) -> str:
    value, low, high = row["growth_share"], row["growth_low"], row["growth_high"]
    spread = numbers.between(low, high, "growth", value=value)
    return ", ".join(filter(None, (numbers.growth(value), spread)))


def _days(row: Row) -> str:
    return f"{numbers.spoken(row['period_from'])} to {numbers.spoken(row['period_to'])}"


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def _held(row: Row) -> str:
    """What growth would be with the boards whose newest lists are held. Empty while none are."""
    value = row.get("growth_with_held_share")
    if value is None:
        return ""
    n = row["n_boards_held"]
    held = "1 board is" if n == 1 else f"{numbers.count(n)} boards are"
    return (
        f" {held} on hold after listing less than half of the usual number for the first time. "
        f"With {'it' if n == 1 else 'them'}, growth is {numbers.growth(value)}."
    )


def grown(rows: Iterable[Row], measure: str) -> list[Row]:
    """The focus roles whose growth by one measure is known, in their order."""
    known = {row["role"]: row for row in rows if row["measure"] == measure}
    found = (known[role] for role in FOCUS if role in known)
    return [row for row in found if row["growth_share"] is not None]


def directions(
    rows: Sequence[Row], column: Column, basis: Callable[[Row], str], span: str = ""
) -> Finding:
    """Which rose, which fell, and which moved no more than chance: "Up in a year: AI engineers 58 %. …"."""
    known = [row for row in rows if row[column.name] is not None]
    when = f" {span}" if span else ""
    up = [_by_how_much(row, column) for row in known if _sign(row, column) > 0]
    down = [_by_how_much(row, column) for row in known if _sign(row, column) < 0]
    still = [_who(row) for row in known if not _sign(row, column)]
    told = (
        sentence(f"Up{when}", up),
        sentence(f"Down{when}", down),
        sentence(f"No measurable change{when}", still),
    )
    return Finding(" ".join(filter(None, told)), spreads(known, column, basis))


def _sign(row: Row, column: Column) -> int:
    """1 or -1 where the whole interval lies on one side of nought. A number without interval counts as it stands."""
    low, high = (row[end] if end else None for end in (column.low, column.high))
    low, high = (row[column.name] if end is None else end for end in (low, high))
    return int(low > 0) - int(high < 0)


def _by_how_much(row: Row, column: Column) -> str:
    value = row[column.name]
    written = (
        numbers.moved_by(value)
        if column.form == "growth"
        else numbers.write(abs(value), column.form)
    )
    return f"{_who(row)} {written}"


def changes(rows: Iterable[Row], measure: str) -> Finding:
    """How the focus roles grew by one measure of `growth_headline.sql`."""
    return by_span(grown(rows, measure))


def by_span(rows: Iterable[Row]) -> Finding:
    """Directions of rows of `growth_headline.sql`: apart for each span, since the index of a rarer role begins later."""
    spans: dict[tuple[object, object], list[Row]] = {}
    for row in rows:
        if row["growth_share"] is not None:
            spans.setdefault((row["period_from"], row["period_to"]), []).append(row)
    told = [_in_span(alike) for alike in spans.values()]
    return Finding(" ".join(each.words for each in told), " ".join(each.basis for each in told))


def _in_span(rows: Sequence[Row]) -> Finding:
    told = directions(
        rows, columns.GROWTH, lambda row: f"{numbers.n_of(row['n_boards'])} boards", span(rows[0])
    )
    return Finding(told.words, f"{_days(rows[0])}. {told.basis}")


def span(row: Row) -> str:
    """A year, as all evidence has that leads, or the week in which the first openings were counted."""
    week = numbers.spoken(row["period_from"])
    return "in a year" if row.get("is_year_on_year", True) else f"since the week of {week}"


def pay(row: Row) -> Finding:
    """What a role pays: "AI engineers are offered a median of $182k a year in the United States."."""
    who = role_of(row["role"]).plural
    if row["p50"] is None:
        return Finding(f"No median for {_who(row)} in {HOME} yet.", capital(f"{reason(row)}."))
    spread = numbers.between(row["p50_low"], row["p50_high"], "usd")
    told = ", ".join(filter(None, (spread, numbers.basis(row), disclosed(row))))
    offered = f"{who} are offered a median of {numbers.money(row['p50'])} a year in {HOME}."
    return Finding(offered, f"Stated base pay, {told}.")


def disclosed(row: Row) -> str:
    """How many of a band's openings state pay at all: "57 % of openings state pay (91 of 160)".

    A median may have a smaller n: a range that is open on one side has no middle.
    """
    stated, every = (
        numbers.count(row[name]) for name in ("n_stating_openings", "n_could_state_pay")
    )
    share = numbers.share(row["disclosure_share"])
    return f"{share} of openings state pay ({stated} of {every})"


def period(edition: Edition) -> str:
    """The days that the edition covers: "from 6 Jan 2025 to 23 Nov 2026"."""
    first, last = (numbers.spoken(day) for day in (edition.first_look_at, edition.data_through))
    if edition.first_look_at is None:
        return f"up to {last}"
    return f"from {first} to {last}" if edition.has_history else f"on one day, {first}"


def waiting(edition: Edition) -> str:
    """What a page without growth waits for."""
    told = [
        "No growth can be read from one visit: the same boards must be visited twice, a week apart."
    ]
    if edition.first_look_at:
        told.append(f"The first was on {numbers.spoken(edition.first_look_at)}.")
    if edition.next_expected:
        told.append(f"The next run is due on {numbers.spoken(edition.next_expected)}.")
    told.append(
        "Until then this page shows levels only. It never counts by the dates that open postings "
        "state, since that would make any past seem quiet."
    )
    return " ".join(told)
