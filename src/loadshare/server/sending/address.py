"""Which addresses may be sent to: https, a public machine, and the one that was looked at is the one called.

Whoever runs the installation may name servers inside (`CLINIC_SERVERS_INSIDE`); only those may lead inside,
and only one on this very machine may go without https.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from loadshare.server.breaks.push_address import is_public

PORTS = frozenset({443, 8443})
_PLAIN = re.compile(r"https?://[!-\[\]-~]+")
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")


class ServerAddressError(ValueError):
    """This is no address that may be sent to. `why` is a key of the words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Called:
    """A server as it is called."""

    is_sealed: bool
    """Over https."""
    host: str
    port: int
    path: str
    machine: str
    """The address of the machine that was looked at."""


def _resolve(host: str, port: int) -> Iterable[str]:
    """In the order of the system: a machine that cannot be reached from here stands last."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, kw_only=True)
class ServerRule:
    """What an address has to be."""

    inside: tuple[str, ...] = ()
    """As `name` or `name:port`."""
    resolve: Callable[[str, int], Iterable[str]] = _resolve

    def check(self, address: str) -> Called:
        """As far as its text goes; `machine` is empty. Raises `ServerAddressError`."""
        try:
            url = parse_url(address)
        except LocationParseError:
            raise ServerAddressError("address") from None
        host, path = url.host or "", (url.path or "").rstrip("/")
        if not _PLAIN.fullmatch(address) or not _NAME.fullmatch(host) or not _PATH.fullmatch(path):
            raise ServerAddressError("address")
        if url.auth is not None or url.query is not None or url.fragment is not None:
            raise ServerAddressError("address")
        is_sealed = url.scheme == "https"
        port = url.port or (443 if is_sealed else 80)
        if not is_sealed and not self._is_named(host, port):
            raise ServerAddressError("https")
        if port not in PORTS and not self._is_named(host, port):
            raise ServerAddressError("port")
        return Called(is_sealed=is_sealed, host=host, port=port, path=path, machine="")

    def look(self, address: str) -> Called:
        """Where it leads now. Asks the network. Raises `ServerAddressError`."""
        called = self.check(address)
        try:
            found = list(self.resolve(called.host, called.port))
        except (OSError, UnicodeError):
            raise ServerAddressError("gone") from None
        if not found:
            raise ServerAddressError("gone")
        if self._is_named(called.host, called.port):
            if not called.is_sealed and not all(_is_this_machine(one) for one in found):
                raise ServerAddressError("https")
        elif not all(is_public(one) for one in found):
            raise ServerAddressError("inside")
        return Called(
            is_sealed=called.is_sealed, host=called.host, port=called.port, path=called.path, machine=found[0]
        )

    def _is_named(self, host: str, port: int) -> bool:
        return host in self.inside or f"{host}:{port}" in self.inside


def _is_this_machine(text: str) -> bool:
    return ipaddress.ip_address(text.split("%")[0]).is_loopback
