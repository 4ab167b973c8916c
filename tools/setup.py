"""Installs everything Loadshare needs into the checkout: `python3 tools/setup.py app`, `dev` or `peers`.

Standard library only, so it runs on a bare Python and on machines without make. Each step leaves a
stamp with a fingerprint of what it read; a step whose inputs have not changed is skipped.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
FRONTEND = ROOT / "frontend"
FHIR_PEER = ROOT / "tests" / "fhir_peer"
STATIC = ROOT / "src/loadshare/server/static/dist"
REQUIREMENTS = ROOT / "requirements"
OLDEST_PYTHON = (3, 11)
SETTINGS_THAT_CHANGE_THE_LOCK = ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")


def main(arguments: list[str]) -> int:
    """Set up for running (`app`), for developing and testing (`dev`), or for benchmarks (`peers`)."""
    if sys.version_info < OLDEST_PYTHON:
        print(f"Loadshare needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if arguments not in (["app"], ["dev"], ["peers"]):
        print("usage: python3 tools/setup.py app|dev|peers", file=sys.stderr)
        return 2
    try:
        if arguments == ["peers"]:
            _set_up_peers()
        else:
            _set_up(arguments[0])
    except subprocess.CalledProcessError as error:
        words = " ".join(str(word) for word in error.cmd[:4])
        print(f"\nSet-up stopped at: {words} ...\n{_advice(words)}", file=sys.stderr)
        return 1
    return 0


def _set_up(kind: str) -> None:
    lock = REQUIREMENTS / f"{kind}.txt"
    _step("venv", "a virtual environment", [], _make_venv, BIN)
    _step("uv", "the installer", [REQUIREMENTS / "bootstrap.txt"], _install_uv, VENV)
    _step(f"python-{kind}", "Python packages", [lock, ROOT / "pyproject.toml"], lambda: _install(lock), VENV)
    _step("npm", "front-end packages", [FRONTEND / "package-lock.json"], _npm_ci, FRONTEND / "node_modules")
    _step("build", "the front end", _frontend_sources(), _npm_build, STATIC)
    if kind == "dev":
        peer, lock = FHIR_PEER / "node_modules", FHIR_PEER / "package-lock.json"
        _step("fhir-peer", "readers of FHIR", [lock], lambda: _npm("ci", "--silent", folder=FHIR_PEER), peer)


def _set_up_peers() -> None:
    """Programs we are compared with, in environments of their own; OpenSim's also holds Loadshare."""
    _set_up("dev")
    body = [REQUIREMENTS / "app.txt", REQUIREMENTS / "peers.txt", ROOT / "pyproject.toml"]
    measure = [REQUIREMENTS / "peers-measure.txt"]
    folder, other = ROOT / ".venv-peers", ROOT / ".venv-peers-measure"
    _step("peers", "OpenSim", body, lambda: _make_peers(folder, body[:2], with_us=True), folder)
    _step("peers-measure", "gait packages", measure, lambda: _make_peers(other, measure), other)


def _make_peers(folder: Path, locks: list[Path], *, with_us: bool = False) -> None:
    subprocess.run([str(BIN / "uv"), "venv", "--quiet", "--clear", str(folder)], check=True)
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(folder / BIN.name / "python")]
    for lock in locks:
        subprocess.run([*uv, "--require-hashes", "-r", str(lock)], check=True)
    if with_us:
        editable = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
        subprocess.run([*uv, *editable], check=True)


def _step(name: str, what: str, inputs: Iterable[Path], action: Callable[[], None], result: Path) -> None:
    stamp = VENV / f".ready-{name}"
    wanted = _fingerprint(inputs)
    if result.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Setting up {what} ...", flush=True)
    action()
    stamp.write_text(wanted)


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _frontend_sources() -> list[Path]:
    kinds = ("*.ts", "*.css", "*.svg", "*.json", "*.webmanifest")
    built_from = [path for kind in kinds for path in FRONTEND.rglob(kind) if "node_modules" not in path.parts]
    return [*built_from, FRONTEND / "package-lock.json"]


def _make_venv() -> None:
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def _install_uv() -> None:
    command = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = str(REQUIREMENTS / "bootstrap.txt")
    subprocess.run([*command, "--require-hashes", "--no-deps", "-r", lock], check=True)


def _install(lock: Path) -> None:
    uv = [str(BIN / "uv"), "pip", "install", "--quiet", "--python", str(BIN / "python")]
    environment = {k: v for k, v in os.environ.items() if k not in SETTINGS_THAT_CHANGE_THE_LOCK}
    subprocess.run([*uv, "--require-hashes", "-r", str(lock)], check=True, env=environment)
    editable = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([*uv, *editable], check=True, env=environment)


def _npm(*arguments: str, folder: Path = FRONTEND) -> None:
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    npm = shutil.which("npm", path=path) or "npm"
    subprocess.run([npm, *arguments], check=True, cwd=folder, env={**os.environ, "PATH": path})


def _npm_ci() -> None:
    _npm("ci", "--silent")


def _npm_build() -> None:
    _npm("run", "--silent", "build", "--", "--logLevel", "warn")


def _advice(words: str) -> str:
    if "venv" in words:
        return "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv."
    return "Check the network connection, then run the same command again; finished steps are kept."


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
