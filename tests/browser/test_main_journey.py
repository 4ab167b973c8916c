"""From the first question to the end of the first session, as a newcomer on a phone."""

import re

from playwright.sync_api import Page, expect

from tests.support.journey import Journey


def test_first_question_to_end_of_first_session(page: Page) -> None:
    page.clock.install()
    journey = Journey(page)
    journey.to_result()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your answers fit")
    first_idea = page.get_by_role("article").first
    expect(first_idea).to_contain_text("Hips that move less")
    expect(first_idea).to_contain_text("partly")

    journey.build_programme()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your programme")
    for strand in ("Release", "Stretch", "Strengthen", "Move more, sit less"):
        expect(page.get_by_role("heading", name=strand, exact=True)).to_be_visible()

    page.goto("/session/")
    player = page.locator("[data-player]")
    expect(player).to_be_visible()
    player.get_by_role("button", name="Start").click()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    page.clock.run_for(3000)
    before = player.locator("[data-part=time]").inner_text()
    page.clock.run_for(2000)
    assert player.locator("[data-part=time]").inner_text() != before, "the clock counts"

    ready = player.get_by_role("button", name="I’m ready")
    for _ in range(45 * 60 // 5):  # a page that sleeps would wait; this one is looked at all the time
        page.clock.fast_forward(5000)
        if not player.is_visible():
            break
        if ready.is_visible():  # an exercise that is new waits on its card
            ready.click()
    expect(page.get_by_role("heading", name="How was it?")).to_be_focused()
    page.locator("#pain_after-2").check()
    page.locator("#effort-4").check()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/session/after/"))
    page.goto("/today/")
    expect(page.locator("main")).to_contain_text(re.compile("done", re.I))


def test_the_emergency_items_take_one_tap(page: Page) -> None:
    journey = Journey(page)
    journey.start()
    asked = [question.id for question in journey.questions()]
    assert len(asked) == 6
    assert all(question.startswith("emergency-") for question in asked)
    journey.answer_until(stop_at="age")
    assert (journey.seen, journey.taps) == (["first"], 1)


def test_going_back_keeps_what_was_answered(page: Page) -> None:
    journey = Journey(page)
    journey.start()
    journey.answer_until(stop_at="pain-places")
    page.go_back()
    page.get_by_role("link", name="Back").click()
    expect(page.locator("#age")).to_have_value("38")
    expect(page.locator("[name=sex][value=female]")).to_be_checked()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("any of these")


def test_leaving_and_coming_back_goes_on_where_it_was(page: Page) -> None:
    journey = Journey(page)
    journey.start()
    journey.answer_until(stop_at="pain-places")
    page.goto("/")
    page.goto("/check/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where does it hurt?")
