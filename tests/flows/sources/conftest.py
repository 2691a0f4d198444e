"""A board that answers from a table: what the fetch of a source asks, without any network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

import msgspec
import pytest

from flows.errors import BoardMissing, LookError
from flows.sources import Reply

Answers = Mapping[str, object]


class Table:
    """A `Get`: an address's answer is bytes, JSON to be, or an error to raise; any other address is a 404."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        accept: str = "application/json",
        missing_ok: bool = False,
    ) -> Reply:
        url = f"{url}?{urlencode(params)}" if params else url
        self.asked.append(url)
        if url not in self.answers:
            if missing_ok:
                return Reply(url, 404, {}, b"")
            raise BoardMissing(f"{url}: 404", 404)
        answer = self.answers[url]
        if isinstance(answer, LookError):
            raise answer
        return Reply(url, 200, {}, answer if isinstance(answer, bytes) else msgspec.json.encode(answer))


@pytest.fixture
def table() -> Callable[[Answers], Table]:
    return Table
