"""What a person reads beside a command's results."""

from __future__ import annotations

import polars as pl
import pytest

from flows.cli.terminal import err, in_minutes, out, print_table


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(10.2, "0 min 10 s"), (59.7, "1 min 0 s"), (119.7, "2 min 0 s"), (3725, "62 min 5 s")],
)
def test_a_duration_has_no_minute_of_sixty_seconds(seconds: float, said: str) -> None:
    assert in_minutes(seconds) == said


@pytest.mark.parametrize(
    ("hint", "said"), [("", "2 more rows\n"), ("--rows gives them", "2 more rows; --rows gives")]
)
def test_a_table_names_only_the_options_that_its_command_has(
    hint: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_table(pl.DataFrame({"title": ["a", "b", "c"]}), max_rows=1, hint=hint)
    assert capsys.readouterr().err.startswith(said)


def test_a_word_between_colons_stays_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    title = "greenhouse:rocket:1"
    out.print(title)
    err.print(title)
    print_table(pl.DataFrame({"posting_id": [title]}), title)
    said = capsys.readouterr()
    assert said.out.count(title) == 3
    assert said.err == f"{title}\n"
