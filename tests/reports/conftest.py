"""The invented market (`invented_market.py`) as frames and as a site, and a browser to look at it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from reports.site.site import build_site
from tests.reports.in_memory import answer_from
from tests.reports.invented_market import sample_frames

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture
def frames() -> dict[str, pl.DataFrame]:
    """The invented market, afresh for each test."""
    return sample_frames()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newest edition of the invented market's site, as files."""
    folder = tmp_path_factory.mktemp("site")
    build_site(answer_from(sample_frames()), folder)
    return folder / "latest"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A desk's window of its own for each test."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()
