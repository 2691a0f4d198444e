"""A board that answers from a table: what the fetch of a source asks, without any network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode, urljoin

import msgspec
import pytest

from flows.errors import BoardMissing, LookError, PayloadChanged
from flows.sources import Board, Known, Payload, Reply
from flows.web.robots import ALLOW_ALL, Robots, read_robots
from transforms.posting import Posting

Answers = Mapping[str, object]
Parse = Callable[[Payload, Board], list[Posting]]


class Table:
    """A `Get`: an address's answer is bytes, JSON to be, or an error to raise; any other address is a 404.

    A POST is asked for as "POST address body", with the body's keys sorted. `remembered`: what the last looks know, by id.
    """

    def __init__(self, answers: Answers, remembered: Mapping[str, Known] | None = None) -> None:
        self.answers = answers
        self.remembered = remembered or {}
        self.asked: list[str] = []

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
        json: Mapping[str, object] | None = None,
    ) -> Reply:
        url = f"{url}?{urlencode(params)}" if params else url
        if json is not None:
            url = f"POST {url} {msgspec.json.encode(json, order='sorted').decode()}"
        self.asked.append(url)
        if url not in self.answers:
            if missing_ok:
                return Reply(url, 404, {}, b"")
            raise BoardMissing(f"{url}: 404", 404)
        answer = self.answers[url]
        if isinstance(answer, LookError):
            raise answer
        return Reply(
            url, 200, {}, answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
        )

    def known(self, external_id: str) -> Known | None:
        return self.remembered.get(external_id)

    def allows(self, url: str) -> bool:
        return self._robots(url).allows(url)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        return self._robots(url).sitemaps

    def _robots(self, url: str) -> Robots:
        """The rules in this table's robots.txt, which the client asks for and no source does."""
        body = self.answers.get(urljoin(url, "/robots.txt"))
        return read_robots(body) if isinstance(body, bytes) else ALLOW_ALL


_JUNK: tuple[object, ...] = (
    None,
    True,
    7,
    -1.5,
    "",
    "x",
    "\x00\u202e<script>",
    [],
    [None, 7, "x", [[]], {"a": 1}],
    {},
    {"a": {}},
)


def damages(job: object) -> Iterator[object]:
    """`job` with each one of its values, at every depth, missing or of another type."""
    if isinstance(job, dict):
        for key in job:
            yield {name: value for name, value in job.items() if name != key}
            for value in (*_JUNK, *damages(job[key])):
                yield {**job, key: value}
    elif isinstance(job, list):
        for number, item in enumerate(job):
            for value in (*_JUNK, *damages(item)):
                yield [*job[:number], value, *job[number + 1 :]]


@pytest.fixture
def refusals() -> Callable[[Parse, Board, object], set[str]]:
    """What a parse says of the damages that it refuses; all others have to become one posting with a title."""

    def found(parse: Parse, board: Board, job: object) -> set[str]:
        reasons = set()
        for damage in damages(job):
            try:
                (posting,) = parse(Payload("7", msgspec.json.encode(damage)), board)
            except PayloadChanged as exc:
                reasons.add(str(exc).partition(":")[0])
            else:
                assert posting.title
        return reasons

    return found


@pytest.fixture
def table() -> Callable[..., Table]:
    return Table
