"""A Linux desktop, over the session bus: GNOME, KDE, and whatever else answers the same names."""

import asyncio
import os
import shutil
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.constants import MessageType
from dbus_fast.message import Message

from loadshare.desktop.ports import Sight

WAIT_S = 1.0
MUTTER = (
    "org.gnome.Mutter.IdleMonitor",
    "/org/gnome/Mutter/IdleMonitor/Core",
    "org.gnome.Mutter.IdleMonitor",
)
SCREEN = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")
GNOME_SCREEN = ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver")
NOTICES = "org.freedesktop.Notifications"
NOTICES_PLACE = (NOTICES, "/org/freedesktop/Notifications", "org.freedesktop.DBus.Properties")
BANNERS = ("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
MS_IN_S = 1000


class LinuxMachine:
    """Asks over D-Bus; a name that does not answer is just something this desktop does not tell."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address
        self._bus: MessageBus | None = None

    async def look(self) -> Sight:
        """Idle time, lock and "do not disturb", as far as the desktop tells."""
        return Sight(
            idle_s=await self._idle_s(),
            is_locked=await self._is_locked(),
            do_not_disturb=await self._is_inhibited() or not await _shows_banners(),
        )

    async def close(self) -> None:
        """Leave the bus."""
        if self._bus is not None and self._bus.connected:
            self._bus.disconnect()
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    async def _idle_s(self) -> float | None:
        idle_ms = await self._ask(MUTTER, "GetIdletime")
        if isinstance(idle_ms, int):
            return idle_ms / MS_IN_S
        # The screen saver of KDE counts in seconds; others do not answer this at all.
        idle_s = await self._ask(SCREEN, "GetSessionIdleTime")
        return float(idle_s) if isinstance(idle_s, int) else None

    async def _is_locked(self) -> bool:
        for place in (GNOME_SCREEN, SCREEN):
            active = await self._ask(place, "GetActive")
            if isinstance(active, bool):
                return active
        return False

    async def _is_inhibited(self) -> bool:
        value = await self._ask(NOTICES_PLACE, "Get", "ss", [NOTICES, "Inhibited"])
        return getattr(value, "value", value) is True

    async def _ask(
        self, place: tuple[str, str, str], member: str, signature: str = "", body: list[Any] | None = None
    ) -> Any:
        """The first value of the answer; None where there is none."""
        destination, path, interface = place
        message = Message(
            destination=destination, path=path, interface=interface, member=member, signature=signature,
            body=body or [],
        )  # fmt: skip
        try:
            bus = await self._connected()
            answer = await asyncio.wait_for(bus.call(message), WAIT_S)
        except Exception:  # a bus that is away can fail in many ways, and none of them matters here
            self._bus = None
            return None
        if answer is None or answer.message_type is not MessageType.METHOD_RETURN or not answer.body:
            return None
        return answer.body[0]

    async def _connected(self) -> MessageBus:
        if self._bus is None or not self._bus.connected:
            self._bus = await asyncio.wait_for(MessageBus(bus_address=self._address).connect(), WAIT_S)
        return self._bus


async def _shows_banners() -> bool:
    """GNOME's "do not disturb" is this setting, turned off."""
    if "GNOME" not in os.environ.get("XDG_CURRENT_DESKTOP", "").upper() or shutil.which(BANNERS[0]) is None:
        return True
    asked = await asyncio.create_subprocess_exec(
        *BANNERS, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        said, _ = await asyncio.wait_for(asked.communicate(), WAIT_S)
    except TimeoutError:
        asked.kill()
        return True
    return said.strip() != b"false"
