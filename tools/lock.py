"""Renews the hashed locks. They name no host and no path, so they work behind any mirror."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
LOCKS = {
    "app.txt": ("--group", "build"),
    "dev.txt": ("--group", "dev"),
    "telemetry.txt": ("--extra", "telemetry", "--constraint", "requirements/dev.txt"),
}
ADDED = ("telemetry.txt",)
"""What is installed beside app.txt holds only what that has not."""
FLAGS = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")
LEAKS = ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_DEFAULT_INDEX")


def main() -> int:
    """Write requirements/*.txt and the npm lock anew."""
    environment = {k: v for k, v in os.environ.items() if k not in LEAKS}
    for name, chosen in LOCKS.items():
        command = [str(UV), "pip", "compile", *FLAGS, "pyproject.toml", *chosen, *sys.argv[1:]]
        subprocess.run([*command, "-o", f"requirements/{name}"], check=True, cwd=ROOT, env=environment)
    for name in ADDED:
        lock = ROOT / "requirements" / name
        known = set(_pins(ROOT / "requirements" / "app.txt"))
        lock.write_text("".join(entry for pin, entry in _pins(lock).items() if pin not in known))
    npm = ["npm", "install", "--package-lock-only", "--silent"]
    for folder in (ROOT / "frontend", ROOT / "tests" / "fhir_peer"):
        subprocess.run(npm, check=True, cwd=folder)
    return 0


def _pins(lock: Path) -> dict[str, str]:
    """The lines of each package, by the one that names it and its version."""
    entries = re.findall(r"^\S.*\n(?:\s.*\n)*", lock.read_text(), re.MULTILINE)
    return {entry.partition("\n")[0]: entry for entry in entries}


if __name__ == "__main__":
    raise SystemExit(main())
