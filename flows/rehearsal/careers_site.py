"""An employer's own careers site: robots.txt, sitemap, and a page a posting with schema.org JobPosting in JSON-LD.

Decides the markup of the pages. Leaves ids to `dialects`, words to `words` and HTTP to `server`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from flows.rehearsal.dialects import POSTINGS_KEPT, number_of, path_of, postal_address
from flows.rehearsal.planted import Employer, SimulatedPosting
from flows.rehearsal.words import write_parts

_VALID_FOR = timedelta(days=365)


def robots(host: str) -> bytes:
    """The careers site's robots.txt, which names its sitemap."""
    return f"User-agent: *\nDisallow: /apply/\nSitemap: https://{host}/sitemap.xml\n".encode()


def sitemap(host: str, postings: Sequence[SimulatedPosting]) -> bytes:
    """The careers site's sitemap: two pages that are no jobs, then one page a posting."""
    pages: list[tuple[str, date | None]] = [
        (f"https://{host}/", None),
        (f"https://{host}/about", None),
    ]
    pages += [(f"https://{host}{path_of(posting)}", posting.opened_date) for posting in postings]
    urls = "".join(f"<url><loc>{address}</loc>{_lastmod(day)}</url>" for address, day in pages)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def plain_page(employer: Employer) -> bytes:
    """A page of the careers site that holds no posting."""
    name = escape(employer.name)
    return f"<!doctype html><html lang=en><head><title>{name}</title></head><body><h1>Careers at {name}</h1></body></html>".encode()


@lru_cache(maxsize=POSTINGS_KEPT)
def page(posting: SimulatedPosting) -> bytes:
    """One posting's page: readable HTML and, beside another script, the same as schema.org JobPosting in JSON-LD."""
    opening = posting.opening
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": opening.employer.name}
    scripts = "".join(
        f'<script type="application/ld+json">{_script_json(data)}</script>'
        for data in (site, _json_ld(posting))
    )
    body = "".join(part.html("h2") for part in write_parts(opening, posting.n_repost))
    title = escape(opening.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{scripts}</head>'
        f"<body><h1>{title}</h1>{body}</body></html>"
    ).encode()


def _json_ld(posting: SimulatedPosting) -> dict[str, Any]:
    opening = posting.opening
    places = [
        {
            "@type": "Place",
            "address": {"@type": "PostalAddress", **postal_address(city, opening.country)},
        }
        for city in posting.cities
    ]
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": opening.title,
        "url": f"https://{opening.employer.board}{path_of(posting)}",
        "identifier": {
            "@type": "PropertyValue",
            "name": opening.employer.name,
            "value": f"R-{number_of(posting)}",
        },
        "description": "".join(part.html("h2") for part in write_parts(opening, posting.n_repost)),
        "datePosted": posting.opened_date.isoformat(),
        "validThrough": (posting.opened_date + _VALID_FOR).isoformat(),
        "employmentType": "INTERN" if opening.level == "intern" else "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": opening.employer.name},
        "jobLocation": places[0] if len(places) == 1 else places,
    }
    if opening.remote == "remote":
        data["jobLocationType"] = "TELECOMMUTE"
        data["applicantLocationRequirements"] = {"@type": "Country", "name": opening.country}
    if opening.offer and opening.offer.is_structured:
        offer = opening.offer
        value = {
            "@type": "QuantitativeValue",
            "minValue": offer.low,
            "maxValue": offer.high,
            "unitText": offer.period.upper(),
        }
        data["baseSalary"] = {"@type": "MonetaryAmount", "currency": offer.currency, "value": value}
    return data


def _lastmod(day: date | None) -> str:
    return f"<lastmod>{day.isoformat()}</lastmod>" if day else ""


def _script_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
