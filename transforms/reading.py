"""Reads postings: one frame in `POSTING` to one frame in `READING`, with every field of what a posting means.

The table of contents of classification: text and sections first, then each reader once per posting. Each reader lives in
the module named for its concept and says there what it decides. No posting can stop the others: a reader's failure is the
caller's to quarantine (`read_postings` takes the rows it is given and raises on the first it cannot read).

Grain: one row per posting in, one row per posting out, same order.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import polars as pl
import pyarrow as pa

from transforms.asks import read_asks
from transforms.fingerprint import fingerprint
from transforms.language import read_language
from transforms.level import read_level
from transforms.pay import pay_conflict, read_pay
from transforms.personal import without_personal_data
from transforms.places import read_places
from transforms.posting import PAY, POSTING, StatedPay
from transforms.roles import read_role
from transforms.skills import read_skills
from transforms.text import read_document

SKILL = pl.Struct({"skill": pl.String, "category": pl.String, "requirement": pl.String, "phrase": pl.String})
EVIDENCE = pl.Struct({"feature": pl.String, "phrase": pl.String, "weight": pl.Float64})

READ_COLUMNS = pl.Schema(
    {
        "location_raw": pl.String(),
        "country_codes": pl.List(pl.String),
        "region": pl.String(),
        "city": pl.String(),
        "remote_policy": pl.String(),
        "language": pl.String(),
        "description_text": pl.String(),
        "role": pl.String(),
        "role_confidence": pl.Float64(),
        "role_basis": pl.String(),
        "role_evidence": pl.List(EVIDENCE),
        "level": pl.String(),
        "years_min": pl.Float64(),
        "degree": pl.String(),
        "math": pl.List(pl.String),
        "has_portfolio_ask": pl.Boolean(),
        "visa": pl.String(),
        "has_equity": pl.Boolean(),
        "pay": pl.List(PAY),
        "pay_unread": pl.List(pl.String),
        "has_pay_conflict": pl.Boolean(),
        "skills": pl.List(SKILL),
        "fingerprint": pl.List(pl.UInt32),
    }
)
"""What the readers add. Null = not said (never a guess); `pay` holds structured and text ranges, each with its basis;
`pay_unread`: money-like phrases nobody understood; `has_pay_conflict`: fields and text state different ranges (null when
only one of them states any); `visa`: offered | not_offered; `math`: the kinds named; `fingerprint`: MinHash of the text."""

READING = pl.Schema(
    {name: kind for name, kind in POSTING.items() if not name.startswith("description_")} | READ_COLUMNS
)


def read_postings(postings: pl.DataFrame) -> pl.DataFrame:
    """Every field of what postings mean: a frame in `POSTING` becomes a frame in `READING`, row by row, same order.

    Columns of `POSTING` pass through as they are, apart from the descriptions, which become `description_text`. Readers see
    the text as sent; what is kept of it holds no e-mail address, phone number or contact's name. Raises what the reader
    raised when a posting cannot be read; nothing is returned then, and the caller finds out which by halving.
    """
    rows = [read_posting(row) for row in postings.iter_rows(named=True)]
    read = pl.DataFrame([_column(name, [row[name] for row in rows]) for name in READ_COLUMNS])
    kept = postings.select(name for name in POSTING if not name.startswith("description_")).with_columns(
        title=pl.Series([without_personal_data(title) for title in postings["title"]], dtype=pl.String)
    )
    return pl.concat([kept, read], how="horizontal").select(READING.names()).cast(READING)


def read_posting(posting: Mapping[str, Any]) -> dict[str, Any]:
    """What one posting means: a row of `POSTING` in, the columns of `READ_COLUMNS` out; see there for nulls."""
    title, locations = posting["title"], posting["locations"] or []
    document = read_document(html=posting["description_html"], plain=posting["description_plain"])
    places = read_places(locations, posting["country_codes_stated"] or [], posting["remote_stated"], title, document)
    asks = read_asks(title, document)
    role = read_role(title, posting["department"], document)
    stated = tuple(StatedPay(**pay) for pay in posting["pay_stated"] or [])
    pay = read_pay(document, title, places.country_codes, locations)
    return {
        "location_raw": " | ".join(locations) or None,
        "country_codes": list(places.country_codes),
        "region": places.region,
        "city": places.city,
        "remote_policy": places.remote_policy,
        "language": read_language(document.text, posting["language_stated"]),
        "description_text": without_personal_data(document.text) or None,
        "role": role.role,
        "role_confidence": role.confidence,
        "role_basis": role.basis,
        "role_evidence": [
            {**_fields(evidence), "phrase": without_personal_data(evidence.phrase)} for evidence in role.evidence
        ],
        "level": read_level(title, document, asks.years_min),
        "years_min": asks.years_min,
        "degree": asks.degree,
        "math": list(asks.math),
        "has_portfolio_ask": asks.has_portfolio_ask,
        "visa": asks.visa,
        "has_equity": asks.has_equity,
        "pay": [_fields(each) for each in stated + pay.ranges],
        "pay_unread": [without_personal_data(phrase) for phrase in pay.unread],
        "has_pay_conflict": pay_conflict(stated, pay.ranges),
        "skills": [_fields(mention) for mention in read_skills(title, document)],
        "fingerprint": fingerprint(document),
    }


def _column(name: str, values: list[Any]) -> pl.Series:
    # Through Arrow: polars alone takes 0.1 ms a posting to make lists of structs from dicts.
    empty = pl.Series(name, [], dtype=READ_COLUMNS[name])
    return pl.Series(name, pa.array(values, type=empty.to_arrow().type), dtype=empty.dtype)


def _fields(record: Any) -> dict[str, Any]:
    # `dataclasses.asdict` copies every value deeply, which made it a tenth of the whole reading.
    return {name: getattr(record, name) for name in record.__slots__}


@cache
def reader_version() -> str:
    """Digest of every module and lexicon that decides a reading: parts stamped with another one are read again."""
    digest = sha256()
    folder = files("transforms")
    for name in sorted(_reader_modules()):
        digest.update(folder.joinpath(f"{name}.py").read_bytes())
    for lexicon in sorted(folder.joinpath("lexicons").iterdir(), key=lambda file: file.name):
        if lexicon.is_file():
            digest.update(lexicon.read_bytes())
    return digest.hexdigest()[:12]


def _reader_modules() -> frozenset[str]:
    """This module, the reader of comments, and what they import of `transforms`, found by following the imports.

    A list kept by hand would forget the module that a reader is split into next, and history would silently stay unread.
    """
    folder = files("transforms")
    found: set[str] = set()
    waiting = ["reading", "comment"]
    while waiting:
        name = waiting.pop()
        source = folder.joinpath(f"{name}.py")
        if name in found or not source.is_file():
            continue
        found.add(name)
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transforms."):
                waiting.append(str(node.module).removeprefix("transforms."))
            elif isinstance(node, ast.Import):
                waiting += [
                    alias.name.removeprefix("transforms.") for alias in node.names if "transforms." in alias.name
                ]
    return frozenset(found)
