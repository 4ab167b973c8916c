"""A real Loadshare for browser tests: `loadshare serve` in its own process, with its own data."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(home: Path, **settings: str) -> Iterator[str]:
    """Serve from a data folder and yield the address; `settings` are environment variables."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("loadshare")), "serve"]
    with _served(command, home, port, settings) as address:
        yield address


@dataclass(frozen=True, kw_only=True)
class MovedSite:
    """A site whose clock can be moved."""

    address: str
    clock: Path

    def move_to(self, *, days: float) -> None:
        """Let it be this many days later than it is."""
        self.clock.write_text(f"{days}", encoding="utf-8")


@contextmanager
def moved_site(home: Path, **settings: str) -> Iterator[MovedSite]:
    """The same with a clock that the test moves (`tests.support.moved_site`)."""
    port, clock = free_port(), home / "clock"
    clock.write_text("0", encoding="utf-8")
    command = [sys.executable, "-m", "tests.support.moved_site", str(port), str(clock)]
    with _served(command, home, port, settings) as address:
        yield MovedSite(address=address, clock=clock)


@contextmanager
def _served(command: list[str], home: Path, port: int, settings: Mapping[str, str]) -> Iterator[str]:
    environment = {k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}}
    environment |= {"LOADSHARE_HOME": str(home), "HOST": "127.0.0.1", "PORT": str(port), **settings}
    log = (home / "serve.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
    try:
        address = f"http://localhost:{port}"
        _wait_for(address, process, home / "serve.log")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the site did not start:\n{log.read_text(encoding='utf-8')}")
