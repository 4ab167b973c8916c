"""A clinic's FHIR server (medplum's router, `tests/fhir_peer`), and a door before it that can fail."""

from __future__ import annotations

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from loadshare.server.installation.certificate import CertificateFiles
from tests.interop.fhir_peers import PEER


@contextmanager
def peer_server() -> Iterator[str]:
    """Its address. Skips where it was not set up."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node", path=path)
    if node is None or not (PEER / "node_modules").is_dir():
        pytest.skip("the FHIR server of others is not set up: python3 tools/setup.py dev")
    asked = {"cwd": PEER, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    # A group of its own: node may be started by another program, which would leave it behind.
    with subprocess.Popen([node, "server.mjs"], start_new_session=True, **asked) as process:
        assert process.stdout is not None
        try:
            port = process.stdout.readline().strip()
            assert port.isdigit(), "it did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def held_by(address: str, question: str) -> list[dict[str, Any]]:
    """What the server finds."""
    asked = urllib.request.Request(f"{address}/{question}", headers={"Authorization": "Bearer look"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        found = json.loads(answer.read())
    return [entry["resource"] for entry in found.get("entry", ())]


class Door:
    """Stands before the server. `does`: what it does with each request in turn; the last one stays.

    `pass` on; `lose` the answer after it was passed on; `cut` the answer in the middle; `stall`; `drip` a
    sign now and then, without end; or an answer of its own as (status, headers, body).
    """

    def __init__(self, behind: str) -> None:
        self.behind, self.does = behind, ["pass"]
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                door.asked.append((self.path, dict(self.headers), body))
                deed: Any = door.does.pop(0) if len(door.does) > 1 else door.does[0]
                if deed == "stall":
                    time.sleep(3)
                    return
                if deed == "drip":
                    door.drip(self.wfile)
                    return
                status, headers, answer = (
                    door.passed(self.path, dict(self.headers), body) if isinstance(deed, str) else deed
                )
                if deed == "lose":
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer[: len(answer) // 2] if deed == "cut" else answer)
                if deed == "cut":
                    self.connection.close()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def name(self) -> str:
        """As a setting names it."""
        return self.address.removeprefix("http://")

    def drip(self, line: Any) -> None:
        """As fast as no limit of silence notices, for ten seconds at most."""
        with suppress(OSError):
            line.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(100):
                line.write(b"x")
                time.sleep(0.1)

    def passed(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        kept = {name: headers[name] for name in ("Authorization", "Content-Type")}
        asked = urllib.request.Request(self.behind + path, data=body, headers=kept, method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, {"Content-Type": "application/fhir+json"}, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, {"Content-Type": "application/fhir+json"}, refused.read()


@contextmanager
def sealed_door(files: CertificateFiles, heard: list[str]) -> Iterator[int]:
    """A website over https; its port. The paths it was asked for are added to `heard`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"hi")

        def log_message(self, *_: object) -> None:
            pass

    sealed = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    sealed.load_cert_chain(files.certificate, files.key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = sealed.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()
