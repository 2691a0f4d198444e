"""The fault drill: the main job on a market where, for one week, each fault has a board of its own.

Looks a week before, in the week of the faults (that is a whole run), and a week after. Decides what is told of each fault: how
its look ended, the message, whether a posting that is still listed was closed, and whether the good postings beside it
were kept. Leaves what ought to come of it to the tests.

    python -m flows.rehearsal.drill        prints the table
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import polars as pl

from flows import pipeline
from flows.errors import RolecallError
from flows.lake.session import open_lake, writing
from flows.rehearsal.fault_plan import Fault, FaultPlan, PlannedFault
from flows.rehearsal.planted import Employer
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings
from flows.sources import Board
from warehouse import read

_NEEDS: Mapping[Fault, str] = {
    Fault.MOVED: "greenhouse",  # boards move to Ashby here
    Fault.IDS_CHANGE_CASE: "lever",  # Greenhouse's ids are numbers
    Fault.EMPTY_LIST: "lever",
    Fault.MARKUP_CHANGED: "careers_page",
    # One of each on a host: a host that stays silent for three boards in a row is given up for the others, too.
    Fault.TIMEOUT: "greenhouse",
    Fault.SLOW_DRIP: "lever",
    Fault.CUT_OFF: "ashby",
    Fault.TRUNCATED_GZIP: "ashby",
}
_LEAST_POSTINGS = 4
_LARGE = 12  # an empty list of fewer postings may well be meant
_TIMEOUT_S = 5.0  # a whole reply may take four times as long: enough to unpack a bomb up to the cap on a busy machine
_MAX_REPLY_MB = 30.0  # the drill need not wait for 200 MB to see that a cap holds


@dataclass(frozen=True)
class Finding:
    """What came of one fault on one board.

    `n_listed`: the board's postings that week by the market's truth. `n_kept`: postings of it that are open in the market.
    `n_wrongly_closed`: those closed by the spoiled look though the week after lists them again. `n_rejected`: quarantined.
    `exit_code`: of the whole run. `message`: what a person reads.
    """

    fault: Fault
    source: str
    outcome: str
    exit_code: int
    n_listed: int
    n_kept: int
    n_wrongly_closed: int
    n_rejected: int
    outcome_after: str
    message: str


def drill(folder: Path) -> list[Finding]:
    """Runs the three weeks in `folder` and tells what came of each fault, in the order of `Fault`."""
    market = Market.simulate(seed=11, n_employers=60, weeks=12)
    before, week, after = market.days()[-3:]
    boards = dict(_assigned(market, (before, week, after)))
    plan = FaultPlan(
        tuple(PlannedFault(row.board, fault, week, week) for fault, row in boards.items())
    )
    with RehearsalServer(market, plan) as server:
        settings = Settings(
            home=folder,
            mirror=server.url,
            timeout_s=_TIMEOUT_S,
            max_reply_mb=_MAX_REPLY_MB,
            contact="drill@example.org",
        )
        panel = [Board(row.source, row.board, row.name) for row in boards.values()]
        _look(server, panel, settings, before)
        code = _run(server, panel, settings, week)
        closed = read.query(
            settings.market_file,
            "select source, board, external_id from posting where closed_at is not null",
        )
        rejected = read.query(settings.market_file, "select source, board from quarantine")
        kept = read.query(settings.market_file, "select source, board from posting where is_open")
        _look(server, panel, settings, after)
    looks = open_lake(settings).looks().with_columns(day=pl.col("looked_at").dt.date())
    sightings = open_lake(settings).sightings()
    findings = []
    for fault in Fault:
        board = boards[fault]
        own = pl.col("source").eq(board.source) & pl.col("board").eq(board.board)
        spoiled = looks.filter(own, day=week).row(0, named=True)
        later = looks.filter(own, day=after).row(0, named=True)
        shown_later = sightings.filter(look_id=later["repeats_look_id"] or later["look_id"])
        findings.append(
            Finding(
                fault,
                board.source,
                spoiled["outcome"],
                code,
                len(market.postings_open(board.board, week)),
                kept.filter(own).height,
                closed.filter(own)
                .join(shown_later, on=["source", "board", "external_id"], how="semi")
                .height,
                rejected.filter(own).height,
                later["outcome"],
                _message(spoiled, settings, own),
            )
        )
    return findings


def _look(server: RehearsalServer, panel: list[Board], settings: Settings, day: date) -> None:
    server.day = day
    with writing(settings) as lake:
        pipeline.scrape_stop(lake, panel, settings, datetime.combine(day, time()))


def _run(server: RehearsalServer, panel: list[Board], settings: Settings, day: date) -> int:
    server.day = day
    try:
        pipeline.run_market(panel, settings, datetime.combine(day, time()))
    except RolecallError as exc:
        return exc.exit_code
    return 0


def _assigned(market: Market, days: tuple[date, ...]) -> Iterator[tuple[Fault, Employer]]:
    """A board of its own for each fault: one that is up in all three weeks."""
    free = [row for row in market.employers if _is_up(market, row, days)]
    for fault in sorted(
        Fault, key=lambda fault: (fault is not Fault.EMPTY_LIST, fault not in _NEEDS, fault)
    ):
        least = _LARGE if fault is Fault.EMPTY_LIST else _LEAST_POSTINGS
        row = next(row for row in free if _suits(market, row, fault, least, days[0]))
        free.remove(row)
        yield fault, row


def _suits(market: Market, row: Employer, fault: Fault, least: int, day: date) -> bool:
    is_right = row.source == _NEEDS[fault] if fault in _NEEDS else row.source != "careers_page"
    return is_right and len(market.postings_open(row.board, day)) >= least


def _is_up(market: Market, row: Employer, days: tuple[date, ...]) -> bool:
    return all(
        market.has_joined(row.board, day) and not market.is_out(row.board, day) for day in days
    )


def _message(look: Mapping[str, object], settings: Settings, own: pl.Expr) -> str:
    """The look's error; else why a posting was rejected, or that the look is held for suspect."""
    return str(look["error"] or _rejection(settings, own) or _suspicion(look, settings))


def _rejection(settings: Settings, own: pl.Expr) -> str:
    query = "select source, board, reason from quarantine"
    reasons = read.query(settings.market_file, query).filter(own)
    return str(reasons["reason"][0]) if reasons.height else ""


def _suspicion(look: Mapping[str, object], settings: Settings) -> str:
    suspects = read.query(settings.market_file, "select look_id from look where is_suspect")
    is_held = look["look_id"] in suspects["look_id"].to_list()
    return "held as suspect: it lists far fewer than usual" if is_held else ""


def table(findings: list[Finding]) -> str:
    """The findings as Markdown."""
    head = "| fault | board | outcome | listed | kept open | wrongly closed | quarantined | exit code | a week later | message |"
    lines = [head, "|" + "---|" * 10]
    for row in findings:
        cells = (
            row.fault.value.replace("_", " "),
            row.source,
            row.outcome,
            row.n_listed,
            row.n_kept,
            row.n_wrongly_closed,
            row.n_rejected,
            row.exit_code,
            row.outcome_after,
            row.message.replace("|", "\\|") or "(read whole)",
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # what a run says of each board stands in the table
    with tempfile.TemporaryDirectory() as home:
        print(table(drill(Path(home))))
