"""Reads single values of hostile JSON or XML: the right type or nothing.

Decides what counts as a text, an id, a number, a date or a link, the same for every source. Leaves the words that
have a meaning of their own (terms, countries, pay) to `flows.sources.kit.words`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import Any, TypeVar

_TEXT_MAX_CHARS = 500
_NUMBER_MAX_CHARS = 60
_GROUPING = re.compile(r"(?<=\d)[\s'\u2019\u00a0\u202f](?=\d{3}(?!\d))")
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+|[-+]?[1-9]\d{0,2}(?:\.\d{3})+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ISO_DATE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_LAST_YEAR = 2099
_MILLISECONDS_MIN = 1e11  # as seconds it would be the year 5138
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_ESCAPINGS_MAX = 3
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED_END_TAG = re.compile(
    r"&(?:amp;){0,2}lt;(?:/(?:p|div|span|ul|ol|li|h[1-6]|strong|b|em|i|u|a|table|tr|td)|br ?/?)&(?:amp;){0,2}gt;",
    re.IGNORECASE,
)
_ESCAPED_TAG = re.compile(
    r"&(?:amp;){0,2}lt;(/?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s[^<>]{0,300}?)?/?)&(?:amp;){0,2}gt;"
)
_ESCAPED_ENTITY = re.compile(r"&amp;(#?[A-Za-z0-9]{2,8};)")

Found = TypeVar("Found")


def visible(value: str) -> str:
    """`value` on one line, with single spaces, without control, zero-width and private characters."""
    value = unicodedata.normalize("NFC", value)
    if not value.isprintable():
        value = "".join(map(_shown, value))
    return " ".join(value.split())


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    return (
        " " if category in ("Cc", "Zl", "Zp") else "" if category in ("Cf", "Co", "Cs") else letter
    )


def text(value: Any) -> str | None:
    """A short text as it can be shown, cut at 500 characters. None for anything else and for blanks."""
    if not isinstance(value, str):
        return None
    return visible(value[: 4 * _TEXT_MAX_CHARS])[:_TEXT_MAX_CHARS].strip() or None


def prose(value: Any) -> str | None:
    """A description as sent. None for anything but a text with something in it."""
    return value if isinstance(value, str) and value.strip() else None


def link(value: Any) -> str | None:
    """A web address. None for anything else, so that no page ever links to `javascript:` or a file."""
    found = text(value)
    return found if found and found.startswith(("https://", "http://")) else None


def id_text(value: Any) -> str | None:
    """An id as text: a whole number, or a short text without control characters.

    UUIDs come in lower case, because boards change the case of theirs.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    found = text(value) if isinstance(value, str) and len(value) <= _TEXT_MAX_CHARS else None
    return found.lower() if found and _UUID.fullmatch(found) else found


def number(value: Any) -> float | None:
    """A finite number, also when sent as text ("56576.0", "120,000", "45.000,00", "95'000"). None for anything else."""
    if isinstance(value, str) and len(value) <= _NUMBER_MAX_CHARS:
        try:
            value = float(_with_point(value))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _with_point(said: str) -> str:
    """A number's text with a point before its decimals and no other mark.

    Of two kinds of marks the last is the decimal one. A single kind groups thousands when three digits follow each of them:
    "45.000" is not sent for forty-five.
    """
    bare = _GROUPING.sub("", said.strip())
    marks = [letter for letter in bare if letter in ".,"]
    if not marks or _GROUPED.fullmatch(bare):
        return bare.replace(",", "").replace(".", "")
    if len({*marks}) == 1 and len(marks) > 1:
        return bare.replace(",", "") if marks[0] == "," else bare
    whole, _, decimals = bare.rpartition(marks[-1])
    return f"{whole.replace(',', '').replace('.', '')}.{decimals}"


def iso_date(value: Any) -> date | None:
    """The date that an ISO 8601 text begins with, in the offset it was written in ("2025-8-26" too)."""
    match = _ISO_DATE.match(value) if isinstance(value, str) else None
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def rfc_date(value: Any) -> date | None:
    """The date of an RFC 2822 text ("Tue, 03 Mar 2026 09:00:00 +0100"), in its own offset."""
    try:
        return parsedate_to_datetime(value.strip()).date() if isinstance(value, str) else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def epoch_date(moment: Any) -> date | None:
    """The UTC date of a number of seconds, or of milliseconds, since 1970. None when it is no such number, and for 0."""
    value = number(moment) or 0.0
    seconds = value / 1000 if value >= _MILLISECONDS_MIN else value
    try:
        return datetime.fromtimestamp(seconds, UTC).date() if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def month_number(name: str) -> int | None:
    """The month (1 to 12) whose English name begins with the first three letters of `name`."""
    at = _MONTHS.find(name[:3].lower())
    return at // 3 + 1 if len(name) >= 3 and at >= 0 and at % 3 == 0 else None


def months_from(year: int) -> list[str]:
    """Every month (YYYY-MM) from a year on, oldest first. Those to come too: a run knows its day, and asks for none of them."""
    return [f"{each}-{month:02d}" for each in range(year, _LAST_YEAR + 1) for month in range(1, 13)]


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month (YYYY-MM)."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that are there, each once, in their order."""
    return tuple(dict.fromkeys(value for value in values if value))


def first(values: Iterable[Found | None]) -> Found | None:
    """The first value that is there."""
    return next((value for value in values if value), None)


def only(values: Sequence[Found]) -> Found | None:
    """The one value, when there is exactly one."""
    return values[0] if len(values) == 1 else None


def joined(values: Iterable[str | None]) -> str | None:
    """The parts of a place as one text: "Ghent, Belgium". None when there are none."""
    return ", ".join(distinct(values)) or None


def places(named: str) -> tuple[str, ...]:
    """The places of a text that names several, with ; or | between them, each once."""
    return distinct(map(text, re.split(r"[;|]", named)))


def unescaped(markup: str | None) -> str | None:
    """A description without the second or third escaping that some boards give it ("&lt;p&gt;"), whole or in part."""
    for _ in range(_ESCAPINGS_MAX):
        if not markup or "lt;" not in markup:
            return markup
        if not _TAG.search(markup):
            markup = unescape(markup)
        elif _ESCAPED_END_TAG.search(markup):
            # Only a closing tag shows that the board meant markup: "a &lt;div&gt;" is a text about markup.
            markup = _ESCAPED_TAG.sub(lambda tag: unescape(f"<{tag[1]}>"), markup)
            markup = _ESCAPED_ENTITY.sub(r"&\1", markup)
        else:
            return markup
    return markup


def html_or_plain(description: str | None) -> tuple[str | None, str | None]:
    """The description as HTML when it holds markup, else as plain text: one of the two."""
    is_html = bool(description and _TAG.search(description))
    return (description, None) if is_html else (None, description)


def as_html(said: str) -> str:
    """A text as HTML: as sent when it holds markup. A plain one keeps its lines, which HTML would run together."""
    if _TAG.search(said):
        return said
    return f"<p>{escape(said.strip(), quote=False).replace(chr(10), '<br>')}</p>"


def sections(*parts: tuple[str | None, str | None]) -> str | None:
    """One HTML text of several, plain or not, each under its heading where it has one."""
    found = [
        as_html(body) if heading is None else f"<h3>{escape(heading)}</h3>\n{as_html(body)}"
        for heading, body in parts
        if body and body.strip()
    ]
    return "\n".join(found) or None


def paragraph(label: str, said: str | None) -> str | None:
    """A field in words as a paragraph of the text ("Salary: 50 an hour"), so that readers find it there. None without it."""
    return f"<p>{label}: {escape(said)}</p>" if said else None


def with_paragraph(description: str | None, label: str, said: str | None) -> str | None:
    """A description, HTML or plain, with such a paragraph below it."""
    html, plain = html_or_plain(description)
    if plain and said:
        return f"{plain}\n\n{label}: {said}"
    return sections((None, html), (None, paragraph(label, said))) or plain


def letters(markup: str) -> str:
    """The letters and digits of a text, to see whether one text holds another."""
    return re.sub(r"<[^<>]*>|[^\w]+", "", markup)
