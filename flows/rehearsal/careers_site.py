"""An employer's own careers site: robots.txt, sitemap, and a page per posting with JSON-LD.

Decides the markup of the pages. Leaves ids to `dialects`, words to `words` and HTTP to `server`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from html import escape
from typing import Any

from flows.rehearsal.dialects import POSTINGS_KEPT, number_of, path_of, postal_address
from flows.rehearsal.planted import Employer, SimulatedPosting
from flows.rehearsal.words import write_parts

_VALID_FOR = timedelta(days=4 * 365)  # no posting of the market lives longer
PLAIN_PAGES = ("/", "/about")
"""The site's pages that are no jobs."""
_SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
)
_PLAIN_PAGE = (
    "<!doctype html><html lang=en><head><title>{name}</title></head>"
    "<body><h1>Careers at {name}</h1></body></html>"
)
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{scripts}</head>'
    "<body><h1>{title}</h1>{body}</body></html>"
)


def robots(host: str) -> bytes:
    """The site's robots.txt, which names its sitemap."""
    return f"User-agent: *\nDisallow: /apply/\nSitemap: https://{host}/sitemap.xml\n".encode()


def sitemap(host: str, postings: Sequence[SimulatedPosting]) -> bytes:
    """The site's sitemap: two pages that are no jobs, then one page per posting."""
    urls = [f"<url><loc>https://{host}{path}</loc></url>" for path in PLAIN_PAGES]
    urls += [_dated_url(host, posting) for posting in postings]
    return _SITEMAP.format(urls="".join(urls)).encode()


def _dated_url(host: str, posting: SimulatedPosting) -> str:
    changed = f"<lastmod>{posting.opened_date.isoformat()}</lastmod>"
    return f"<url><loc>https://{host}{path_of(posting)}</loc>{changed}</url>"


def plain_page(employer: Employer) -> bytes:
    """A page of the site that holds no posting."""
    return _PLAIN_PAGE.format(name=escape(employer.name)).encode()


@lru_cache(maxsize=POSTINGS_KEPT)
def page(posting: SimulatedPosting) -> bytes:
    """One posting's page: readable HTML and, beside another script, the same in JSON-LD."""
    opening = posting.opening
    site = {"@context": "https://schema.org", "@type": "WebSite", "name": opening.employer.name}
    text = "".join(part.html("h2") for part in write_parts(opening, posting.n_repost))
    scripts = "".join(
        f'<script type="application/ld+json">{_script_json(data)}</script>'
        for data in (site, _job_posting(posting, text))
    )
    return _PAGE.format(title=escape(opening.title), scripts=scripts, body=text).encode()


def _job_posting(posting: SimulatedPosting, text: str) -> dict[str, Any]:
    """The posting in the words of schema.org."""
    opening, employer = posting.opening, posting.opening.employer
    addresses = [postal_address(city, opening.country) for city in posting.cities]
    places = [
        {"@type": "Place", "address": {"@type": "PostalAddress", **address}}
        for address in addresses
    ]
    number = f"R-{number_of(posting)}"
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": opening.title,
        "url": f"https://{employer.board}{path_of(posting)}",
        "identifier": {"@type": "PropertyValue", "name": employer.name, "value": number},
        "description": text,
        "datePosted": posting.opened_date.isoformat(),
        "validThrough": (posting.opened_date + _VALID_FOR).isoformat(),
        "employmentType": "INTERN" if opening.level == "intern" else "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": employer.name},
        "jobLocation": places[0] if len(places) == 1 else places,
    }
    if opening.remote == "remote":
        data["jobLocationType"] = "TELECOMMUTE"
        data["applicantLocationRequirements"] = {"@type": "Country", "name": opening.country}
    if offer := opening.structured_offer:
        value = {
            "@type": "QuantitativeValue",
            "minValue": offer.low,
            "maxValue": offer.high,
            "unitText": offer.period.upper(),
        }
        data["baseSalary"] = {"@type": "MonetaryAmount", "currency": offer.currency, "value": value}
    return data


def _script_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
