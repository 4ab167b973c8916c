"""Which addresses a nudge may be sent to: those of the browsers' own push services, and nothing inside.

The address comes from a browser, so without a rule anybody could make this server call any machine it can
reach. Hence a list of services, https, no port of one's own, and a look at where the name leads.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
"""Names, and whatever ends in a point and one of them. `PUSH_SERVICES` changes the list."""


class PushAddressError(ValueError):
    """This is no address of a push service."""


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
        try:
            parts = urlsplit(address)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise PushAddressError("this is no address") from None
        if parts.scheme != self.scheme or port not in self.ports or parts.username or parts.password:
            raise PushAddressError("a push service is reached over https, at its usual port")
        if not any(host == name or host.endswith(f".{name}") for name in self.services):
            raise PushAddressError("this is no push service we know; PUSH_SERVICES lists them")

    def check_where_it_leads(self, address: str) -> None:
        """Raise `PushAddressError` where the name leads to a machine that is not public. Asks the network."""
        self.check(address)
        if not self.is_public:
            return
        try:
            found = tuple(self.resolve(urlsplit(address).hostname or ""))
        except OSError:
            raise PushAddressError("the push service cannot be found at the moment") from None
        if not found or not all(ipaddress.ip_address(one.split("%")[0]).is_global for one in found):
            raise PushAddressError("the name of the push service leads inside")
