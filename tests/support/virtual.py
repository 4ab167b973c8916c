"""A phone whose clock belongs to the test: half a minute of measuring passes in a second, always alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from playwright.sync_api import BrowserContext, Page

from loadshare.measure import Recording

EVENT_EVERY_MS = 16
"""About 60 Hz, as browsers send it."""
_PLAYER = f"""
(() => {{
    let played = null;
    window.playSamples = (samples) => {{ played = {{ ...samples, begun: performance.now() }}; }};
    setInterval(() => {{
        if (!played) return;
        const {{ every, acceleration, rotation, begun }} = played;
        const at = Math.min(Math.floor((performance.now() - begun) / every), acceleration.length - 1);
        const [x, y, z] = acceleration[at];
        const [alpha, beta, gamma] = rotation[at];
        window.dispatchEvent(new DeviceMotionEvent("devicemotion", {{
            accelerationIncludingGravity: {{ x, y, z }}, rotationRate: {{ alpha, beta, gamma }},
        }}));
    }}, {EVENT_EVERY_MS});
}})()
"""


class VirtualPhone:
    """Sends motion events to a page by the page's own clock. Made before the page loads."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.page = page
        context.new_cdp_session(page).send("Browser.grantPermissions", {"permissions": ["sensors"]})
        page.clock.install()
        page.add_init_script(_PLAYER)

    def open(self, address: str) -> None:
        """Load a page, and stop its clock."""
        self.page.goto(address)
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 1)

    def hold(self, recording: Recording) -> None:
        """Lie as at the start of `recording`."""
        self._send(recording, rows=slice(0, 2))

    def play(self, recording: Recording, *, until: Callable[[], bool], most_s: int) -> None:
        """Play `recording`, its last sample held, until something has happened on the page."""
        self._send(recording, rows=slice(None))
        self.pass_time(until=until, most_s=most_s)

    def pass_time(self, *, until: Callable[[], bool], most_s: int, step_ms: int = 500) -> None:
        """Let the clock run until something has happened."""
        for _ in range(1000 * most_s // step_ms):
            self.page.clock.run_for(step_ms)
            if until():
                return
        raise AssertionError(f"nothing happened within {most_s} seconds")

    def _send(self, recording: Recording, *, rows: slice) -> None:
        assert recording.rotation_rate_rad_s is not None
        samples = {
            "every": 1000.0 / recording.rate_hz,
            "acceleration": recording.acceleration_m_s2[rows].tolist(),
            "rotation": np.degrees(recording.rotation_rate_rad_s[rows]).tolist(),
        }
        self.page.evaluate("(samples) => window.playSamples(samples)", samples)
