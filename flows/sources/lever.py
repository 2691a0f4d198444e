"""Lever: hosted boards at jobs.lever.co and, for European customers, jobs.eu.lever.co.

API: https://github.com/lever/postings-api
A page is a bare array of 100 postings, and nothing says how many there are. The text comes in parts that belong
together: opening and body, lists, closing. `descriptionPlain` alone lacks the requirements. It never gives the language
or a date of last publication: `createdAt` is the day a posting was first written, years ago for evergreen ones.
Terms and rate: public, meant for showing jobs elsewhere. Its robots.txt asks for one second between requests.
Last checked: 2026-11, on recorded boards of 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from flows.sources import Board, Get, Payload, Reply, Source
from flows.sources.kit import fields, listing, values
from transforms.posting import Posting, StatedPay

SOURCE = Source(
    name="lever",
    title="Lever",
    home="https://www.lever.co",
    docs_url="https://github.com/lever/postings-api",
    slug_pattern=r"[A-Za-z0-9][A-Za-z0-9._&+-]{0,98}",
    address_patterns=(
        r"https?://jobs\.(?:eu\.)?lever\.co/(?P<slug>[^/?#]+)",
        r"https?://api\.(?:eu\.)?lever\.co/v0/postings/(?P<slug>[^/?#]+)",
    ),
    hosts=("api.lever.co", "api.eu.lever.co"),
    never_gives=("language_stated",),
    payload_basis="real",
    checked_on="2026-11-23",
)

_PAGE = 100
_PAGES_MAX = 200  # 20,000 postings, five times the largest board known
_TEXTS = ("description", "additional", "salaryDescription")


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every posting of the board. A board that is not in America is looked for in Europe."""
    america, europe = SOURCE.hosts
    host, first = america, _ask(america, board, get, 0, missing_ok=True)
    if first.status in listing.GONE:
        host, first = europe, _ask(europe, board, get, 0)
    yield from listing.every_row(
        lambda turn: _page(_ask(host, board, get, turn.n_pages)),
        pages_max=_PAGES_MAX,
        first=_page(first),
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one posting of the postings API."""
    job = fields.read_object(payload.body)
    html = _html(job)
    return [
        Posting(
            title=job.title("text"),
            url=job.link("hostedUrl"),
            department=job.text("categories", "department") or job.text("categories", "team"),
            locations=values.distinct(
                [job.text("categories", "location"), *job.texts("categories", "allLocations")]
            ),
            country_codes_stated=job.countries("country"),
            remote_stated=job.workplace("workplaceType"),
            employment_type=job.employment_type("categories", "commitment"),
            posted_date=values.epoch_date(job.get("createdAt")),
            description_html=html,
            description_plain=None if html else _plain(job),
            pay_stated=_pay(job),
        )
    ]


def _ask(host: str, board: Board, get: Get, number: int, missing_ok: bool = False) -> Reply:
    url = f"https://{host}/v0/postings/{board.slug}"
    params: dict[str, str | int] = {"mode": "json", "skip": number * _PAGE, "limit": _PAGE}
    return get(url, params=params, missing_ok=missing_ok)


def _page(reply: Reply) -> listing.Page:
    page = listing.read_page(reply)
    return replace(page, is_last=len(page.rows) < _PAGE)


def _html(job: fields.JsonObject) -> str | None:
    """The whole text as HTML. None when the board sent no markup at all."""
    lists = "".join(
        f"<h3>{escape(part.text('text') or '')}</h3><ul>{part.get('content')}</ul>"
        for part in job.objects("lists")
        if part.prose("content")
    )
    if not lists and not any(job.prose(name) for name in _TEXTS):
        return None
    opening, *closing = (_markup(job, name) for name in _TEXTS)
    return "\n".join(part for part in (opening, lists, *closing) if part)


def _markup(job: fields.JsonObject, name: str) -> str | None:
    said = job.prose(name) or job.prose(f"{name}Plain")
    return values.as_html(said) if said else None


def _plain(job: fields.JsonObject) -> str | None:
    parts = [job.prose(f"{name}Plain") for name in _TEXTS]
    return "\n\n".join(part for part in parts if part) or None


def _pay(job: fields.JsonObject) -> tuple[StatedPay, ...]:
    # The period is such as "per-year-salary".
    return job.object("salaryRange").pay("min", "max", "currency", "interval")
