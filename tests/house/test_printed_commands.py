"""What README, the guide and CONTRIBUTING tell people to type runs as printed.

In a fresh copy of the checkout, with nothing in the environment and an empty home.
"""

from __future__ import annotations

import io
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.site import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
COPIED = ("src", "examples", "pyproject.toml", "README.md", "docs/guide")
TYPED = re.compile(r"(?:loadshare|make|python3?|pip|pytest|npm|npx|git|\.venv/bin/\S+)(?: |$)")
"""How a command begins, where it stands in a sentence."""
NOT_RUN = {
    "make": "is named, not typed",
    "loadshare": "is named, not typed",
    "loadshare backup": "is named, not typed; it is run with a file",
    "loadshare restore": "is named, not typed; it is run with a file",
    "make run": "sets up from the network; what it starts, `loadshare serve`, is run here",
    "make test": "runs this",
    "make fix": "changes the checkout",
    "make bench": "sets up from the network, and takes minutes",
    "make docs": "changes the checkout; a test says that its pages are current",
    "make lock": "asks the network, and changes the checkout",
    "make release": "takes minutes; tests/house/test_wheels.py reads what it makes",
    "python -m bench measure_gait": "takes minutes",
    "python -m bench load --table": "takes minutes",
    "python -m bench load --memory": "takes minutes",
    "pytest -m hosts": "takes minutes; `python tools/test.py hosts` is the same",
    "loadshare restore FILE --deleted OLD/deleted-people.jsonl": "needs an installation that is gone",
    "loadshare backup FILE --send-to s3://BUCKET/FOLDER": "needs a bucket; a test of backups has one",
    "python3 tools/setup.py app": "sets up from the network; `make test` begins with it",
    ".venv/bin/python tools/test.py types": "one step of `make test`",
    "python tools/contact_sheet.py --look FOLDER ID": "draws in a browser; tests/body measures the same",
    "python tools/stills.py": "changes the checkout; a test says that its files are current",
    "python -m tests.measure.engine_cases": "changes the checkout; a test says that its files are current",
    "pytest tests/body/test_pictures.py -k ID": "is one of the tests",
    "python -m loadshare.server makemessages -l cy": "needs GNU gettext, and changes the checkout",
    "python -m loadshare.body.guide": "takes minutes; a test says that its page is current",
}
RUNS_ON = ("loadshare serve", "loadshare work", "loadshare nudge", "loadshare breaks")
"""These go on until they are stopped, unless they are asked for one thing."""
ONE_THING = ("--once", "--say")
GIVEN = {"ANSWERS": "examples/desk-worker.toml", "FILE": "examples/walk.csv", "ID": "glute-bridge"}
"""What stands for words that a person replaces."""
HAS_NO_DESKTOP = "notif"
"""What `loadshare breaks` says on a machine that can show no notification."""
PATIENCE_S = 300
SILENT_S = 8.0
"""`loadshare nudge` says nothing while nobody asked for nudges."""


def commands_of(document: Path) -> list[str]:
    """Every command of a page, in order: the lines of its blocks, and what stands in its sentences."""
    text = document.read_text(encoding="utf-8")
    parts = re.finditer(r"^```(\w*)\n(.*?)^```|`([^`\n]+(?:\n[^`\n]+)?)`", text, re.MULTILINE | re.DOTALL)
    found = []
    for part in parts:
        language, block, inline = part.groups()
        if inline is not None:
            found += [" ".join(inline.split())] if TYPED.match(inline) else []
        elif language in {"", "sh", "bash"}:
            found += [line.split(" # ")[0].strip() for line in block.splitlines()]
    return [command for command in found if command and not command.startswith("#")]


def programs_of(document: Path) -> list[str]:
    return re.findall(
        r"^```python\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@dataclass(frozen=True)
class Checkout:
    """A fresh copy, a home with nothing in it, and a site that was started once."""

    folder: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / '.venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "PYTHONPATH": str(self.folder / "src"),  # else the checkout that the environment was made for
        }

    def run(self, command: str) -> str:
        """Why it did not go well; empty where it did."""
        ended = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        if ended.returncode or "Traceback" in ended.stderr:
            return f"{command}: {ended.returncode}\n{ended.stdout[-500:]}{ended.stderr[-2000:]}"
        return ""

    def run_on(self, command: str) -> str:
        """The same for what goes on until it is stopped, and answers meanwhile where it serves."""
        port, door = free_port(), free_port()
        port_words = f" --lan-port {door}" if "--lan" in command else ""
        with self._started(command + port_words, {"PORT": str(port)}) as (process, log):
            deadline = time.monotonic() + PATIENCE_S
            speaks_by = deadline if "serve" in command else time.monotonic() + SILENT_S
            while not log.read_text() and process.poll() is None and time.monotonic() < speaks_by:
                time.sleep(0.2)
            trouble = ""
            if "serve" in command and process.poll() is None:
                trouble = _asked(f"http://localhost:{port}/", process, deadline)
            if "--lan" in command and process.poll() is None:
                trouble += _asked(f"https://localhost:{door}/", process, deadline)
        said = log.read_text()
        without = ("breaks" in command and HAS_NO_DESKTOP in said) or (
            "--lan" in command and "no address on a private network" in said
        )
        went_badly = trouble or process.returncode not in {0, 1, 130}
        if "Traceback" in said or (went_badly and not without):
            return f"{command}: {process.returncode}\n{trouble}{said[-2000:]}"
        return ""

    @contextmanager
    def _started(
        self, command: str, settings: dict[str, str]
    ) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
        log = self.folder / "printed.log"
        with log.open("w") as lines:
            process = subprocess.Popen(
                command.split(),
                executable=str(self.folder / ".venv" / "bin" / "loadshare"),
                cwd=self.folder,
                env=self.environment | settings,
                stdin=subprocess.DEVNULL,
                stdout=lines,
                stderr=lines,
            )
        try:
            yield process, log
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _asked(address: str, process: subprocess.Popen[bytes], deadline: float) -> str:
    unknown = ssl.create_default_context()  # the certificate is the machine's own
    unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
    trouble = "was not asked"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5, context=unknown if "https" in address else None):
                return ""
        except OSError as error:
            trouble = f"{address}: {error}\n"
            time.sleep(0.2)
    return trouble


def _export_of_a_phone() -> bytes:
    record = (
        '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" value="5400" '
        'startDate="2026-11-01 08:00:00 +0000" endDate="2026-11-01 09:00:00 +0000"/>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("apple_health_export/export.xml", f"<HealthData>{record}</HealthData>")
    return made.getvalue()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    folder, home = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("home")
    for name in COPIED:
        source = ROOT / name
        (folder / name).parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("var"))
        else:
            shutil.copy2(source, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / "export.zip").write_bytes(_export_of_a_phone())
    made = Checkout(folder, home)
    assert made.run_on("loadshare serve") == ""  # `make run`, with which the README begins
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="types into a POSIX shell")
@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_every_command_of_a_page_runs_as_printed(checkout: Checkout, document: Path) -> None:
    troubles = []
    for command in dict.fromkeys(commands_of(document)):
        plain = command.removeprefix(".venv/bin/")
        if command in NOT_RUN:
            continue
        if plain.startswith(RUNS_ON) and not any(word in plain for word in ONE_THING):
            troubles.append(checkout.run_on(plain))
        else:
            words = re.sub(r"\b[A-Z]{2,}\b", lambda word: GIVEN.get(word[0], word[0]), command)
            troubles.append(checkout.run(words))
    assert "\n\n".join(filter(None, troubles)) == ""


@pytest.mark.parametrize(
    ("document", "place"),
    [(page, place) for page in PAGES for place in range(len(programs_of(page)))],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_every_program_of_a_page_runs_as_printed(checkout: Checkout, document: Path, place: int) -> None:
    program = checkout.folder / "printed.py"
    program.write_text(programs_of(document)[place], encoding="utf-8")
    assert checkout.run("python -W error printed.py") == ""


def test_what_is_not_run_is_still_printed() -> None:
    printed = {command for page in PAGES for command in commands_of(page)}
    assert set(NOT_RUN) - printed == set()
    assert len(printed) >= 30
    assert sum(len(programs_of(page)) for page in PAGES) >= 3
