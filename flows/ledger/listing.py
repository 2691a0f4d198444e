"""Reads the indexes of the open-jobs ledger and of its diffs: which files there are, and of which day.

Decides which of them a backfill asks for. Whoever keeps the ledger may change the form of an index, so files are found by
their names, wherever the index lists them.

A day of the ledger holds every posting ever recorded, so the newest day of the span is enough. A file named for a
month holds that month alone, so all months of the span are taken. A diff holds what changed in a day, with texts in its
lite files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from flows.errors import PayloadChanged
from flows.sources import Get

DATA = "https://backend.dehnbostele.workers.dev/data/"
LEDGER_INDEX = f"{DATA}ledger/index.json"
DIFFS_INDEX = f"{DATA}diffs/index.json"

_DATE = re.compile(r"20\d\d-\d\d(?:-\d\d)?(?!\d)")
_LITE = "lite"


@dataclass(frozen=True, slots=True)
class PartFile:
    """One Parquet file. `date` is a day or a month. `sha256` and `n_bytes` are as the index states them, if it does."""

    name: str
    """Where it lies below DATA. Names it in the lake."""
    url: str
    date: str
    n_bytes: int | None = None
    sha256: str | None = None


def list_parts(get: Get, index: str) -> list[PartFile]:
    """The files of an index by date and name, each once. Of a diff with lite files these alone.

    Raises:
        PayloadChanged: the index names no such file.
        LookError: it cannot be had.
    """
    try:
        tree = msgspec.json.decode(get(index).body)
    except msgspec.DecodeError as exc:
        raise PayloadChanged(f"{index}: not JSON ({exc})") from exc
    found = {part.name: part for part in map(_part_of, _files(tree, "", index)) if part}
    if not found:
        raise PayloadChanged(f"{index}: names no Parquet file of a day or month")
    return sorted(found.values(), key=lambda part: (part.date, part.name))


def choose_ledger(parts: list[PartFile], since: str, until: str, as_of: date) -> list[PartFile]:
    """The files that cover the months from `since` to `until`: that of the newest day, and one of every month.

    Args:
        parts: of the ledger's index.
        since: first month (YYYY-MM).
        until: last month.
        as_of: later days do not exist yet.
    """
    there = [part for part in parts if part.date[:7] <= until and _first_day(part) <= as_of]
    newest = max((part.date for part in there if len(part.date) > 7), default=None)
    return [
        part
        for part in there
        if part.date == newest or (len(part.date) == 7 and part.date >= since)
    ]


def choose_diffs(parts: list[PartFile], since: str, until: date) -> list[PartFile]:
    """The diffs of the days from the month `since` on up to a day."""
    return [part for part in parts if part.date[:7] >= since and _first_day(part) <= until]


def covered_until(parts: list[PartFile], as_of: date) -> date:
    """The last day that these files of the ledger cover."""
    last = max(part.date for part in parts)
    if len(last) > 7:
        return date.fromisoformat(last)
    return min(_last_day(last), as_of)


def _last_day(month: str) -> date:
    in_next = date.fromisoformat(f"{month}-28") + timedelta(days=4)
    return in_next.replace(day=1) - timedelta(days=1)


def _first_day(part: PartFile) -> date:
    return date.fromisoformat(part.date if len(part.date) > 7 else f"{part.date}-01")


def _is_date(text: str) -> bool:
    """Whether a day or month of this form exists: 2026-02-30 does not."""
    try:
        date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return False
    return True


def _files(node: Any, folder: str, index: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The address of every Parquet file below a node, with the other fields of its entry."""
    if isinstance(node, list):
        for each in node:
            if isinstance(each, str) and each.endswith(".parquet"):
                yield _address(folder, each, index), {}
            yield from _files(each, folder, index)
    if not isinstance(node, dict):
        return
    folder = node["dir"] if isinstance(node.get("dir"), str) else folder
    if isinstance(node.get(_LITE), dict):
        yield from _files(node[_LITE], folder, index)
        return
    for each in node.values():
        if isinstance(each, str) and each.endswith(".parquet"):
            yield _address(folder, each, index), node
        yield from _files(each, folder, index)


def _address(folder: str, name: str, index: str) -> str:
    """A file's address. Folders are named from DATA on, or from the folder of the index on."""
    path = name if not folder or "/" in name else f"{folder.rstrip('/')}/{name}"
    is_whole = path.startswith(("ledger/", "diffs/"))
    return urljoin(DATA if is_whole else index, path)


def _part_of(found: tuple[str, Mapping[str, Any]]) -> PartFile | None:
    """A file by its address. None where it lies on another host, or has no date."""
    url, about = found
    path, dates = urlsplit(url).path, list(filter(_is_date, _DATE.findall(url)))
    if not url.startswith(DATA) or not dates or ".." in path:
        return None
    n_bytes, sha256 = about.get("bytes"), about.get("sha256")
    return PartFile(
        name=path.removeprefix(urlsplit(DATA).path),
        url=url,
        date=dates[-1],
        n_bytes=n_bytes if isinstance(n_bytes, int) else None,
        sha256=sha256 if isinstance(sha256, str) else None,
    )
