"""A Windows desktop: the last input, and whether the system says that this is no time for notifications."""

import ctypes
from typing import Any

from loadshare.desktop.ports import Sight

MS_IN_S = 1000
TICKS = 2**32
BUSY_STATES = frozenset({2, 3, 4, 6})
"""Busy, a full-screen game, a presentation, quiet time (`QUERY_USER_NOTIFICATION_STATE`)."""
NOT_PRESENT = 1
"""Locked, or a screen saver runs."""


class _LastInput(ctypes.Structure):
    _fields_ = (("cbSize", ctypes.c_uint), ("dwTime", ctypes.c_uint))


class WindowsMachine:
    """Asks the system's own libraries; `libraries` is `ctypes.windll`."""

    def __init__(self, libraries: Any = None) -> None:
        self._libraries: Any = libraries if libraries is not None else getattr(ctypes, "windll", object())

    async def look(self) -> Sight:
        """What Windows tells now."""
        state = self._state()
        return Sight(
            idle_s=self._idle_s(), is_locked=state == NOT_PRESENT, do_not_disturb=state in BUSY_STATES
        )

    def _idle_s(self) -> float | None:
        last = _LastInput()
        last.cbSize = ctypes.sizeof(last)
        try:
            if not self._libraries.user32.GetLastInputInfo(ctypes.byref(last)):
                return None
            now = int(self._libraries.kernel32.GetTickCount())
        except (AttributeError, OSError):
            return None
        # Both count milliseconds in 32 bits, which run over every 49 days.
        return ((now - int(last.dwTime)) % TICKS) / MS_IN_S

    def _state(self) -> int:
        state = ctypes.c_int(0)
        try:
            failed = self._libraries.shell32.SHQueryUserNotificationState(ctypes.byref(state))
        except (AttributeError, OSError):
            return 0
        return 0 if failed else state.value
