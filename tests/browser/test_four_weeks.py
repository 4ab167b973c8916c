"""Four weeks of use with a moved clock: sessions, taps, weeks that step up, one that steps down, and scores.

On SQLite and on PostgreSQL, because what is kept over weeks has to come back the same from both.
"""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import PHONE, accessibility_problems, sideways_scroll
from tests.support.database import postgresql_server
from tests.support.journey import Post
from tests.support.site import MovedSite, moved_site

MONDAYS = (0, 2, 4)
"""Days of a week on which there is a session."""


@pytest.fixture(params=["sqlite", "postgresql"])
def moving(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MovedSite]:
    """A site of its own with a clock to move."""
    if request.param == "sqlite":
        with moved_site(tmp_path) as site:
            yield site
        return
    with postgresql_server(tmp_path / "db") as address, moved_site(tmp_path, DATABASE_URL=address) as site:
        yield site


def test_four_weeks(browser: Browser, moving: MovedSite) -> None:
    context = browser.new_context(base_url=moving.address, viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    Post(context.request).to_programme()
    fill_in_measures(page, pain=5, own=4, ticks=10)

    for week in range(3):
        for day in MONDAYS:
            moving.move_to(days=7 * week + day)
            tap_pain(page, 4 - week)
            do_session(page)
        moving.move_to(days=7 * week + 7)
        page.goto("/today/")
        # One thing asks at a time: how the last session was the next morning shapes the week to come.
        page.locator("[data-outbox='settled'] button[value='yes']").click()
        page.get_by_role("link", name="Look back and get the next one").click()
        to_next_week(page, pain=4 - week, own=5 + week)
        expect(page.locator("main")).to_contain_text("You did 3 sessions. You are ready for the next week.")
        problems += look_at(page)
        settle(page)
        expect(page.locator("main")).to_contain_text(f"Week {week + 2} of 6")

    moving.move_to(days=28)
    fill_in_measures(page, pain=2, own=7, ticks=4)
    expect(page.locator("main")).to_contain_text("Your pain and what you can do are both better")
    page.locator(".chart__place canvas").first.wait_for()
    problems += look_at(page)

    moving.move_to(days=21 + 20)
    page.goto("/today/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
    page.get_by_role("link", name="Look back and go on").click()
    to_next_week(page, pain=2, own=7)
    expect(page.locator("main")).to_contain_text("next week starts a step easier")
    settle(page)
    expect(page.locator("main")).to_contain_text("Week 4 of 6")
    context.close()
    assert problems == []


def test_a_sign_in_the_weekly_look_closes_the_programme(browser: Browser, tmp_path: Path) -> None:
    with moved_site(tmp_path) as site:
        context = browser.new_context(base_url=site.address, viewport=PHONE)  # type: ignore[arg-type]
        page = context.new_page()
        Post(context.request).to_programme()
        site.move_to(days=7)
        page.goto("/week/")
        say_the_week(page, pain=6, own=None)
        page.get_by_role("checkbox", name="Numb or odd between the legs").check()
        expect(page.get_by_role("button", name="None of these")).to_be_hidden()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Please get help now")
        page.goto("/today/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your programme is closed for now")
        context.close()


def tap_pain(page: Page, value: int) -> None:
    page.goto("/today/")
    page.locator(f"button[name=pain][value='{value}']").click()
    expect(page.get_by_text(f"Pain today: {value} of 10")).to_be_visible()


def do_session(page: Page) -> None:
    """A session that went well, sent as the page sends it; the player has tests of its own."""
    page.goto("/session/")
    sent = {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"}
    for name in ("csrfmiddlewaretoken", "offer"):
        sent[name] = page.locator(f"input[name={name}]").first.get_attribute("value") or ""
    answer = page.request.post("/session/", form=sent, headers={"Referer": page.url})
    assert answer.ok
    assert answer.url.endswith("/session/after/")


def say_the_week(page: Page, *, pain: int, own: int | None) -> None:
    page.locator(f"#pain_average-{pain}").check()
    if own is not None:
        page.locator(f"#activity-{own}").check()
    page.locator("#confidence-7").check()
    page.get_by_role("button", name="Continue").click()


def to_next_week(page: Page, *, pain: int, own: int) -> None:
    say_the_week(page, pain=pain, own=own)
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your next week")


def settle(page: Page) -> None:
    page.get_by_role("button", name="Start this week").click()
    expect(page.locator(".messages")).to_contain_text("Your next week is ready.")


def fill_in_measures(page: Page, *, pain: int, own: int, ticks: int) -> None:
    page.goto("/progress/questions/")
    page.get_by_role("link", name="Start").click()
    page.wait_for_url(re.compile(r"/progress/questions/\d+/"))
    while "/progress/questions/" in page.url:
        before = page.url
        title = page.get_by_role("heading", level=1).inner_text()
        if title.startswith("All in all"):
            page.get_by_role("button", name="Much better", exact=True).click()
        elif title.startswith("How is your health"):
            page.get_by_role("button", name="Good", exact=True).click()
        else:
            answer_measure(page, title, pain=pain, own=own, ticks=ticks)
            page.get_by_role("button", name="Continue").click()
        expect(page).not_to_have_url(before)


def answer_measure(page: Page, title: str, *, pain: int, own: int, ticks: int) -> None:
    if title.startswith("How strong"):
        for item in ("now", "average", "worst"):
            page.locator(f"#{item}-{pain}").check()
    elif title.startswith("Three things"):
        words = page.locator("#id_words-1")
        if words.count():
            words.fill("put on socks")
        page.locator(f"#rating-1-{own}").check()
    else:
        for place in range(ticks):
            page.locator("input[name=ticks]").nth(place).check()


def look_at(page: Page) -> list[str]:
    found = accessibility_problems(page)
    return [*found, *(["has to be scrolled sideways"] if sideways_scroll(page) else [])]
