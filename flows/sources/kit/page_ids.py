"""Names the jobs on a site's pages: by the employer's own id, else by the page.

Decides when an identifier is a job's and when it is the site's (the same on every page), and which part of an address stays
the same when a title is edited or a tracking parameter is added. Decides which page a job on several pages belongs to.
Leaves which pages are read to `flows.sources.careers_page`, and what markup means to `flows.sources.kit.schema_org`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flows.sources import Payload
from flows.sources.kit import values
from flows.sources.kit.fields import JsonObject, read_object
from flows.sources.kit.schema_org import identifier_of

# An identifier on this many pages under different titles is the company's, a unit's or a template's.
_TITLES_OF_A_SITE = 3
_NAME_MAX_CHARS = 500
_TEXT_COMPARED_CHARS = 200
_TRACKING = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|mc_\w+|hsa_\w+|_g[al]|ref(?:err?er)?|source|src|gh_src|lever-\w+|trk\w*|iisn?|campaign"
    r"|i?cid|jobboard|jsessionid|phpsessid|session_?id",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:html?|php|aspx?)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_NOT_A_YEAR = r"(?!(?:19|20)\d\d(?!\d))"
_WHOLE_NUMBER = re.compile(
    rf"{_UUID}|[0-9a-f]{{24}}|(?:[A-Za-z]{{1,5}}[-_]?)?{_NOT_A_YEAR}\d{{3,}}(?:-\d+)?"
)
_NUMBER_AT_START = re.compile(rf"({_UUID}|{_NOT_A_YEAR}\d{{3,}})[-_]")
_NUMBER_AT_END = re.compile(rf"[-_]({_UUID}|[A-Za-z]{{0,3}}{_NOT_A_YEAR}\d{{3,}})$")


Words = tuple[str, str]
"""Title and beginning of the text, by which a job is known again."""


@dataclass(frozen=True)
class Read:
    """A page that was read, and the JobPosting objects on it as sent."""

    url: str
    bodies: Sequence[bytes]


@dataclass
class _Job:
    page: str
    body: bytes
    markup: JsonObject
    identifier: str | None
    is_alone: bool

    @property
    def title(self) -> str:
        """The title, by which two jobs are told apart."""
        return values.letters(str(self.markup.get("title") or self.markup.get("name"))).lower()

    @property
    def words(self) -> Words:
        """What two writings of one job have in common."""
        text = values.letters(str(self.markup.get("description") or ""))
        return self.title, text[:_TEXT_COMPARED_CHARS]

    @property
    def link(self) -> str | None:
        """The address that the markup gives for the job."""
        addresses = (self.markup.get(name) for name in ("url", "mainEntityOfPage", "@id"))
        return values.first(map(values.link, addresses))


@dataclass
class _Site:
    """What all pages together say of the names on them."""

    jobs: list[_Job]
    shared: set[str] = field(default_factory=set)
    """Identifiers that are no job's."""
    ambiguous: set[str] = field(default_factory=set)
    """Short names of pages with different jobs."""

    def name_of(self, address: str) -> str | None:
        """A page's short name, or its whole path where the short one is not its own."""
        short = page_name(address)
        return _whole_path(address) if short in self.ambiguous else short


def named_jobs(pages: Sequence[Read]) -> Iterator[Payload]:
    """Every job on the pages under its id. A job that another page is about is left to that page."""
    site = _site(pages)
    own = {job.words for job in site.jobs if job.is_alone} | _first_words(site.jobs)
    n_on_page: dict[str, int] = defaultdict(int)
    known: dict[str, list[Words]] = defaultdict(list)
    for job in site.jobs:
        if job.identifier and job.identifier not in site.shared:
            yield Payload(job.identifier, job.body, job.page)
        elif job.is_alone or (job.link and _same_page(job.link, job.page)):
            yield Payload(site.name_of(job.page), job.body, job.page)
        elif job.link:
            yield Payload(site.name_of(job.link), job.body, job.link)
        else:
            n_on_page[job.page] += 1
            name = site.name_of(job.page)
            if n_on_page[job.page] == 1:
                yield Payload(name or _titled(name, job, known), job.body, job.page)
            elif job.words not in own:
                yield Payload(_titled(name, job, known), job.body, job.page)


def _titled(name: str | None, job: _Job, known: dict[str, list[Words]]) -> str:
    """A job's name by its title on a page of several. Another job of the same title gets a number.

    Args:
        name: the page's, None for a home page.
        job: one of its jobs.
        known: the words of the jobs so named until now. Those of `job` are added.
    """
    titled = f"{name or ''}#{job.title}"[:_NAME_MAX_CHARS]
    words = known[titled]
    if job.words not in words:
        words.append(job.words)
    place = words.index(job.words)
    return f"{titled}#{place + 1}" if place else titled


def page_name(address: str) -> str | None:
    """The part of an address that names its job and outlasts an edited title: "jobs/4711" of /jobs/4711-data-scientist."""
    parts = urlsplit(address)
    name = _cut(_bare(parts.path).split("/")) + _kept_query(parts.query)
    return name[:_NAME_MAX_CHARS] or None


def _bare(path: str) -> str:
    return _SUFFIX.sub("", _SESSION.sub("", unquote(path)).strip("/"))


def _kept_query(query: str) -> str:
    kept = sorted(pair for pair in parse_qsl(query) if not _TRACKING.fullmatch(pair[0]))
    return f"?{urlencode(kept)}" if kept else ""


def _cut(segments: list[str]) -> str:
    """The path up to its number. The title behind or around the number is left out."""
    *before, last = segments
    if before and not _has_number(last) and _WHOLE_NUMBER.fullmatch(before[-1]):
        return "/".join(before)
    if not _WHOLE_NUMBER.fullmatch(last):
        found = _NUMBER_AT_START.match(last) or _NUMBER_AT_END.search(last)
        last = found[1] if found else last
    return "/".join([*before, last])


def _has_number(segment: str) -> bool:
    patterns = (_WHOLE_NUMBER.fullmatch, _NUMBER_AT_START.match, _NUMBER_AT_END.search)
    return any(find(segment) for find in patterns)


def _whole_path(address: str) -> str | None:
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/") + (f"?{parts.query}" if parts.query else "")
    return path[:_NAME_MAX_CHARS] or None


def _same_page(one: str, other: str) -> bool:
    return urlsplit(one)[1:3] == urlsplit(other)[1:3]


def _site(pages: Sequence[Read]) -> _Site:
    jobs = [
        _Job(page.url, body, markup, identifier_of(markup), len(page.bodies) == 1)
        for page in pages
        for body in page.bodies
        for markup in [read_object(body)]
    ]
    by_id, by_name = defaultdict(list), defaultdict(list)
    for job in jobs:
        by_id[job.identifier].append(job)
        if job.is_alone:
            by_name[page_name(job.page)].append(job)
    shared = {name for name, group in by_id.items() if name and _is_shared(group, len(pages))}
    ambiguous = {
        name for name, group in by_name.items() if name and len({job.title for job in group}) > 1
    }
    return _Site(jobs, shared, ambiguous)


def _is_shared(group: Sequence[_Job], n_pages: int) -> bool:
    """Whether the jobs of one identifier are different jobs. One job in two languages has two titles and one identifier."""
    titles = {job.title for job in group}
    languages = {_language(job.page) for job in group}
    pages = {job.page for job in group if job.is_alone}
    if len(titles) <= len(languages) or len(titles) < 2:
        return False
    return len(titles) >= _TITLES_OF_A_SITE or 2 * len(pages) > n_pages


def _language(address: str) -> str | None:
    segments = urlsplit(address).path.strip("/").split("/")[:3]
    return next((segment for segment in segments if _LANGUAGE.fullmatch(segment)), None)


def _first_words(jobs: Sequence[_Job]) -> set[tuple[str, str]]:
    """What the first job of each page says: the one that the page is about."""
    first: dict[str, _Job] = {}
    for job in jobs:
        first.setdefault(job.page, job)
    return {job.words for job in first.values()}
