"""A real Loadshare for browser tests: `loadshare serve` in its own process, with its own data."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from tests.support.installation import put_tables

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A server that can be started, killed and started again at the same address."""

    begins_empty = False
    """Whether its first start is to make the tables."""

    def __init__(self, home: Path, *, options: Sequence[str] = (), **settings: str) -> None:
        self.home, self.port = home, free_port()
        self.address = f"http://localhost:{self.port}"
        self.options, self.settings = options, settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        left_out = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        inherited = {name: value for name, value in os.environ.items() if name not in left_out}
        own = {"LOADSHARE_HOME": str(self.home), "HOST": "127.0.0.1", "PORT": str(self.port)}
        return {**inherited, **own, **self.settings}

    @property
    def command(self) -> list[str]:
        return [str(Path(sys.executable).with_name("loadshare")), "serve", *self.options]

    def seeded(self) -> dict[str, Any]:
        """Somebody with a programme in its database: what a device of theirs holds."""
        self._put_tables()
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
        made = subprocess.run(
            [sys.executable, "-m", "tests.support.seeded"],
            cwd=ROOT,
            env={**environment, "ALLOWED_HOSTS": "testserver,localhost"},
            capture_output=True,
            check=True,
        )
        return dict(json.loads(made.stdout))

    def _put_tables(self) -> None:
        is_first = not (self.home / "loadshare.sqlite3").exists()
        if is_first and not self.begins_empty and "DATABASE_URL" not in self.settings:
            put_tables(self.home)

    def start(self) -> None:
        self._put_tables()
        log = self.home / "serve.log"
        with log.open("a", encoding="utf-8") as lines:
            self._process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=lines,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
            )
        _wait_for(self.address, self._process, log)

    @property
    def is_down(self) -> bool:
        return self._process is None

    def stop(self) -> None:
        """Let it end by itself, and make sure of it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """As a power cut does: the server and all its workers at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it ended by itself
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            _wait_until_free(self.port)


AnySite = TypeVar("AnySite", bound=Site)


class MovedSite(Site):
    """A site whose clock can be moved (`tests.support.moved_site`)."""

    def __init__(self, home: Path, **settings: str) -> None:
        super().__init__(home, **settings)
        self.clock = home / "clock"
        self.move_to(days=0)

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "tests.support.moved_site", str(self.port), str(self.clock)]

    def move_to(self, *, days: float) -> None:
        """Let it be this many days later than it is."""
        self.clock.write_text(f"{days}", encoding="utf-8")


@contextmanager
def running_site(home: Path, **settings: str) -> Iterator[str]:
    """Serve from a data folder and yield the address; `settings` are environment variables."""
    with _running(Site(home, **settings)) as site:
        yield site.address


@contextmanager
def moved_site(home: Path, **settings: str) -> Iterator[MovedSite]:
    """The same with a clock that the test moves."""
    with _running(MovedSite(home, **settings)) as site:
        yield site


@contextmanager
def _running(site: AnySite) -> Iterator[AnySite]:
    try:
        site.start()
        yield site
    finally:
        site.stop()


def _wait_until_free(port: int) -> None:
    """Its workers were killed with it, and let go of the address a moment later."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return
        time.sleep(0.01)
    raise AssertionError(f"somebody still listens on {port}")


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
