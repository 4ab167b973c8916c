"""Hosts of a small network on this machine: namespaces with an address each, and a cable to one bridge."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.hosts.line import TUN

ROOT = Path(__file__).resolve().parents[2]

NETWORK = "10.77.0"


def lacks() -> str:
    """What this machine has not, without which there are no hosts."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "namespaces need root"
    if missing := [name for name in ("ip", "haproxy", "setpriv") if not shutil.which(name)]:
        return f"not installed: {', '.join(missing)}"
    tried = subprocess.run(["ip", "netns", "add", f"ls{os.getpid()}"], capture_output=True, check=False)
    if tried.returncode:
        return "the system makes no namespaces here"
    subprocess.run(["ip", "netns", "del", f"ls{os.getpid()}"], check=True)
    return ""


def makes_lines() -> bool:
    """Whether the system lends devices whose packets a program carries."""
    try:
        os.close(os.open(TUN, os.O_RDWR))
    except OSError:
        return False
    return True


def do(*words: object, **more: object) -> str:
    """A command of this machine that must go well; what it said."""
    ended = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    assert ended.returncode == 0, f"{words}: {ended.stderr}"
    return str(ended.stdout)


@dataclass
class Host:
    """A machine of its own as far as the network goes."""

    name: str
    address: str
    space: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *words: object, user: str = "", env: dict[str, str] | None = None) -> str:
        """A command that ends and must go well."""
        return do("ip", "netns", "exec", self.space, *_as(user), *words, env=env)

    def start(
        self, *words: object, log: IO[bytes], user: str = "", env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A command that goes on."""
        command = ["ip", "netns", "exec", self.space, *_as(user), *[str(word) for word in words]]
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def kill_all(self) -> None:
        """As a loss of power does; again while there is one that another had just begun."""
        while numbers := do("ip", "netns", "pids", self.space).split():
            for number in numbers:
                with suppress(ProcessLookupError):
                    os.kill(int(number), signal.SIGKILL)
            time.sleep(0.05)
        for process in self.processes:
            process.wait()
        self.processes.clear()

    def cut(self) -> None:
        """Pull the cable."""
        do("ip", "-n", self.space, "link", "set", "eth0", "down")

    def mend(self) -> None:
        """Put it in again."""
        do("ip", "-n", self.space, "link", "set", "eth0", "up")


def _as(user: str) -> Sequence[str]:
    return ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups") if user else ()


class Network:
    """A bridge, and the hosts at it."""

    def __init__(self) -> None:
        self._prefix = f"ls{os.getpid()}"
        self._hub = f"{self._prefix}-hub"
        self.hosts: dict[str, Host] = {}
        do("ip", "netns", "add", self._hub)
        do("ip", "-n", self._hub, "link", "add", "hub", "type", "bridge")
        do("ip", "-n", self._hub, "link", "set", "hub", "up")

    def add(self, name: str) -> Host:
        """A host with a cable to the bridge."""
        number = len(self.hosts) + 1
        host = Host(name=name, address=f"{NETWORK}.{number}", space=f"{self._prefix}-{name}")
        self.hosts[name] = host
        do("ip", "netns", "add", host.space)
        peer = ("peer", "name", f"p{number}", "netns", self._hub)
        do("ip", "-n", host.space, "link", "add", "eth0", "type", "veth", *peer)
        do("ip", "-n", self._hub, "link", "set", f"p{number}", "master", "hub", "up")
        do("ip", "-n", host.space, "addr", "add", f"{host.address}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            do("ip", "-n", host.space, "link", "set", device, "up")
        return host

    @contextmanager
    def bad_line(
        self, one: Host, other: Host, *, delay_s: float, loss: float, seed: int
    ) -> Iterator[dict[str, int]]:
        """Inside, these two reach each other this slowly, and this share of packets is lost on each way.

        What went over it stands in what is yielded, afterwards.
        """
        names = [f"{self._prefix}{way}" for way in "ab"]
        line = subprocess.Popen(
            [sys.executable, "-m", "tests.hosts.line", *names, str(delay_s), str(loss), str(seed)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        counted: dict[str, int] = {}
        try:
            assert line.stdout is not None
            assert line.stdout.readline() == "ready\n"
            for name, near, far in zip(names, (one, other), (other, one), strict=True):
                do("ip", "link", "set", name, "netns", near.space)
                do("ip", "-n", near.space, "link", "set", name, "up")
                do(
                    "ip",
                    "-n",
                    near.space,
                    "route",
                    "add",
                    f"{far.address}/32",
                    "dev",
                    name,
                    "src",
                    near.address,
                )
            yield counted
        finally:
            line.terminate()
            said, _ = line.communicate(timeout=10)  # its devices and routes go with it
            counted.update(json.loads(said or "{}"))

    def close(self) -> None:
        """End what runs at the hosts, and take them away."""
        for host in self.hosts.values():
            host.kill_all()
            do("ip", "netns", "del", host.space)
        do("ip", "netns", "del", self._hub)
