"""A guest keeps the plan, and finds it again on signing in."""

import re

from playwright.sync_api import Page, expect

from tests.support.journey import Journey

PASSWORD = "quiet-river-stone-9"


def test_a_guest_keeps_the_plan(page: Page) -> None:
    Journey(page).to_programme()
    item = page.locator("h3").first.inner_text()
    page.goto("/account/keep/")
    page.get_by_label(re.compile("name", re.I)).fill("robin")
    page.get_by_label(re.compile("password", re.I)).first.fill(PASSWORD)
    page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/today/"))

    page.goto("/account/sign-out/")
    page.locator("main form").get_by_role("button").first.click()
    expect(page).not_to_have_url(re.compile("/sign-out/"))
    page.goto("/programme/")
    expect(page.locator("main")).not_to_contain_text(item)

    page.goto("/account/sign-in/")
    page.get_by_label(re.compile("name", re.I)).fill("robin")
    page.get_by_label(re.compile("password", re.I)).first.fill(PASSWORD)
    page.locator("main form").get_by_role("button").first.click()
    expect(page).not_to_have_url(re.compile("/sign-in/"))
    page.goto("/programme/")
    expect(page.locator("main")).to_contain_text(item)
