"""Reads postings: one frame in `POSTING` to one frame in `READING`, with every field of what a posting means.

Decides the order of the readers, text and sections first, and the columns of a reading. Leaves what each field means to
the reader named for its concept, and to the caller which posting to quarantine when a reader fails.

Grain: one row per posting in, one row per posting out, same order.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

import polars as pl

from transforms.posting import PAY, PLACE_SEPARATOR, POSTING, StatedPay, frame_of
from transforms.readers.asks.asks import read_asks
from transforms.readers.fingerprint import fingerprints
from transforms.readers.impersonal import without_personal_columns
from transforms.readers.level import read_level
from transforms.readers.pay.conflict import pay_conflict
from transforms.readers.pay.ranges import read_pay
from transforms.readers.place.places import read_places
from transforms.readers.role.model import read_roles
from transforms.readers.skills import read_skills
from transforms.readers.work import read_work
from transforms.text.document import Document, read_document, read_documents
from transforms.text.language import read_languages
from transforms.text.personal import kept_text

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
        "work_text": pl.String(),
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
"""What the readers add. Null = not said, never a guess. `pay` holds structured and text ranges, each with its basis.
`work_text`: what the text says of this job alone, in an opening of a comment ("" when nothing). Null for every other posting.
`pay_unread`: money near pay words that fits no form. `has_pay_conflict`: fields and text state different ranges, null when
only one of them states any. `visa`: offered | not_offered. `math`: the kinds named. `fingerprint`: MinHash of the text."""

_KEPT = [name for name in POSTING if not name.startswith("description_")]
READING = pl.Schema({name: POSTING[name] for name in _KEPT} | READ_COLUMNS)

_PAY_FIELDS = attrgetter(*(field.name for field in PAY.fields))
"""A range as the tuple of its struct's fields: Arrow reads tuples twice as fast as dicts."""


def read_postings(postings: pl.DataFrame, again: bool = True) -> pl.DataFrame:
    """Every field of what postings mean: a frame in `POSTING` becomes a frame in `READING`, row by row, same order.

    Args:
        postings: in `POSTING`.
        again: whether roles in doubt are read once more. One takes as long as a hundred other postings.

    Columns of `POSTING` pass through as they are, apart from the descriptions, which become `description_text` and
    `work_text`. Readers see the text as sent. No text column of what is kept holds an e-mail address, phone number or contact's name. Raises what the reader
    raised when a posting cannot be read. Nothing is returned then, and the caller finds out which by halving.
    """
    with _garbage_collection_paused():
        read = frame_of(_read_columns(postings.to_dict(as_series=False), again), READ_COLUMNS)
        found = pl.concat([postings.select(_KEPT), read], how="horizontal")
        return found.select(READING.names()).cast(READING).pipe(without_personal_columns)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Readers make no reference cycles, so Python's collector finds nothing, and looking takes a tenth of the time."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _read_columns(postings: Mapping[str, list[Any]], again: bool = True) -> dict[str, list[Any]]:
    """What postings mean: columns of `POSTING` in, the columns of `READ_COLUMNS` out.

    Reader by reader rather than posting by posting: each reader's words then stay in the processor's cache, which makes
    the whole a quarter faster.
    """
    titles = postings["title"]
    locations = [where or [] for where in postings["locations"]]
    documents = read_documents(postings["description_html"], postings["description_plain"])
    texts = [document.text for document in documents]
    codes = [stated or [] for stated in postings["country_codes_stated"]]
    places = list(map(read_places, locations, codes, postings["remote_stated"], titles, documents))
    asks, levels = [], []
    for title, document in zip(titles, documents, strict=True):
        # Side by side: a level is read from the lines that the asks have just found.
        asks.append(read_asks(title, document))
        levels.append(read_level(title, document, asks[-1].years_min))
    works = list(map(_work_of, documents, postings["description_work_html"]))
    are_openings = [work is not None for work in postings["description_work_html"]]
    languages = read_languages(texts, postings["language_stated"])
    words = list(read_work(documents))
    words_of_work = words if works == documents else read_work(works)
    roles = read_roles(
        titles, postings["department"], works, languages, words_of_work, again, are_openings
    )
    countries = [place.country_codes for place in places]
    stated_pay = [[StatedPay(**pay) for pay in stated or []] for stated in postings["pay_stated"]]
    pay = list(map(read_pay, documents, titles, countries, locations))
    both_pay = [(stated, read.ranges) for stated, read in zip(stated_pay, pay, strict=True)]
    return {
        "location_raw": [PLACE_SEPARATOR.join(where) or None for where in locations],
        "country_codes": list(map(list, countries)),
        "region": [place.region for place in places],
        "city": [place.city for place in places],
        "remote_policy": [place.remote_policy for place in places],
        "language": languages,
        "description_text": [kept_text(document) or None for document in documents],
        "work_text": list(map(_work_text, works, are_openings)),
        "role": [role.role for role in roles],
        "role_confidence": [role.confidence for role in roles],
        "role_basis": [role.basis for role in roles],
        "role_evidence": [role.evidence for role in roles],
        "level": levels,
        "years_min": [ask.years_min for ask in asks],
        "degree": [ask.degree for ask in asks],
        "math": [ask.math for ask in asks],
        "has_portfolio_ask": [ask.has_portfolio_ask for ask in asks],
        "visa": [ask.visa for ask in asks],
        "has_equity": [ask.has_equity for ask in asks],
        "pay": [list(map(_PAY_FIELDS, (*stated, *read))) for stated, read in both_pay],
        "pay_unread": [read.unread for read in pay],
        "has_pay_conflict": [pay_conflict(stated, read) for stated, read in both_pay],
        "skills": list(map(read_skills, titles, documents, postings["employer"])),
        "fingerprint": fingerprints(documents, words),
    }


def _work_of(document: Document, work_html: str | None) -> Document:
    """The text that says what this job's work is: the whole, unless it speaks of several jobs."""
    return document if work_html is None else read_document(work_html, None)


def _work_text(work: Document, is_opening: bool) -> str | None:
    return kept_text(work) if is_opening else None
