"""Counts the requests that the S3 server of the tests answers, by what they ask for."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """What is asked for within the block: how many GET, HEAD, PUT, DELETE, COPY, and LIST for each page of a listing."""
    # Here, because it takes a third of a second, which no other test should wait for.
    from moto.server import DomainDispatcherApplication

    asked: Counter[str] = Counter()
    answer = DomainDispatcherApplication.__call__

    def counted(app: DomainDispatcherApplication, request: dict[str, Any], start: Any) -> Any:
        asked[_kind(request)] += 1
        return answer(app, request, start)

    with patch.object(DomainDispatcherApplication, "__call__", counted):
        yield asked


def _kind(request: dict[str, Any]) -> str:
    if "list-type" in request["QUERY_STRING"]:
        return "LIST"
    if request["REQUEST_METHOD"] == "POST":  # many names at once, or one
        return "DELETE"
    return "COPY" if "HTTP_X_AMZ_COPY_SOURCE" in request else str(request["REQUEST_METHOD"])
