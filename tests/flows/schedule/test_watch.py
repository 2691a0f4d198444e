"""`serve` does not outlive its Prefect server: a scheduler without a server runs nothing and says nothing."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from flows.schedule.watch import is_healthy

WATCHING = """
import sys, time
from flows.schedule.watch import watch_server
watch_server(sys.argv[1], poll_s=0.1, lost_after_s=3)
print("watching", flush=True)
time.sleep(60)
"""


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/api/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Healthy)
    Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.server_close()


def test_no_server_answers_at_an_address_that_is_none() -> None:
    assert not is_healthy("http://127.0.0.1:port/api")


def test_a_process_whose_server_is_gone_ends_with_a_reason(server: ThreadingHTTPServer) -> None:
    address = f"http://127.0.0.1:{server.server_address[1]}/api"
    with subprocess.Popen(
        [sys.executable, "-c", WATCHING, address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "watching\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=5)  # longer than a server may be silent: it answers, so we live
        server.shutdown()
        server.server_close()
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"server at {address} has not answered" in said
    assert "rolecall serve" in said
