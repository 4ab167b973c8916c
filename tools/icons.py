"""Draws the icons of the installed app from the project's own mark: `python tools/icons.py`.

The mark is `static/icon.svg`. Round corners and the paper around the mark differ with the place an icon is
shown in: a maskable icon is cut to any shape, so its mark stays within the middle four fifths.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
STATIC = ROOT / "src/loadshare/server/static"
ICONS = {
    "icon-192": (192, "rounded", 1.0),
    "icon-512": (512, "rounded", 1.0),
    "maskable-512": (512, "whole", 0.8),
    "apple-touch": (180, "whole", 0.9),
}


def main() -> int:
    """Write static/icons/*.png."""
    from tests.support.browser import LAUNCH_ARGUMENTS
    from tools.browser import find

    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=LAUNCH_ARGUMENTS)
        page = browser.new_page()
        for name, (size, shape, scale) in ICONS.items():
            _draw(page, STATIC / "icons" / f"{name}.png", size, shape, scale)
        browser.close()
    return 0


def _draw(page: Page, path: Path, size: int, shape: str, scale: float) -> None:
    page.set_viewport_size({"width": size, "height": size})
    mark = (STATIC / "icon.svg").read_text(encoding="utf-8")
    paper = re.search(r'fill="(#[0-9a-f]{6})"', mark)
    if paper is None:
        raise SystemExit("icon.svg has no paper")
    if shape == "whole":
        mark = mark.replace('rx="8"', 'rx="0"')
    back = paper[1] if shape == "whole" else "transparent"
    page.set_content(
        f"<style>html,body{{margin:0;height:100%;background:{back}}}"
        f"body{{display:grid;place-items:center}}svg{{width:{scale:.0%};height:{scale:.0%}}}</style>{mark}"
    )
    page.screenshot(path=path, omit_background=True)


if __name__ == "__main__":
    raise SystemExit(main())
