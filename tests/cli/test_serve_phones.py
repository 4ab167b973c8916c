"""`loadshare serve --lan`: phones come in over https, the computer stays at its own address."""

import os
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadshare.cli.serve_phones import PhoneDoor
from loadshare.server.installation import network
from tests.support.command import Command
from tests.support.site import free_port

WITHIN_S = 40
pytestmark = pytest.mark.system_clock


class Served:
    """A running `serve --lan`."""

    def __init__(self, home: Path) -> None:
        self.authority = home / "lan-authority.pem"
        self.computer, self.phone = free_port(), free_port()
        ports = ["--port", str(self.computer), "--lan", "--lan-port", str(self.phone)]
        names = ["--lan-name", "localhost", "--lan-name", "127.0.0.1"]
        environment = {
            k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
        }
        self.log = (home / "log").open("w+b")
        self.process = subprocess.Popen(
            [str(Path(sys.executable).with_name("loadshare")), "serve", *ports, *names],
            env={**environment, "LOADSHARE_HOME": str(home)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def ask(self, address: str) -> dict[str, str]:
        """The headers of a page, once the door is open."""
        context = ssl.create_default_context(cafile=str(self.authority)) if "https" in address else None
        deadline = time.monotonic() + WITHIN_S
        while True:
            try:
                with urllib.request.urlopen(address, timeout=5, context=context) as answer:
                    assert answer.status == 200
                    return {name.lower(): value for name, value in answer.getheaders()}
            except OSError:
                assert self.process.poll() is None, self.words
                assert time.monotonic() < deadline, self.words
                time.sleep(0.1)

    @property
    def words(self) -> str:
        self.log.seek(0)
        return self.log.read().decode()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    one = Served(tmp_path)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()
        one.log.close()


def test_both_doors_open_and_both_close(served: Served) -> None:
    computer = served.ask(f"http://localhost:{served.computer}/")
    phone = served.ask(f"https://127.0.0.1:{served.phone}/")
    assert "secure" not in computer["set-cookie"].lower()
    assert "secure" in phone["set-cookie"].lower()
    # A lasting demand for https would shut people out once the certificate is gone.
    assert "strict-transport-security" not in phone
    assert f"https://localhost:{served.phone}" in served.words
    assert re.search(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", served.words)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=WITHIN_S) is not None
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{served.phone}/", timeout=5)


def test_what_a_phone_says_of_proxies_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    door = PhoneDoor(names=("desk.local",), port=1, certificate="c", key="k", fingerprint="f")
    assert door._environment()["TRUSTED_PROXIES"] == "0"


def test_without_a_network_it_says_what_to_do(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOADSHARE_HOME", str(tmp_path))
    monkeypatch.setattr(network, "network_names", lambda: ("desk.local",))
    ended = command("serve", "--port", free_port(), "--lan")
    assert (ended.code, ended.out) == (2, "")
    assert "Connect it to the Wi-Fi" in ended.err
    assert "--lan-name 192.168.1.20" in ended.err


def test_the_doctor_looks_at_the_certificate(tmp_path: Path) -> None:
    environment = {**os.environ, "LOADSHARE_HOME": str(tmp_path), "DATABASE_URL": "sqlite://:memory:"}

    def doctor() -> str:
        program = [str(Path(sys.executable).with_name("loadshare")), "doctor"]
        return subprocess.run(program, env=environment, capture_output=True, text=True, check=False).stdout

    assert "ok    phones: no certificate yet; made by the first: loadshare serve --lan" in doctor()
    (tmp_path / "lan-certificate.pem").write_text("rubbish")
    assert "wrong phones: lan-certificate.pem cannot be read; loadshare serve --lan makes a new" in doctor()
