"""Writes one edition as a package of files that anybody can read, cite and check.

Decides which files a package has, and that it is written whole or not at all: beside its place, then renamed. Leaves the
market's copy to `warehouse.extract`, and what the files say to `describe` and the templates.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import duckdb

from flows.errors import NoMarket, UsageError
from flows.export import describe, reproduce
from flows.export.figures import Written, write_figures
from flows.export.sums import content_of, write_sums
from flows.lake.disk import naming
from flows.report import open_answers
from flows.settings import VERSION, Settings
from warehouse import extract, read

AUTHOR = "The Rolecall developers"
DESCRIPTION = "datapackage.json"

Row = dict[str, Any]


def export_edition(settings: Settings, folder: Path, author: str = AUTHOR) -> Row:
    """Writes the published edition as a package into `folder`, in place of an older package there.

    Args:
        settings: whose market.
        folder: made when absent. May hold a package already, and nothing else.
        author: who is cited.

    Returns:
        What `datapackage.json` says.

    Raises:
        NoMarket: there is no market, or an older version made it.
        UsageError: the folder holds something else.
        StorageError: the disk is full or the folder cannot be written.
    """
    if not settings.market_file.exists():
        raise NoMarket(
            f"there is no {settings.market_file} yet: start with `rolecall run` or `rolecall demo`"
        )
    folder = folder.resolve()  # "." has no name of its own to write beside
    _require_ours(folder)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    with naming(folder.parent):
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        try:
            described = _write(settings, unfinished, author)
            _put_in_place(unfinished, folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return described


def read_package(folder: Path) -> Row | None:
    """The description of a package. None: the folder is not one of ours."""
    try:
        described = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    is_ours = isinstance(described, dict) and str(described.get("name")).startswith("rolecall-")
    return described if is_ours else None


def _write(settings: Settings, package: Path, author: str) -> Row:
    market = package / "market.duckdb"
    try:
        extract.copy_without_texts(settings.market_file, market, settings.memory_bytes)
    except duckdb.BinderException as exc:
        lacking = str(exc).partition("\n")[0]
        raise NoMarket(
            f"{settings.market_file} was made by an older version ({lacking}): run `rolecall store`"
        ) from exc
    extract.write_tables(market, package)
    try:
        with open_answers(replace(settings, home=package)) as answer:
            figures = write_figures(answer, package)
    except NoMarket as exc:  # names the copy, which nobody knows
        raise NoMarket(str(exc).replace(str(market), str(settings.market_file))) from exc
    described = _describe(package, market, figures)
    _write_texts(package, described, figures, author)
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (package / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
    write_sums(package)
    return described


def _describe(package: Path, market: Path, figures: Sequence[Written]) -> Row:
    edition = read.query(market, "from mart_edition").row(0, named=True)
    resources = [
        *describe.describe_tables(package, read.data_dictionary(market)),
        *describe.describe_figures(package, figures),
    ]
    sources = describe.list_sources(
        read.query(market, "from mart_benchmark"), read.query(market, "from mart_history")
    )
    return describe.data_package(edition, sources, resources, content_of(package))


def _write_texts(package: Path, described: Row, figures: Sequence[Written], author: str) -> None:
    texts = {
        "README.md": _fill("edition.md", _in_prose(described, figures, author)),
        "CITATION.cff": _fill("CITATION.cff", _in_yaml(described, author)),
        "reproduce.py": Path(reproduce.__file__).read_text("utf-8"),
    }
    for name, text in texts.items():
        (package / name).write_text(text, encoding="utf-8")


def _fill(template: str, values: Row) -> str:
    text = files("flows.export").joinpath("templates", template).read_text("utf-8")
    return Template(text).substitute(values)


def _in_prose(described: Row, figures: Sequence[Written], author: str) -> Row:
    edition = described["edition"]
    rows = [
        f"| {each.page} | {each.title} | `{each.id}`{'' if each.sql else ' (no query)'} |"
        for each in figures
    ]
    counts = {name: f"{edition[name]:,}" for name in ("n_postings", "n_employers", "n_boards")}
    return counts | {
        "edition_id": edition["edition_id"],
        "warning": f"**{described['description'].partition('. ')[0]}.**\n\n"
        if edition["is_rehearsal"]
        else "",
        "first_look": str(edition["first_look_at"])[:10],
        "last_look": str(edition["data_through"])[:10],
        "version": VERSION,
        "content": described["content_sha256"],
        "n_queries": sum(bool(each.sql) for each in figures),
        "figures": "\n".join(["| page | figure | file |", "|---|---|---|", *rows]),
        "sources": "\n".join(_source_line(source) for source in described["sources"]),
        "author": author,
        "year": edition["as_of"][:4],
    }


def _source_line(source: Row) -> str:
    return f"- {source['title']}" + (f": <{source['path']}>" if "path" in source else "")


def _in_yaml(described: Row, author: str) -> Row:
    """Values of CITATION.cff. Text as JSON writes it is text in YAML too."""
    texts = {
        "title": described["title"],
        "edition_id": described["id"],
        "author": author,
        "abstract": described["description"],
        "identifier": f"sha256:{described['content_sha256']}",
    }
    quoted = {name: json.dumps(text, ensure_ascii=False) for name, text in texts.items()}
    return {**quoted, "day": described["edition"]["as_of"]}


def _require_ours(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder")
    if folder.exists() and any(folder.iterdir()) and read_package(folder) is None:
        raise UsageError(
            f"{folder} holds other files, which an export would replace; name a new folder"
        )


def _put_in_place(unfinished: Path, folder: Path) -> None:
    older = folder.with_name(f".{folder.name}.older")
    shutil.rmtree(older, ignore_errors=True)
    if folder.exists():
        folder.rename(older)
    unfinished.rename(folder)
    shutil.rmtree(older, ignore_errors=True)
