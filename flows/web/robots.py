"""Reads robots.txt as RFC 9309 says: what may be asked, and how slowly.

Decides what each kind of answer to the request for robots.txt means. Leaves asking and caching to `flows.web.client`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from flows.sources import Reply

PRODUCT_TOKEN = "Rolecall"  # noqa: S105 - RFC 9309's word for our name, no secret

_PARSED_BYTES = 512 * 1024  # RFC 9309 section 2.5 asks for at least 500 KiB
_CRAWL_DELAY_MAX_S = 30.0  # a site of 3,000 jobs then takes a day; no board asks for more


@dataclass(frozen=True)
class Robots:
    """The rules of one host. `refusal` says why nothing may be asked, when nothing may."""

    rules: Protego | None = None
    refusal: str | None = None
    crawl_delay_s: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether `url` may be asked for. The longest matching rule decides, and allow wins a tie."""
        if self.refusal is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT_TOKEN))


ALLOW_ALL = Robots()
"""No robots.txt (any 4xx): everything may be asked."""


def robots_of(reply: Reply) -> Robots:
    """What the final answer to the request for robots.txt means."""
    status = reply.status
    if 200 <= status < 300:
        return read_robots(reply.body, reply.url)
    if status >= 500 or status == 429:
        why = f"its robots.txt answered {status}, which asks everyone to stay away for now"
        return Robots(refusal=why)
    return ALLOW_ALL


def read_robots(body: bytes, url: str = "") -> Robots:
    """The rules in the robots.txt at `url`. Lines of no known form are skipped, whatever the file claims to be."""
    rules = Protego.parse(body[:_PARSED_BYTES].decode("utf-8", "replace"))
    return Robots(rules=rules, crawl_delay_s=_delay_s(rules), sitemaps=_sitemaps(rules, url))


def _delay_s(rules: Protego) -> float:
    delay = float(rules.crawl_delay(PRODUCT_TOKEN) or 0.0)
    return min(max(delay, 0.0), _CRAWL_DELAY_MAX_S)


def _sitemaps(rules: Protego, url: str) -> tuple[str, ...]:
    # The protocol wants whole addresses. Sites write "/sitemap.xml" all the same.
    named = (urljoin(url, address) for address in rules.sitemaps)
    return tuple(
        dict.fromkeys(address for address in named if address.startswith(("http://", "https://")))
    )
