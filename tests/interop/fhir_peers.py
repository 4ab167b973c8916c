"""Two programs that no one here wrote, asked what is wrong with resources of FHIR (`tests/fhir_peer`)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PEER = Path(__file__).resolve().parents[1] / "fhir_peer"


def complaints(resources: Sequence[dict[str, Any]], *, folder: Path) -> list[dict[str, Any]]:
    """What each program says of each resource; skips where they were not set up."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node", path=path)
    if node is None or not (PEER / "node_modules").is_dir():
        pytest.skip("the readers of FHIR are not set up: python3 tools/setup.py dev")
    asked = folder / "asked.json"
    asked.write_text(json.dumps(resources), encoding="utf-8")
    done = subprocess.run(
        [node, "validate.mjs", str(asked)], cwd=PEER, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
