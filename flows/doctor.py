"""`rolecall doctor`: checks this installation and estimates the requests of a run.

Decides what is a warning and what is a problem. Sends no request and changes nothing. Leaves the estimate of requests to
`flows.boards.estimate` and which boards are parked to `flows.boards.parking`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

import duckdb
import polars as pl

from flows.boards.estimate import by_source, estimate_requests
from flows.boards.lists import read_boards
from flows.boards.parking import boards_due
from flows.lake.parts import Lake
from flows.lake.session import asking
from flows.lake.tables import may_hold
from flows.lake.versions import present_version
from flows.own_weights import use_own_weights
from flows.progress import counted
from flows.settings import Settings, unknown_variables
from flows.sources import Board, Source, every_source
from flows.web.credentials import missing_keys
from warehouse import read

_PINNED = {
    "prefect": "3.8.",
    "fastapi": "0.15",
    "sqlalchemy": "2.0.",
    "duckdb": "1.5.",
    "polars": "2.",
}
"""The versions that the lock file was tested with. Another may work, but a schedule that never fires would not tell."""

_FEW_BYTES = 2_000_000_000
# Of a site on GitHub Pages: a larger one may be refused, and the old one stays.
_PAGES_BYTES = 1_000_000_000
_TOLERANCE = timedelta(days=1)  # --as-of may name a day that has begun elsewhere

Finding = tuple[str, str, str]
"""What was examined, its state (ok, look or problem), and the detail."""


def examine(
    settings: Settings, as_of: datetime, panel: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The state of this installation, and the requests of a run.

    Args:
        settings: those in force.
        as_of: the run's instant: boards that rest then are not in its budget.
        panel: the bundled boards to include. None: those of the settings.

    Returns:
        Findings (what, state, detail), and the budget: one row per source as `flows.boards.estimate.by_source` gives it.
    """
    has_own_weights = use_own_weights(settings.own_weights_file)
    boards = read_boards(None, settings.own_boards_file, panel or settings.panel)
    own_looks = asking(settings, Lake.own_looks)
    due = boards_due(boards, own_looks, as_of)
    findings = [
        _python(),
        *_packages(),
        _folder(settings),
        *_settings(settings),
        *_keys(settings, boards),
        *asking(settings, lambda lake: _lake(settings, lake)),
        *asking(settings, lambda lake: _clock(settings, lake, as_of)),
        _market(settings),
        *_site(settings),
    ]
    if has_own_weights:
        detail = (
            f"{settings.own_weights_file} is added to the shipped weights (`rolecall refit --undo`)"
        )
        findings.append(("role model", "ok", detail))
    if due.n_parked:
        detail = f"{due.n_parked:,} of {len(boards):,} boards are parked and rest until {due.parked_until} or later"
        findings.append(("parked", "ok", detail))
    schema = {"what": pl.String, "state": pl.String, "detail": pl.String}
    budget = by_source(estimate_requests(due.boards, own_looks, settings, as_of))
    return pl.DataFrame(findings, schema=schema, orient="row"), budget


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return "Python", "ok" if sys.version_info >= (3, 11) else "problem", found


def _packages() -> list[Finding]:
    return [_package(name, wanted) for name, wanted in _PINNED.items()]


def _package(name: str, wanted: str) -> Finding:
    try:
        found = version(name)
    except PackageNotFoundError:
        return name, "problem", "not installed"
    is_tested = found.startswith(wanted)
    return name, "ok" if is_tested else "look", f"{found} (tested with {wanted}x)"


def _folder(settings: Settings) -> Finding:
    parent = next(
        folder for folder in (settings.home, *settings.home.resolve().parents) if folder.exists()
    )
    free = shutil.disk_usage(parent).free
    if not (parent.is_dir() and os.access(parent, os.W_OK)):
        return "data folder", "problem", f"{parent} cannot be written to; set ROLECALL_HOME"
    return (
        "data folder",
        "ok" if free > _FEW_BYTES else "look",
        f"{settings.home.resolve()}, {free / 1e9:.0f} GB free",
    )


def _settings(settings: Settings) -> list[Finding]:
    return [
        _contact(settings),
        ("User-Agent", "ok", settings.user_agent),
        ("mirror", "ok", settings.mirror or "none: boards are asked themselves"),
        *_misspelt(),
    ]


def _contact(settings: Settings) -> Finding:
    if settings.contact:
        return "contact", "ok", settings.contact
    return "contact", "look", "ROLECALL_CONTACT is not set: boards' owners cannot reach you"


def _misspelt() -> list[Finding]:
    unknown = unknown_variables()
    detail = f"{', '.join(unknown)}: no such setting; is it misspelt?"
    return [("environment", "look", detail)] if unknown else []


def _keys(settings: Settings, boards: Sequence[Board]) -> list[Finding]:
    """Sources that need a key: what is set, what is missing, and whether one of their boards is watched."""
    watched = {board.source for board in boards}
    return [
        _key(source, settings, source.name in watched)
        for source in every_source().values()
        if source.key_settings
    ]


def _key(source: Source, settings: Settings, is_watched: bool) -> Finding:
    missing = missing_keys(source, settings)
    state = "look" if missing and is_watched else "ok"
    return f"key of {source.name}", state, _key_in_words(source, missing)


def _key_in_words(source: Source, missing: Sequence[str]) -> str:
    if not missing:
        return "its key is set"
    verb = "is" if len(missing) == 1 else "are"
    return f"gets no request until {' and '.join(missing)} {verb} set ({source.keys_from})"


def _lake(settings: Settings, lake: Lake) -> list[Finding]:
    looks = lake.looks()
    if looks.is_empty():
        return [("lake", "look", "empty: nothing was looked at yet")]
    last = looks["looked_at"].max()
    rows = [("lake", "ok", f"{looks.height:,} looks, the last at {last!s} UTC")]
    if stale := len(lake.stale_parts(present_version())):
        waiting = f"{stale} parts wait for `rolecall classify` (readers {present_version().name})"
        rows.append(("readers", "look", waiting))
    if emptied := len(lake.emptied_parts()):
        kept = f"{emptied} parts are past {settings.keep_raw_days} days and keep their reading"
        rows.append(("raw bodies", "ok", kept))
    return rows


def _clock(settings: Settings, lake: Lake, as_of: datetime) -> list[Finding]:
    """Looks and reports of a day to come, which a wrong clock made. They count as the newest of all."""
    latest = as_of + _TOLERANCE
    early = lake.looks().filter(pl.col("looked_at") > latest)
    parts = [part for part in lake.parts() if may_hold(part, set(early["run_id"].drop_nulls()))]
    site = settings.site_folder
    editions = [
        str(folder)
        for folder in (sorted(site.iterdir()) if site.is_dir() else [])
        if folder.name[:1].isdigit() and folder.name > f"{latest:%Y-%m-%d}"
    ]
    files = [f"{part}.parquet below {settings.lake_address}" for part in parts]
    if not early.height and not editions:
        return []
    detail = (
        f"{counted(early.height, 'look')} and {counted(len(editions), 'report')} are dated later than now, so a clock was "
        "wrong. They count as the newest. Move away "
        f"{', '.join([*files, *editions])}, then `rolecall store` and `rolecall report`"
    )
    return [("clock", "problem", detail)]


def _market(settings: Settings) -> Finding:
    if not settings.market_file.exists():
        return "market", "look", "not built yet"
    try:
        edition = read.query(
            settings.market_file, "select edition_id, n_postings from mart_edition"
        ).row(0)
    except duckdb.Error:
        return "market", "problem", "damaged, or of another version; `rolecall store` rebuilds it"
    return "market", "ok", f"edition {edition[0]}, {edition[1]:,} postings"


def _site(settings: Settings) -> list[Finding]:
    """How large the site has become. Unless `keep_editions` is set, each edition keeps the pages of a whole report."""
    folder = settings.site_folder
    editions = sum(1 for found in folder.glob("????-??-??") if found.is_dir())
    if not editions:
        return []
    n_bytes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    size = f"{counted(editions, 'edition')}, {n_bytes / 1e6:,.0f} MB"
    if n_bytes <= _PAGES_BYTES:
        return [("site", "ok", size)]
    detail = f"{size}: GitHub Pages takes 1 GB. {_advice(settings)}"
    return [("site", "look", detail)]


def _advice(settings: Settings) -> str:
    if settings.keep_editions:
        return f"Set keep_editions lower than {settings.keep_editions}, or move old editions out of {settings.site_folder}"
    return "keep_editions = 30 in rolecall.toml makes the next report delete most old pages: docs/growing.md says which"
