"""Takes a picture of every page for whoever looks at the screens next: `python tools/page_sheet.py [FOLDER]`.

Phone and desktop, light and dark, the whole height of each page, the check on its way included. One page,
index.html, shows them side by side; they are written to build/pages and not kept in the repository.
"""

import html
import sys
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, StorageState

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "build" / "pages"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title>
<style>body { font: 1rem/1.4 system-ui; margin: 2rem } figure { margin: 0 0 3rem; break-inside: avoid }
div { display: flex; gap: 1rem; align-items: start } img { border: 1px solid; height: auto; display: block }
.phone { width: 14% } .desktop { width: 34% }</style><h1>Every page</h1>
"""


def main(arguments: list[str]) -> int:
    """Write the pictures and the page that shows them."""
    from tests.support.browser import DESKTOP, PHONE
    from tests.support.pages import OPEN_PAGES, OWN_PAGES
    from tools.screenshots import looking_at_a_fresh_one

    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with looking_at_a_fresh_one() as (browser, site):
        names: list[str] = []
        for look, size in (("phone", PHONE), ("desktop", DESKTOP)):
            for scheme in SCHEMES:
                sheet = Sheet(browser, site, size, scheme, folder, f"{look}-{scheme}")
                sheet.check()
                sheet.pages("open", OPEN_PAGES)
                sheet.pages("own", OWN_PAGES)
                names = names or sheet.names
    (folder / "index.html").write_text(HEAD + "".join(map(_row, names)), encoding="utf-8")
    print(f"{len(names)} pages: {folder / 'index.html'}")
    return 0


class Sheet:
    """The pages of one look, taken in the order of the person's way."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        size: Any,
        scheme: Literal["light", "dark"],
        folder: Path,
        look: str,
    ) -> None:
        self.names: list[str] = []
        self._new_page = lambda state: browser.new_page(
            base_url=site, viewport=size, color_scheme=scheme, reduced_motion="reduce", storage_state=state
        )
        self._folder, self._look = folder, look
        self._someone: StorageState | None = None

    def check(self) -> None:
        """Every page of the check, and the ideas."""
        from tests.support.journey import Journey

        page = self._new_page(None)
        journey = Journey(page)
        journey.start()
        while questions := journey.questions():
            self._keep(page, f"check: {questions[0].page}")
            journey.answer_page(questions)
            if page.url.endswith("/check/review/"):
                self._keep(page, "check: review")
                journey.finish_check()
                self._keep(page, "result: ideas")
                page.get_by_role("button", name="Build my programme").click()
                page.wait_for_url("**/programme/**")
        self._someone = page.context.storage_state()
        page.close()

    def pages(self, whose: str, addresses: tuple[str, ...]) -> None:
        """These addresses, as somebody new or as the person of the check."""
        page = self._new_page(self._someone if whose == "own" else None)
        for address in addresses:
            page.goto(address)
            self._keep(page, f"{whose}: {address}")
        page.close()

    def _keep(self, page: Page, name: str) -> None:
        page.wait_for_load_state("networkidle")
        picture = self._folder / f"{_file(name)}.{self._look}.jpg"
        page.screenshot(path=picture, full_page=True, type="jpeg", quality=60)
        self.names.append(name)


def _file(name: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")


def _row(name: str) -> str:
    pictures = "".join(
        f'<img class="{size}" loading="lazy" alt="{size}, {scheme}" src="{_file(name)}.{size}-{scheme}.jpg">'
        for size in ("phone", "desktop")
        for scheme in SCHEMES
    )
    return f"<figure><figcaption>{html.escape(name)}</figcaption><div>{pictures}</div></figure>\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
