"""`kill -9` at random moments of the main job and of demos, alone and two at once: what was acknowledged must stand.

    python tests/benchmarks/crash_drill.py --kills 200 --pairs 50

Half of the kills fall on `rolecall run --plain`, as a person types it, on a small rehearsal market that is a week older each
time; half on a demo (`crash_demo`), which goes on where the killed one stopped. Half take the process alone, as the
out-of-memory killer does, half its whole group. After each, the lake, the market and the pages are examined
(`crash_checks`); after every fifth the next run must end well and its market hold every open posting. Prints how many kills
fell on which stop, and every violation. Ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as day_time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb
from crash_checks import STOPS, Moments, Run, Witness
from crash_demo import DemoDrill

from flows.boards.lists import read_boards
from flows.errors import RunInProgress
from flows.lake.session import open_lake
from flows.pipeline import run_market
from flows.rehearsal.server import RehearsalServer
from flows.rehearsal.truth import Market
from flows.settings import Settings

WEEKS = 12  # a home lives so many kills, then the next one starts from nothing: first runs are killed too
FINISH_EVERY = 5
LONGEST_RUN_S = 300.0


@dataclass
class Drill:
    """A home folder, what it had acknowledged, and the counts so far."""

    folder: Path
    market: Market
    server: RehearsalServer
    random: random.Random
    moments: Moments
    witness: Witness = field(default_factory=Witness)
    n_homes: int = 0
    week: int = WEEKS
    stops: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)

    @property
    def home(self) -> Path:
        return self.folder / f"home{self.n_homes}"

    @property
    def boards(self) -> Path:
        return self.folder / "boards.csv"

    @property
    def settings(self) -> Settings:
        return Settings(
            home=self.home, mirror=self.server.url, contact="drill@example.org", pace_s=0.0
        )

    def next_week(self) -> date:
        """The market a week later; after the last week, a new home and the first week again."""
        self.week += 1
        if self.week >= len(self.market.days()):
            shutil.rmtree(self.home, ignore_errors=True)
            self.n_homes, self.week = self.n_homes + 1, 0
            self.witness.forget()
        self.server.day = self.market.days()[self.week]
        return self.server.day

    def launch(self, day: date, name: str = "run") -> Run:
        words = (
            "-m",
            "flows.cli",
            "run",
            "--plain",
            "--boards",
            str(self.boards),
            "--as-of",
            day.isoformat(),
        )
        ours = {
            "ROLECALL_HOME": str(self.home),
            "ROLECALL_MIRROR": self.server.url,
            "ROLECALL_CONTACT": "drill@example.org",
        }
        return Run.launch(words, ours, self.folder / f"{name}.log")

    def wait_for_moment(self, runs: list[Run]) -> None:
        self.moments.wait(runs, self.home, self.settings.market_file)

    def stop_of(self, run: Run) -> str:
        return run.stop(self.home, self.settings.market_file)

    def finish(self, when: str) -> None:
        """The next run: it must end well, hold every open posting, and leave no litter."""
        day = self.next_week()
        boards = read_boards(self.boards, self.settings.own_boards_file)
        try:
            run_market(boards, self.settings, datetime.combine(day, day_time()))
        except Exception as exc:  # whatever it is, it is the finding
            self.witness.violated(when, f"the next run failed: {type(exc).__name__}: {exc}")
            return
        self.witness.examine(self.settings, f"{when}, then a whole run")
        self._expect_every_posting(day, when)
        if not (self.settings.site_folder / "latest" / "index.html").exists():
            self.witness.violated(when, "there is no report")
        self.witness.expect_no_litter(self.home, when)

    def _expect_every_posting(self, day: date, when: str) -> None:
        market = self.market
        up = [
            employer.board
            for employer in market.employers
            if market.has_joined(employer.board, day) and not market.is_out(employer.board, day)
        ]
        expected = sum(len(market.postings_open(board, day)) for board in up)
        with duckdb.connect(str(self.settings.market_file), read_only=True) as con:
            (n_open,) = con.execute(
                "select count(*) from posting where is_open and last_seen_at = (select max(looked_at) from look)"
            ).fetchall()[0]
            known = con.execute("select source, board, external_id from posting").pl()
        if n_open != expected:
            self.witness.violated(when, f"{n_open} postings are open, {expected} are listed")
        sighted = (
            open_lake(self.settings).sightings().select("source", "board", "external_id").unique()
        )
        if sighted.join(known, on=["source", "board", "external_id"], how="anti").height:
            self.witness.violated(when, "a sighted posting is not in the market")


def kill_one(drill: Drill, number: int) -> None:
    """One run, killed at a random moment; a run that ends before its moment is run again."""
    while True:
        run = drill.launch(drill.next_week())
        drill.wait_for_moment([run])
        if not run.has_ended():
            break
        if run.process.returncode != 0:
            told = (
                f"a run that was left alone ended with {run.process.returncode}: {run.last_line()}"
            )
            drill.witness.violated(f"kill {number}", told)
        drill.witness.examine(drill.settings, f"before kill {number}")
    stop, is_whole_group = drill.stop_of(run), drill.random.random() < 0.5
    run.kill(is_whole_group)
    drill.stops[f"run: {stop}"] += 1
    when = f"kill {number} ({stop}, {'group' if is_whole_group else 'process'})"
    drill.witness.examine(drill.settings, when)
    drill.witness.expect_no_orphans(run, when)
    if number % FINISH_EVERY == 0:
        drill.finish(when)


def start_two(drill: Drill, number: int) -> None:
    """Two runs started at once, half of the time beside the lock of a dead one; one, both or neither killed."""
    day = drill.next_week()
    if drill.random.random() < 0.5:
        _leave_stale_lock(drill.home)
    runs = [drill.launch(day, "first"), drill.launch(day, "second")]
    n_kills = drill.random.choice((0, 1, 1, 2))
    if n_kills:
        drill.wait_for_moment(runs)
    killed = [run for run in drill.random.sample(runs, n_kills) if not run.has_ended()]
    stops = []
    for run in killed:
        stops.append(drill.stop_of(run))
        run.kill(is_whole_group=drill.random.random() < 0.5)
    until = time.time() + LONGEST_RUN_S
    while not all(run.has_ended() for run in runs) and time.time() < until:
        time.sleep(0.01)
    when = f"pair {number} ({'+'.join(stops) or 'none'} killed)"
    for run in runs:
        if run not in killed and run.process.returncode not in (0, RunInProgress.exit_code):
            told = f"the run left alone ended with {run.process.returncode}: {run.last_line()}"
            drill.witness.violated(when, told)
    codes = sorted("killed" if run in killed else str(run.process.returncode) for run in runs)
    drill.endings[" and ".join(codes)] += 1
    if not killed and codes == ["0", "0"] and _wrote_side_by_side(drill, runs):
        drill.witness.violated(when, "both wrote at the same time")
    if not killed and codes == ["5", "5"]:
        drill.witness.violated(when, "each gave way to the other")
    drill.witness.examine(drill.settings, when)
    for run in killed:
        drill.witness.expect_no_orphans(run, when)
    if number % FINISH_EVERY == 0:
        drill.finish(when)


def _leave_stale_lock(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "run.lock").write_text("PID 1 on a machine that was switched off", encoding="utf-8")


def _wrote_side_by_side(drill: Drill, runs: list[Run]) -> bool:
    """Whether both had committed looks before either had ended."""
    started = min(run.started_at for run in runs)
    written = sorted(
        file.stat().st_mtime for file in (drill.home / "lake" / "looks").glob("*.parquet")
    )
    ends = min(run.ended_at or 0.0 for run in runs)
    return sum(started <= moment < ends for moment in written) > 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--kills", type=int, default=200, help="processes to kill, half of them demos"
    )
    parser.add_argument(
        "--pairs", type=int, default=0, help="times that two runs are started at once"
    )
    parser.add_argument("--seed", type=int, default=20261123)
    wanted = parser.parse_args()
    market = Market.simulate(seed=11, n_employers=6, weeks=WEEKS)
    chance, began = random.Random(wanted.seed), time.time()
    with tempfile.TemporaryDirectory() as folder, RehearsalServer(market) as server:
        drill = Drill(Path(folder), market, server, chance, Moments(chance))
        demos = DemoDrill(Path(folder) / "demo", chance, Moments(chance))
        rows = [
            f"{board.source},{board.slug},{board.employer}"
            for board in server.boards()
            if board.source != "hackernews"
        ]
        drill.boards.write_text(
            "source,board,employer\n" + "\n".join(rows) + "\n", encoding="utf-8"
        )
        drill.finish("before the first kill")
        for number in range(1, wanted.kills + 1):
            if number % 2:
                kill_one(drill, number // 2 + 1)
            else:
                demos.kill_one(number // 2)
            if number % 10 == 0:
                print(_so_far(f"{number} kills", drill, demos, began), flush=True)
        for number in range(1, wanted.pairs + 1):
            start_two(drill, number)
            if number % 10 == 0:
                print(_so_far(f"{number} pairs", drill, demos, began), flush=True)
        drill.finish("at the end")
        demos.finish("at the end")
    print(_so_far(f"{wanted.kills} kills and {wanted.pairs} pairs", drill, demos, began))
    return 1 if drill.witness.violations or demos.witness.violations else 0


def _so_far(what: str, drill: Drill, demos: DemoDrill, began: float) -> str:
    n_violations = len(drill.witness.violations) + len(demos.witness.violations)
    stops = drill.stops + demos.stops
    return (
        f"{what} in {time.time() - began:.0f} s: {_told(stops)}; pairs: {_told(drill.endings)}; "
        f"demos finished: {demos.n_finished}; {n_violations} violations"
    )


def _told(counts: Counter[str]) -> str:
    order = {
        f"{kind}: {stop}": (kind, number)
        for number, stop in enumerate(STOPS)
        for kind in ("demo", "run")
    }
    names = sorted(counts, key=lambda name: (order.get(name, ("", 0)), name))
    return ", ".join(f"{counts[name]} {name}" for name in names) or "none"


if __name__ == "__main__":
    sys.exit(main())
