"""A trial on oneself, begun in a browser: what it looks like while it runs, and a session in its order."""

import pytest
from playwright.sync_api import Browser, StorageState

from tests.browser.test_every_page import too_wide
from tests.support.browser import PHONE, accessibility_problems, small_targets


@pytest.mark.expects_errors
def test_a_running_trial_fits_and_can_be_read_by_anybody(
    browser: Browser, site: str, someone: StorageState
) -> None:
    """Phones of 390 and 320 px, with text as it is and twice as large: the plan of days stood out."""
    context = browser.new_context(base_url=site, viewport=PHONE, storage_state=someone)
    page = context.new_page()
    page.goto("/trial/")
    for name in ("A break every 30 minutes, or every 60", "Pain in the morning", "40 days, about six weeks"):
        page.get_by_text(name, exact=True).click()
    page.get_by_role("button", name="Begin today").click()
    page.get_by_role("heading", name="The plan").wait_for()
    problems = [*accessibility_problems(page), *small_targets(page), *too_wide(page)]
    page.get_by_role("button", name="End it").click()
    page.get_by_text("It is kept as not finished").wait_for()
    context.close()
    assert problems == []


def test_the_guided_session_begins_with_what_the_trial_says(
    browser: Browser, site: str, someone: StorageState
) -> None:
    context = browser.new_context(base_url=site, viewport=PHONE, storage_state=someone)
    page = context.new_page()
    page.goto("/trial/")
    for name in ("Stretching first in a session, or strength first", "Pain in the morning"):
        page.get_by_text(name, exact=True).click()
    page.get_by_text("80 days, about twelve weeks", exact=True).click()
    page.get_by_role("button", name="Begin today").click()
    ways = page.locator(".trial__plan li").all_inner_texts()
    assert {way.split("\n")[-1].strip() for way in ways[:2]} == {"stretching first", "strength first"}
    page.goto("/today/")
    says_strength = page.get_by_text("Try today: strength first").count() == 1
    shown = page.locator(".today__stills li > span:last-child").all_inner_texts()
    page.goto("/session/")
    page.get_by_text("Glute bridge" if says_strength else "Lying figure-4 stretch").first.wait_for()
    led = page.locator("[data-player] h1, [data-player] h2").first.inner_text()
    page.goto("/trial/")
    page.get_by_role("button", name="End it").click()
    page.get_by_text("It is kept as not finished").wait_for()
    context.close()
    assert shown[0] == led == ("Glute bridge" if says_strength else "Lying figure-4 stretch")
