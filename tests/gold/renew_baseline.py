"""Renews the baseline of the dev figures: `python tests/gold/renew_baseline.py`, after a change that is worth its losses."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.gold.dev_figures import (
    BASELINE,
    Measured,
    gold_folder,
    measure_readers,
    read_baseline,
    table,
    write_baseline,
)


def main() -> None:
    gold = gold_folder()
    if gold is None:
        sys.exit("the labelled postings are not on this machine: set ROLECALL_SHARED")
    before = read_baseline() if BASELINE.exists() else Measured({}, {})
    now = measure_readers(gold)
    write_baseline(now)
    print("\n".join(table(before, now)))


if __name__ == "__main__":
    main()
