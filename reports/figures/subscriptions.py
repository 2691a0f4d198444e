"""Which feeds of open openings there are: one a role, and for the roles in focus one each for remote work and for a country.

Decides what can be followed. Leaves a feed's file to `site.feeds` and the links to the page of openings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.answers import Row
from reports.wording.adverts import web_address
from reports.wording.names import COUNTRIES, name_in
from reports.wording.roles import FOCUS, ROLES, role_of

LEAST_ENTRIES = 3
"""Openings from which remote work or a country has a feed. With fewer, the role's own feed is short enough."""

MOST_COUNTRIES = 6
"""Countries with a feed per role: what a reader takes in at a glance, and a bound on how many files an edition has."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed and its openings, in the order of the rows.

    Attributes:
        role: Role of its openings.
        key: "all", "remote", or a country's code in lower case.
        name: What stands for the key in a list of one role's feeds.
        title: What a feed reader shows.
    """

    role: str
    key: str
    name: str
    title: str
    rows: tuple[Row, ...]

    @property
    def file(self) -> str:
        """Its file's name, which stays for good."""
        narrowed = "" if self.key == "all" else f"-{self.key}"
        return f"openings-{self.role}{narrowed}.xml"


def list_feeds(rows: Iterable[Row]) -> list[Feed]:
    """Every feed of these rows of `openings.sql`. An opening without a web address is in none."""
    linked = [row for row in rows if web_address(row)]
    of_role = {role: [row for row in linked if row["role"] == role] for role in ROLES}
    return [feed for role, mine in of_role.items() if mine for feed in _of_role(role, mine)]


def _of_role(role: str, rows: list[Row]) -> Iterator[Feed]:
    openings = f"Open openings for {role_of(role).in_text}"
    yield Feed(role, "all", "all", openings, tuple(rows))
    if role not in FOCUS:
        return
    for key, name, kept in _narrowed(rows):
        if len(kept) >= LEAST_ENTRIES:
            yield Feed(role, key, name, f"{openings}, {name}", tuple(kept))


def _narrowed(rows: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Key, name and openings of remote work, then of the countries with most."""
    yield "remote", "remote", [row for row in rows if row["remote_policy"] == "remote"]
    counted = Counter(code for row in rows for code in _codes(row))
    ordered = sorted(counted, key=lambda code: (-counted[code], code))
    for code in ordered[:MOST_COUNTRIES]:
        yield code.lower(), name_in(COUNTRIES, code), [row for row in rows if code in _codes(row)]


def _codes(row: Row) -> list[str]:
    """ISO codes of two letters. They become part of a file's name, so nothing else that a board wrote may pass."""
    codes = (row["countries"] or "").split()
    return [code for code in codes if len(code) == 2 and code.isascii() and code.isalpha()]
