"""Fewer old editions in the site: the newest, the first of each week of a year, and the first of each month for good.

Decides which editions lose their pages, and that each of their addresses says where to look instead. Their records and
statements stay, so archive and digests lose nothing. Leaves how many of the newest stay to the settings, and writing to `disk`.

Editions are counted and never compared with today: a clock that was wrong for one run deletes nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import jinja2

from reports.site import archive, disk
from reports.site.embeds import PICTURES

N_WEEKS = 52
"""Weeks whose first edition stays whole."""

KEPT_IN = "pages_kept_in"
"""In the record of an edition without pages: the edition of the same month that has them."""


def choose_whole(days: Iterable[str], n_newest: int) -> set[str]:
    """The days whose editions stay whole: the newest, the first of each of the last weeks, the first of each month."""
    ordered = sorted(days)
    weeks: dict[tuple[int, int], str] = {}
    months: dict[str, str] = {}
    for day in ordered:
        year, week, _ = date.fromisoformat(day).isocalendar()
        weeks.setdefault((year, week), day)
        months.setdefault(day[:7], day)
    return {*ordered[-n_newest:], *list(weeks.values())[-N_WEEKS:], *months.values()}


def thin_editions(folder: Path, n_newest: int, written: str, env: jinja2.Environment) -> None:
    """Replaces the pages of old editions by pointers.

    An edition without a record that can be read stays as it is, and simulated ones are counted apart from real ones.

    Args:
        folder: the site.
        n_newest: editions that stay whole whatever their day. 0: all.
        written: the day of the edition that was just made. It stays whole, however old.
        env: the templates.
    """
    if not n_newest:
        return
    whole = [known for known in archive.every_record(folder) if KEPT_IN not in known]
    for is_rehearsal in (False, True):
        of_kind = {
            str(known["as_of"]): known
            for known in whole
            if bool(known.get("is_rehearsal")) == is_rehearsal
        }
        for day in sorted(of_kind.keys() - choose_whole(of_kind, n_newest) - {written}):
            kept = min(other for other in of_kind if other[:7] == day[:7])
            _thin(folder, of_kind[day], kept, env)


def _thin(folder: Path, record: archive.Record, kept: str, env: jinja2.Environment) -> None:
    day = str(record["as_of"])
    edition, template = folder / day, env.get_template("thinned.html")
    texts = {archive.RECORD: archive.to_json(record | {KEPT_IN: kept})}
    if (stated := edition / archive.STATEMENTS).exists():
        texts[archive.STATEMENTS] = stated.read_text("utf-8")
    for page in edition.rglob("*.html"):
        name = page.relative_to(edition).as_posix()
        texts[name] = template.render(
            day=day,
            kept=kept,
            name=name if (folder / kept / name).exists() else "index.html",
            newest=name if (folder / "latest" / name).exists() else "index.html",
            root="../" * (name.count("/") + 1),
        )
    disk.publish(edition, texts)
    shutil.rmtree(folder / PICTURES / day, ignore_errors=True)
