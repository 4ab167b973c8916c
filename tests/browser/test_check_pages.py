"""The check on a phone: five minutes by touch and by keyboard, and what each kind of answer leads to."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE
from tests.support.journey import DESK_WORKER, Journey

EARLY = {**DESK_WORKER, "duration-weeks": 2, "pain-new": "first-time"}
KNOWN = {**DESK_WORKER, "duration-weeks": 5, "pain-new": "same-as-before"}
SEE_GP = {**DESK_WORKER, "start-signs": ("height-loss",)}


def to_result(page: Page, answers: Mapping[str, Any]) -> Journey:
    journey = Journey(page, answers=answers)
    journey.to_result()
    return journey


def test_by_touch_it_is_sixteen_screens_at_most(page: Page) -> None:
    journey = Journey(page)
    journey.start()
    journey.answer_until()
    assert page.url.endswith("/check/review/")
    assert len(journey.seen) + 1 <= 16
    assert journey.taps + 1 <= 50


def test_by_keyboard_numbers_answer_and_enter_goes_on(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start the check").press("Enter")
    typed = {"age": "44", "duration-weeks": "20", "sitting-hours": "8", "pain-now": "4", "pain-average": "4"}
    for _ in range(20):
        page.wait_for_load_state("networkidle")
        if page.url.endswith("/check/review/"):
            return
        address = page.url
        rows = page.locator("[data-row]")
        for place in range(rows.count()):
            row = rows.nth(place)
            asked = row.get_attribute("data-row") or ""
            if row.locator("input[type=text]").count():
                row.locator("input[type=text]").focus()
                page.keyboard.type(typed.get(asked, "3"))
            elif row.locator("input[type=radio]").count():
                row.locator("input[type=radio]").first.focus()
                page.keyboard.press(typed.get(asked, "2"))
            elif asked == "pain-places":
                row.locator("input").first.focus()
                page.keyboard.press("Space")
            elif row.locator("button").count():
                page.keyboard.press("1")
        if page.locator(".flags__none").count():
            page.locator(".flags__none").focus()
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(address)
    raise AssertionError("the check does not end")


def test_a_reload_loses_nothing(page: Page) -> None:
    journey = Journey(page)
    journey.start()
    journey.answer_until(stop_at="pain-now")
    page.locator("[name=pain-now][value='7']").click()
    page.locator("#duration-weeks").fill("12")
    page.locator("#duration-weeks-unit").select_option("months")
    page.reload()
    expect(page.locator("[name=pain-now][value='7']")).to_be_checked()
    expect(page.locator("#duration-weeks")).to_have_value("12")
    expect(page.locator("#duration-weeks-unit")).to_have_value("months")
    journey.answer_until(stop_at="start-signs")
    page.go_back()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:')).length") == 0


@pytest.mark.parametrize(
    "answers", [DESK_WORKER, EARLY, KNOWN, SEE_GP], ids=["plain", "early", "known", "gp"]
)
def test_the_answer_is_at_most_four_phone_screens_tall(page: Page, answers: Mapping[str, Any]) -> None:
    to_result(page, answers)
    expect(page.get_by_role("heading", level=1)).to_have_text("What your answers fit")
    height = page.evaluate("document.querySelector('main').getBoundingClientRect().height")
    assert height <= 4 * PHONE["height"]


def test_a_new_pain_is_too_early_to_say(page: Page) -> None:
    to_result(page, EARLY)
    expect(page.locator(".fit")).to_have_text(["too early to say"] * 3)
    expect(page.locator("main")).not_to_contain_text("not tested")
    expect(page.locator(".reasons:visible")).to_have_count(0)


def test_a_pain_known_from_before_is_judged(page: Page) -> None:
    to_result(page, KNOWN)
    expect(page.locator(".fit").first).to_have_text("partly")
    for card in page.locator(".idea").all():
        for side in ("reasons--for", "reasons--against"):
            assert card.locator(f".{side}:visible > li").count() <= 2


def test_somebody_who_may_go_on_sees_the_ideas_and_one_calm_line(page: Page) -> None:
    to_result(page, SEE_GP)
    expect(page).to_have_url(re.compile("/result/ideas/"))
    expect(page.locator(".ideas__see")).to_have_text(re.compile("^See your GP within a week about this: "))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("What your answers fit")
    expect(page.get_by_role("button", name="Build my programme")).to_be_visible()


def test_the_same_day_is_one_calm_screen(page: Page) -> None:
    to_result(page, {**DESK_WORKER, "fever-signs": ("red-eye",)})
    expect(page).to_have_url(re.compile("/result/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Please be seen today")


def test_a_page_is_read_aloud_by_one_button(page: Page) -> None:
    page.add_init_script(
        """window.said = [];
        speechSynthesis.speak = (words) => window.said.push(words.text);
        speechSynthesis.cancel = () => {};"""
    )
    Journey(page).start()
    button = page.get_by_role("button", name="Read aloud")
    button.click()
    said = page.evaluate("window.said")
    assert said[0] == "First: any of these, new or getting worse?"
    assert any("Passing urine has changed" in text for text in said)
    assert len(said) == len(set(said)) or said.count("Not sure") > 1
    page.get_by_role("button", name="Stop reading").click()
    expect(button).to_be_visible()


def test_nothing_below_moves_when_a_device_has_no_voice(page: Page) -> None:
    page.add_init_script("speechSynthesis.getVoices = () => [];")
    Journey(page).start()
    title = page.get_by_role("heading", level=1)
    before = title.bounding_box()
    page.get_by_role("button", name="Read aloud").click()
    expect(page.get_by_role("button", name="No voice here")).to_be_disabled()
    assert title.bounding_box() == before


def test_helping_somebody_changes_no_question(page: Page) -> None:
    page.goto("/")
    page.get_by_text("I am helping someone").click()
    expect(page.get_by_text("the same questions, the same rules")).to_be_visible()
    journey = Journey(page)
    page.get_by_role("button", name="Start the check").click()
    page.wait_for_url(re.compile(r"/check/\d+/"))
    assert journey.questions()[0].page == "first"


def test_a_finger_beside_a_small_place_of_the_body_still_hits_it(page: Page) -> None:
    """The nearest place within 24 px is meant, and a small one within a large one has 10 px around it."""
    journey = Journey(page)
    journey.start()
    journey.answer_until(stop_at="pain-places")
    back = page.locator(".body-map__view svg").first
    back.scroll_into_view_if_needed()
    box = back.locator("[data-place=low-back]").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] + 10, box["y"] + box["height"] / 2)
    expect(page.get_by_role("checkbox", name="Low back", exact=True)).to_be_checked()
    expect(page.locator("[data-chosen]")).to_have_text("Low back")
    drawing = back.bounding_box()
    assert drawing
    page.mouse.click(drawing["x"] + 2, drawing["y"] + 2)
    assert page.locator("[data-row=pain-places] input:checked").count() == 1
    dimples = back.locator("[data-place=pelvic-dimples]").bounding_box()
    assert dimples
    page.mouse.click(dimples["x"] + 8, dimples["y"] + dimples["height"] + 7)
    expect(page.get_by_role("checkbox", name="Dimples")).to_be_checked()
    sit_bone = back.locator("[data-place=sit-bone]").bounding_box()
    assert sit_bone
    page.mouse.click(sit_bone["x"] - 6, sit_bone["y"] + sit_bone["height"] / 2)
    expect(page.get_by_role("checkbox", name="Sit bone")).to_be_checked()
