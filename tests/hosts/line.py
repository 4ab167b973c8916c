"""A long and bad line between two network devices, which a kernel without netem does not make.

`python -m tests.hosts.line ONE OTHER DELAY_S LOSS SEED` makes two devices (TUN) and carries what comes out of
one into the other: late, and some of it not at all. Whoever starts it puts each device into the host where it
belongs. Told to end, it says how much it carried and lost.
"""

from __future__ import annotations

import fcntl
import heapq
import json
import os
import random
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

TUN = Path("/dev/net/tun")
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
A_PACKET = 65_536


def open_device(name: str) -> int:
    """A device of this name; what the kernel sends out of it is read, what is written comes in."""
    device = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


def carry(one: int, other: int, *, delay_s: float, loss: float, seed: int) -> dict[str, int]:
    """Until SIGTERM; what became of the packets. Both ways are as long and as bad."""
    chance, counted = random.Random(seed), {"carried": 0, "lost": 0}
    under_way: list[tuple[float, int, int, bytes]] = []
    over = False

    def end(*_signal: object) -> None:
        nonlocal over
        over = True

    signal.signal(signal.SIGTERM, end)
    number = 0
    while not over:
        wait_s = max(0.0, under_way[0][0] - time.monotonic()) if under_way else 0.2
        for device in select.select([one, other], [], [], wait_s)[0]:
            packet = os.read(device, A_PACKET)
            if chance.random() < loss:
                counted["lost"] += 1
                continue
            number += 1
            to = other if device == one else one
            heapq.heappush(under_way, (time.monotonic() + delay_s, number, to, packet))
        while under_way and under_way[0][0] <= time.monotonic():
            *_, to, packet = heapq.heappop(under_way)
            counted["carried"] += 1
            with suppress(OSError):  # the device is down
                os.write(to, packet)
    return counted


def main(names: list[str], delay_s: float, loss: float, seed: int) -> None:
    devices = [open_device(name) for name in names]
    print("ready", flush=True)
    print(json.dumps(carry(*devices, delay_s=delay_s, loss=loss, seed=seed)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:3], float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
