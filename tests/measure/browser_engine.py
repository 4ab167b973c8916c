"""The browser's measuring engine, built and run under node on recordings that Python holds."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loadshare.measure import Recording, evaluate

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
ENTRY = FRONTEND / "src" / "measure" / "engine" / "index.ts"

TOLERANCE = 0.001
"""Of every figure, in its own unit: half of what the finest one is shown to."""

_RUNNER = """
import { readFileSync } from "node:fs";
import { evaluate } from "./engine.mjs";

const folder = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
function load({ file, rows, hasRotation, ...rest }) {
  const bytes = readFileSync(`${folder}/${file}`);
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  const column = (k) => all.subarray(k * rows, (k + 1) * rows);
  const rotationRate = hasRotation ? [column(4), column(5), column(6)] : null;
  return { ...rest, timeS: column(0), acceleration: [column(1), column(2), column(3)], rotationRate };
}
const cases = JSON.parse(readFileSync(`${folder}/cases.json`, "utf8"));
const outcomes = cases.map(({ test, side, heightM, recordings }) => {
  const loaded = recordings.map(load);
  if (test === "bend") return evaluate(test, loaded[0], { rib: loaded[1] });
  return evaluate(test, loaded, { side, heightM });
});
console.log(JSON.stringify(outcomes));
"""


@dataclass(frozen=True, eq=False)
class Case:
    """One test of one or more recordings."""

    name: str
    test: str
    recordings: Sequence[Recording]
    side: Any = None
    height_m: float | None = None

    def outcome(self) -> dict[str, Any]:
        """What Python says."""
        return evaluate(self.test, recordings=self.recordings, side=self.side, height_m=self.height_m)


@dataclass
class Engine:
    """The built engine in a folder of its own."""

    folder: Path
    files: int = field(default=0)

    @classmethod
    def build(cls, folder: Path) -> Engine:
        """Build the engine; skips the test in plain sight where there is no node."""
        if shutil.which("npx") is None or not (FRONTEND / "node_modules").is_dir():
            pytest.skip("node and the front-end packages are needed to run the browser's engine")
        _bundle(folder / "engine.mjs")
        (folder / "run.mjs").write_text(_RUNNER, encoding="utf-8")
        return cls(folder)

    def minified(self) -> bytes:
        """The engine as a page would load it."""
        path = self.folder / "minified.mjs"
        _bundle(path, "--minify")
        return path.read_bytes()

    def outcomes(self, cases: Sequence[Case]) -> list[dict[str, Any]]:
        """What the browser would say, in the order of `cases`."""
        asked = [
            {
                "test": case.test,
                "side": case.side,
                "heightM": case.height_m,
                "recordings": [self._save(r) for r in case.recordings],
            }
            for case in cases
        ]
        (self.folder / "cases.json").write_text(json.dumps(asked), encoding="utf-8")
        done = subprocess.run(
            ["node", str(self.folder / "run.mjs")], check=True, capture_output=True, text=True
        )
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def _save(self, recording: Recording) -> dict[str, Any]:
        self.files += 1
        name, rotation = f"{self.files}.bin", recording.rotation_rate_rad_s
        blocks = [recording.time_s[:, None], recording.acceleration_m_s2]
        columns = np.hstack([*blocks, rotation] if rotation is not None else blocks)
        (self.folder / name).write_bytes(np.ascontiguousarray(columns.T).tobytes())
        return {
            "file": name,
            "rows": columns.shape[0],
            "hasRotation": rotation is not None,
            "placement": recording.placement,
            "side": recording.side,
            "accelerationSign": "specific-force",
        }


def _bundle(path: Path, *options: str) -> None:
    command = ["npx", "--no-install", "rolldown", str(ENTRY), "--format", "esm", "--file", str(path)]
    subprocess.run([*command, *options], cwd=FRONTEND, check=True, capture_output=True)


def differences(python: Any, browser: Any, path: str = "") -> Iterator[str]:
    """Every place where the two outcomes differ by more than the tolerance of the figure."""
    if isinstance(python, dict) and isinstance(browser, dict) and python.keys() == browser.keys():
        for key in python:
            yield from differences(python[key], browser[key], f"{path}.{key}")
    elif isinstance(python, list) and isinstance(browser, list) and len(python) == len(browser):
        for index, (a, b) in enumerate(zip(python, browser, strict=True)):
            yield from differences(a, b, f"{path}[{index}]")
    elif _is_figure(python) and _is_figure(browser):
        if not abs(python - browser) <= TOLERANCE:
            yield f"{path}: {python} in Python, {browser} in the browser"
    elif python != browser:
        yield f"{path}: {python!r} in Python, {browser!r} in the browser"


def _is_figure(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
