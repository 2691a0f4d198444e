"""How each kind of fault spoils a reply, so that tests and drills meet it on purpose.

Decides the spoiled bytes: the same answer and fault always give the same. Leaves which board meets which fault, and when, to
`fault_plan`, the sending and the waiting to `server`, and what a client ought to make of it to the tests of the edge.
"""

from __future__ import annotations

import gzip
import json
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any
from urllib.parse import urlsplit

from flows.rehearsal.fault_plan import Fault

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
HUGE_DESCRIPTION_CHARS = 20_000_000
HUGE_BODY_MB = 220  # above the default cap of 200 MB on one decompressed reply
BOMB_MB = 400  # what the bomb's 400 kB unpack to
PRIVATE_ADDRESS = "http://169.254.169.254/latest/meta-data/"
"""Where cloud machines keep their secrets: the address a redirect must never be followed to."""
NEW_HOME = "https://api.ashbyhq.com/posting-api/job-board/"
"""Where boards that move to another kind go: Ashby's list has Greenhouse's outline, so the wrong reader could take it."""
HOSTILE_TITLE = 'Engineer\x00\x07\x1b[31m<script>alert("x")</script>\u202e=cmd()'


@dataclass(frozen=True)
class Answer:
    """A reply before it is sent."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()
    content_encoding: str | None = None
    """Set when `body` is already encoded so. The server then leaves it as it is."""
    n_bytes_sent: int | None = None
    """The connection closes after so many bytes of the body, whatever Content-Length promised."""
    n_filler_mb: int = 0
    """Blanks sent after the body, without a Content-Length."""
    is_dripping: bool = False
    """A few bytes at a time, slower than anyone should wait for."""
    is_silent: bool = False
    """Nothing is sent at all until the client hangs up."""

    @property
    def is_sent_wrong(self) -> bool:
        """Whether the sending is spoiled, rather than the bytes."""
        return bool(self.n_filler_mb or self.is_dripping or self.n_bytes_sent is not None)


def spoil(answer: Answer, fault: Fault, url: str) -> Answer:
    """`answer` as `fault` leaves it. `url` is the address asked for, which a redirect loop leads back to."""
    if fault is Fault.MOVED:
        return (
            answer
            if url.startswith(NEW_HOME)
            else Answer(301, b"", HTML_TYPE, (("Location", _new_home(url)),))
        )
    if make := _REPLACEMENTS.get(fault):
        return make(url)
    if damage := _DAMAGES.get(fault):
        return damage(answer)
    if answer.status != 200:
        return answer
    if answer.content_type == JSON_TYPE:
        return replace(answer, body=_changed_json(answer.body, _CONTENT[fault]))
    return replace(answer, body=_changed_page(answer.body.decode(), _CONTENT[fault], url).encode())


def _new_home(url: str) -> str:
    """The board's new address: under its old name, which is the third part of an API's path, or a careers site's host."""
    parts = urlsplit(url)
    path = parts.path.strip("/").split("/")
    return NEW_HOME + (path[2] if len(path) > 2 else parts.netloc)


def _page(title: str, words: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{words}</p></body></html>".encode()


@lru_cache(maxsize=2)
def gzip_bomb(n_mb: int) -> bytes:
    """A gzip stream of a thousandth of the `n_mb` that it unpacks to. A megabyte is packed once and repeated: all would take seconds."""
    blanks = b" " * 1_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = reduce(lambda sum_so_far, _: zlib.crc32(blanks, sum_so_far), range(n_mb), 0)
    header, trailer = (
        gzip.compress(b"", mtime=0)[:10],
        struct.pack("<II", checksum, len(blanks) * n_mb),
    )
    return header + packed * n_mb + packer.flush() + trailer


def _truncated_gzip(answer: Answer) -> Answer:
    packed = gzip.compress(answer.body, 1, mtime=0)
    return replace(answer, body=packed[: len(packed) // 2], content_encoding="gzip")


def _wrong_charset(answer: Answer) -> Answer:
    # The dash and the sign are what boards most often send in a charset other than the one they declare.
    text = answer.body.decode().replace('"title":"', '"title":"Café – ')
    return replace(answer, body=text.encode("cp1252", "replace"))


_REPLACEMENTS: dict[Fault, Callable[[str], Answer]] = {
    Fault.TOO_MANY_REQUESTS: lambda _: Answer(
        429, b'{"error":"rate limited"}', headers=(("Retry-After", "1"),)
    ),
    Fault.SERVER_ERROR: lambda _: Answer(
        500, _page("Internal error", "Something broke."), HTML_TYPE
    ),
    Fault.UNAVAILABLE: lambda _: Answer(
        503, _page("Back soon", "We are down for maintenance."), HTML_TYPE
    ),
    Fault.FORBIDDEN: lambda _: Answer(403, _page("Forbidden", "You may not read this."), HTML_TYPE),
    Fault.GONE: lambda _: Answer(404, b'{"status":404,"error":"Job not found"}'),
    Fault.TIMEOUT: lambda _: Answer(200, b"", is_silent=True),
    Fault.REDIRECT_LOOP: lambda url: Answer(302, b"", HTML_TYPE, (("Location", url),)),
    Fault.REDIRECT_PRIVATE: lambda _: Answer(302, b"", HTML_TYPE, (("Location", PRIVATE_ADDRESS),)),
    Fault.GZIP_BOMB: lambda _: Answer(200, gzip_bomb(BOMB_MB), content_encoding="gzip"),
    Fault.HTML_PAGE: lambda _: Answer(
        200, _page("Our jobs have moved", "Please visit our new site."), HTML_TYPE
    ),
    Fault.CAPTCHA: lambda _: Answer(
        200, _page("Just a moment...", "Verify that you are human."), HTML_TYPE
    ),
}

_DAMAGES: dict[Fault, Callable[[Answer], Answer]] = {
    Fault.SLOW_DRIP: lambda answer: replace(answer, is_dripping=True),
    Fault.CUT_OFF: lambda answer: replace(
        answer, n_bytes_sent=len(answer.body) // 2, content_encoding="identity"
    ),
    Fault.TRUNCATED_JSON: lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    Fault.TRUNCATED_GZIP: _truncated_gzip,
    Fault.HUGE_BODY: lambda answer: replace(
        answer, n_filler_mb=HUGE_BODY_MB, content_encoding="identity"
    ),
    Fault.WRONG_CHARSET: _wrong_charset,
    Fault.WRONG_CONTENT_TYPE: lambda answer: replace(answer, content_type="text/plain"),
    Fault.MARKUP_CHANGED: lambda answer: replace(
        answer, body=answer.body.replace(b"application/ld+json", b"text/plain")
    ),
}


Jobs = list[dict[str, Any]]
_JSON_LD_POSTING = re.compile(
    r'<script type="application/ld\+json">(\{[^<]*"@type": "JobPosting".*?)</script>', re.DOTALL
)
_TITLES = ("title", "text")
# By these a posting is still known, so that it is this one that is quarantined.
_KEPT = ("id", "@type", "identifier")
_TEXTS = ("content", "descriptionHtml", "description", "text")
_DATES = ("first_published", "createdAt", "publishedAt", "datePosted")


def _changed_json(body: bytes, change: Callable[[Jobs], Sequence[Any]]) -> bytes:
    """The reply with its list of postings changed. The shape around the list stays."""
    reply = json.loads(body)
    if isinstance(reply, list):
        reply = change(reply)
    else:
        for name in ("jobs", "children", "hits"):
            if name in reply:
                reply[name] = change(reply[name])
        if "meta" in reply:
            reply["meta"]["total"] = len(reply["jobs"])
    return json.dumps(reply, ensure_ascii=False).encode()


def _changed_page(page: str, change: Callable[[Jobs], Sequence[Any]], url: str) -> str:
    """A careers page with its JSON-LD posting changed, on every other page only: good postings stand beside bad ones."""
    found = _JSON_LD_POSTING.search(page)
    if found is None or sum(url.encode()) % 2:
        return page
    changed = list(change([json.loads(found[1])]))
    return (
        page[: found.start(1)]
        + json.dumps(changed if len(changed) != 1 else changed[0]).replace("</", "<\\/")
        + page[found.end(1) :]
    )


def _first_changed(
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> Callable[[Jobs], Sequence[Any]]:
    """Changes the first posting alone, so that good ones stand beside the bad one."""
    return lambda jobs: [change(jobs[0]), *jobs[1:]] if jobs else jobs


def _title_name(job: dict[str, Any]) -> str:
    return next(name for name in _TITLES if name in job)


def _text_name(job: dict[str, Any]) -> str:
    return next(name for name in _TEXTS if name in job)


def _swapped_case(job: dict[str, Any]) -> dict[str, Any]:
    return {**job, "id": job["id"].swapcase()} if isinstance(job.get("id"), str) else job


_CONTENT: dict[Fault, Callable[[Jobs], Sequence[Any]]] = {
    Fault.EMPTY_LIST: lambda jobs: [],
    Fault.MISSING_FIELDS: _first_changed(
        lambda job: {name: job[name] for name in _KEPT if name in job}
    ),
    Fault.WRONG_TYPES: _first_changed(
        lambda job: {
            name: value if name in _KEPT else [{"was": "changed"}] for name, value in job.items()
        }
    ),
    Fault.RENAMED_FIELDS: lambda jobs: [
        {f"new_{name}": value for name, value in job.items()} for job in jobs
    ],
    Fault.RENAMED_FIELD: lambda jobs: [
        {f"new_{name}" if name in _DATES else name: value for name, value in job.items()}
        for job in jobs
    ],
    Fault.HUGE_DESCRIPTION: _first_changed(
        lambda job: {
            **job,
            _text_name(job): "<p>long words</p>" * (HUGE_DESCRIPTION_CHARS // 17 + 1),
        }
    ),
    Fault.HOSTILE_TITLE: _first_changed(lambda job: {**job, _title_name(job): HOSTILE_TITLE}),
    Fault.DUPLICATE_IDS: lambda jobs: [*jobs, *jobs[:1]],
    Fault.IDS_CHANGE_CASE: lambda jobs: [_swapped_case(job) for job in jobs],
    Fault.REPEATING_PAGES: lambda jobs: [*jobs, *jobs],
}
