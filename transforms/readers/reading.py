"""Reads postings: one frame in `POSTING` to one frame in `READING`, with every field of what a posting means.

The table of contents of classification: text and sections first, then each reader once per posting. Each reader lives in
the module named for its concept and says there what it decides. No posting can stop the others: a reader's failure is the
caller's to quarantine (`read_postings` takes the rows it is given and raises on the first it cannot read).

Grain: one row per posting in, one row per posting out, same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

import polars as pl
import pyarrow as pa

from transforms.posting import PAY, POSTING, StatedPay
from transforms.readers.asks.asks import read_asks
from transforms.readers.fingerprint import fingerprint
from transforms.readers.level import read_level
from transforms.readers.pay.conflict import pay_conflict
from transforms.readers.pay.ranges import read_pay
from transforms.readers.place.places import read_places
from transforms.readers.role.model import read_role
from transforms.readers.skills import read_skills
from transforms.text.document import read_document
from transforms.text.language import read_language
from transforms.text.personal import without_personal_data

SKILL = pl.Struct(
    {"skill": pl.String, "category": pl.String, "requirement": pl.String, "phrase": pl.String}
)
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
    {name: kind for name, kind in POSTING.items() if not name.startswith("description_")}
    | READ_COLUMNS
)


def read_postings(postings: pl.DataFrame) -> pl.DataFrame:
    """Every field of what postings mean: a frame in `POSTING` becomes a frame in `READING`, row by row, same order.

    Columns of `POSTING` pass through as they are, apart from the descriptions, which become `description_text`. Readers see
    the text as sent; what is kept of it holds no e-mail address, phone number or contact's name. Raises what the reader
    raised when a posting cannot be read; nothing is returned then, and the caller finds out which by halving.
    """
    columns = _read_columns(list(postings.iter_rows(named=True)))
    read = pl.DataFrame([_column(name, columns[name]) for name in READ_COLUMNS])
    kept = postings.select(
        name for name in POSTING if not name.startswith("description_")
    ).with_columns(
        title=pl.Series(
            [without_personal_data(title) for title in postings["title"]], dtype=pl.String
        )
    )
    return pl.concat([kept, read], how="horizontal").select(READING.names()).cast(READING)


def _read_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """What postings mean: rows of `POSTING` in, the columns of `READ_COLUMNS` out.

    Reader by reader rather than posting by posting: each reader's words then stay in the processor's cache, which makes
    the whole a quarter faster.
    """
    titles = [row["title"] for row in rows]
    locations = [row["locations"] or [] for row in rows]
    documents = [
        read_document(html=row["description_html"], plain=row["description_plain"]) for row in rows
    ]
    places = [
        read_places(where, row["country_codes_stated"] or [], row["remote_stated"], title, document)
        for row, where, title, document in zip(rows, locations, titles, documents, strict=True)
    ]
    asks, levels = [], []
    for title, document in zip(titles, documents, strict=True):
        # Side by side: a level is read from the lines that the asks have just found.
        asks.append(read_asks(title, document))
        levels.append(read_level(title, document, asks[-1].years_min))
    roles = [
        read_role(title, row["department"], document)
        for row, title, document in zip(rows, titles, documents, strict=True)
    ]
    stated = [tuple(StatedPay(**pay) for pay in row["pay_stated"] or []) for row in rows]
    pay = [
        read_pay(document, title, place.country_codes, where)
        for document, title, place, where in zip(documents, titles, places, locations, strict=True)
    ]
    skills = [
        read_skills(title, document) for title, document in zip(titles, documents, strict=True)
    ]
    return {
        "location_raw": [" | ".join(where) or None for where in locations],
        "country_codes": [list(place.country_codes) for place in places],
        "region": [place.region for place in places],
        "city": [place.city for place in places],
        "remote_policy": [place.remote_policy for place in places],
        "language": [
            read_language(document.text, row["language_stated"])
            for row, document in zip(rows, documents, strict=True)
        ],
        "description_text": [
            without_personal_data(document.text) or None for document in documents
        ],
        "role": [role.role for role in roles],
        "role_confidence": [role.confidence for role in roles],
        "role_basis": [role.basis for role in roles],
        "role_evidence": [
            [(each.feature, _kept_phrase(each.phrase), each.weight) for each in role.evidence]
            for role in roles
        ],
        "level": levels,
        "years_min": [ask.years_min for ask in asks],
        "degree": [ask.degree for ask in asks],
        "math": [list(ask.math) for ask in asks],
        "has_portfolio_ask": [ask.has_portfolio_ask for ask in asks],
        "visa": [ask.visa for ask in asks],
        "has_equity": [ask.has_equity for ask in asks],
        "pay": [
            list(map(_PAY_FIELDS, (*fields, *read.ranges)))
            for fields, read in zip(stated, pay, strict=True)
        ],
        "pay_unread": [[without_personal_data(phrase) for phrase in read.unread] for read in pay],
        "has_pay_conflict": [
            pay_conflict(fields, read.ranges) for fields, read in zip(stated, pay, strict=True)
        ],
        "skills": [list(map(_SKILL_FIELDS, found)) for found in skills],
        "fingerprint": [fingerprint(document) for document in documents],
    }


_PAY_FIELDS = attrgetter(*(field.name for field in PAY.fields))
_SKILL_FIELDS = attrgetter(*(field.name for field in SKILL.fields))
"""A record as the tuple of its struct's fields: Arrow reads tuples twice as fast as dicts."""


@lru_cache(maxsize=20_000)
def _kept_phrase(phrase: str) -> str:
    """A phrase of evidence as it is kept. The same few thousand name every role."""
    return without_personal_data(phrase)


def _column(name: str, values: list[Any]) -> pl.Series:
    # Through Arrow: polars alone takes 0.1 ms a posting to make lists of structs.
    empty = pl.Series(name, [], dtype=READ_COLUMNS[name])
    return pl.Series(name, pa.array(values, type=empty.to_arrow().type), dtype=empty.dtype)
