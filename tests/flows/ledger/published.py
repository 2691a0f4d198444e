"""The open-jobs ledger as it is published: its two indexes and Parquet files, in the documented columns with invented rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import polars as pl

from tests.flows.served_site import Answer

HOST = "/backend.dehnbostele.workers.dev/data/"

LEDGER = {
    "ats": pl.String, "slug": pl.String, "id": pl.String, "title": pl.String, "location": pl.String, "url": pl.String,
    "published_at": pl.Datetime("us", "UTC"), "content_hash": pl.String, "first_seen_at": pl.Datetime("us", "UTC"),
    "last_seen_at": pl.Datetime("us", "UTC"), "changed_at": pl.Datetime("us", "UTC"),
    "removed_at": pl.Datetime("us", "UTC"), "is_open": pl.Boolean, "detail_status": pl.String, "embed_status": pl.String,
}  # fmt: skip
DIFF = {
    "op": pl.String, "from_date": pl.String, "to_date": pl.String, "removal": pl.String,
    "ats": pl.String, "slug": pl.String, "id": pl.String, "title": pl.String, "content": pl.String,
}  # fmt: skip

Row = Mapping[str, Any]


def at(day: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{day}T14:30:00").replace(tzinfo=UTC) if day else None


def posting(
    slug: str, name: str, first: str, last: str, removed: str | None = None, **more: Any
) -> dict[str, Any]:
    """A row of the ledger."""
    row = {
        "ats": "greenhouse", "slug": slug, "id": name, "title": "ML Engineer", "location": "Ghent",
        "url": f"https://boards.greenhouse.io/{slug}/jobs/{name}", "published_at": at(first), "first_seen_at": at(first),
        "last_seen_at": at(last), "removed_at": at(removed), "is_open": removed is None,
    }  # fmt: skip
    return row | more


def change(slug: str, name: str, content: str | None, op: str = "added") -> dict[str, Any]:
    """A row of a diff."""
    return {"op": op, "ats": "greenhouse", "slug": slug, "id": name, "content": content}


def parquet(rows: Sequence[Row], schema: Mapping[str, Any]) -> bytes:
    frame = pl.DataFrame([dict.fromkeys(schema) | dict(row) for row in rows], schema=dict(schema))
    body = BytesIO()
    frame.write_parquet(body)
    return body.getvalue()


@dataclass
class Published:
    """What the crawler's host answers: files by their path below /data/. `broken` paths answer 503."""

    files: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def add_day(self, day: str, *parts: Sequence[Row]) -> Published:
        """A day of the ledger, in as many parts."""
        for number, rows in enumerate(parts):
            self.files[f"ledger/{day}/data_{number}.parquet"] = parquet(rows, LEDGER)
        return self

    def add_diff(self, before: str, day: str, *rows: Row) -> Published:
        """A day's diff, with lite files beside whole ones that nobody needs."""
        self.files[f"diffs/{before}__{day}/data_0.parquet"] = b"whole records with vectors"
        self.files[f"diffs/{before}__{day}/lite/data_0.parquet"] = parquet(rows, DIFF)
        return self

    def index(self, kind: str) -> bytes:
        folders: dict[str, list[str]] = {}
        for path in self.files:
            if path.startswith(f"{kind}/"):
                folders.setdefault(path.rpartition("/")[0], []).append(path)
        entries = [
            {"dir": f"{folder}/", "parts": list(map(self._part, paths))}
            | self._lite(folder, folders)
            for folder, paths in folders.items()
            if not folder.endswith("/lite")
        ]
        told = {
            "schema_version": 2,
            "base": "/data/",
            "note": "Read every part.",
            "entries": entries,
        }
        return json.dumps(told).encode()

    def _lite(self, folder: str, folders: Mapping[str, list[str]]) -> dict[str, Any]:
        lite = f"{folder}/lite"
        if lite not in folders:
            return {}
        return {"lite": {"dir": f"{lite}/", "parts": list(map(self._part, folders[lite]))}}

    def _part(self, path: str) -> dict[str, Any]:
        body = self.files[path]
        name = path.rpartition("/")[2]
        return {"file": name, "bytes": len(body), "sha256": sha256(body).hexdigest()}

    def answers(self) -> Callable[[str, int], Answer]:
        def answer(path: str, _nth: int) -> Answer:
            name = path.removeprefix(HOST)
            if name in self.broken:
                return 503, {"Retry-After": "0"}, b""
            if name.endswith("/index.json"):
                body = self.index(name.partition("/")[0])
                return 200, {"Content-Type": "application/json"}, body
            found = self.files.get(name)
            return (200, {}, found) if found is not None else (404, {}, b"")

        return answer
