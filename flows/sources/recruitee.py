"""Recruitee (now Tellent): careers sites at {name}.recruitee.com and on companies' own domains.

API: https://docs.recruitee.com (the Careers Site API)
One request gives the whole board with texts and pay; there are no pages. It never gives the language of a posting, and
the texts are in the site's first language. The text comes in two parts that belong together, `description` and
`requirements`. Amounts are texts; a monthly one (common in the Netherlands) is for full-time hours unless the text says
otherwise. Remote, hybrid and on site are three flags, of which several may be set: then none of them is the policy.
Terms and rate: public and meant for careers sites, no documented limit; one request a second is ours.
Payload basis: transcribed from two boards of 2026-09, one of them whole in its fields. Last checked: 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from flows.sources import Board, Get, Payload, Source
from flows.sources.kit.fields import (
    Object,
    country_code,
    distinct,
    employment_type,
    id_of,
    iso_date,
    link,
    objects,
    once_each,
    prose,
    read_object,
    reply_as,
    stated_pay,
    text,
    title_at,
)
from transforms.posting import PERIODS, Posting, StatedPay

SOURCE = Source(
    name="recruitee",
    title="Recruitee",
    home="https://recruitee.com",
    docs_url="https://docs.recruitee.com",
    # The name before .recruitee.com, or the whole host of a careers site on a domain of its own.
    slug_pattern=r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,4}",
    address_patterns=(
        r"https?://(?!(?:www|api|app|docs|support|auth)\.)(?P<slug>[a-z0-9-]+)\.recruitee\.com(?:[/?#:]|$)",
    ),
    hosts=("recruitee.com",),
    host_template="{slug}.recruitee.com",
    never_gives=("language_stated",),
    payload_basis="transcribed",
    checked_on="2026-11-23",
)

# "18.50 a month" is an hour's pay in the wrong field: all 348 offers of one staffing agency had it in 2026.
_MONTH_MIN = 200.0
_WORKPLACES = {"remote": "remote", "hybrid": "hybrid", "on_site": "onsite"}


class _Reply(msgspec.Struct):
    offers: list[msgspec.Raw]


def fetch(board: Board, get: Get) -> Iterator[Payload]:
    """Yields every published offer of the board; one request."""
    host = board.slug if "." in board.slug else f"{board.slug}.recruitee.com"
    reply = reply_as(_Reply, get(f"https://{host}/api/offers/"))
    yield from once_each(Payload(id_of(offer), offer) for offer in map(bytes, reply.offers))


def parse(payload: Payload, board: Board) -> list[Posting]:
    """Reads one offer of the Careers Site API."""
    job = read_object(payload.body)
    places = objects(job.get("locations"))
    return [
        Posting(
            external_id=payload.external_id or "",
            title=title_at(job, "title"),
            employer=board.employer or text(job.get("company_name")),
            url=link(job.get("careers_url")),
            department=text(job.get("department")),
            locations=distinct(map(_place, places))
            or distinct([text(job.get("location")) or _place(job)]),
            country_codes_stated=distinct(
                country_code(_country(place)) for place in [*places, job]
            ),
            remote_stated=_remote(job),
            employment_type=employment_type(str(job.get("employment_type_code")).replace("_", " ")),
            posted_date=iso_date(job.get("published_at")) or iso_date(job.get("created_at")),
            description_html=_description(job),
            pay_stated=_pay(job.get("salary")),
        )
    ]


def _place(place: Object) -> str | None:
    parts = [place.get("city"), place.get("state", place.get("state_name")), place.get("country")]
    return ", ".join(distinct(map(text, parts))) or text(place.get("name"))


def _country(place: Object) -> Any:
    return place.get("country_code") or place.get("country")


def _remote(job: Object) -> str | None:
    said = [policy for key, policy in _WORKPLACES.items() if job.get(key) is True]
    return said[0] if len(said) == 1 else None


def _description(job: Object) -> str | None:
    description, requirements = prose(job.get("description")), prose(job.get("requirements"))
    asked = f"<h3>Requirements</h3>\n{requirements}" if requirements else None
    return "\n".join(part for part in (description, asked) if part) or None


def _pay(stated: Any) -> tuple[StatedPay, ...]:
    ranges = [
        stated_pay(
            part.get("min"), part.get("max"), part.get("currency"), _period(part.get("period"))
        )
        for part in objects(stated)
    ]
    return tuple(
        pay
        for pay in ranges
        if pay and not (pay.period == "month" and (pay.max or pay.min or 0) < _MONTH_MIN)
    )


def _period(value: Any) -> str | None:
    found = str(value).lower()
    return found if found in PERIODS else None
