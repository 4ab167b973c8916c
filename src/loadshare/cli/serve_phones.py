"""The second door of `loadshare serve --lan`: https for phones on the same network."""

from __future__ import annotations

import datetime as dt
import io
import ipaddress
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from loadshare.cli.output import InputError

_STOPS_WITHIN_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDoor:
    """Names the machine is reached by, best first, and the port phones knock at."""

    names: tuple[str, ...]
    port: int
    certificate: str
    key: str
    fingerprint: str

    @classmethod
    def prepare(cls, *, port: int, names: Sequence[str]) -> PhoneDoor:
        """Find this machine's names and make sure a certificate holds for them."""
        from loadshare.home import data_folder
        from loadshare.server.installation.certificate import ensure_certificate, fingerprint
        from loadshare.server.installation.network import network_names

        known = tuple(dict.fromkeys([*(name.strip().lower() for name in names), *network_names()]))
        if not known or all(name.endswith(".local") for name in known):
            raise InputError(
                "This machine has no address on a private network, so no phone can reach it. Connect it to "
                "the Wi-Fi the phone uses, or name the address: loadshare serve --lan --lan-name 192.168.1.20"
            )
        files = ensure_certificate(folder=data_folder(), names=known, now=dt.datetime.now(dt.UTC))
        return cls(
            names=known,
            port=port,
            certificate=str(files.certificate),
            key=str(files.key),
            fingerprint=fingerprint(files.certificate),
        )

    @property
    def address(self) -> str:
        """What to type or scan on the phone."""
        return f"https://{_in_address(self.names[0])}:{self.port}"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Serve phones while the block runs."""
        self._explain()
        listener = subprocess.Popen(self._command(), env=self._environment())
        try:
            yield
        finally:
            listener.terminate()
            try:
                listener.wait(timeout=_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                listener.kill()

    def _command(self) -> list[str]:
        where = ["0.0.0.0", str(self.port)]
        return [sys.executable, "-m", "loadshare.cli.doors", *where, self.certificate, self.key]

    def _environment(self) -> dict[str, str]:
        """Cookies for https only; no lasting demand for https, which would outlive this certificate.

        Phones come in directly: what they say about proxies is not believed.
        """
        allowed = ",".join([*(_in_address(name) for name in self.names), "localhost", "127.0.0.1"])
        return {
            "ALLOWED_HOSTS": allowed,
            **os.environ,
            "HTTPS": "True",
            "HSTS_DAYS": "0",
            "TRUSTED_PROXIES": "0",
        }

    def _explain(self) -> None:
        import segno

        picture = io.StringIO()
        segno.make(self.address).terminal(out=picture, compact=True)
        print(
            f"Phones on the same network: {self.address}\n\n{picture.getvalue()}\n{self._what_it_asks()}",
            flush=True,
        )

    def _what_it_asks(self) -> str:
        return (
            "The phone will say that the connection is not private: this machine vouches for itself.\n"
            "  iPhone: Show Details, then: visit this website.\n"
            "  Android: Advanced, then: Proceed.\n"
            "Do so only on your own network, and only where the certificate has this SHA-256 fingerprint:\n"
            f"  {self.fingerprint}\n"
            "Then the phone asks whether the page may use motion sensors: allow it, or measure by hand.\n"
        )


def _in_address(name: str) -> str:
    try:
        return f"[{name}]" if ipaddress.ip_address(name).version == 6 else name
    except ValueError:
        return name
