"""Feeds of the newest open openings, as Atom files beside the pages: a feed reader follows them.

Decides the form (RFC 4287, which readers of RSS take too, and which needs no address of the site) and what an entry says:
facts and the employer's link. Leaves which openings are open to the query, which feeds there are to
`figures.subscriptions`, and writing to `site`.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from reports.answers import Answer, Row
from reports.figures.subscriptions import Feed, list_feeds
from reports.page import Edition
from reports.wording import numbers
from reports.wording.adverts import place_of, stated_pay, web_address
from reports.wording.names import LEVELS, employer_name, word
from reports.wording.roles import role_of

MOST_ENTRIES = 100


def build_feeds(answer: Answer, edition: Edition) -> dict[str, str]:
    """The feeds by file name."""
    feeds = list_feeds(answer("openings").rows(named=True))
    return {feed.file: _write(feed, edition) for feed in feeds}


def _write(feed: Feed, edition: Edition) -> str:
    mark = " (rehearsal data: invented employers)" if edition.is_rehearsal else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<title>{escape(feed.title)}{mark}</title>",
        "<subtitle>First seen on the boards that Rolecall watches, newest first</subtitle>",
        f"<id>{_urn(f'feed {feed.role}' if feed.key == 'all' else f'feed {feed.role} {feed.key}')}</id>",
        f"<updated>{edition.as_of.isoformat()}T00:00:00Z</updated>",
        "<author><name>Rolecall</name></author>",
        '<link rel="alternate" type="text/html" href="openings.html"/>',
        *(line for row in feed.rows[:MOST_ENTRIES] for line in _entry(row)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(row: Row) -> Iterator[str]:
    title = f"{numbers.show(row['title'])} at {employer_name(row['employer'])}"
    yield "<entry>"
    yield f"<title>{escape(title)}</title>"
    yield f"<id>{_urn(row['opening_id'])}</id>"
    yield f"<updated>{numbers.day(row['opened_date'])}T00:00:00Z</updated>"
    yield f"<link href={quoteattr(web_address(row))}/>"
    yield f"<summary>{escape('. '.join(_facts(row)))}.</summary>"
    yield "</entry>"


def _facts(row: Row) -> list[str]:
    level = LEVELS.get(row["level"] or "", "")
    policy = word(row["remote_policy"]) if row["remote_policy"] else ""
    sure = f"{role_of(row['role']).name}, {numbers.share(row['role_confidence'], 0)} sure"
    facts = (sure, level, place_of(row), policy, stated_pay(row))
    return [fact.replace(numbers.NBSP, " ") for fact in facts if fact]


def _urn(name: str) -> str:
    """A name that stays the same from edition to edition."""
    return uuid5(NAMESPACE_URL, f"rolecall {name}").urn
