"""The name of this computer's time zone."""

import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

LINK = Path("/etc/localtime")
FOLDER = "zoneinfo"
HOUR_S = 3600


def local_zone(link: Path = LINK) -> str:
    """A name the clock rules are known under: `TZ`, where the system's own clock points to, else the present
    distance from UTC in whole hours."""
    named = (os.environ.get("TZ", ""), _linked(link))
    return next((name for name in named if name and _is_known(name)), _distance())


def _linked(link: Path) -> str:
    parts = link.resolve().parts
    return "/".join(parts[parts.index(FOLDER) + 1 :]) if FOLDER in parts else ""


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _distance() -> str:
    hours = round((time.localtime().tm_gmtoff or 0) / HOUR_S)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
