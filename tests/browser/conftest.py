"""A real Chromium against a real server. No page may call the outside or log an error."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, StorageState

from tests.support.browser import LAUNCH_ARGUMENTS, PHONE
from tests.support.journey import Post
from tests.support.site import running_site


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--chromium", default="", help="path of the Chromium to use")
    parser.addoption("--pictures", default="", help="folder for pictures of the pages on the way")


@pytest.fixture(autouse=True)
def clock() -> None:
    """The browser and the server have the system's clock, and so have these tests."""


@pytest.fixture(scope="session")
def browser_type_launch_args(pytestconfig: pytest.Config) -> dict[str, Any]:
    path = pytestconfig.getoption("--chromium") or os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {"args": LAUNCH_ARGUMENTS, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_site(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    return site


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    # The address again: a file with a site of its own must not get the one of the files before it.
    ours = {"viewport": PHONE, "locale": "en-GB", "reduced_motion": "reduce", "base_url": base_url}
    return {**browser_context_args, **ours}


@pytest.fixture(autouse=True)
def nothing_outside(context: BrowserContext, site: str) -> Iterator[list[str]]:
    """Blocks and notes every request that leaves the machine; a test with any fails."""
    outside: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:", "about:")):
            outside.append(request.url)

    context.on("request", note)
    yield outside
    assert outside == [], "pages asked for something outside"


@pytest.fixture(autouse=True)
def no_errors(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test whose pages threw or logged an error, unless it is marked `expects_errors`."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"{message.text} ({message.location.get('url', '')})")

    def watch(page: Page) -> None:
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))

    context.on("page", watch)
    yield
    if request.node.get_closest_marker("expects_errors") is None:
        assert errors == []


@pytest.fixture(scope="session")
def someone(browser: Browser, site: str) -> StorageState:
    """The cookies of a person with a programme, for tests that begin where the check has ended."""
    context = browser.new_context(base_url=site)
    Post(context.request).to_programme()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def their_page(context: BrowserContext, someone: StorageState) -> Page:
    """A page of that person."""
    context.add_cookies(someone["cookies"])  # type: ignore[arg-type]
    return context.new_page()
