"""What a page is made of, as data: an edition, a headline, and blocks of figures, prose and cards.

Decides the parts that a page can have. Leaves HTML to `templates/`, files to `site/`, and what is
said to `pages/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypedDict

import polars as pl

from reports.answers import Row
from reports.wording import numbers
from reports.wording.roles import Mark

MOST_DAYS_BEHIND = 14
"""Days without a visit to any board after which pages say so: twice the usual week between two runs."""

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, slots=True)
class Edition:
    """Which state of the market the pages speak for, and how new each kind of source is. One row of `edition.sql`."""

    as_of: date
    data_through: datetime | None
    edition_id: str
    version: str
    reader_version: str
    is_rehearsal: bool
    n_boards: int | None
    n_employers: int | None
    n_postings: int | None
    n_look_days: int | None
    first_look_at: datetime | None
    next_expected: date | None
    boards_through: datetime | None = None
    n_board_employers: int | None = None
    threads_from: date | None = None
    threads_through: date | None = None
    adverts_from: date | None = None
    adverts_through: date | None = None
    title_only_share: float | None = None

    @classmethod
    def from_row(cls, row: Row) -> Edition:
        """The edition of a `mart_edition` row.

        Raises:
            ValueError: The row has no `as_of`, so the report cannot be dated.
        """
        if row.get("as_of") is None:
            raise ValueError(
                "mart_edition has no as_of, so the report has no date: run `rolecall store` first"
            )
        known: dict[str, Any] = {name: row.get(name) for name in cls.__dataclass_fields__}
        for name in ("edition_id", "version", "reader_version"):
            known[name] = known[name] or numbers.NO_NUMBER
        known["is_rehearsal"] = bool(known["is_rehearsal"])
        return cls(**known)

    @property
    def freshness(self) -> str:
        """How new each kind of source is: a thread fetched today says nothing of boards visited months ago."""
        boards = self.boards_through or (None if self.threads_through else self.data_through)
        said = (
            boards and f"job boards through {numbers.spoken(boards)}",
            self.threads_through and f"Hacker News through {self.threads_through:%b %Y}",
        )
        return ", ".join(part for part in said if part)

    @property
    def adverts(self) -> str:
        """The days whose adverts pay, skills and asks speak of. Empty where none is stored."""
        if self.adverts_from is None or self.adverts_through is None:
            return ""
        first, last = numbers.spoken(self.adverts_from), numbers.spoken(self.adverts_through)
        return f"Adverts seen on {last}." if first == last else f"Adverts seen {first} to {last}."

    @property
    def days_behind(self) -> int:
        """How many days before the edition the boards were last visited."""
        return (self.as_of - self.boards_through.date()).days if self.boards_through else 0

    @property
    def is_behind(self) -> bool:
        """Whether nobody has visited the boards for more than a fortnight. What is open is what was open then."""
        return self.days_behind > MOST_DAYS_BEHIND

    @property
    def has_history(self) -> bool:
        """Whether boards were looked at on more than one day. Otherwise nothing can have grown."""
        return (self.n_look_days or 0) > 1


class Said(TypedDict):
    """What a figure takes from a finding."""

    finding: str
    basis: str


class Finding(NamedTuple):
    """A sentence that people say, and what it rests on: interval, n and dates, shown in small type below it."""

    words: str
    basis: str = ""

    @property
    def said(self) -> Said:
        """The two as a figure takes them."""
        return Said(finding=self.words, basis=self.basis)

    def __str__(self) -> str:
        """Both in one line, for a terminal."""
        return f"{self.words.rstrip('.')} ({self.basis.rstrip('.')})." if self.basis else self.words


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a figure's table.

    Attributes:
        name: Column of the SQL's answer.
        label: Its heading, with the unit.
        form: How it is written (`numbers.write`), or role, level, country, metro, policy, language, month, year, reason, url,
            verdict, field (of an advert), attribute and profile_value (of the roles side by side), prose (a sentence of ours,
            never cut), claim (linked to its evidence), linked (to the row's `url`), employer (linked to the row's `page` where
            it has one), by_unit (the form that the row's own `unit` names).
        low: Column of the interval's lower end, written beside the number. `high` likewise.
        note: Column that says why the number is missing.
        currency: Column of the currency of a `usd` form.
        as_read: Column of the same number before misread roles are put right, written small in brackets.
    """

    name: str
    label: str
    form: str = "text"
    low: str | None = None
    high: str | None = None
    note: str | None = None
    currency: str | None = None
    as_read: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One question, answered: a finding, a drawing (or none), its table, and the SQL that gives it.

    Attributes:
        id: Stable anchor on the page, and the CSV's name. Unique over the site.
        title: The question's subject with its unit.
        caption: n, period, sources, and how to read the marks.
        alt: What the drawing shows, for those who do not see it.
        table: The whole answer of `query`. The CSV is exactly this.
        columns: What of it the table on the page shows.
        finding: The answer in a sentence that people say. May be empty.
        basis: What the finding rests on: intervals, n and dates, in small type.
        sql: Stem of the query where it is not the id. Empty for what no market holds.
        chart: What is drawn, as `reports.drawing` draws it, or nothing.
        waits_for: Said instead of the drawing when there is nothing to draw.
        warning: Said above the drawing: what must not be read into it.
        is_table_open: Whether the table is the figure itself rather than its evidence.
        has_search: Whether the table is long enough to need a search box.
        is_folded: Whether only title and finding show until a reader opens it.
        is_outside: Whether an outside source counted: its figures are real even in a rehearsal.
        where: A column and its value, where the table holds only these rows of the query.
    """

    id: str
    title: str
    caption: str
    alt: str
    table: pl.DataFrame
    columns: tuple[Column, ...]
    finding: str = ""
    sql: str | None = None
    chart: go.Figure | None = None
    waits_for: str = ""
    warning: str = ""
    is_table_open: bool = False
    has_search: bool = False
    is_folded: bool = False
    is_outside: bool = False
    basis: str = ""
    where: tuple[str, str] | None = None
    kind: ClassVar[str] = "figure"

    @property
    def query(self) -> str:
        """Stem of the file in `reports/sql/` that gives the table. Empty for none."""
        return self.id if self.sql is None else self.sql


@dataclass(frozen=True, slots=True)
class Passage:
    """Prose from `templates/prose/<template>.html`, with the values that it names."""

    id: str
    title: str
    template: str
    values: Row
    is_folded: bool = False
    kind: ClassVar[str] = "passage"


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of a card: what it is, its value, its interval and its n."""

    label: str
    value: str
    interval: str
    basis: str
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """One role at a glance."""

    role: Mark
    finding: str
    facts: tuple[Fact, ...]
    skills: tuple[tuple[str, str], ...]
    skills_note: str


@dataclass(frozen=True, slots=True)
class Cards:
    """The roles at a glance, side by side."""

    id: str
    title: str
    cards: tuple[Card, ...]
    kind: ClassVar[str] = "cards"


@dataclass(frozen=True, slots=True)
class Tool:
    """Something to play with, offline: a form, and the rows from which a script answers it.

    Attributes:
        kind: Stem of its template in `templates/parts/`.
        values: What the template names.
        data: What the script reads, as plain values.
        chart: What the script fills: axes and headings without marks.
    """

    id: str
    title: str
    kind: str
    values: Row
    data: object
    chart: go.Figure | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of what is true by what was read. The diagonal is right."""

    id: str
    title: str
    finding: str
    caption: str
    labels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    basis: str = ""
    kind: ClassVar[str] = "matrix"


Block = Figure | Passage | Cards | Tool | Matrix


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its headline is the finding, its points speak of the other roles, its blocks prove it.

    `basis`: what the headline rests on, in small type below it.
    """

    headline: str
    lede: str
    blocks: tuple[Block, ...]
    points: tuple[Finding, ...] = ()
    basis: str = ""
