"""`rolecall label`: reads postings in a user's file and writes one JSON line each. Needs no lake.

Decides the fields: those of the labelling guide, so that one scorer compares output and hand-made
labels, and beside them what else was read. No posting stops the others: one that cannot be read
becomes a line with its `id` and an `error`.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import date
from itertools import islice
from operator import add
from pathlib import Path
from typing import Any, TextIO

from flows.errors import UsageError
from flows.files.records import STDIN, Record, chunks, is_nothing
from flows.own_weights import same_weights
from flows.requirements import require_file
from flows.sandbox.workers import READERS_BYTES, Workers, halve_what_fails
from transforms.posting import Posting, posting_frame
from transforms.readers.reading import read_postings
from transforms.statistics.evaluation.mistakes import guide_skills

log = logging.getLogger(__name__)

NEEDED = ("id", "title")
FIELDS = (*NEEDED, "company", "department", "location", "date", "text", "html")

_CHUNKS_READ_ALONE = 3  # starting workers takes as long as reading these
_PAY_OF_THE_GUIDE = ("min", "max", "currency", "period", "kind")

Row = tuple[Record, Posting]
"""The line that is written, and the posting that it is about."""


def label_file(file: Path, output: Path | None) -> tuple[int, int]:
    """Reads every posting of `file`, in order; `-` is JSON lines from standard input.

    Returns:
        How many were read, and how many could not be (those lines hold `id` and `error`).

    Raises:
        UsageError: the file is missing, of another kind, without `id` and `title`, or the output cannot be written.
    """
    n_read = n_rejected = 0
    n_given: Counter[str] = Counter()
    with (
        _sink(file, output) as sink,
        closing(
            label_stream(_counting_fields(chunks(file, NEEDED, FIELDS), n_given))
        ) as labelled_chunks,
    ):
        for labelled in labelled_chunks:
            for record in labelled:
                sink.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
                n_rejected += "error" in record
                n_read += "error" not in record
    if n_read and not (n_given["text"] or n_given["html"]):
        log.warning("only titles were read; a posting's text is its `text` or `html`")
    return n_read, n_rejected


def _counting_fields(
    chunks_of_records: Iterable[list[Record]], n_given: Counter[str]
) -> Iterator[list[Record]]:
    """The chunks. `n_given` tells how many records so far have each field."""
    for chunk in chunks_of_records:
        n_given.update(name for record in chunk for name in record if not is_nothing(record[name]))
        yield chunk


def _sink(file: Path, output: Path | None) -> AbstractContextManager[TextIO]:
    if output is None:
        return nullcontext(sys.stdout)
    require_file(output, "read.jsonl")
    if _is_same(file, output):
        raise UsageError(f"{output}: is the file that is read; give another output")
    return _beside(output)


def _is_same(file: Path, output: Path) -> bool:
    return file != STDIN and output.exists() and file.exists() and output.samefile(file)


@contextmanager
def _beside(output: Path) -> Iterator[TextIO]:
    """A file that takes `output`'s place only when all was written: a wrong input must not cost the last good output."""
    unfinished = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("w", encoding="utf-8") as sink:
            yield sink
        unfinished.replace(output)
    except OSError as exc:
        raise UsageError(f"{output}: cannot be written ({exc.strerror})") from exc
    finally:
        unfinished.unlink(missing_ok=True)


def label_stream(chunks_of_records: Iterable[list[Record]]) -> Generator[list[Record], None, None]:
    """`label_records` of each chunk, in order. Those of a big file are spread over the cores."""
    waiting = iter(chunks_of_records)
    yield from map(label_records, islice(waiting, _CHUNKS_READ_ALONE))
    with Workers(os.cpu_count() or 1, READERS_BYTES, prepare=same_weights()) as workers:
        yield from workers.read(label_records, waiting, _reject_records, add)


def label_records(records: list[Record]) -> list[Record]:
    """One labelled record per posting, in order. One that cannot be read has `id` and `error`."""
    labelled: list[Record] = []
    postings: list[Row] = []
    for record in records:
        labelled.append({"id": _shown_id(record.get("id"))})
        try:
            postings.append((labelled[-1], posting_of(record)))
        except UsageError as exc:
            labelled[-1]["error"] = str(exc)
    for line, found in halve_what_fails(_read, postings, _reject_postings, add):
        line |= found
    return labelled


def _read(postings: list[Row]) -> list[tuple[Record, Record]]:
    """Each posting's line with what the readers make of it."""
    if not postings:
        return []
    frame = read_postings(posting_frame(posting for _, posting in postings))
    rows = zip(postings, frame.iter_rows(named=True), strict=True)
    return [(line, _label(row)) for (line, _), row in rows]


def _reject_postings(postings: list[Row], error: Exception) -> list[tuple[Record, Record]]:
    reason = f"a reader failed: {type(error).__name__}: {error}"[:300]
    return [(line, {"error": reason}) for line, _ in postings]


def _reject_records(records: list[Record], error: Exception) -> list[Record]:
    return [{"id": _shown_id(record.get("id")), "error": str(error)} for record in records]


def posting_of(record: Record) -> Posting:
    """A user's record as a posting. Null, empty and missing fields are the same.

    Raises:
        UsageError: it has no id or no title, or a field is not of a kind that can hold a text.
    """
    texts = {name: _text(record, name) for name in FIELDS if name not in ("location", "date")}
    if texts["id"] is None:
        raise UsageError("a posting without an id")
    if texts["title"] is None:
        raise UsageError(f"posting {record.get('id')!r} has no title")
    return Posting(
        external_id=texts["id"],
        title=texts["title"],
        employer=texts["company"],
        department=texts["department"],
        locations=_places(record),
        posted_date=_date(record.get("date")),
        description_html=texts["html"],
        description_plain=None if texts["html"] else texts["text"],
    )


def _text(record: Record, name: str) -> str | None:
    value = record.get(name)
    if is_nothing(value):
        return None
    _require_text(record, name, value)
    return _storable(str(value)).strip() or None


def _require_text(record: Record, name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError(
            f"posting {_shown_id(record.get('id'))!r}: {name} is not a text but a {type(value).__name__}"
        )


def _storable(text: str) -> str:
    """A text without halves of characters. A lone surrogate is valid JSON, but no file can hold it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _places(record: Record) -> tuple[str, ...]:
    """One text that may name several places, or a list of such texts."""
    given = record.get("location")
    texts = [
        _text({**record, "location": each}, "location")
        for each in (given if isinstance(given, list) else [given])
    ]
    return tuple(text for text in texts if text)


def _date(value: Any) -> date | None:
    if not isinstance(value, str | date):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _shown_id(value: Any) -> str | int | None:
    """The id as given, so that labels keyed by it are found again; anything but a text or a whole number as text."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return _storable(str(value)[:200])


def _label(row: Record) -> Record:
    in_guide = guide_skills()
    requirements = {skill["skill"]: skill["requirement"] for skill in row["skills"]}
    return {
        "role": row["role"],
        "role_confidence": round(row["role_confidence"], 4),
        "role_basis": row["role_basis"],
        "role_evidence": row["role_evidence"],
        "level": row["level"],
        "pay": _distinct(
            {name: _whole(pay[name]) for name in _PAY_OF_THE_GUIDE} for pay in row["pay"]
        ),
        "years_min": _whole(row["years_min"]),
        "degree": row["degree"],
        "remote": row["remote_policy"],
        "countries": row["country_codes"],
        # The guide's vocabulary only, as labels have it: `skill_requirements` holds every skill of the taxonomy.
        "skills": [skill for skill in requirements if skill in in_guide],
        "skill_requirements": requirements,
        "pay_detail": [{name: _whole(value) for name, value in pay.items()} for pay in row["pay"]],
        "pay_unread": row["pay_unread"],
        "region": row["region"],
        "city": row["city"],
        "math": row["math"],
        "has_portfolio_ask": row["has_portfolio_ask"],
        "visa": row["visa"],
        "has_equity": row["has_equity"],
        "language": row["language"],
    }


def _distinct(records: Iterable[Record]) -> list[Record]:
    return list({tuple(record.values()): record for record in records}.values())


def _whole(value: Any) -> Any:
    """A number without a needless .0, as people write it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
