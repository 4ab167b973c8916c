"""A Mac: the time since the last input, from the input system's own register."""

import asyncio
import re

from loadshare.desktop.ports import Sight

ASK = ("ioreg", "-c", "IOHIDSystem", "-d", "4", "-r", "-k", "HIDIdleTime")
NS_IN_S = 1_000_000_000
WAIT_S = 2.0
_IDLE = re.compile(rb'"HIDIdleTime"\s*=\s*(\d+)')


class MacMachine:
    """Asks `ioreg`. macOS itself holds notifications back while a focus is on."""

    def __init__(self, ask: tuple[str, ...] = ASK) -> None:
        self._ask = ask

    async def look(self) -> Sight:
        """What macOS tells now."""
        try:
            asked = await asyncio.create_subprocess_exec(
                *self._ask, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
            )
            said, _ = await asyncio.wait_for(asked.communicate(), WAIT_S)
        except (OSError, TimeoutError):
            return Sight()
        return Sight(idle_s=idle_s_of(said))


def idle_s_of(register: bytes) -> float | None:
    """Seconds since the last input, from what `ioreg` prints; None where it does not say."""
    found = _IDLE.search(register)
    return int(found[1]) / NS_IN_S if found else None
