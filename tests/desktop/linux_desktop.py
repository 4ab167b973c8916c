"""The parts of a Linux desktop that the companion talks to, on a bus of the test's own."""

# Names and annotations are those of D-Bus.
# ruff: noqa: F821, F722, N802, ARG002

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.constants import PropertyAccess
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal


class Screen:
    """What the test sets and sees."""

    def __init__(self) -> None:
        self.idle_ms, self.is_locked, self.inhibited = 0, False, False
        self.shown: list[tuple[int, list[str]]] = []
        self.closed: list[int] = []
        self.service: Any = None

    def buttons(self) -> list[str]:
        actions = self.shown[-1][1]
        return [label for key, label in zip(actions[::2], actions[1::2], strict=True) if key != "default"]

    def tap(self, label: str) -> None:
        number, actions = self.shown[-1]
        self.service.ActionInvoked(number, actions[actions.index(label) - 1])


class Idle(ServiceInterface):
    def __init__(self, screen: Screen) -> None:
        super().__init__("org.gnome.Mutter.IdleMonitor")
        self._screen = screen

    @dbus_method()
    def GetIdletime(self) -> "t":
        return self._screen.idle_ms


class Saver(ServiceInterface):
    def __init__(self, screen: Screen) -> None:
        super().__init__("org.gnome.ScreenSaver")
        self._screen = screen

    @dbus_method()
    def GetActive(self) -> "b":
        return self._screen.is_locked


class Notifications(ServiceInterface):
    def __init__(self, screen: Screen) -> None:
        super().__init__("org.freedesktop.Notifications")
        self._screen = screen
        screen.service = self

    @dbus_method()
    def GetCapabilities(self) -> "as":
        return ["actions", "body"]

    @dbus_method()
    def GetServerInformation(self) -> "ssss":
        return ["Test", "Loadshare", "1", "1.2"]

    @dbus_method()
    def Notify(
        self,
        name: "s",
        old: "u",
        icon: "s",
        title: "s",
        body: "s",
        actions: "as",
        hints: "a{sv}",
        wait: "i",
    ) -> "u":
        number = len(self._screen.shown) + 1
        self._screen.shown.append((number, actions))
        return number

    @dbus_method()
    def CloseNotification(self, number: "u"):
        self._screen.closed.append(number)

    @dbus_signal()
    def ActionInvoked(self, number: int, key: str) -> "us":
        return [number, key]

    @dbus_signal()
    def NotificationClosed(self, number: int, why: int) -> "uu":
        return [number, why]

    @dbus_property(access=PropertyAccess.READ)
    def Inhibited(self) -> "b":
        return self._screen.inhibited


@asynccontextmanager
async def desktop(address: str) -> AsyncIterator[Screen]:
    screen, bus = Screen(), await MessageBus(bus_address=address).connect()
    places = {
        "/org/gnome/Mutter/IdleMonitor/Core": Idle(screen),
        "/org/gnome/ScreenSaver": Saver(screen),
        "/org/freedesktop/Notifications": Notifications(screen),
    }
    for path, service in places.items():
        bus.export(path, service)
    for name in ("org.gnome.Mutter.IdleMonitor", "org.gnome.ScreenSaver", "org.freedesktop.Notifications"):
        await bus.request_name(name)
    yield screen
    bus.disconnect()
    await bus.wait_for_disconnect()
