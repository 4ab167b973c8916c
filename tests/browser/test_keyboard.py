"""The whole way by keyboard alone."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser import DESKTOP, PHONE
from tests.support.journey import Journey


def press_until(page: Page, name: str, *, key: str = "Tab", most: int = 40) -> None:
    """Move the focus until it is on the control with this name."""
    for _ in range(most):
        page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.innerText || document.activeElement.value || ''")
        if name in str(focused):
            return
    raise AssertionError(f"{name!r} cannot be reached by keyboard")


def test_a_check_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    press_until(page, "Start the check")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/check/\d+/"))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.locator("#age")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("#age").focus()
    page.keyboard.type("44")
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where does it hurt?")
    page.wait_for_load_state("networkidle")
    press_until(page, "low-back")
    page.keyboard.press("Space")
    press_until(page, "left")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your pain")


def test_a_mistake_is_named_and_focused(page: Page) -> None:
    journey = Journey(page)
    journey.start()
    journey.answer_until(stop_at="age")
    page.locator("#age").fill("four")
    page.keyboard.press("Enter")
    errors = page.locator("[data-errors]")
    expect(errors).to_be_focused()
    expect(page.locator("#age")).to_have_value("four")
    expect(errors.get_by_role("link").nth(1)).to_contain_text("Female or male: Choose one answer.")
    errors.get_by_role("link").first.click()
    expect(page.locator("#age")).to_be_focused()


def test_a_session_by_keyboard(their_page: Page) -> None:
    page = their_page
    page.clock.install()
    page.goto("/session/")
    press_until(page, "Start")
    page.keyboard.press("Enter")
    page.clock.run_for(500)
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("h")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_second_step_needs_no_fold_opened_again(their_page: Page) -> None:
    their_page.goto("/programme/")
    item = their_page.locator(".item", has=their_page.locator('button[value="harder"]')).last
    name = item.get_attribute("id")
    item.locator("details.item__more > summary").click()
    item.locator('button[value="harder"]').focus()
    with their_page.expect_response(lambda answer: answer.request.method == "POST"):
        their_page.keyboard.press("Enter")
    again = their_page.locator(f"#{name} button[value=harder]")
    expect(again).to_be_visible()
    expect(again).to_be_focused()


def test_whoever_is_quicker_than_the_library_loses_no_place(their_page: Page) -> None:
    held: list[Route] = []
    their_page.route(re.compile(r"/htmx[^/]*\.js$"), lambda route: held.append(route))
    their_page.goto("/programme/")
    item = their_page.locator(".item", has=their_page.locator('button[value="harder"]')).last
    name = item.get_attribute("id")
    item.locator("details.item__more > summary").click()
    button = item.locator('button[value="harder"]')
    button.focus()
    their_page.keyboard.press("Enter")
    their_page.wait_for_timeout(300)
    expect(button).to_be_focused()
    with their_page.expect_response(lambda answer: answer.request.method == "POST"):
        held[0].continue_()
    again = their_page.locator(f"#{name} button[value=harder]")
    expect(again).to_be_visible()
    expect(again).to_be_focused()


@pytest.mark.expects_errors
def test_where_the_library_never_comes_the_change_is_made_all_the_same(their_page: Page) -> None:
    their_page.route(re.compile(r"/htmx[^/]*\.js$"), lambda route: route.abort())
    their_page.goto("/programme/")
    item = their_page.locator(".item", has=their_page.locator('button[value="harder"]')).last
    item.locator("details.item__more > summary").click()
    with their_page.expect_navigation():
        item.locator('button[value="harder"]').click()
    expect(their_page.locator("h1")).to_contain_text("Your programme")


def test_keys_are_told_of_where_there_are_keys(browser: Browser, site: str) -> None:
    for size, told in ((DESKTOP, True), (PHONE, False)):
        page = browser.new_context(base_url=site, viewport=size).new_page()
        Journey(page).start()
        assert page.get_by_text("number keys choose and Enter goes on").is_visible() is told
        page.context.close()


def test_a_session_has_a_heading_for_what_is_on(their_page: Page) -> None:
    their_page.goto("/session/")
    their_page.get_by_role("button", name=re.compile("ready|Start")).click()
    expect(their_page.get_by_role("heading", level=2)).to_have_text("Get ready")


def test_on_paper_the_name_stands_above_the_words(their_page: Page) -> None:
    their_page.emulate_media(media="print")
    their_page.goto("/programme/")
    places = [their_page.locator(one).bounding_box() for one in (".brand", "h1")]
    assert len({round(place["x"]) for place in places if place}) == 1
