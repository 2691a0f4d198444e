"""Serves a simulated market on loopback in the boards' own formats, as ROLECALL_MIRROR asks for it.

Decides the words of postings, which are as plain as can be: what is proved is counting, not reading. Leaves which
postings a board lists to `boards.market`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.boards.market import CITIES, Market, Opening, Site, employer_name

TITLES = {
    "ai_engineer": "AI Engineer",
    "data_scientist": "Data Scientist",
    "software_engineer": "Software Engineer",
}
WORK = {
    "ai_engineer": (
        "Build LLM applications with retrieval-augmented generation, prompts and AI agents.",
        "Write evaluations for model output and ship features on foundation model APIs.",
    ),
    "data_scientist": (
        "Run A/B tests, causal inference and forecasting, and explain findings to product teams.",
        "Build statistical models in Python and SQL and present results to stakeholders.",
    ),
    "software_engineer": (
        "Build backend services in Java and React frontends, with code reviews and unit tests.",
        "Own REST APIs, databases and deployment pipelines of our web application.",
    ),
}
_OWN_SENTENCES = 6
_SYLLABLES = "ba co du fe gi ha ko lu me ni po ra su te vi wo xa yu zo kra".split()
_FRAMES = (
    "The group {} looks after {} and hands it to {} in autumn.",
    "Our office keeps {} next to {} while {} is moved.",
    "In the first year {} grows out of {} and meets {}.",
)

Row = dict[str, object]
Answer = tuple[int, bytes, str]
"""Status, body, and where a redirect leads."""


@dataclass(frozen=True)
class Posting:
    """One opening in one city, as a board shows it in a week."""

    opening: Opening
    city: str
    external_id: str
    site: Site
    edition: int

    @property
    def html(self) -> str:
        """Its text."""
        job = self.opening
        sentences = [*WORK[job.role], *own_sentences(job.is_repost_of or job.number)]
        sentences += own_sentences(-self.edition)[:1] if self.edition else []
        return "".join(f"<p>{sentence}</p>" for sentence in sentences)


@lru_cache(maxsize=20_000)
def own_sentences(number: int) -> tuple[str, ...]:
    """What only this job's text says, in invented words."""
    random = Random(number)
    words = ("".join(random.choices(_SYLLABLES, k=3)).title() for _ in range(3 * _OWN_SENTENCES))
    return tuple(
        random.choice(_FRAMES).format(*three) for three in zip(words, words, words, strict=True)
    )


def postings_of(site: Site, week: float) -> Iterator[Posting]:
    """What a board lists in a week: a posting a city."""
    is_renumbered = week >= site.new_ids_from
    for opening in site.shown(week):
        edition = 1 + int(week) // 4 if opening.is_edited else 0
        for place in range(opening.n_cities):
            city = CITIES[(opening.number + place) % len(CITIES)]
            digits = f"{1 + is_renumbered}{opening.number:06d}{place}"
            yield Posting(opening, city, digits, site, edition)


def _greenhouse(postings: list[Posting], name: str) -> object:
    jobs = [
        {
            "id": int(one.external_id),
            "internal_job_id": int(one.external_id),
            "title": TITLES[one.opening.role],
            "company_name": name,
            "location": {"name": one.city},
            "absolute_url": f"https://boards.greenhouse.io/{one.site.slug}/jobs/{one.external_id}",
            "content": one.html,
        }
        for one in postings
    ]
    return {"jobs": jobs, "meta": {"total": len(jobs)}}


def _lever(postings: list[Posting], _name: str) -> object:
    return [
        {
            "id": f"00000000-0000-4000-a000-0000{one.external_id}",
            "text": TITLES[one.opening.role],
            "categories": {"location": one.city, "allLocations": [one.city]},
            "hostedUrl": f"https://jobs.lever.co/{one.site.slug}/{one.external_id}",
            "description": one.html,
        }
        for one in postings
    ]


def _ashby(postings: list[Posting], _name: str) -> object:
    jobs = [
        {
            "id": f"00000000-0000-4000-a000-0000{one.external_id}",
            "title": TITLES[one.opening.role],
            "location": one.city,
            "isListed": True,
            "jobUrl": f"https://jobs.ashbyhq.com/{one.site.slug}/{one.external_id}",
            "descriptionHtml": one.html,
        }
        for one in postings
    ]
    return {"jobs": jobs, "apiVersion": "1"}


def _recruitee(postings: list[Posting], name: str) -> object:
    offers = [
        {
            "id": int(one.external_id),
            "title": TITLES[one.opening.role],
            "company_name": name,
            "location": one.city,
            "careers_url": f"https://{one.site.slug}.recruitee.com/o/{one.external_id}",
            "description": one.html,
        }
        for one in postings
    ]
    return {"offers": offers}


def _arbeitnow(postings: list[Posting], _name: str) -> object:
    jobs = [
        {
            "slug": f"job-{one.external_id}",
            "company_name": employer_name(one.opening.owner),
            "title": TITLES[one.opening.role],
            "description": one.html,
            "remote": False,
            "url": f"https://www.arbeitnow.com/jobs/{one.external_id}",
            "tags": [],
            "job_types": [],
            "location": one.city,
            "created_at": 1_735_689_600,
        }
        for one in postings
    ]
    return {"data": jobs, "links": {"next": None}}


ADDRESSES = {
    "greenhouse": "/boards-api.greenhouse.io/v1/boards/{}/jobs",
    "lever": "/api.lever.co/v0/postings/{}",
    "ashby": "/api.ashbyhq.com/posting-api/job-board/{}",
    "recruitee": "/{}.recruitee.com/api/offers/",
    "arbeitnow": "/www.arbeitnow.com/api/job-board-api",
}
_WRITE: dict[str, Callable[[list[Posting], str], object]] = {
    "greenhouse": _greenhouse,
    "lever": _lever,
    "ashby": _ashby,
    "recruitee": _recruitee,
    "arbeitnow": _arbeitnow,
}


class Boards:
    """All boards of a market as they answer in `week`."""

    def __init__(self, market: Market) -> None:
        self.week = 0.0
        self.failing: set[str] = set()
        self._scenario = market.scenario
        self._sites = {ADDRESSES[site.source].format(site.slug): site for site in market.sites}

    def answer(self, path: str, query: dict[str, list[str]]) -> Answer:
        """The reply to one request."""
        site = self._sites.get(path)
        if site is None or self.week < site.begins:
            return 404, b"{}", ""
        if path in self.failing:
            return 500, b"{}", ""
        postings = list(postings_of(site, self.week))
        if self.week >= site.until:
            if site.then == "redirect":
                return 302, b"", f"https://{site.slug}.recruitee.com/"
            if site.then != "empty":
                return 404, b"{}", ""
            postings = []
        if site.source == "lever":
            first = int(query.get("skip", ["0"])[0])
            postings = postings[first : first + 100]
        name = f"{site.name} Group" if self.week >= site.renamed_from else site.name
        written = _WRITE[site.source](postings, name)
        return 200, json.dumps(written).encode(), ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    boards: Boards


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each reply waits 40 ms for an acknowledgement
    server: _Server

    def do_GET(self) -> None:
        """Answers one request, with 304 when the client has the reply."""
        parts = urlsplit(self.path)
        status, body, leads_to = self.server.boards.answer(parts.path, parse_qs(parts.query))
        tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}"]
        lines += [f"ETag: {tag}", "Content-Type: application/json"]
        lines += [f"Location: {leads_to}"] if leads_to else []
        with suppress(ConnectionError):
            self.wfile.write(("\r\n".join([*lines, "", ""])).encode() + body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def serving(market: Market) -> Iterator[tuple[Boards, str]]:
    """The market's boards and the address of a server of them, which ends with the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.boards = Boards(market)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.boards, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
