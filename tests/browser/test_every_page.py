"""Every page in every look: no accessibility problem, nothing to scroll sideways, a title of its own."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.support.browser import DESKTOP, NARROW, PHONE, accessibility_problems, sideways_scroll
from tests.support.journey import Journey

OPEN_PAGES = (
    "/",
    "/help/",
    "/evidence/",
    "/connection/?task=bend&hip=20",
    "/connection/?idea=pelvic-control",
    "/measure/",
    "/measure/walking/",
    "/purpose/",
    "/data/",
    "/data/bring/",
    "/account/sign-in/",
    "/account/keep/",
    "/nowhere/",
)
OWN_PAGES = (
    "/check/review/",
    "/check/measured/",
    "/check/measured/1/",
    "/result/ideas/",
    "/measure/",
    "/measure/hip-rotation/",
    "/measure/single-leg-stance/",
    "/programme/",
    "/today/",
    "/moves/glute-bridge/",
    "/moves/figure-four-stretch/",
    "/week/",
    "/week/signs/",
    "/progress/",
    "/progress/questions/",
    "/progress/questions/4/",
    "/progress/given/",
    "/session/",
    "/session/gentle/",
    "/session/stopped/",
    "/data/",
    "/data/delete/",
    "/account/keep/",
)
LOOKS: tuple[tuple[dict[str, int], Literal["light", "dark"]], ...] = ((PHONE, "light"), (DESKTOP, "dark"))


def look_at(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    problems = accessibility_problems(page)
    if sideways_scroll(page):
        problems.append(f"{sideways_scroll(page)} px to scroll sideways")
    if not page.title().strip(" ·"):
        problems.append("no title")
    return [f"{address}: {problem}" for problem in problems]


@pytest.mark.expects_errors
@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone-light", "desktop-dark"])
def test_pages_anyone_can_open(
    browser: Browser, site: str, size: Any, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(base_url=site, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    problems = [problem for address in OPEN_PAGES for problem in look_at(page, address)]
    context.close()
    assert problems == []


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["phone-light", "desktop-dark"])
def test_pages_of_a_person(
    browser: Browser,
    site: str,
    someone: StorageState,
    size: Any,
    scheme: Literal["light", "dark"],
) -> None:
    context = browser.new_context(
        base_url=site,
        viewport=size,
        color_scheme=scheme,
        reduced_motion="reduce",
        storage_state=someone,  # type: ignore[arg-type]
    )
    page = context.new_page()
    problems = [problem for address in OWN_PAGES for problem in look_at(page, address)]
    context.close()
    assert problems == []


def test_every_question_is_accessible_and_fits_the_narrowest_phone(page: Page) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    journey = Journey(page)
    journey.start()
    problems: list[str] = []
    kinds: set[str] = set()
    while questions := journey.questions():
        if sideways_scroll(page):
            problems.append(f"{questions[0].page}: has to be scrolled sideways")
        problems += [f"{questions[0].page}: {problem}" for problem in accessibility_problems(page)]
        kinds |= {question.kind.value for question in questions}
        journey.answer_page(questions)
        if page.url.endswith("/check/review/"):
            journey.finish_check()
            page.get_by_role("button", name="Build my programme").click()
            page.wait_for_url("**/programme/**")
    assert kinds == {"flags", "yes-no", "choice", "choices", "number", "scale", "body"}
    assert problems == []


def test_text_twice_as_large_still_fits(browser: Browser, site: str, someone: StorageState) -> None:
    context = browser.new_context(
        base_url=site, viewport={"width": 640, "height": 900}, storage_state=someone
    )  # type: ignore[arg-type]
    page = context.new_page()
    problems = []
    for address in (
        "/",
        "/check/review/",
        "/result/ideas/",
        "/programme/",
        "/today/",
        "/week/signs/",
        "/progress/",
        "/session/",
    ):
        page.goto(address)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        if sideways_scroll(page):
            problems.append(address)
    context.close()
    assert problems == []
