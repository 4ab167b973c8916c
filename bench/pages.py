"""The core pages under granian, on SQLite and on PostgreSQL.

Goals: at most 15 ms of server time and 12 database queries a page; with fonts at most 70 kB on the wire,
30 kB without. Server time is the view in this process; pages a second is granian with one worker, asked by
four clients on the same machine.
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
            environment = {**os.environ, **settings, "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1"}
            environment.pop("DATABASE_URL", None)
            command = [sys.executable, "-m", "bench._page_times", engine]
            root = Path(__file__).resolve().parent.parent
            subprocess.run(command, env=environment, cwd=root, check=True)


if __name__ == "__main__":
    run()
