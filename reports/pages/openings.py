"""Openings: every open opening for the seven roles, filtered and sorted by a script, with feeds to follow.

Decides how openings are packed for the script. Leaves which are open to `open_jobs`, and the feeds'
files to `site.feeds`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from reports.answers import Answer, Row
from reports.figures import findings
from reports.figures.catalogue import show_table
from reports.figures.subscriptions import Feed, list_feeds
from reports.page import Edition, Page, Tool
from reports.wording import numbers
from reports.wording.adverts import place_of, stated_pay, web_address
from reports.wording.asks import ASKS, pack_asks
from reports.wording.names import COUNTRIES, EUROPE, LEVELS, employer_name, name_in, word
from reports.wording.roles import FOCUS, ROLES, role_of

TITLE = "Openings"
ORDER = 6

_POLICIES = ("remote", "hybrid", "onsite")

_EUROPE = "europe"
_EUROPEAN = re.compile(r"\b(?:Europe|EMEA|EU|EEA)\b")


def build(answer: Answer, edition: Edition) -> Page:
    """The page of open openings."""
    counts, rows = answer("openings_count"), answer("openings")
    return Page(
        headline=_headline(counts, edition),
        lede=(
            "Facts and a link to the employer’s own page. The advert’s text stays there. Roles are read "
            "from the work described. The share beside a role says how sure that is. The address "
            "keeps what you filter, and feed readers can follow what is new."
        ),
        blocks=(
            _tool(rows, int(counts["n_open_openings"].sum()), answer("skill_names")),
            show_table(answer, "openings_newest"),
        ),
    )


def _headline(counts: pl.DataFrame, edition: Edition) -> str:
    open_now = {row["role"]: row["n_open_openings"] for row in counts.iter_rows(named=True)}
    words = [
        f"{numbers.count(open_now[role])} for {role_of(role).in_text}"
        for role in FOCUS
        if role in open_now
    ]
    if not words:
        return "No opening for the three roles is open on the boards we watch."
    if edition.is_behind:
        return f"Last known state of {numbers.spoken(edition.boards_through)}: open then were {findings.listed(words)}."
    return f"Open now on the boards we watch: {findings.listed(words)}."


def _tool(table: pl.DataFrame, n_open: int, skill_names: pl.DataFrame) -> Tool:
    rows = table.rows(named=True)
    names = dict(skill_names.iter_rows())
    roles = [role for role in ROLES if role in set(table["role"])]
    codes = {code for row in rows for code in _places(row)}
    countries = sorted(codes, key=_place_order)
    skills = sorted(
        {skill for row in rows for skill in _skills(row)},
        key=lambda skill: (numbers.show(names.get(skill, skill)).casefold(), skill),
    )
    employers = sorted({employer_name(row["employer"]) for row in rows})
    places = sorted({place_of(row) for row in rows})
    data = {
        "roles": [[role, role_of(role).plural, role_of(role).glyph] for role in roles],
        "levels": [[level, name] for level, name in LEVELS.items() if level != "all"],
        "countries": [[code, _place_name(code)] for code in countries],
        "policies": [[policy, word(policy)] for policy in _POLICIES],
        "asks": {key: choices for key, (_, choices) in ASKS.items()},
        "skills": [[skill, numbers.show(names.get(skill, skill))] for skill in skills],
        "employers": employers,
        "places": places,
        "openings": [_packed(row, roles, countries, skills, employers, places) for row in rows],
    }
    return Tool(
        id="openings",
        title="Find an opening",
        kind="openings",
        values={
            "n_shown": len(rows),
            "n_open": n_open,
            "feeds": _feeds(rows),
            "asks": [(key, label) for key, (label, _) in ASKS.items()],
        },
        data=data,
    )


def _feeds(rows: Iterable[Row]) -> list[tuple[str, list[Feed]]]:
    """Each role's name with its feeds."""
    grouped = groupby(list_feeds(rows), key=lambda feed: feed.role)
    return [(role_of(role).plural, list(feeds)) for role, feeds in grouped]


def _codes(row: Row) -> list[str]:
    return [numbers.show(code) for code in (row["countries"] or "").split()]


def _places(row: Row) -> list[str]:
    """The countries of an opening, and Europe: by one of them, or by the board's own words for a place that is no country."""
    codes = _codes(row)
    is_european = not EUROPE.isdisjoint(codes) or _EUROPEAN.search(row["location"] or "")
    return [*codes, _EUROPE] if is_european else codes


def _place_order(code: str) -> tuple[bool, bool, str]:
    return code != _EUROPE, code != "US", _place_name(code)


def _place_name(code: str) -> str:
    return "Europe, all of it" if code == _EUROPE else name_in(COUNTRIES, code)


def _skills(row: Row) -> list[str]:
    return (row["skills"] or "").split()


def _packed(
    row: Row,
    roles: list[str],
    countries: list[str],
    skills: list[str],
    employers: list[str],
    places: list[str],
) -> list[Any]:
    """An opening as a short list, its repeated words by their positions in the lists beside it."""
    levels, policies = [level for level in LEVELS if level != "all"], list(_POLICIES)
    dollars = row["pay_usd_year"]
    return [
        numbers.show(row["title"]),
        employers.index(employer_name(row["employer"])),
        roles.index(row["role"]),
        round(row["role_confidence"] or 0, 2),
        _position(levels, row["level"]),
        places.index(place_of(row)),
        _positions(countries, _places(row)),
        _position(policies, row["remote_policy"]),
        stated_pay(row),
        None if dollars is None else round(dollars / 1000),
        _positions(skills, _skills(row)),
        _day(row["opened_date"]),
        int(bool(row["is_left_truncated"])),
        web_address(row),
        int(row["is_stale"]),
        pack_asks(row),
    ]


def _position(known: list[str], value: str | None) -> int | None:
    return known.index(value) if value in known else None


def _positions(known: list[str], values: Iterable[str]) -> list[int]:
    return [known.index(value) for value in values]


def _day(value: date | None) -> str:
    return "" if value is None else numbers.day(value)
