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
    expect(player.get_by_role("button", name="Resume")).to_be_visible()
    assert abs(seconds(player) - left) <= 1
    page.clock.run_for(60_000)
    assert abs(seconds(player) - left) <= 1, "no time passes until the person goes on"


@pytest.mark.parametrize("asleep", ["01:00", "08:00", "45:00", "12:00:00"])
def test_a_session_waits_where_it_was_left_while_nobody_was_told_anything(
    page: Page, player: Locator, asleep: str
) -> None:
    """The lid is closed, or the phone locked: nothing runs, and nothing is taken for done."""
    name = player.locator("[data-part=name]")
    first = name.inner_text()
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(3000)
    left = seconds(player)
    page.clock.fast_forward(asleep)
    page.clock.run_for(60_000)
    expect(player.get_by_role("button", name="Resume")).to_be_visible()
    assert (name.inner_text(), abs(seconds(player) - left) <= 1) == (first, True)
    assert page.locator("[data-outcome]:checked").count() == 0
    player.get_by_role("button", name="Resume").click()
    page.clock.run_for(2000)
    assert 1 <= left - seconds(player) <= 3


def test_a_clock_put_back_during_a_session_changes_nothing(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(3000)
    left = seconds(player)
    page.evaluate("const now = Date.now; Date.now = () => now.call(Date) - 15 * 60_000")
    page.clock.run_for(3000)
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    assert 2 <= left - seconds(player) <= 4


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
    page.get_by_role("button", name="stronger than I like").click()
    page.locator("[data-stops=exercise] button").first.click()
    expect(player.locator("[data-part=name]")).not_to_have_text(first)
    page.clock.run_for(1000)
    page.clock.fast_forward("20:00")
    page.clock.run_for(500)
    expect(player.get_by_role("button", name="I’m ready")).to_be_visible()


@pytest.mark.parametrize("button", ["play", "nexttrack", "previoustrack"])
def test_no_button_of_headphones_moves_on_behind_a_question(page: Page, player: Locator, button: str) -> None:
    page.add_init_script(
        "window.buttons = {};"
        "navigator.mediaSession.setActionHandler = (name, act) => { window.buttons[name] = act; };"
    )
    page.reload()
    player.get_by_role("button", name="Start").click()
    player.locator("[data-do=remote]").evaluate("button => button.click()")
    page.clock.run_for(3000)
    player.get_by_role("button", name="It hurts").click()
    name, left = player.locator("[data-part=name]").inner_text(), seconds(player)
    page.evaluate("button => window.buttons[button]({ action: button })", button)
    page.keyboard.press("n")
    page.clock.run_for(3000)
    assert (player.locator("[data-part=name]").inner_text(), seconds(player)) == (name, left)
    page.keyboard.press("Escape")
    page.evaluate("window.buttons.play({ action: 'play' })")
    page.clock.run_for(3000)
    assert seconds(player) < left


def test_it_hurts_badly_ends_in_help(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    player.get_by_role("button", name="It hurts").click()
    page.get_by_role("button", name="stronger than I like").click()
    page.get_by_role("button", name="Something else").click()
    page.get_by_role("button", name="Something new or frightening").click()
    page.locator("[data-stops=help] button").first.click()
    expect(page).to_have_url(re.compile("/session/stopped/$"))
    expect(page.locator("main")).to_contain_text(re.compile("999|111"))


def test_easier_is_shorter_and_waits(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(1000)
    player.get_by_role("button", name="Easier").click()
    expect(player.get_by_role("button", name="Resume")).to_be_visible()
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


def test_a_new_exercise_waits_on_its_card_until_the_person_is_ready(page: Page, player: Locator) -> None:
    card = player.locator("[data-part=learn]")
    expect(card).to_be_visible()
    assert card.locator("p").count() >= 3
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(1000)
    expect(card).to_be_hidden()
    player.get_by_role("button", name="Next exercise").click()
    page.clock.run_for(120_000)
    expect(card).to_be_visible()
    expect(player.get_by_role("button", name="I’m ready")).to_be_visible()
    player.get_by_role("button", name="I’m ready").click()
    page.clock.run_for(1000)
    expect(card).to_be_hidden()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()


def test_what_hurts_is_asked_in_two_answers_first(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    player.get_by_role("button", name="It hurts").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("button")).to_have_count(3)
    dialog.get_by_role("button", name="stronger than I like").click()
    dialog.get_by_role("button", name="Make it easier").click()
    expect(dialog).to_have_count(0)
    expect(player.locator("[data-part=easier]")).to_be_hidden()


def test_the_figure_takes_nearly_half_of_a_phone(page: Page, player: Locator) -> None:
    player.get_by_role("button", name="Start").click()
    page.clock.run_for(1000)
    box = player.locator("[data-part=figure]").bounding_box()
    assert box is not None
    assert box["height"] >= 0.45 * 844
    assert box["width"] >= 0.85 * 390
