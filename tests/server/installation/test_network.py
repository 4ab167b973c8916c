"""Under which names others reach this machine."""

import ipaddress
import socket

import pytest

from loadshare.server.installation import network


def test_every_address_is_on_a_private_network() -> None:
    for address in network.network_addresses():
        assert any(ipaddress.ip_address(address) in known for known in network.PRIVATE_NETWORKS)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (["192.168.1.20"], ("192.168.1.20",)),
        (["10.1.2.3", "172.20.0.4", "10.1.2.3"], ("10.1.2.3", "172.20.0.4")),
        (["100.100.1.1"], ("100.100.1.1",)),
        (["127.0.0.1", "127.0.1.1", "0.0.0.0"], ()),
        (["8.8.8.8", "192.0.2.2", "172.32.0.1"], ()),
    ],
)
def test_only_addresses_of_the_own_network_count(
    monkeypatch: pytest.MonkeyPatch, found: list[str], wanted: tuple[str, ...]
) -> None:
    monkeypatch.setattr(network, "_addresses_used_outwards", lambda: found[:1])
    monkeypatch.setattr(network, "_addresses_of_own_name", lambda: found)
    assert network.network_addresses() == wanted


@pytest.mark.parametrize(
    ("host", "wanted"),
    [("Desk", ("desk.local",)), ("my-mac.lan", ("my-mac.local",)), ("localhost", ()), ("", ()), ("bü.x", ())],
)
def test_the_name_of_the_machine_becomes_a_local_one(
    monkeypatch: pytest.MonkeyPatch, host: str, wanted: tuple[str, ...]
) -> None:
    monkeypatch.setattr(network, "network_addresses", tuple)
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    assert network.network_names() == wanted


def test_without_a_network_there_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", unreachable)
    monkeypatch.setattr(socket, "gethostbyname_ex", unreachable)
    assert network.network_addresses() == ()
