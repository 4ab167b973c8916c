"""Run every benchmark, or those named: `python -m bench rules pages`.

Each runs in a process of its own. Peers live in `.venv-peers` and `.venv-peers-measure`, which
`make bench` sets up; without them the comparisons with OpenSim, mobgap and the like are left out.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "rules",
    "start_up",
    "pages",
    "load",
    "offline",
    "population",
    "course",
    "ordinary",
    "cases",
    "fhir",
    "evidence",
    "trials",
    "trial_order",
    "nudges",
    "connection",
    "breaks",
    "viewer",
    "body_speed",
    "body_opensim",
    "body_gait2392",
    "measure_gait",
    "reading",
    "health",
    "measure_bars",
)
WITH_OPENSIM = ("body_opensim", "body_gait2392")
BODY_PEERS = ROOT / ".venv-peers" / "bin" / "python"
MEASURE_PEERS = ROOT / ".venv-peers-measure" / "bin" / "python"


def main(wanted: list[str]) -> int:
    """Print each benchmark's table."""
    options = [argument for argument in wanted if argument.startswith("--")]
    wanted = [argument for argument in wanted if argument not in options]
    there = [name for name in NAMES if (ROOT / "bench" / f"{name}.py").exists()]
    unknown = sorted(set(wanted) - set(there))
    if unknown:
        print(f"unknown benchmark {', '.join(unknown)}; choose from {', '.join(there)}", file=sys.stderr)
        return 2
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # as the command line has it
    if MEASURE_PEERS.exists():
        environment.setdefault("LOADSHARE_PEERS_PYTHON", str(MEASURE_PEERS))
    failed = []
    for name in wanted or there:
        print(f"\n── {name}", flush=True)
        python = BODY_PEERS if name in WITH_OPENSIM else Path(sys.executable)
        if not python.exists():
            print("  left out: run `make bench`, which installs OpenSim beside it")
        elif subprocess.run(
            [python, "-m", f"bench.{name}", *options], cwd=ROOT, env=environment, check=False
        ).returncode:
            failed.append(name)
    if failed:
        print(f"\nstopped with an error: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
