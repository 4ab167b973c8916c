"""Finds the two other engines that pages must work in, or installs them, and says where they are.

Firefox ($FIREFOX, or one on the PATH) is driven through its own door. WebKitGTK, the engine that Safari has,
is driven through the driver of its distribution's package, on a screen that Xvfb makes up. What is missing
is installed on Debian or Ubuntu, as root; elsewhere the tests of an engine that is not here are skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FIREFOXES = ("firefox-esr", "firefox")
SMALL_BROWSERS = ("lib/*/webkit2gtk-4.*/MiniBrowser", "lib*/webkit2gtk-4.*/MiniBrowser")
PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver", "a screen": "xvfb"}


def firefox() -> str | None:
    """The path of a Firefox."""
    named = os.environ.get("FIREFOX")
    if named:
        return named if Path(named).is_file() else None
    return next(filter(None, map(shutil.which, FIREFOXES)), None)


def small_browser() -> str | None:
    """The path of the browser that comes with WebKitGTK, where its driver is here too."""
    if shutil.which("WebKitWebDriver") is None:
        return None
    found = (path for pattern in SMALL_BROWSERS for path in sorted(Path("/usr").glob(pattern)))
    return next(map(str, found), None)


def engines() -> dict[str, str | None]:
    """Where each is that the tests need."""
    return {"firefox": firefox(), "webkit": small_browser(), "a screen": shutil.which("Xvfb")}


def install(missing: list[str]) -> None:
    """Install what is missing, where this machine lets us."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = [PACKAGES[one] for one in missing]
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, stdout=sys.stderr, env=environment, check=False)


def main() -> int:
    """Print the paths, installing what is not here; 1 where something is missing in the end."""
    missing = [name for name, path in engines().items() if path is None]
    if missing:
        install(missing)
    for name, path in engines().items():
        print(f"{name}: {path or 'not here, so what needs it is skipped'}")
    return 0 if all(engines().values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
