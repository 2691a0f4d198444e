"""Pictures of the figures, taken by the machine's own Chromium, and what is said where there is none."""

import shutil
import struct
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.export import pictures
from flows.settings import Settings
from tests.reports.in_memory import answer_from

Frames = dict[str, pl.DataFrame]

EDITION = {
    "as_of": date(2026, 1, 19),
    "data_through": datetime(2026, 1, 19),
    "edition_id": "e1",
    "version": "1",
}


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    frames: Frames = {
        "mart_edition": pl.DataFrame([EDITION]),
        "mart_benchmark": pl.DataFrame(
            {
                "source": "who",
                "area": "US",
                "period_start": months,
                "measure": "a share",
                "value": [0.1, 0.2, 0.3],
            }
        ),
    }
    monkeypatch.setattr(pictures, "open_answers", lambda _: nullcontext(answer_from(frames)))
    return Settings(home=tmp_path)


@pytest.mark.browser
@pytest.mark.skipif(not any(map(shutil.which, pictures.BROWSERS)), reason="no chromium on the PATH")
def test_each_drawn_figure_becomes_a_png_as_wide_as_the_pages_and_as_tall_as_it_needs(
    market: Settings, tmp_path: Path
) -> None:
    files = pictures.take_pictures(market)
    assert files == [tmp_path / "site" / "pictures" / "2026-01-19" / "growth_outside.png"]
    head = files[0].read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", head[16:24])
    assert width == 2 * 1120
    assert 400 < height < 2_000


def test_without_a_chromium_the_error_says_what_is_missing_and_what_to_do(
    market: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pictures.NoBrowser, match=r"none of chromium.*install one.*PNG button"):
        pictures.write_pictures(market, tmp_path / "png")
    assert not (tmp_path / "png").exists()


def test_a_browser_that_fails_is_named_with_its_last_words(
    market: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(pictures.NoBrowser, match="no display"):
        pictures.write_pictures(market, tmp_path / "png")
