"""What each system tells, from answers like those it gives."""

import asyncio
import ctypes
import shutil
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from loadshare.desktop.macos import MacMachine, idle_s_of
from loadshare.desktop.ports import NoNoticesError, Notice, Sight, Tap
from loadshare.desktop.windows import WindowsMachine

IOREG = b"""+-o IOHIDSystem  <class IOHIDSystem, id 0x100000453, registered>
    {
      "HIDIdleTime" = 183207958
      "HIDParameters" = {"HIDIdleTime"=0}
    }
"""


def test_a_mac_tells_the_time_since_the_last_input() -> None:
    assert idle_s_of(IOREG) == pytest.approx(0.183, abs=0.001)
    assert idle_s_of(b"") is None


def test_a_mac_without_its_tool_tells_nothing() -> None:
    assert asyncio.run(MacMachine(("/no/such/tool",)).look()) == Sight()
    told = asyncio.run(MacMachine((sys.executable, "-c", "print('\"HIDIdleTime\" = 2000000000')")).look())
    assert told.idle_s == 2.0


def windows(*, last: int, now: int, state: int = 5) -> WindowsMachine:
    def last_input(place: Any) -> int:
        place._obj.dwTime = last
        return int(place._obj.cbSize == 8)

    def user_state(place: Any) -> int:
        place._obj.value = state
        return 0

    return WindowsMachine(
        SimpleNamespace(
            user32=SimpleNamespace(GetLastInputInfo=last_input),
            kernel32=SimpleNamespace(GetTickCount=lambda: ctypes.c_int32(now).value),
            shell32=SimpleNamespace(SHQueryUserNotificationState=user_state),
        )
    )


@pytest.mark.parametrize(
    ("last", "now", "idle_s"),
    [(1000, 4000, 3.0), (2**32 - 500, 1500, 2.0), (2**31 - 1000, 2**31 + 1000, 2.0)],
)
def test_windows_tells_it_also_when_its_clock_runs_over(last: int, now: int, idle_s: float) -> None:
    assert asyncio.run(windows(last=last, now=now).look()).idle_s == idle_s


@pytest.mark.parametrize(
    ("state", "locked", "disturb"), [(5, False, False), (3, False, True), (4, False, True), (1, True, False)]
)
def test_windows_tells_when_not_to_disturb(state: int, locked: bool, disturb: bool) -> None:
    told = asyncio.run(windows(last=0, now=0, state=state).look())
    assert (told.is_locked, told.do_not_disturb) == (locked, disturb)


def test_another_system_is_no_windows() -> None:
    assert asyncio.run(WindowsMachine(object()).look()) == Sight()


needs_bus = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="no D-Bus on this machine"
)


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus of our own."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
        yield address
        daemon.terminate()


@needs_bus
def test_an_empty_linux_desktop_tells_nothing_and_has_no_notifications(bus: str) -> None:
    from loadshare.desktop.linux import LinuxMachine
    from loadshare.desktop.notices import DesktopNotices

    async def ask() -> Sight:
        machine = LinuxMachine(bus)
        try:
            with pytest.raises(NoNoticesError, match="--print"):
                await DesktopNotices(lambda _answer: None).open()
            return await machine.look()
        finally:
            await machine.close()

    assert asyncio.run(ask()) == Sight()


@needs_bus
def test_without_any_bus_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from loadshare.desktop.linux import LinuxMachine

    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)
    assert asyncio.run(LinuxMachine("unix:path=/no/such/bus").look()) == Sight()


@needs_bus
def test_a_linux_desktop_tells_idle_lock_and_do_not_disturb(bus: str) -> None:
    from loadshare.desktop.linux import LinuxMachine
    from tests.desktop.linux_desktop import desktop

    async def ask() -> list[Sight]:
        async with desktop(bus) as there:
            machine = LinuxMachine(bus)
            told = [await machine.look()]
            there.idle_ms, there.is_locked, there.inhibited = 61_500, True, True
            told.append(await machine.look())
            await machine.close()
            return told

    assert asyncio.run(ask()) == [
        Sight(idle_s=0.0),
        Sight(idle_s=61.5, is_locked=True, do_not_disturb=True),
    ]


@needs_bus
def test_a_notification_has_three_buttons_and_a_tap_is_an_answer(bus: str) -> None:
    from loadshare.desktop.notices import DesktopNotices
    from tests.desktop.linux_desktop import desktop

    async def show() -> tuple[list[str], Tap, int]:
        async with desktop(bus) as there:
            answers: asyncio.Queue[Tap] = asyncio.Queue()
            notices = DesktopNotices(answers.put_nowait)
            await notices.open()
            three = (Tap.START, Tap.LATER, Tap.MOVED)
            await notices.show(Notice(title="Time to move", body="Stand up.", answers=three))
            labels = there.buttons()
            there.tap("Later")
            answer = await asyncio.wait_for(answers.get(), 5)
            await notices.show(Notice(title="Time to move", body="Stand up.", answers=three))
            await notices.withdraw()
            await notices.close()
            return labels, answer, len(there.closed)

    assert asyncio.run(show()) == (["Start", "Later", "I just moved"], Tap.LATER, 1)
