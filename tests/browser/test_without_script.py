"""Without JavaScript: check, result, programme and a readable session."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import Journey


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "java_script_enabled": False}


def test_check_to_kept_session(page: Page) -> None:
    Journey(page).to_programme()
    page.goto("/session/")
    expect(page.locator("[data-player]")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text("session")
    expect(page.locator(".session__items > li").first).to_be_visible()
    page.locator("#pain_after-3").check()
    page.locator("#effort-5").check()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/session/after/"))
