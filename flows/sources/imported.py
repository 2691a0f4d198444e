"""Imported postings: what `rolecall import` took from a file, in the columns that the README names.

Columns: https://github.com/rolecall/rolecall#postings-from-elsewhere
There is nothing to ask. A board is the name that was given to the import, or one of the boards that its rows name. What a
file says of a board that we could ask ourselves is a look at that board, and its bodies are read here too. It never gives
more than the file held. Remote policy, terms and countries are read from the text.
Terms and rate: those of whoever made the file.
Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.errors import PayloadChanged, SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, words
from transforms.posting import Posting

SOURCE = Source(
    name="imported",
    title="Imported files",
    home="https://github.com/rolecall/rolecall",
    docs_url="https://github.com/rolecall/rolecall#postings-from-elsewhere",
    slug_pattern=r"[A-Za-z0-9][^\x00-\x1f\x7f]{0,199}",
    stands_behind_pages=False,
    never_gives=("country_codes_stated", "remote_stated", "employment_type", "language_stated"),
    payload_basis="documented",
    checked_on="2026-11-23",
)


UNREADABLE = "unreadable"
"""Key of a body that stands for a row which cannot be read. Its value is the reason."""


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Raises SourceUnavailable: an import is looked at when it is imported."""
    raise SourceUnavailable(
        f"{board.slug} comes from a file: `rolecall import FILE --name {board.slug}` looks again"
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one record. Raises PayloadChanged for a row whose import found no board or day in it."""
    job = fields.read_object(payload.body)
    if reason := job.text(UNREADABLE):
        raise PayloadChanged(reason)
    html, period = job.prose("html"), words.pay_period(job.text("period"))
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company"),
            url=job.link("url"),
            department=job.text("department"),
            locations=job.texts("location"),
            posted_date=job.date("date"),
            description_html=html,
            description_plain=None if html else job.prose("text"),
            pay_stated=words.stated_pay(
                job.get("pay_min"), job.get("pay_max"), job.get("currency"), period
            ),
        )
    ]
