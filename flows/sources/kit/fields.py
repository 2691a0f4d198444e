"""Reads a posting field by field, so that one field's mistake costs no other field.

Decides how a field is reached in a board's JSON (`flows.sources.kit.xml` does the same for XML), and that a missing
field, or one of another type, reads as nothing. Only a posting's title and the outer shape of a reply are worth an
error. Leaves which field means what to each source.
"""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Reply
from flows.sources.kit import values, words
from transforms.posting import StatedPay

# The longest honest title of 15,000 has 200. Beyond this it is a description in the wrong field.
TITLE_MAX_CHARS = 500
_SHOWN_CHARS = 60
NOT_JSON = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""What msgspec raises for bytes that it cannot read."""

Shape = TypeVar("Shape")
RawObject = dict[str, Any]


class Fields(ABC):
    """A posting, or a part of one. Each reading follows a path of names to its field."""

    @abstractmethod
    def get(self, *path: str) -> Any:
        """The value at the path. None as soon as one of the names is missing."""

    @abstractmethod
    def all(self, *path: str) -> list[Any]:
        """Every value at the path, where each list on the way is opened."""

    @abstractmethod
    def objects(self, *path: str) -> list[Self]:
        """Every part at the path that has fields of its own: those of a list, or one alone."""

    def title(self, name: str) -> str:
        """The posting's title as it can be shown.

        Raises:
            PayloadChanged: it is missing, not a text, or has nothing to show. The message names the path.
        """
        value = self.get(name)
        title = values.text(value)
        if title is None:
            raise PayloadChanged(f"$.{name}: {_no_title(value)}")
        return title[:TITLE_MAX_CHARS]

    def text(self, *path: str) -> str | None:
        """A short text as it can be shown."""
        return values.text(self.get(*path))

    def prose(self, *path: str) -> str | None:
        """A description as sent."""
        return values.prose(self.get(*path))

    def link(self, *path: str) -> str | None:
        """A web address."""
        return values.link(self.get(*path))

    def date(self, *path: str) -> date | None:
        """The date that an ISO 8601 text begins with."""
        return values.iso_date(self.get(*path))

    def texts(self, *path: str) -> tuple[str, ...]:
        """Every short text at the path, each once."""
        return values.distinct(map(values.text, self.all(*path)))

    def first_text(self, *path: str) -> str | None:
        """The first short text at the path."""
        return values.first(map(values.text, self.all(*path)))

    def countries(self, *path: str) -> tuple[str, ...]:
        """The codes of every country at the path, each once."""
        return values.distinct(map(words.country_code, self.all(*path)))

    def pay(
        self, low: str, high: str, currency: str, period: str, place: Any = None
    ) -> tuple[StatedPay, ...]:
        """The range whose parts these fields hold, as `words.stated_pay` gives it."""
        return words.stated_pay(
            self.get(low),
            self.get(high),
            self.get(currency),
            words.pay_period(self.get(period)),
            place=place,
        )

    def employment_type(self, *path: str) -> str | None:
        """The terms of a job, when the field says them in a word that is known."""
        return words.employment_type(self.get(*path))

    def workplace(self, *path: str) -> str | None:
        """remote, hybrid or onsite, when the field says exactly one of them."""
        return words.workplace(self.get(*path))


@dataclass(frozen=True, slots=True)
class JsonObject(Fields):
    """One JSON object of a board."""

    value: RawObject

    def __bool__(self) -> bool:
        return bool(self.value)

    def __or__(self, other: RawObject) -> JsonObject:
        return JsonObject(self.value | other)

    def get(self, *path: str) -> Any:
        """The value at the path. None as soon as one of the names is missing."""
        found: Any = self.value
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def all(self, *path: str) -> list[Any]:
        """Every value at the path, where each list on the way is opened."""
        found = as_list(self.value)
        for name in path:
            found = [
                each for part in found if isinstance(part, dict) for each in as_list(part.get(name))
            ]
        return found

    def items(self, *path: str) -> list[Any]:
        """The values of the list at the path. Empty for anything but a list."""
        found = self.get(*path)
        return found if isinstance(found, list) else []

    def objects(self, *path: str) -> list[JsonObject]:
        """Every object at the path: those of a list, or one alone."""
        return [JsonObject(part) for part in self.all(*path) if isinstance(part, dict)]

    def object(self, *path: str) -> JsonObject:
        """The object at the path. An empty one when there is none."""
        found = self.get(*path)
        return JsonObject(found if isinstance(found, dict) else {})


def as_list(value: Any) -> list[Any]:
    """The values of a list. A value that stands alone is a list of one, and None an empty one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def reply_as(shape: type[Shape], reply: Reply) -> Shape:
    """A reply's JSON in the shape a source expects.

    Raises:
        PayloadChanged: it is a web page, ends early, or has another shape. The message says which and where.
    """
    body = reply.body.removeprefix(codecs.BOM_UTF8)
    try:
        return msgspec.json.decode(body, type=shape)
    except NOT_JSON as exc:
        raise _unread(reply, body, exc) from exc


def _unread(reply: Reply, body: bytes, error: Exception) -> PayloadChanged:
    start = values.visible(body[:_SHOWN_CHARS].decode("utf-8", "replace"))
    problem = _problem(start, error)
    return PayloadChanged(f"{reply.url}: {problem}; it begins {start!r}", reply.status)


def _problem(start: str, error: Exception) -> str:
    """Why a reply that begins so could not be read."""
    if start.startswith("<"):
        return "a web page instead of JSON"
    problem = str(error) or type(error).__name__
    return problem if "`$" in problem else f"$: {problem}"


def read_object(body: bytes) -> JsonObject:
    """One posting's JSON object. Bytes that are not UTF-8 are read as Windows-1252, which is what sends them.

    Raises:
        PayloadChanged: not JSON, or not an object.
    """
    try:
        found = _decoded(body)
    except NOT_JSON as exc:
        raise PayloadChanged(f"$: {str(exc) or type(exc).__name__}") from exc
    if not isinstance(found, dict):
        raise PayloadChanged(f"$: a {type(found).__name__} instead of an object")
    return JsonObject(found)


def id_of(body: bytes, *names: str, read: Callable[[bytes], Fields] = read_object) -> str | None:
    """A posting's id as text: of the first of these fields that holds one. None when none does."""
    try:
        found = read(body)
    except PayloadChanged:
        return None
    return values.first(values.id_text(found.get(name)) for name in names)


def as_text(body: bytes) -> str:
    """Bytes as text. Those that are not UTF-8 are read as Windows-1252, which is what sends them."""
    return body.decode("utf-8", _WINDOWS_1252)


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except UnicodeDecodeError:
        return msgspec.json.decode(as_text(body))


def _no_title(value: Any) -> str:
    if isinstance(value, str):
        return "a title with nothing to read in it"
    return f"{'missing' if value is None else type(value).__name__} instead of a title"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


# How `bytes.decode` treats a byte that is not UTF-8.
_WINDOWS_1252 = "rolecall.windows_1252"
codecs.register_error(_WINDOWS_1252, _as_windows_1252)
