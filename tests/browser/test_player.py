"""The player under what really happens: pauses, reloads, a sleeping tab, pain."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def page(their_page: Page) -> Page:
    their_page.clock.install()
    return their_page


@pytest.fixture
def player(page: Page) -> Locator:
    page.goto("/session/")
    return page.locator("[data-player]")


def seconds(player: Locator) -> int:
    return int(player.locator("[data-part=time]").inner_text())


def test_a_reload_comes_back_to_the_same_second(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(4000)
    left = seconds(player)
    page.reload()
    expect(player.get_by_role("button", name="Go on")).to_be_visible()
    assert abs(seconds(player) - left) <= 1
    page.clock.run_for(60_000)
    assert abs(seconds(player) - left) <= 1, "no time passes until the person goes on"


def test_a_sleeping_tab_catches_up_by_the_clock(page: Page, player: Locator) -> None:
    name = player.locator("[data-part=name]")
    first = name.inner_text()
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(1000)
    page.clock.fast_forward("08:00")
    page.clock.run_for(500)
    assert not player.is_visible() or name.inner_text() != first


def test_space_pauses_and_arrows_move(page: Page, player: Locator) -> None:
    page.keyboard.press("Space")
    page.clock.run_for(500)
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    kind = player.locator("[data-part=kind]")
    expect(kind).to_have_text("Get ready")
    page.keyboard.press("ArrowRight")
    expect(kind).to_have_text(re.compile("Hold|Move"))
    page.keyboard.press("ArrowLeft")
    expect(kind).to_have_text("Get ready")


def test_shortcuts_can_be_switched_off(page: Page, player: Locator) -> None:
    player.get_by_text("Sound, pace and keys").click()
    player.get_by_role("button", name="Keys on").click()
    page.locator("body").press("Space")
    page.clock.run_for(500)
    expect(player.locator("[data-part=toggle]")).to_have_text("Start")


def test_an_own_pace_waits(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    player.get_by_text("Sound, pace and keys").click()
    for name in ("Normal pace", "Slower × 1.5", "Slower × 2"):
        player.get_by_role("button", name=name).click()
    expect(player.get_by_role("button", name="My own pace")).to_be_visible()
    page.clock.run_for(1000)
    page.clock.fast_forward("10:00")
    page.clock.run_for(500)
    expect(player.locator("[data-part=kind]")).to_have_text("Get ready")


def test_it_hurts_leaves_the_exercise_and_waits(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(1000)
    first = player.locator("[data-part=name]").inner_text()
    player.get_by_role("button", name="It hurts").click()
    page.locator("[data-stops=exercise] button").first.click()
    expect(player.locator("[data-part=name]")).not_to_have_text(first)
    page.clock.run_for(1000)
    page.clock.fast_forward("20:00")
    page.clock.run_for(500)
    expect(player.get_by_role("button", name="Go on")).to_be_visible()


def test_it_hurts_badly_ends_in_help(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    player.get_by_role("button", name="It hurts").click()
    page.locator("[data-stops=help] button").first.click()
    expect(page).to_have_url(re.compile("/session/stopped/$"))
    expect(page.locator("main")).to_contain_text(re.compile("999|111"))


def test_easier_is_shorter_and_waits(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(1000)
    player.get_by_role("button", name="Easier").click()
    expect(player.get_by_role("button", name="Go on")).to_be_visible()
    expect(player.locator("[data-part=easier]")).to_be_hidden()


def test_it_speaks_and_keeps_the_screen_on(page: Page) -> None:
    page.add_init_script(
        "window.said = []; speechSynthesis.speak = (words) => window.said.push(words.text);"
        "window.locks = 0; navigator.wakeLock.request = async () => { window.locks += 1;"
        " return { release: async () => undefined }; };"
    )
    page.goto("/session/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.clock.run_for(2000)
    assert page.evaluate("window.said.length") >= 1
    assert page.evaluate("window.locks") == 1
