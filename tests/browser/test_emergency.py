"""An emergency stops the check at once, on one calm screen."""

import re

from playwright.sync_api import Page, expect

from tests.support.journey import Journey

SADDLE = {"emergency-nerves": ("saddle-numbness",)}


def stop_at_once(page: Page) -> None:
    journey = Journey(page, answers=SADDLE)
    journey.start()
    journey.answer_page(journey.questions())


def test_it_stops_the_check_the_moment_it_is_met(page: Page) -> None:
    stop_at_once(page)
    expect(page).to_have_url(re.compile("/result/"))
    expect(page.get_by_role("link", name=re.compile("999"))).to_have_attribute("href", "tel:999")
    expect(page.get_by_text("What to say")).to_be_visible()


def test_it_needs_no_scrolling_on_a_phone(page: Page) -> None:
    stop_at_once(page)
    call = page.get_by_role("link", name=re.compile("999"))
    expect(call).to_be_in_viewport()
    hidden = page.evaluate("document.documentElement.scrollHeight - window.innerHeight")
    assert hidden <= 0


def test_the_programme_is_locked_until_somebody_looked(page: Page) -> None:
    stop_at_once(page)
    page.goto("/programme/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("closed for now", re.I))
    page.goto("/session/")
    expect(page.locator("[data-player]")).to_have_count(0)

    page.goto("/result/")
    page.get_by_text("I was checked", exact=True).click()
    page.get_by_label(re.compile("day|date", re.I)).fill(
        page.evaluate("new Date().toISOString().slice(0, 10)")
    )
    page.get_by_role("button", name="I was checked on that day").click()
    expect(page).not_to_have_url(re.compile("/result/checked/"))


def test_the_check_cannot_be_taken_past_it(page: Page) -> None:
    stop_at_once(page)
    page.goto("/check/9/")
    page.goto("/result/ideas/")
    expect(page.get_by_role("button", name="Build my programme")).to_have_count(0)
