"""Adzuna: an aggregator of jobs of many employers in nineteen countries, read through its search API.

API: https://developer.adzuna.com/docs/search
The board is a country and what is searched for: `us-machine-learning-engineer`, `gb-data-scientist`. Fifty results a page,
the newest first. Nothing beyond the tenth page is asked for, so no look is ever whole. `description` is the advert's first
500 characters, cut in the middle. As a text it would say that most postings ask for nothing, so it is left unread. Most
amounts are Adzuna's own estimates (`salary_is_predicted` is "1"), which are never pay. The others are yearly in the
country's currency. It never gives a text, a workplace or the language. The link holds who asked, so its query is cut off.
Terms and rate: a key (ROLECALL_ADZUNA_ID and ROLECALL_ADZUNA_KEY), 25 requests a minute and 250 a day, and "Jobs by Adzuna"
with a link wherever results are shown.
Payload basis: documented (the API's reference and readers of 2026).
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit import fields, listing, values, words
from transforms.posting import Posting, StatedPay

_CURRENCIES = dict(
    pair.split(":")
    for pair in (
        "at:EUR au:AUD be:EUR br:BRL ca:CAD ch:CHF de:EUR es:EUR fr:EUR gb:GBP "
        "in:INR it:EUR mx:MXN nl:EUR nz:NZD pl:PLN sg:SGD us:USD za:ZAR"
    ).split()
)
"""The countries that can be asked for, with the currency that their amounts are in."""

SOURCE = Source(
    name="adzuna",
    title="Adzuna (aggregator)",
    home="https://www.adzuna.com",
    docs_url="https://developer.adzuna.com/docs/search",
    slug_pattern=rf"(?:{'|'.join(_CURRENCIES)})(?:-[a-z0-9]{{1,30}}){{1,6}}",
    stands_behind_pages=False,
    gathers=True,
    hosts=("api.adzuna.com",),
    never_gives=("remote_stated", "language_stated", "description_html", "description_plain"),
    lists_all=False,
    lists_at_most=500,
    secret_params={"app_id": "adzuna_id", "app_key": "adzuna_key"},
    keys_from="https://developer.adzuna.com/signup",
    payload_basis="documented",
    min_delay_s=2.5,
    checked_on="2026-11-23",
)

_PAGE = 50
_PAGES_MAX = 10
_YEARLY_FROM = 5_000  # below it an amount is an hour's or a day's that nobody converted


class _Page(msgspec.Struct):
    results: list[dict[str, msgspec.Raw]]
    count: int | None = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest results of the search, page by page."""
    yield from listing.every_row(
        lambda turn: _page(board, get, turn.n_pages), pages_max=_PAGES_MAX, beyond=None
    )


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one result."""
    job = fields.read_object(payload.body)
    country = board.slug[:2]
    terms = f"{job.get('contract_type')} {job.get('contract_time')}".replace("_", " ")
    return [
        Posting(
            title=job.title("title"),
            employer=job.text("company", "display_name"),
            url=values.link(payload.url),
            department=job.text("category", "label"),
            locations=values.distinct([job.text("location", "display_name")]),
            country_codes_stated=(country.upper(),) if country in _CURRENCIES else (),
            employment_type=words.employment_type(terms),
            posted_date=job.date("created"),
            pay_stated=_pay(job, _CURRENCIES.get(country)),
        )
    ]


def _page(board: Board, get: Get, number: int) -> listing.Page:
    country, _, searched = board.slug.partition("-")
    url = f"https://api.adzuna.com/v1/api/jobs/{country}/search/{number + 1}"
    phrase = searched.replace("-", " ")
    params: dict[str, str | int] = {
        "what_phrase": phrase,
        "results_per_page": _PAGE,
        "sort_by": "date",
    }
    page = fields.reply_as(_Page, get(url, params=params))
    return listing.Page(url, list(map(_row, page.results)), total=page.count)


def _row(job: dict[str, msgspec.Raw]) -> Payload:
    """A result without its link, which differs at every search. The link without its query goes beside it."""
    address = _address(job)
    [row] = listing.payloads([msgspec.json.encode(job)])
    return replace(row, url=address)


def _address(job: dict[str, msgspec.Raw]) -> str | None:
    """The link of a result, which is taken out of it, without its query."""
    link = values.link(_decoded(job.pop("redirect_url", None)))
    return link.partition("?")[0] if link else None


def _decoded(raw: msgspec.Raw | None) -> Any:
    try:
        return msgspec.json.decode(raw) if raw is not None else None
    except fields.NOT_JSON:
        return None


def _pay(job: fields.JsonObject, currency: str | None) -> tuple[StatedPay, ...]:
    low, high = values.number(job.get("salary_min")), values.number(job.get("salary_max"))
    is_estimate = str(job.get("salary_is_predicted")) != "0"
    if is_estimate or any(bound is not None and bound < _YEARLY_FROM for bound in (low, high)):
        return ()
    return words.stated_pay(low, high, currency, "year")
