"""A digest as Markdown, as a mail's HTML, and as an entry of an Atom feed.

Decides the forms. What boards wrote is escaped in each. Leaves the words to `digest`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from reports.digest.digest import Digest, News
from reports.site.rendering import environment
from reports.wording import numbers

FEED = "feed.xml"
"""Name of the feed, beside the archive's index."""

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")
"""What Markdown, or a chat server, reads as more than text."""


def markdown(digest: Digest, site: str = "") -> str:
    """The digest as Markdown. `site`: the address of the published site, when it has one."""
    parts = [f"# {digest.title}", _head(digest)]
    for section in digest.sections:
        lines = [f"- {_one_line(line)}" for line in section.lines]
        lines += [f"- and {section.n_more} more"] if section.n_more else []
        parts.append("\n".join([f"## {section.title}", "", *lines]))
    parts.append(_foot(digest, site))
    return "\n\n".join(parts).replace(numbers.NBSP, " ") + "\n"


def _one_line(news: News) -> str:
    return f"**{_plain(news.subject)}**: {_plain(news.said)}"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)


def _head(digest: Digest) -> str:
    rehearsal = "**Rehearsal data: these employers are invented.** " if digest.is_rehearsal else ""
    return f"{rehearsal}{' '.join([summary(digest), *digest.caveats])}"


def summary(digest: Digest) -> str:
    """What is compared with what, in a sentence."""
    return (
        f"Edition of {digest.as_of} ({numbers.count(digest.n_postings)} postings on {numbers.count(digest.n_boards)} boards) "
        f"against that of {digest.since}."
    )


def _foot(digest: Digest, site: str) -> str:
    link = f" [The report]({page_of(digest, site)})" if site else ""
    return f"{METHOD}{link}"


METHOD = (
    "A figure is news when it lies farther from the one last told than both intervals allow, given how many are compared. "
    "Where nothing changes, fewer than one digest in twenty holds any news."
)
"""How a digest decides, for its readers."""


def page_of(digest: Digest, site: str) -> str:
    """The address of the edition's first page. Relative to the site's folder where the site has no address."""
    return f"{site.rstrip('/')}/{digest.as_of}/index.html" if site else f"{digest.as_of}/index.html"


def html(digest: Digest, site: str = "") -> str:
    """The digest as a mail's HTML: one column, no script, no picture, nothing fetched."""
    template = environment().get_template("digest.html")
    shared = {"summary": summary(digest), "method": METHOD, "page": page_of(digest, site)}
    return template.render(shared, digest=digest, has_site=bool(site))


def feed(digests: Sequence[Digest], newest: str, site: str = "") -> str:
    """The digests that hold news as an Atom feed, newest first.

    Args:
        digests: oldest first.
        newest: the day of the newest edition.
        site: the address of the published site, when it has one.
    """
    entries = [
        {
            "digest": digest,
            "id": _identity(digest.edition_id),
            "page": page_of(digest, site),
            "summary": summary(digest),
        }
        for digest in reversed(digests)
        if digest.sections
    ]
    return (
        environment()
        .get_template("feed.xml")
        .render(entries=entries, newest=newest, site=site, id=_identity(site or "rolecall"))
    )


def _identity(name: str) -> str:
    """A name for good that needs no address: the same for the same edition, wherever it is published."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"rolecall:{name}").urn
