"""Reads single fields of hostile JSON: the right type or nothing, and never a field's mistake into its neighbour.

Decides what counts as a text, a number, a date, a title or an amount, the same for every source. Leaves to each source
which field means what. Only a posting's title and the outer shape of a reply are worth an error: they raise
PayloadChanged with the JSON path, everything else that is missing or of another type is None.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Payload, Reply
from transforms.posting import StatedPay
from transforms.readers.place.locations import countries_of, read_location

TITLE_MAX_CHARS = 500  # the longest honest title of 15,000 has 200; beyond this it is a description in the wrong field
_TEXT_MAX_CHARS = 500
_SHOWN_CHARS = 60
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_AMOUNT_MIN = 1.0  # boards write 0.01 into a field that must be filled
_AMOUNT_MAX = 1e15  # no money, but noise; odd sums below it are kept, and flagged where dollars are made of them
# The rarer word decides: "Intern (Full-time)" is an internship, "Full-time contractor" a contract.
_EMPLOYMENT_TYPES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("intern", r"\bintern(ship)?s?\b|\bco-?op\b|\bwerkstudent|\bworking student\b|\bstage\b"),
        ("volunteer", r"\bvolunteer"),
        ("temporary", r"\btemp(orary)?\b|fixed[- _]term|\bseasonal\b|\bbefristet"),
        ("contract", r"\bcontract(or|ual)?\b|\bfreelance"),
        ("part_time", r"part[- _]?time|\bteilzeit|\btemps partiel"),
        ("full_time", r"full[- _]?time|\bpermanent\b|\bregular\b|\bvollzeit|\btemps plein"),
    )
)
_WORKPLACES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("remote", r"\bremote|telecommute|work from home"),
        ("hybrid", r"\bhybrid"),
        ("onsite", r"\bon-?\s?site\b|\bin[- ]?office\b|\bin[- ]person\b"),
    )
)

Shape = TypeVar("Shape")
Object = dict[str, Any]


def reply_as(shape: type[Shape], reply: Reply) -> Shape:
    """A reply's JSON in the shape a source expects.

    Raises:
        PayloadChanged: it is a web page, it ends early, or it has another shape; says which and where.
    """
    body = reply.body.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as exc:
        start = visible(body[:_SHOWN_CHARS].decode("utf-8", "replace"))
        problem = str(exc) or type(exc).__name__
        problem = problem if "`$" in problem else f"$: {problem}"
        what = "a web page instead of JSON" if start.startswith("<") else problem
        raise PayloadChanged(f"{reply.url}: {what}; it begins {start!r}", reply.status) from exc


def read_object(body: bytes) -> Object:
    """One posting's JSON object. Bytes that are not UTF-8 are read as Windows-1252, which is what sends them.

    Raises:
        PayloadChanged: not JSON, or not an object.
    """
    try:
        found = _decoded(body)
    except (msgspec.DecodeError, RecursionError) as exc:
        raise PayloadChanged(f"$: {exc or type(exc).__name__}") from exc
    if not isinstance(found, dict):
        raise PayloadChanged(f"$: a {type(found).__name__} instead of an object")
    return found


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except UnicodeDecodeError:
        return msgspec.json.decode(body.decode("utf-8", WINDOWS_1252))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


WINDOWS_1252 = "rolecall.windows_1252"
"""Error handler for `bytes.decode`: a byte that is not UTF-8 is read as Windows-1252."""
codecs.register_error(WINDOWS_1252, _as_windows_1252)


def id_of(body: bytes, key: str = "id") -> str | None:
    """A posting's id as text; None when it has none or one that is neither a number nor a short text."""
    try:
        found = read_object(body).get(key)
    except PayloadChanged:
        return None
    return id_text(found)


def id_text(value: Any) -> str | None:
    """An id as text: a whole number or a short text without control characters. UUIDs in lower case: boards change theirs."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    found = text(value) if isinstance(value, str) and len(value) <= _TEXT_MAX_CHARS else None
    return found.lower() if found and _UUID.fullmatch(found) else found


def once_each(payloads: Iterable[Payload]) -> Iterator[Payload]:
    """Payloads without those whose id came before: a page that shifts while it is turned shows a posting twice."""
    seen: set[str] = set()
    for payload in payloads:
        if payload.external_id is None or payload.external_id not in seen:
            seen.update([payload.external_id] if payload.external_id else [])
            yield payload


def visible(value: str) -> str:
    """`value` on one line, with single spaces and without control, direction, zero-width and private characters."""
    if not (value.isascii() and value.isprintable()):
        value = "".join(_shown(letter) for letter in unicodedata.normalize("NFC", value))
    return " ".join(value.split())


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    return " " if kind in ("Cc", "Zl", "Zp") else "" if kind in ("Cf", "Co", "Cs") else letter


def text(value: Any) -> str | None:
    """A short text as it can be shown, cut at 500 characters; None for anything else and for blanks."""
    if not isinstance(value, str):
        return None
    return visible(value[: 4 * _TEXT_MAX_CHARS])[:_TEXT_MAX_CHARS].strip() or None


def prose(value: Any) -> str | None:
    """A description as sent; None for anything but a text with something in it."""
    return value if isinstance(value, str) and value.strip() else None


def link(value: Any) -> str | None:
    """A web address; None for anything else, so that no page ever links to `javascript:` or a file."""
    found = text(value)
    return found if found and found.startswith(("https://", "http://")) else None


def title_at(posting: Object, key: str) -> str:
    """The posting's title as it can be shown.

    Raises:
        PayloadChanged: it is missing, not a text, or has nothing to show. The message names the path.
    """
    value = posting.get(key)
    if not isinstance(value, str):
        raise PayloadChanged(
            f"$.{key}: {'missing' if key not in posting else type(value).__name__} instead of a title"
        )
    found = text(value)
    if found is None:
        raise PayloadChanged(f"$.{key}: a title with nothing to read in it")
    return found[:TITLE_MAX_CHARS]


def objects(value: Any) -> list[Object]:
    """The objects of a list, or the object alone: boards send either. Everything else in it is left out."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def inner(value: Any, *keys: str) -> Any:
    """The value under a path of keys; None as soon as one of them is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that are there, each once, in their order."""
    return tuple(dict.fromkeys(value for value in values if value))


def number(value: Any) -> float | None:
    """A finite number, also when sent as text ("56576.0", "120,000"); None for anything else."""
    if isinstance(value, str) and len(value) <= _SHOWN_CHARS:
        try:
            value = float(value.replace(",", "").strip())
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def iso_date(value: Any) -> date | None:
    """The calendar date that an ISO 8601 text begins with, in the offset it was written in ("2025-8-26" too)."""
    match = (
        re.match(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", value) if isinstance(value, str) else None
    )
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def epoch_date(seconds: Any) -> date | None:
    """The UTC date of a number of seconds since 1970; None when it is no such number."""
    value = number(seconds)
    try:
        return datetime.fromtimestamp(value, UTC).date() if value is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def employment_type(value: Any) -> str | None:
    """The field's word for the terms of a job ("Full-time", "FULL_TIME", "Internship"); None for words it does not know."""
    found = value.lower() if isinstance(value, str) else ""
    return next((name for name, pattern in _EMPLOYMENT_TYPES if pattern.search(found)), None)


def workplace(value: Any) -> str | None:
    """remote, hybrid or onsite, when `value` says exactly one of them."""
    found = value.lower() if isinstance(value, str) else ""
    said = [name for name, pattern in _WORKPLACES if pattern.search(found)]
    return said[0] if len(said) == 1 else None


def country_code(value: Any) -> str | None:
    """The ISO 3166 alpha-2 code for a country field's code ("US", also "UK") or name; None for what is not one country."""
    name = text(value)
    return _country(name) if name else None


@lru_cache(maxsize=4096)
def _country(name: str) -> str | None:
    # A country field's two letters are a country, where the same two in a location ("CA") are a state first.
    if re.fullmatch(r"[A-Za-z]{2}", name):
        return "GB" if name.upper() == "UK" else name.upper()
    if name == "Georgia":  # elsewhere the American state
        return "GE"
    codes = countries_of(read_location(name)[0])
    return codes[0] if len(codes) == 1 else None


def stated_pay(
    low: Any, high: Any, currency: Any, period: str | None, *, kind: str = "base", place: Any = None
) -> StatedPay | None:
    """One range from a board's own fields. Zero and absurd amounts are no bound; bounds sent the wrong way round are turned.

    None when no bound is left, or currency or period is not said.
    """
    bounds = [_amount(low), _amount(high)]
    if bounds == [None, None] or period is None:
        return None
    code = currency.strip().upper() if isinstance(currency, str) else ""
    if not re.fullmatch(r"[A-Z]{3}", code):
        return None
    if bounds[0] is not None and bounds[1] is not None:
        bounds.sort()
    return StatedPay(bounds[0], bounds[1], code, period, kind, "structured", text(place))


def _amount(value: Any) -> float | None:
    found = number(value)
    return found if found is not None and _AMOUNT_MIN <= found < _AMOUNT_MAX else None
