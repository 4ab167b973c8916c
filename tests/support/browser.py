"""How the tests start Chromium, and what every page must keep to."""

import json
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--enable-unsafe-swiftshader",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

ENTRIES = """(change) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("loadshare");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const entries = opening.result.transaction("entries", "readwrite").objectStore("entries");
    if (change) entries.add(change);
    const all = entries.getAll();
    all.onsuccess = () => { opening.result.close(); resolve(all.result); };
  };
})"""
"""What waits on this device, after putting down one more where one is given."""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, one line a problem."""
    page.evaluate(_axe())
    options = json.dumps({"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
    # Only what is wrong: all that is right of a page is half a megabyte.
    found: list[str] = page.evaluate(
        f"""async () => (await axe.run(document, {options})).violations.map(
          (one) => `${{one.id}}: ${{one.help}} at ${{JSON.stringify(one.nodes[0].target)}}`)"""
    )
    return found


def sideways_scroll(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 when nothing has to be scrolled sideways."""
    return int(page.evaluate(SIDEWAYS))


def wait_until(page: Page, condition: str) -> None:
    """Asks again until it holds; the browser's own waiting takes a promise for a yes."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never became true: {condition}")


SMALL_TARGETS = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const small = [];
  for (const one of document.querySelectorAll(kinds)) {
    if (one.closest(".unseen") || !one.checkVisibility({ visibilityProperty: true })) continue;
    const label = one.matches("input") ? one.closest("label") : null;
    const { width, height } = (label ?? one).getBoundingClientRect();
    if (width === 0 || (width >= 43.5 && height >= 43.5)) continue;
    const words = (one.textContent.trim() || one.getAttribute("aria-label") || one.name || "").slice(0, 40);
    small.push(`${one.tagName.toLowerCase()} “${words}” is ${Math.round(width)} by ${Math.round(height)} px`);
  }
  return small;
}"""


def small_targets(page: Page) -> list[str]:
    """What may be tapped and is under 44 px wide or high, with every fold of the page open."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found
