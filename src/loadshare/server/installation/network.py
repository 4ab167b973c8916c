"""Under which names other machines on the same network reach this one."""

from __future__ import annotations

import ipaddress
import socket

PRIVATE_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
    )
)
"""Networks whose addresses mean something only to the machines on them."""

# Never spoken to: asking which address would be used for them sends nothing.
_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET, "10.255.255.255"))


def network_addresses() -> tuple[str, ...]:
    """The addresses of this machine that others on its network can use, the likeliest first."""
    found = [*_addresses_used_outwards(), *_addresses_of_own_name()]
    return tuple(dict.fromkeys(address for address in found if _is_for_others(address)))


def network_names() -> tuple[str, ...]:
    """The addresses, and the `.local` name most networks know this machine by."""
    host = socket.gethostname().split(".")[0].lower()
    is_name = bool(host) and host != "localhost" and host.replace("-", "").isalnum() and host.isascii()
    return (*network_addresses(), *((f"{host}.local",) if is_name else ()))


def _addresses_used_outwards() -> list[str]:
    found = []
    for family, address in _ELSEWHERE:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((address, 9))
                found.append(str(probe.getsockname()[0]))
            except OSError:
                continue
    return found


def _addresses_of_own_name() -> list[str]:
    try:
        return list(socket.gethostbyname_ex(socket.gethostname())[2])
    except OSError:
        return []


def _is_for_others(address: str) -> bool:
    known = ipaddress.ip_address(address)
    return any(known in network for network in PRIVATE_NETWORKS)
