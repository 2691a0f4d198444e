"""Markets without comments, for tests that do not ask for them."""

import pytest

from warehouse import market


@pytest.fixture
def uncommented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds markets without the comments on tables and columns, which take most of the time."""
    every = market.statements

    def without(folder: str) -> dict[str, str]:
        return {name: sql.partition("\ncomment on")[0] for name, sql in every(folder).items()}

    monkeypatch.setattr(market, "statements", without)
    monkeypatch.setattr(market, "comment", lambda *_: None)
