"""The site on this machine: files and parts of them, no lists, nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from flows.engine.serving import site_server
from flows.errors import UsageError
from flows.schedule.site import serving_site


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "query").mkdir()
    (tmp_path / "query" / "engine.wasm").write_bytes(b"0123456789")
    with site_server(tmp_path) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_file_is_sent_with_its_type(address: str) -> None:
    reply = httpx.get(f"{address}/query/engine.wasm")
    assert (reply.status_code, reply.content) == (200, b"0123456789")
    assert reply.headers["content-type"] == "application/wasm"
    assert reply.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=7-900", 206, b"789"),
        ("bytes=20-30", 416, None),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_a_part_of_a_file_is_sent(
    address: str, asked: str, status: int, content: bytes | None
) -> None:
    reply = httpx.get(f"{address}/query/engine.wasm", headers={"Range": asked})
    assert reply.status_code == status
    assert content is None or reply.content == content


@pytest.mark.parametrize("path", ["/", "/query/", "/../../etc/passwd", "/nothing"])
def test_no_folder_is_listed_and_nothing_outside_is_sent(address: str, path: str) -> None:
    assert httpx.get(f"{address}{path}").status_code == 404


def test_a_page_elsewhere_that_resolves_to_this_machine_gets_nothing(address: str) -> None:
    reply = httpx.get(f"{address}/query/engine.wasm", headers={"Host": "evil.example:80"})
    assert reply.status_code == 403


def test_a_port_that_is_taken_is_said(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name another one"):
        site_server(tmp_path, int(address.rpartition(":")[2]))


def test_beside_prefects_ui_a_port_that_is_taken_is_a_warning_and_nothing_else(
    address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving_site(tmp_path, int(address.rpartition(":")[2])) as served:
        assert served is None
    assert "the site is not served" in caplog.text
    with serving_site(tmp_path, 0) as served:
        assert httpx.get(f"{served}/query/engine.wasm").content == b"0123456789"
