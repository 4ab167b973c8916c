"""Finds a Chromium for the browser tests, or installs one, and prints its path.

Order: $CHROMIUM, a Chromium or Chrome on the PATH, one that Playwright installed or can install, and
as the last resort, as root on Debian or Ubuntu, the distribution's package.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ASK = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def find() -> str | None:
    """The path of a browser that is already here, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _playwrights_own()


def install() -> str | None:
    """Install a browser and return its path, or None when neither way works."""
    return _install_with_playwright() or _install_with_apt()


def _playwrights_own() -> str | None:
    """Asked in a process of its own: who calls this may be running Playwright already, and it runs once."""
    asked = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and Path(path).is_file() else None


def _install_with_playwright() -> str | None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        result = subprocess.run(command, stdout=sys.stderr, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return None
    return _playwrights_own() if result.returncode == 0 else None


def _install_with_apt() -> str | None:
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, stdout=sys.stderr, env=environment, check=False)
    return shutil.which("chromium")


def main() -> int:
    """Print the path of a browser, installing one when none is here."""
    path = find() or install()
    if path is None:
        print(
            "No Chromium was found and none could be installed.\n"
            "Install Chromium or Chrome, or set CHROMIUM to its path, and run this again.",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
