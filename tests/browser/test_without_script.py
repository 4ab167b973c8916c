"""Without JavaScript: check, result, programme and a readable session."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.journey import DESK_WORKER, Journey


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "java_script_enabled": False}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"emergency-chest": ("chest-pain",)}, "Please get help now"),
        ({"fever-signs": ("red-eye",)}, "Please be seen today"),
        ({"start-signs": ("height-loss",)}, "See your GP within a week about this"),
        ({"duration-weeks": 2, "pain-new": "first-time"}, "too early to say which idea fits"),
    ],
    ids=["E", "S", "D with a plan", "too early"],
)
def test_every_kind_of_answer(page: Page, more: dict[str, Any], said: str) -> None:
    journey = Journey(page, answers={**DESK_WORKER, **more})
    journey.start()
    journey.answer_until()
    if page.url.endswith("/check/review/"):
        journey.finish_check()
    expect(page.locator("main")).to_contain_text(said)


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
