"""Every page in every look: accessible, a title of its own, large targets, nothing to scroll sideways.

Phones are of 390 and 320 px, with text as it is and twice as large.
"""

from itertools import product
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.support.browser import (
    DESKTOP,
    NARROW,
    PHONE,
    accessibility_problems,
    sideways_scroll,
    small_targets,
)
from tests.support.journey import Journey
from tests.support.pages import OPEN_PAGES, OWN_PAGES

LOOKS: tuple[tuple[dict[str, int], Literal["light", "dark"]], ...] = ((PHONE, "light"), (DESKTOP, "dark"))


def look_at(page: Page, address: str, size: Any) -> list[str]:
    """All that is asked of a page, in one visit."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    problems = accessibility_problems(page)
    if sideways_scroll(page):
        problems.append(f"{sideways_scroll(page)} px to scroll sideways")
    if not page.title().strip(" ·"):
        problems.append("no title")
    if size is PHONE:
        problems += too_wide(page)
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    problems += small_targets(page)
    page.set_viewport_size(size)
    return [f"{address}: {problem}" for problem in problems]


def too_wide(page: Page) -> list[str]:
    """At which widths and sizes of text the page as it stands has to be scrolled sideways."""
    problems = []
    for width, text_pct in product((390, 320), (100, 200)):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(f"document.documentElement.style.setProperty('font-size', '{text_pct}%')")
        if over := sideways_scroll(page):
            problems.append(f"{over} px to scroll sideways at {width} px with {text_pct} % text")
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
    return problems


@pytest.mark.expects_errors
@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone-light", "desktop-dark"])
def test_pages_anyone_can_open(
    browser: Browser, site: str, size: Any, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(base_url=site, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    problems = [problem for address in OPEN_PAGES for problem in look_at(page, address, size)]
    context.close()
    assert problems == []


@pytest.mark.parametrize("half", [0, 1], ids=["half", "other-half"])
@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone-light", "desktop-dark"])
def test_pages_of_a_person(
    browser: Browser,
    site: str,
    someone: StorageState,
    size: Any,
    scheme: Literal["light", "dark"],
    half: int,
) -> None:
    context = browser.new_context(
        base_url=site,
        viewport=size,
        color_scheme=scheme,
        reduced_motion="reduce",
        storage_state=someone,  # type: ignore[arg-type]
    )
    page = context.new_page()
    problems = [problem for address in OWN_PAGES[half::2] for problem in look_at(page, address, size)]
    context.close()
    assert problems == []


def test_every_question_is_accessible_and_fits_the_narrowest_phone(page: Page) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    journey = Journey(page)
    journey.start()
    problems: list[str] = []
    kinds: set[str] = set()
    while questions := journey.questions():
        problems += [f"{questions[0].page}: {problem}" for problem in too_wide(page)]
        problems += [f"{questions[0].page}: {problem}" for problem in accessibility_problems(page)]
        problems += [f"{questions[0].page}: {problem}" for problem in small_targets(page)]
        kinds |= {question.kind.value for question in questions}
        journey.answer_page(questions)
        if page.url.endswith("/check/review/"):
            journey.finish_check()
            page.get_by_role("button", name="Build my programme").click()
            page.wait_for_url("**/programme/**")
    assert kinds == {"flags", "yes-no", "choice", "choices", "number", "scale", "body"}
    assert problems == []


def test_a_nought_in_text_is_not_struck_through(page: Page) -> None:
    """The typeface's own nought looks like code: a plain one of the device stands in wherever it has one."""
    page.goto("/help/")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    page.evaluate("document.querySelector('h1').textContent = '0'")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    heading = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert used
    assert [font["familyName"] for font in used if "Atkinson" in font["familyName"]] == []


def test_each_line_to_call_is_large_and_printed_with_its_number(page: Page) -> None:
    page.goto("/help/")
    for media in ("screen", "print"):
        page.emulate_media(media=media)  # type: ignore[arg-type]
        for words in ("999", "NHS 111", "116 123"):
            line = page.locator(".line-row", has_text=words)
            box = line.bounding_box()
            assert box is not None
            assert media == "print" or (box["height"] >= 56 and box["width"] > 300), words
            ink, paper = line.evaluate(
                "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
            )
            assert ink != paper, f"{words} cannot be read ({media})"


CLOSEST = """() => {
  const gaps = [];
  for (const name of ["strip__name", "strip__kind"]) {
    const seen = [...document.querySelectorAll(`.${name}`)].filter((one) => one.offsetParent);
    const places = seen.map((one) => {
      const words = document.createRange();
      words.selectNodeContents(one);
      return words.getBoundingClientRect();
    });
    places.slice(1).forEach((place, at) => {
      if (place.top === places[at].top) gaps.push(place.left - places[at].right);
    });
  }
  return Math.min(...gaps);
}"""


def test_the_words_of_the_week_never_touch(browser: Browser, site: str, someone: StorageState) -> None:
    page = browser.new_context(base_url=site, reduced_motion="reduce", storage_state=someone).new_page()  # type: ignore[arg-type]
    page.goto("/programme/")
    closest = {}
    for width, text_pct in product((320, 390, 447, 560), (100, 200)):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(f"document.documentElement.style.setProperty('font-size', '{text_pct}%')")
        closest[width, text_pct] = page.evaluate(CLOSEST)
    page.context.close()
    assert {at: gap for at, gap in closest.items() if gap < 6} == {}
