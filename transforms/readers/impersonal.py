"""Removes personal data from every text column.

Decides which columns of a reading hold a board's own words, and what a name, a URL and an id become without personal data.
Leaves what identifies a person to `transforms.text.personal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote

import polars as pl

from transforms.text.personal import may_tell, without_marks, without_personal_data

_AS_THEY_ARE = ("external_id", "description_text", "work_text", "language")
"""A key that must be found again, what is cleaned text by text, and what is not a board's own words."""

_NAMES = ("employer",)
_PAGES = ("url",)
_BEHIND_PATH = re.compile(r"[?#].*$", re.S)

Clean = Callable[[str], str | None]


def without_personal_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The same rows, in which no text column holds an address, a number or a contact's name, however deeply nested.

    A mark stands in its place. `employer` has none: what is left of the name, null when nothing is. `url` loses what follows
    its path, and is null when an address stands in the rest.
    """
    return clean_columns(
        frame,
        {
            name: _clean_for(name)
            for name, dtype in frame.schema.items()
            if name not in _AS_THEY_ARE and _holds_text(dtype)
        },
    )


def clean_columns(frame: pl.DataFrame, cleans: Mapping[str, Clean]) -> pl.DataFrame:
    """The same rows, with each text of these columns as its function gives it."""
    return frame.with_columns(_cleaned(frame[name], clean) for name, clean in cleans.items())


def without_addresses(frame: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
    """The same rows, in which no key holds an e-mail address: a short hash replaces the key."""
    return clean_columns(frame, dict.fromkeys(keys, clean_key))


def clean_key(key: str) -> str:
    """A board's name or an id that is no e-mail address. The same key always becomes the same."""
    plain = unquote(key)
    if "@" not in plain or without_personal_data(plain) == plain:
        return key
    return f"hidden-{blake2b(key.encode(), digest_size=8).hexdigest()}"


def _clean_for(column: str) -> Clean:
    if column in _NAMES:
        return clean_name
    return clean_page if column in _PAGES else without_personal_data


def clean_name(name: str) -> str | None:
    """A name without personal data. None when nothing is left of it."""
    cleaned = without_personal_data(name)
    return name if cleaned == name else without_marks(cleaned) or None


def clean_page(url: str) -> str | None:
    """A URL, without its query and fragment when these hold a person's address. None when the address is elsewhere in it."""
    for form in (url, _BEHIND_PATH.sub("", url)):
        plain = unquote(form)
        if without_personal_data(plain) == plain:
            return form
    return None


def _holds_text(dtype: pl.DataType) -> bool:
    if isinstance(dtype, pl.Struct):
        return any(_holds_text(field.dtype) for field in dtype.fields)  # type: ignore[arg-type]
    return _holds_text(dtype.inner) if isinstance(dtype, pl.List) else dtype == pl.String  # type: ignore[arg-type]


def _cleaned(column: pl.Series, clean: Clean) -> pl.Series:
    # Few texts change, and most columns repeat theirs: a column is made again only if one of them does.
    texts: Iterable[str] = _texts(column)
    # The other functions look behind what an address of a page hides.
    texts = may_tell(texts) if clean in (without_personal_data, clean_name) else texts
    changed = {text: kept for text in texts if (kept := clean(text)) != text}
    if not changed:
        return column
    values = [_replaced(value, changed) for value in column.to_list()]
    return pl.Series(column.name, values, dtype=column.dtype)


def _texts(column: pl.Series) -> set[str]:
    if isinstance(column.dtype, pl.List):
        return _texts(column.explode())
    if isinstance(column.dtype, pl.Struct):
        return set().union(*map(_texts, column.struct.unnest()))
    return set(column.unique().to_list()) - {None} if column.dtype == pl.String else set()


def _replaced(value: Any, changed: dict[str, str | None]) -> Any:
    if isinstance(value, list):
        return [_replaced(one, changed) for one in value]
    if isinstance(value, dict):
        return {name: _replaced(one, changed) for name, one in value.items()}
    return changed.get(value, value) if isinstance(value, str) else value
