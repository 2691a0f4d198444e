"""`rolecall why`: what was read of a posting and the phrases behind it, for people.

Decides which posting is meant and how its reading is worded. Leaves the reading to `transforms.readers.reading`: of a role
it repeats the stored evidence, and of asks it looks for the first line that says what the market holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from flows.cli.terminal import plain
from flows.errors import UsageError
from transforms.readers.asks.asks import read_asks
from transforms.text.document import read_document

_CANDIDATES = 10
_BY_ID = "select * exclude (description_text, work_text) from posting where posting_id = ?"
_BY_WORDS = """
select * exclude (description_text, work_text)
from posting
where contains(lower(title), lower($1)) or external_id = $1
order by posting_id
"""
_TEXT = "select description_text from posting where posting_id = ?"
_PAY = "select * from posting_pay where posting_id = ? order by basis, pay_min"
_SKILLS = "select * from posting_skill where posting_id = ? order by requirement desc, skill"

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_PHRASE_CHARS = 120
"""A line of a terminal, and enough to find the place in the advert."""

_SAYS_NOTHING = (None, False, "none_stated")

Row = dict[str, Any]


def explain(file: Path, wanted: str) -> Iterator[str]:
    """Lines that explain one posting of a market.

    Args:
        file: the market.
        wanted: a posting_id, or words of a title when there is no such id.

    Raises:
        UsageError: nothing is asked for, nothing matches, or several postings do (they are listed).
    """
    if not wanted.strip():
        raise UsageError("which posting? Give its id (source:board:id) or a part of its title")
    with duckdb.connect(str(file), read_only=True) as con:
        posting = _find(con, wanted)
        pay = _rows(con, _PAY, posting["posting_id"])
        skills = _rows(con, _SKILLS, posting["posting_id"])
        (text,) = _rows(con, _TEXT, posting["posting_id"])
    asks = {name: posting[name] for name in ("years_min", "degree", "visa", "has_equity")}
    said = find_phrases(text["description_text"] or "", asks)
    shown = {name: plain(value) for name, value in posting.items()}
    yield f"{shown['title']} – {shown['employer']}"
    yield f"  {posting['posting_id']}   {shown['url']}"
    yield (
        f"  role {posting['role']} (confidence {posting['role_confidence']:.2f}, "
        f"read from the {posting['role_basis']}), level {shown['level']}"
    )
    if posting["role_counted"] == "unclear":
        yield "  counted as unclear: the confidence is below the floor"
    yield "  what decided:"
    yield from describe_evidence(posting["role_evidence"])
    yield f"  places: {_describe_places(posting)}, remote {shown['remote_policy']}"
    yield from map(_describe_pay, pay)
    math = plain(", ".join(posting["math"] or []) or None)
    yield (
        f"  asks: years {shown['years_min']}{said['years_min']}, degree {shown['degree']}{said['degree']}, "
        f"mathematics {math}"
    )
    equity = {True: "offered", False: "not said"}.get(posting["has_equity"], plain(None))
    yield f"  visa {shown['visa']}{said['visa']}, equity {equity}{said['has_equity']}"
    for requirement in ("required", "preferred", "mentioned"):
        if named := [row["skill"] for row in skills if row["requirement"] == requirement]:
            yield f"  skills {requirement}: {', '.join(named)}"


def describe_evidence(role_evidence: list[Row] | None) -> Iterator[str]:
    """One line per reason for a role: its weight, what was looked for and the words found."""
    for evidence in role_evidence or []:
        feature, phrase = plain(evidence["feature"]), plain(evidence["phrase"])
        yield f"    {evidence['weight']:+6.2f}  {feature}: “{phrase}”"


def find_phrases(text: str, asks: Row) -> dict[str, str]:
    """The first words of a text that by themselves are read as each of these asks, quoted. Empty where none are."""
    wanted = {name: value for name, value in asks.items() if value not in _SAYS_NOTHING}
    found = dict.fromkeys(asks, "")
    for line in text.splitlines() if wanted else ():
        for name in _says(line, wanted):
            piece = next(
                (part for part in _SENTENCE_END.split(line) if name in _says(part, wanted)), line
            )
            found[name] = f" (“{_shorten(plain(piece).strip(' -'))}”)"
            del wanted[name]
    return found


def _says(line: str, wanted: Row) -> list[str]:
    """Which of the wanted asks a line is read as."""
    read = read_asks("", read_document(plain=line))
    return [name for name, value in wanted.items() if getattr(read, name) == value]


def _shorten(text: str) -> str:
    return text if len(text) <= _PHRASE_CHARS else f"{text[: _PHRASE_CHARS - 1]}…"


def _describe_places(posting: Row) -> str:
    """The countries, where in the first of them, and the words of the board."""
    first = ", ".join(filter(None, (posting["city"], posting["region"])))
    countries = ", ".join(posting["country_codes"] or []) or plain(None)
    where = f"{countries} ({plain(first)})" if first else countries
    words = posting["location_raw"]
    return f"{where}, from “{_shorten(plain(words))}”" if words else where


def _describe_pay(row: Row) -> str:
    low, high = plain(row["pay_min"]), plain(row["pay_max"])
    place = f", for {plain(row['place'])}" if row["place"] else ""
    basis = f"{row['kind']}, {row['basis']}{place}"
    return f"  pay: {low} to {high} {row['currency']} a {row['period']} ({basis})"


def _find(con: duckdb.DuckDBPyConnection, wanted: str) -> Row:
    found = _rows(con, _BY_ID, wanted) or _rows(con, _BY_WORDS, wanted)
    if not found:
        raise UsageError(
            f"no posting {wanted!r}: neither an id nor a part of a title. "  # noqa: S608 - advice
            '`rolecall sql "select posting_id, title from posting"` lists them'
        )
    if len(found) > 1:
        shown = "\n".join(
            f"  {row['posting_id']}  {plain(row['title'])} – {plain(row['employer'])}"
            for row in found[:_CANDIDATES]
        )
        raise UsageError(f"{len(found)} postings match {wanted!r}; name one by its id:\n{shown}")
    return found[0]


def _rows(con: duckdb.DuckDBPyConnection, query: str, value: str) -> list[Row]:
    found = con.execute(query, [value])
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
