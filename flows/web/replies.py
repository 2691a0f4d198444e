"""Reads one reply off the wire within its caps, and says what its status means for the look.

Decides how many bytes are taken, before and after decompression, and which error each status is. Leaves pace, retries
and redirects to `flows.web.client`.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from flows.errors import AccessRefused, BoardMissing, LookError, SourceUnavailable
from flows.sandbox.workers import PAGE_MAX_BYTES

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_PARTIAL_CONTENT = 206
REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})

RETRY_AFTER_MAX_S = 120.0
"""A board that asks for a longer rest is left for the next run: a run must end."""

ACCEPT_ENCODING = "gzip"  # comes with Python, and a byte of it never grows to more than 1,032

_PLAIN = ("identity", "")
_COMPRESSED = ("gzip", "x-gzip")
_GZIP = 16 + zlib.MAX_WBITS  # zlib's way of saying: with gzip's header and checksum


@dataclass(frozen=True)
class Caps:
    """The most that one reply may take."""

    n_bytes: int
    seconds: float
    """From the first byte of the body to the last: a read timeout alone never stops a reply of one byte a second."""
    advice: str = "; raise max_reply_mb if it is honest"

    def of(self, accept: str) -> Caps:
        """The caps of a reply that was asked for as `accept`: smaller ones for a web page."""
        if not accept.startswith("text/html"):
            return self
        n_bytes = min(self.n_bytes, PAGE_MAX_BYTES)
        return replace(self, n_bytes=n_bytes, advice=", too large for a web page")


def read_body(
    url: str, response: httpx.Response, caps: Caps, clock: Callable[[], float] = time.monotonic
) -> tuple[bytes, int]:
    """The decompressed body of the streamed `response` for `url`, and the bytes that crossed the wire for it.

    Raises:
        SourceUnavailable: above the caps, in an encoding nobody asked for, or slower than the deadline.
        httpx.RemoteProtocolError: the reply ended early (it is worth another try).
    """
    inflate = _inflater(url, response, caps)
    body, n_wire, started = bytearray(), 0, clock()
    for chunk in response.iter_raw():
        n_wire += len(chunk)
        body += inflate.more(chunk) if inflate else chunk
        if len(body) > caps.n_bytes:
            raise SourceUnavailable(f"{url}: reply above {caps.n_bytes / 1e6:g} MB{caps.advice}")
        if clock() - started > caps.seconds:
            raise SourceUnavailable(
                f"{url}: not all there after {caps.seconds:g} s; try again later"
            )
    if inflate and not inflate.is_whole:
        raise httpx.RemoteProtocolError("compressed reply ended early")
    return bytes(body), n_wire


def refusal_of(url: str, status: int, headers: Mapping[str, str]) -> LookError | None:
    """The error that a final answer means. None: it is usable. Redirects and retries are over by then."""
    if headers.get("tdm-reservation", "").strip() == "1":
        why = "its owner reserves text and data mining (tdm-reservation: 1); left alone"
        return AccessRefused(f"{url}: {why}", status)
    if status == _PARTIAL_CONTENT:
        why = "a part of the reply, though the whole was asked for; try again later"
        return SourceUnavailable(f"{url}: answered {status}, {why}", status)
    if 200 <= status < 300:
        return None
    if status in (404, 410):
        why = "there is no such board; check its address with `rolecall boards check`"
        return BoardMissing(f"{url}: {status}, {why}", status)
    if status in (401, 403, 451):
        why = "its owner does not let us read it; left alone"
        return AccessRefused(f"{url}: {status}, {why}", status)
    again = "; try again later" if status in RETRIED_STATUSES else ""
    return SourceUnavailable(f"{url}: answered {status}{again}", status)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header (seconds or an HTTP date) asks for. None: it asks for none."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    wanted = _http_date(value)
    if wanted is None:
        return None
    # The host wrote the date by its own clock.
    return max(wanted - (_http_date(headers.get("date", "")) or time.time()), 0.0)


class _Inflate:
    """Inflates gzip, of several members too, never more than a cap's worth of bytes at a time."""

    def __init__(self, n_bytes: int) -> None:
        self._left = n_bytes + 1
        self._stream = zlib.decompressobj(_GZIP)
        self.is_whole = True

    def more(self, chunk: bytes) -> bytes:
        """The bytes that `chunk` holds, up to the cap."""
        found = bytearray()
        try:
            while chunk and len(found) < self._left:
                if self._stream.eof:
                    self._stream = zlib.decompressobj(_GZIP)
                found += self._stream.decompress(chunk, self._left - len(found))
                is_over = self._stream.eof
                chunk = self._stream.unused_data if is_over else self._stream.unconsumed_tail
        except zlib.error as exc:
            raise httpx.RemoteProtocolError(f"compressed reply is broken: {exc}") from exc
        self._left -= len(found)
        self.is_whole = self._stream.eof
        return bytes(found)


def _inflater(url: str, response: httpx.Response, caps: Caps) -> _Inflate | None:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in _COMPRESSED:
        return _Inflate(caps.n_bytes)
    if encoding in _PLAIN:
        return None
    raise SourceUnavailable(f"{url}: sent in {encoding[:40]!r}, which was not asked for")


def _http_date(value: str) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
