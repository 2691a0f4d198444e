"""Adzuna: an aggregator of jobs of many employers in nineteen countries, read through its search API.

API: https://developer.adzuna.com/docs/search
The board is a country and what is searched for: `us-machine-learning-engineer`, `gb-data-scientist`. Fifty results a page, the
newest first; what is beyond the tenth page is not asked for, so no look is ever whole. `description` is the advert's first 500
characters, cut in the middle: read as a text it would say that most postings ask for nothing, so it is left unread. Most
amounts are Adzuna's own estimates (`salary_is_predicted` is "1"): those are never pay. The others are yearly in the country's
currency. It never gives a text, a workplace or the language. The link holds who asked: its query is cut away.
Terms and rate: a key (ROLECALL_ADZUNA_ID and ROLECALL_ADZUNA_KEY), 25 requests a minute and 250 a day, and "Jobs by Adzuna"
with a link wherever results are shown.
Payload basis: documented (the API's reference and readers of 2026).
Last checked: 2026-11, against those.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flows.errors import SourceUnavailable
from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    distinct,
    employment_type,
    id_text,
    inner,
    iso_date,
    link,
    number,
    once_each,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import Posting, StatedPay

_CURRENCIES = {
    "at": "EUR",
    "au": "AUD",
    "be": "EUR",
    "br": "BRL",
    "ca": "CAD",
    "ch": "CHF",
    "de": "EUR",
    "es": "EUR",
    "fr": "EUR",
    "gb": "GBP",
    "in": "INR",
    "it": "EUR",
    "mx": "MXN",
    "nl": "EUR",
    "nz": "NZD",
    "pl": "PLN",
    "sg": "SGD",
    "us": "USD",
    "za": "ZAR",
}
"""The countries that can be asked for, with the currency that their amounts are in."""

SOURCE = Source(
    name="adzuna",
    title="Adzuna (aggregator)",
    home="https://www.adzuna.com",
    docs_url="https://developer.adzuna.com/docs/search",
    slug_pattern=rf"(?:{'|'.join(_CURRENCIES)})(?:-[a-z0-9]{{1,30}}){{1,6}}",
    stands_behind_pages=False,
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
_TERMS = ("contract_type", "contract_time")


class _Page(msgspec.Struct):
    results: list[dict[str, msgspec.Raw]]
    count: int | None = None


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields the newest results of the search, page by page."""
    yield from once_each(_payload(job) for job in _jobs(board, get))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one result."""
    job = read_object(payload.body)
    country = board.slug[:2]
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=text(inner(job.get("company"), "display_name")) or board.employer,
            url=link(payload.url),
            department=text(inner(job.get("category"), "label")),
            locations=distinct([text(inner(job.get("location"), "display_name"))]),
            country_codes_stated=(country.upper(),) if country in _CURRENCIES else (),
            employment_type=employment_type(
                " ".join(str(job.get(key)).replace("_", " ") for key in _TERMS)
            ),
            posted_date=iso_date(job.get("created")),
            pay_stated=_pay(job, _CURRENCIES.get(country)),
        )
    ]


def _jobs(board: Board, get: Get) -> Iterator[dict[str, msgspec.Raw]]:
    country, _, words = board.slug.partition("-")
    params: dict[str, str | int] = {
        "what_phrase": words.replace("-", " "),
        "results_per_page": _PAGE,
        "sort_by": "date",
    }
    n_listed = 0
    for page_number in range(1, _PAGES_MAX + 1):
        url = f"https://api.adzuna.com/v1/api/jobs/{country}/search/{page_number}"
        page = reply_as(_Page, get(url, params=params))
        yield from page.results
        n_listed += len(page.results)
        if n_listed >= (page.count or 0):
            return
        if not page.results:
            raise SourceUnavailable(f"{url}: {n_listed} of {page.count} jobs were listed")


def _payload(job: dict[str, msgspec.Raw]) -> Payload:
    """A result without its link, which is another at every search; the link's address without its query goes beside it."""
    address = link(_value(job.pop("redirect_url", msgspec.Raw(b"null"))))
    external_id = id_text(_value(job.get("id", msgspec.Raw(b"null"))))
    return Payload(
        external_id, msgspec.json.encode(job), address.partition("?")[0] if address else None
    )


def _value(raw: msgspec.Raw) -> object:
    return msgspec.json.decode(raw)


def _pay(job: Object, currency: str | None) -> tuple[StatedPay, ...]:
    if str(job.get("salary_is_predicted")) != "0":
        return ()
    low, high = number(job.get("salary_min")), number(job.get("salary_max"))
    if any(bound is not None and bound < _YEARLY_FROM for bound in (low, high)):
        return ()
    found = stated_pay(low, high, currency, "year")
    return (found,) if found else ()
