"""Renews the hashed locks. They name no host and no path, so they work behind any mirror."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
LOCKS = {"app.txt": ("build",), "dev.txt": ("dev",)}
FLAGS = ("--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")
LEAKS = ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_DEFAULT_INDEX")


def main() -> int:
    """Write requirements/*.txt and the npm lock anew."""
    environment = {k: v for k, v in os.environ.items() if k not in LEAKS}
    for name, groups in LOCKS.items():
        chosen = [flag for group in groups for flag in ("--group", group)]
        command = [str(UV), "pip", "compile", *FLAGS, "pyproject.toml", *chosen, *sys.argv[1:]]
        subprocess.run([*command, "-o", f"requirements/{name}"], check=True, cwd=ROOT, env=environment)
    npm = ["npm", "install", "--package-lock-only", "--silent"]
    for folder in (ROOT / "frontend", ROOT / "tests" / "fhir_peer"):
        subprocess.run(npm, check=True, cwd=folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
