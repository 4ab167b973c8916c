"""A phone in Chromium's hands: plays a recording through the overrides of its motion sensors."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from playwright.sync_api import BrowserContext, CDPSession, Page

from loadshare.measure import Recording

SENSORS = ("accelerometer", "linear-acceleration", "gravity", "gyroscope")


class FakePhone:
    """Sensors of one page. Made before the page loads: enabled later, `devicemotion` stays silent."""

    def __init__(self, context: BrowserContext, page: Page, *, gyroscope: bool = True) -> None:
        self.page = page
        self._cdp: CDPSession = context.new_cdp_session(page)
        self._gyroscope = gyroscope
        self._cdp.send("Browser.grantPermissions", {"permissions": ["sensors", "wakeLockScreen"]})
        for sensor in SENSORS:
            available = gyroscope or sensor != "gyroscope"
            self._cdp.send(
                "Emulation.setSensorOverrideEnabled",
                {
                    "enabled": True,
                    "type": sensor,
                    "metadata": {"available": available, "minimumFrequency": 1, "maximumFrequency": 60},
                },
            )

    def rest(self, *, seconds: float, acceleration: tuple[float, float, float] = (0.0, 9.8, 0.0)) -> None:
        """Lie still, with the trace of noise that a sensor always has."""
        stop = time.monotonic() + seconds
        wobble = 0.1
        while time.monotonic() < stop:
            wobble = -wobble
            x, y, z = acceleration
            self._set(np.array([x + wobble, y + wobble, z + wobble]), np.full(3, wobble / 30))
            self.page.wait_for_timeout(8)

    def play(self, recording: Recording, *, until: Callable[[], bool]) -> None:
        """Play it on the wall clock, its last sample held, until something has happened on the page."""
        begun = time.monotonic()
        times = recording.time_s - recording.time_s[0]
        rates = recording.rotation_rate_rad_s
        asked = 0
        while True:
            at = min(int(np.searchsorted(times, time.monotonic() - begun)), times.shape[0] - 1)
            # A held last sample still carries noise, or the browser stops sending events.
            noise = 0.05 * (-1) ** asked
            self._set(
                recording.acceleration_m_s2[at] + noise, None if rates is None else rates[at] + noise / 30
            )
            self.page.wait_for_timeout(6)
            asked += 1
            if asked % 20 == 0 and until():
                return

    def _set(self, acceleration: np.ndarray, rotation: np.ndarray | None) -> None:
        self._write("accelerometer", acceleration)
        self._write("linear-acceleration", acceleration - acceleration)
        if self._gyroscope and rotation is not None:
            self._write("gyroscope", rotation)

    def _write(self, sensor: str, xyz: np.ndarray) -> None:
        reading = {"xyz": dict(zip("xyz", (float(value) for value in xyz), strict=True))}
        self._cdp.send("Emulation.setSensorOverrideReadings", {"type": sensor, "reading": reading})
