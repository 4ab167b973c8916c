"""Which addresses a nudge may be sent to: those of the browsers' own push services, and nothing inside.

The address comes from a browser, so without a rule anybody could make this server call any machine it can
reach. Hence a list of services, https, no port of one's own, and a look at where the name leads. The address
is looked at as the client that calls it reads it: another reading may find another machine in it.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
"""Names, and whatever ends in a point and one of them. `PUSH_SERVICES` changes the list."""


_PLAIN = re.compile(r"[!-\[\]-~]+")
"""Printable ASCII without spaces and backslashes: browsers send nothing else."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_NO_MACHINE = tuple(ipaddress.ip_network(one) for one in ("::/96", "64:ff9b:1::/48", "fec0::/10"))
"""Old and local ways to write an address: the library takes them for global."""
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


class PushAddressError(ValueError):
    """This is no address of a push service."""


def as_called(address: str) -> Url:
    """The address as the client reads it. Raises `PushAddressError` where it reads none."""
    import requests  # with the first nudge: no command waits for it at its start

    try:
        return parse_url(requests.Request("POST", address).prepare().url or "")
    except (requests.RequestException, LocationParseError, ValueError):
        raise PushAddressError("this is no address") from None


def _resolve(host: str) -> Iterable[str]:
    return {str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}


@dataclass(frozen=True, kw_only=True)
class AddressRule:
    """What an address has to be. Tests send to a service of their own with another rule."""

    services: tuple[str, ...] = SERVICES
    scheme: str = "https"
    ports: frozenset[int | None] = frozenset({None, 443})
    is_public: bool = True
    resolve: Callable[[str], Iterable[str]] = _resolve

    def check(self, address: str) -> None:
        """Raise `PushAddressError` unless the address may be called, as far as its text goes."""
        called = as_called(address)
        host = called.host or ""
        if not _PLAIN.fullmatch(address) or not _NAME.fullmatch(host):
            raise PushAddressError("this is no address")
        if called.scheme != self.scheme or called.port not in self.ports or called.auth is not None:
            raise PushAddressError("a push service is reached over https, at its usual port")
        if not any(host == name or host.endswith(f".{name}") for name in self.services):
            raise PushAddressError("this is no push service we know; PUSH_SERVICES lists them")

    def check_where_it_leads(self, address: str) -> None:
        """Raise `PushAddressError` where the name leads to a machine that is not public. Asks the network."""
        self.check(address)
        if not self.is_public:
            return
        try:
            found = tuple(self.resolve(as_called(address).host or ""))
        except OSError:
            raise PushAddressError("the push service cannot be found at the moment") from None
        if not found or not all(is_public(one) for one in found):
            raise PushAddressError("the name of the push service leads inside")


def is_public(text: str) -> bool:
    """Whether a machine at this address is one of the open internet, also by a detour."""
    address = ipaddress.ip_address(text.split("%")[0])
    is_odd = address.is_multicast or any(address in network for network in _NO_MACHINE)
    return address.is_global and not is_odd and all(inner.is_global for inner in _inside(address))


def _inside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The addresses of the older kind that one of the newer kind leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
    return [one for one in (address.ipv4_mapped, address.sixtofour, translated) if one is not None]
