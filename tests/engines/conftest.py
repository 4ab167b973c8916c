"""Firefox and WebKitGTK, the engine that Safari has, against a real server. What is not here is skipped.

`python tools/engines.py` finds or installs them. Each has one browser for all tests of the room, and in it
one person with a programme; no page may log an error.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.engine import Engine, EngineWalk
from tests.engines.wire import Firefox, WebKit, Wire
from tests.support.site import Site
from tools.engines import engines

ENGINES = ("firefox", "webkit")
SCREEN = "1300x1000x24"


@pytest.fixture(autouse=True)
def clock() -> None:
    """The browser and the server have the system's clock, and so have these tests."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that these tests stop and start."""
    site = Site(tmp_path_factory.mktemp("engines"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """A screen that nobody looks at."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as made:
        assert made.stdout is not None
        yield f":{made.stdout.readline().strip()}"
        made.terminate()


@pytest.fixture(scope="session", params=ENGINES)
def wire(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """A browser of each engine in its turn."""
    found = engines()
    path = found[request.param]
    if path is None or (request.param == "webkit" and found["a screen"] is None):
        pytest.skip(f"{request.param} is not here: python tools/engines.py")
    folder: Path = tmp_path_factory.mktemp(request.param)
    browser: Wire
    if request.param == "firefox":
        browser = Firefox(folder, path)
    else:
        browser = WebKit(folder, path, request.getfixturevalue("screen"))
    try:
        browser.ask("SetWindowRect", width=390, height=844)
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def newcomer(wire: Wire, server: Site) -> Engine:
    """The browser before anything was said."""
    return Engine(wire, server.address)


@pytest.fixture(scope="session")
def walked(newcomer: Engine) -> Engine:
    """The same once a programme was built."""
    newcomer.open("/programme/")
    if not newcomer.run("() => document.querySelector('h1').textContent.includes('Your programme')"):
        EngineWalk(newcomer).to_programme()
    return newcomer


@pytest.fixture
def engine(walked: Engine, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A person with a programme; fails where a page logged an error, unless the test expects some."""
    before = len(walked.wire.console())
    yield walked
    if request.node.get_closest_marker("expects_errors") is None:
        assert walked.wire.console()[before:] == []
