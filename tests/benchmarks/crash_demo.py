"""`kill -9` at random moments of demos: part of `crash_drill`.

A demo goes on where a killed one stopped, so each home is killed all along its way: at its first weeks, in the middle of its
history, while reading, storing and writing pages. The last of a home is left alone and must end well, with the very numbers
and pages that a demo gives which nobody ever killed. The market is smaller than that of `rolecall demo`, the code the same.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from crash_checks import Moments, Run, Witness

from flows.settings import Settings

KILLS_A_HOME = 8
LONGEST_S = 300.0

SMALL_DEMO = """
import logging, sys
from datetime import timedelta
from flows.rehearsal.demo import run_demo
from flows.rehearsal.truth import DEMO_LAST_DAY, Market
from flows.settings import read_settings

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    run_demo(read_settings(), Market.simulate(11, n_employers=6, weeks=9, start=DEMO_LAST_DAY - timedelta(weeks=8)))
"""


@dataclass
class DemoDrill:
    """A demo's home, what it had acknowledged, and the counts so far."""

    folder: Path
    random: random.Random
    moments: Moments
    witness: Witness = field(default_factory=Witness)
    stops: Counter[str] = field(default_factory=Counter)
    n_homes: int = 0
    n_killed: int = 0
    n_finished: int = 0
    expected: dict[str, str] | None = None
    """Digests of the pages, and the edition, of a demo that nobody killed."""

    @property
    def home(self) -> Path:
        return self.folder / f"home{self.n_homes}"

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home).rehearsal

    def kill_one(self, number: int) -> None:
        """One demo, killed at a random moment; the ninth of a home is left alone."""
        if self.n_killed == KILLS_A_HOME:
            self.finish(f"demo kill {number}")
            self._move_on()
        while True:
            run = self._launch()
            self.moments.wait([run], self.settings.home, self.settings.market_file)
            if not run.has_ended():
                break
            self._expect_end(run, f"demo before kill {number}")
            self._move_on()
        stop, is_whole_group = (
            run.stop(self.settings.home, self.settings.market_file),
            self.random.random() < 0.5,
        )
        run.kill(is_whole_group)
        self.n_killed += 1
        self.stops[f"demo: {stop}"] += 1
        when = f"demo kill {number} ({stop}, {'group' if is_whole_group else 'process'})"
        self.witness.examine(self.settings, when)
        self.witness.expect_no_orphans(run, when)

    def finish(self, when: str) -> None:
        """Leaves the next demo of this home alone: it must end well and give what a demo gives that nobody killed."""
        run = self._launch()
        until = time.time() + LONGEST_S
        while not run.has_ended() and time.time() < until:
            time.sleep(0.01)
        self._expect_end(run, when)

    def _expect_end(self, run: Run, when: str) -> None:
        if run.process.returncode != 0:
            self.witness.violated(
                when, f"a demo left alone ended with {run.process.returncode}: {run.last_line()}"
            )
            return
        self.n_finished += 1
        self.witness.examine(self.settings, f"{when}, then a whole demo")
        self.witness.expect_no_litter(self.settings.home, when)
        found = _result(self.settings)
        if found != self._undisturbed():
            self.witness.violated(
                when, "its numbers or pages differ from those of a demo that nobody killed"
            )

    def _undisturbed(self) -> dict[str, str]:
        if self.expected is None:
            home = self.folder / "undisturbed"
            run = Run.launch(
                ("-c", SMALL_DEMO), {"ROLECALL_HOME": str(home)}, self.folder / "undisturbed.log"
            )
            run.process.wait()
            self.expected = _result(Settings(home=home).rehearsal)
        return self.expected

    def _launch(self) -> Run:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._undisturbed()
        settings = {"ROLECALL_HOME": str(self.home)}
        return Run.launch(("-c", SMALL_DEMO), settings, self.folder / "demo.log", scraped="walked")

    def _move_on(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        self.n_homes, self.n_killed = self.n_homes + 1, 0
        self.witness.forget()


def _result(settings: Settings) -> dict[str, str]:
    with duckdb.connect(str(settings.market_file), read_only=True) as con:
        ((edition,),) = con.execute("select edition_id from mart_edition").fetchall()
    pages = sorted((settings.site_folder / "latest").rglob("*.html"))
    return {"edition": edition} | {
        page.name: hashlib.sha256(page.read_bytes()).hexdigest() for page in pages
    }
