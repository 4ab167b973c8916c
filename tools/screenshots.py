"""Takes the README's pictures from the running product: `python tools/screenshots.py`.

A fresh Loadshare is served, a made-up desk worker walks through it on a phone-sized window, and six
pages are kept in docs/images.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
IMAGES = ROOT / "docs" / "images"


@contextmanager
def looking_at_a_fresh_one() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a Loadshare that nobody has used yet."""
    from tests.support.browser import LAUNCH_ARGUMENTS
    from tests.support.site import running_site
    from tools.browser import find

    with (
        tempfile.TemporaryDirectory(prefix="loadshare-pictures-") as home,
        running_site(Path(home)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=LAUNCH_ARGUMENTS)
        yield browser, site
        browser.close()


def main() -> int:
    """Write docs/images/*.png."""
    from tests.support.browser import PHONE

    IMAGES.mkdir(parents=True, exist_ok=True)
    with looking_at_a_fresh_one() as (browser, site):
        page = browser.new_page(base_url=site, viewport=PHONE, color_scheme="light")  # type: ignore[arg-type]
        _walk(page)
    return 0


def _walk(page: Page) -> None:
    from tests.support.journey import Journey

    def keep(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / f"{name}.png")

    journey = Journey(page)
    page.goto("/")
    keep("start")
    journey.start()
    keep("check")
    journey.answer_until()
    journey.finish_check()
    keep("fits")
    page.get_by_role("button", name="Build my programme").click()
    keep("programme")
    page.goto("/connection/?task=bend&hip=30&glutes=0&side=both")
    page.locator("canvas").evaluate("canvas => canvas.scrollIntoView({ block: 'start' })")
    keep("connection")
    page.goto("/session/")
    page.locator("canvas").wait_for()
    keep("session")


if __name__ == "__main__":
    raise SystemExit(main())
