"""How fresh an edition is: boards and threads apart, since a look at history makes no board newer."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

import polars as pl

from flows.lake.facts import Facts
from flows.settings import Settings
from flows.store import edition

AS_OF = datetime(2026, 11, 23)
BOARDS = [
    ("ashby", "acme", datetime(2026, 5, 4), "complete", None),
    ("ashby", "acme", datetime(2026, 5, 11), "failed", None),
    ("lever", "basalt", datetime(2026, 5, 4), "unchanged", None),
]
THREADS = [
    ("hackernews", "whoishiring", AS_OF, "complete", "2026-09"),
    ("hackernews", "whoishiring", AS_OF, "complete", "2026-10"),
    ("hackernews", "whoishiring", AS_OF, "failed", "2026-11"),
]


def fresh(looks: list[tuple[Any, ...]]) -> dict[str, Any]:
    names = ["source", "board", "looked_at", "outcome", "period"]
    frame = pl.DataFrame(looks, schema=names, orient="row", schema_overrides={"period": pl.String})
    employers = [("acme", False), ("basalt", False), ("chicago", True), ("acme", True)]
    postings = pl.DataFrame(employers, schema=["employer_key", "is_census"], orient="row")
    facts = SimpleNamespace(
        looks=frame.with_columns(is_counted=True, is_excerpt=None),
        postings=postings.with_columns(role_counted=pl.lit("other")),
        openings=pl.DataFrame({"role": ["other", None], "is_open": [True, None]}),
    )
    return edition(cast("Facts", facts), {}, Settings(), AS_OF, False).row(0, named=True)


def test_boards_are_as_old_as_their_last_look_however_new_the_threads_are() -> None:
    found = fresh(BOARDS + THREADS)
    assert found["data_through"] == AS_OF
    assert found["boards_through"] == datetime(2026, 5, 4)
    assert found["threads_through"] == date(2026, 10, 1)
    assert found["next_expected"] == date(2026, 5, 11)  # long ago, which the page warns of


def test_a_thread_is_no_board_and_who_writes_in_it_has_none() -> None:
    found = fresh(BOARDS + THREADS)
    assert (found["n_boards"], found["n_boards_ok"]) == (2, 1)
    assert (found["n_employers"], found["n_board_employers"]) == (3, 2)


def test_threads_alone_are_due_a_while_after_they_were_read() -> None:
    found = fresh(THREADS)
    assert found["boards_through"] is None
    assert found["n_boards"] == 0
    assert found["next_expected"] == date(2026, 11, 30)
