"""A feed that ends early is told, and never taken for a board that closed its last jobs. Each source's own shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.errors import PayloadChanged
from tests.flows.sources import test_google as google
from tests.flows.sources import test_jazzhr as jazzhr
from tests.flows.sources import test_personio as personio
from tests.flows.sources import test_weworkremotely as weworkremotely


@pytest.mark.parametrize(
    ("source", "url", "whole"),
    [
        (google, google.URL, google.feed(google.job())),
        (jazzhr, jazzhr.URL, jazzhr.feed(jazzhr.job())),
        (personio, personio.ENGLISH, personio.feed(personio.position())),
        (weworkremotely, weworkremotely.URL, weworkremotely.feed(weworkremotely.item())),
    ],
    ids=["google", "jazzhr", "personio", "weworkremotely"],
)
@pytest.mark.parametrize("n_lost", [5, 20, 30])
def test_a_feed_that_ends_early_is_told(
    table: Callable[..., Any], source: Any, url: str, whole: bytes, n_lost: int
) -> None:
    assert list(source.SOURCE.fetch(source.BOARD, table({url: whole})))
    with pytest.raises(PayloadChanged):
        list(source.SOURCE.fetch(source.BOARD, table({url: whole[:-n_lost]})))
