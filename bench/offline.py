"""Taking what a device sends: server time of one request, on SQLite and on PostgreSQL.

Goals: one tap within 15 ms, one session that moves the programme on within 50; fifty entries at once, ten of
them sessions, within a second; fifty that are known already within 150 ms.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ENGINES = ("sqlite", "postgresql")


def run() -> None:
    """Measure each engine in a process of its own, because Django reads its settings once."""
    for engine in ENGINES:
        print(f"  on {engine}", flush=True)
        with tempfile.TemporaryDirectory(prefix="loadshare-bench-") as home:
            settings = {"LOADSHARE_HOME": home, "DJANGO_SETTINGS_MODULE": "loadshare.server.settings"}
            environment = {**os.environ, **settings, "ALLOWED_HOSTS": "testserver"}
            environment.pop("DATABASE_URL", None)
            command = [sys.executable, "-m", "bench._sync_times", engine]
            subprocess.run(command, env=environment, cwd=Path(__file__).resolve().parent.parent, check=True)


if __name__ == "__main__":
    run()
