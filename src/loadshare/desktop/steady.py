"""Seconds on a clock that nobody can move, and that goes on while the computer sleeps."""

import sys
import time


def steady_s() -> float:
    """Seconds since some moment of this computer's own."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # time.monotonic() stands still in its sleep
    return time.monotonic()
