"""A person and a practitioner, each at a browser of their own: from the code to the stop."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_every_page import LOOKS, too_wide
from tests.server.clinic.test_exercises import a_picture
from tests.support.browser import DESKTOP, PHONE, accessibility_problems, sideways_scroll, small_targets
from tests.support.database import postgresql_server
from tests.support.site import Site

PRACTICE_PAGES = (
    "/clinic/",
    "/clinic/invite/",
    "/clinic/enter/",
    "/clinic/people/{person}/",
    "/clinic/people/{person}/part/answers/",
    "/clinic/people/{person}/part/programme/",
    "/clinic/people/{person}/part/measurements/",
    "/clinic/people/{person}/part/scores/",
    "/clinic/people/{person}/summary/",
    "/clinic/people/{person}/messages/",
    "/clinic/people/{person}/programme/",
    "/clinic/people/{person}/exercises/",
    "/clinic/exercises/",
    "/clinic/exercises/new/",
    "/clinic/templates/",
)
PASSWORD = "quiet-river-stone-9"
REASON = "your hip was sore after it"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    if request.param == "sqlite":
        yield Site(tmp_path)
        return
    with postgresql_server(tmp_path / "db") as address:
        yield Site(tmp_path, DATABASE_URL=address)


@pytest.fixture
def cookies(place: Site) -> Iterator[dict[str, str]]:
    """Of somebody with a programme; the site runs."""
    found = dict(place.seeded()["cookies"])
    place.start()
    yield found
    place.stop()


def keeps_plan(page: Page, name: str) -> None:
    page.get_by_label(re.compile("name", re.I)).fill(name)
    page.get_by_label(re.compile("password", re.I)).first.fill(PASSWORD)
    page.locator("main form").get_by_role("button").first.click()


def sound(page: Page, where: str) -> None:
    """Every page on the way: accessible, large enough to tap, and no wider than its window."""
    page.wait_for_load_state("networkidle")
    problems = accessibility_problems(page) + small_targets(page)
    assert problems == [], where
    assert sideways_scroll(page) == 0, where


def sound_in_every_size(practice: Page, person: str, folder: Path | None) -> None:
    """Every page of a practitioner at the sizes and looks of `test_every_page`."""
    problems = []
    for place in PRACTICE_PAGES:
        address = place.format(person=person)
        practice.goto(address)
        practice.wait_for_load_state("networkidle")
        for size, scheme in LOOKS:
            practice.emulate_media(color_scheme=scheme)
            practice.set_viewport_size(size)  # type: ignore[arg-type]
            found = accessibility_problems(practice) + small_targets(practice)
            problems += [f"{address} {scheme}: {one}" for one in found]
            name = place.strip("/").replace("/", "-").replace("{person}", "one")
            keep_picture(practice, f"{name}-{size['width']}-{scheme}", folder)
        problems += [f"{address}: {one}" for one in too_wide(practice)]
    assert problems == []


def looks(browser: Browser, site: str, size: Any, scheme: Any) -> BrowserContext:
    return browser.new_context(
        base_url=site, viewport=size, color_scheme=scheme, locale="en-GB", reduced_motion="reduce"
    )


def keep_picture(page: Page, name: str, folder: Path | None) -> None:
    if folder is not None:
        page.screenshot(path=str(folder / f"{name}.png"), full_page=True)


def test_from_the_code_to_the_stop_in_two_browsers(
    browser: Browser, place: Site, cookies: dict[str, str], request: pytest.FixtureRequest
) -> None:
    site = place.address
    pictures = request.config.getoption("--pictures", default=None)
    folder = Path(pictures) if pictures else None
    theirs = looks(browser, site, PHONE, "light")
    theirs.add_cookies([{"name": "loadshare", "value": cookies["loadshare"], "url": site}])
    person = theirs.new_page()
    practice = looks(browser, site, DESKTOP, "dark").new_page()

    practice.goto("/account/keep/?next=/clinic/")
    keeps_plan(practice, "mary")
    practice.goto("/clinic/")
    sound(practice, "begin")
    practice.locator("#id_name").fill("Mary")
    practice.locator("main form button").first.click()
    practice.get_by_role("link", name="Show a code").click()
    practice.locator("main form button").first.click()
    sound(practice, "invite")
    link = practice.locator(".code__address").first.inner_text()

    person.goto(link)
    person.get_by_role("link", name=re.compile("keep", re.I)).first.click()
    keeps_plan(person, "robin")
    expect(person.get_by_role("heading", name="Let Mary look?")).to_be_visible()
    for box in person.locator("input[name=sections]").all():
        box.check()
    sound(person, "consent")
    keep_picture(person, "consent", folder)
    person.get_by_role("button", name="Yes, they may look").click()
    expect(person.get_by_role("heading", name="Who can look")).to_be_visible()
    sound(person, "sharing")
    keep_picture(person, "sharing", folder)

    person.get_by_role("link", name=re.compile("Messages")).first.click()
    person.get_by_role("button", name="Send").click()
    expect(person.locator("[data-errors]")).to_be_focused()
    expect(person.locator("#id_text")).to_have_accessible_description(re.compile("Write something first."))
    person.locator("#id_text").fill("Is it fine to walk more?")
    sound(person, "talk")
    person.get_by_role("button", name="Send").click()

    practice.goto("/clinic/")
    expect(practice.locator(".alert").first).to_contain_text("They wrote to you")
    sound(practice, "caseload")
    keep_picture(practice, "caseload", folder)
    practice.get_by_role("link", name="robin").click()
    sound(practice, "person")
    practice.get_by_role("link", name="Summary on one page").click()
    for size in (PHONE, DESKTOP):
        practice.set_viewport_size(size)
        sound(practice, "summary")
        keep_picture(practice, f"summary-{size['width']}", folder)
    paper = practice.request.get(str(practice.get_by_role("link", name="As a PDF").get_attribute("href")))
    assert paper.body().startswith(b"%PDF-")
    practice.get_by_role("link", name="robin").click()
    practice.get_by_role("link", name="Messages").click()
    practice.locator("#id_text").fill("Yes, five minutes more.")
    practice.get_by_role("button", name="Send").click()
    sound(practice, "their talk")
    keep_picture(practice, "talk", folder)

    person.goto("/today/")
    person.get_by_role("link", name="Read it").click()
    expect(person.locator(".talk")).to_contain_text("five minutes more")
    keep_picture(person, "own-talk", folder)

    practice.get_by_role("link", name="robin").click()
    practice.get_by_role("link", name="Change the programme").click()
    sound(practice, "edit")
    keep_picture(practice, "edit", folder)
    practice.reload()  # every fold is closed again
    card = practice.locator(".card").first
    taken = card.locator("h2").inner_text()
    card.locator("summary").click()
    card.locator("select").select_option("out/")
    card.locator("input[name=reason]").fill(REASON)
    card.get_by_role("button").click()
    expect(practice.locator("main")).to_contain_text("Changed, from the next session on.")

    person.goto("/today/")
    expect(person.locator("main")).to_contain_text(f"took out {taken}, because: {REASON}")
    sound(person, "today")
    keep_picture(person, "today", folder)
    person.get_by_role("link", name="See it, or put it back").click()
    expect(person.locator("main h3", has_text=taken)).to_have_count(0)
    person.get_by_role("button", name=re.compile("Put it back")).first.click()
    expect(person.locator("main h3", has_text=taken)).to_have_count(1)
    keep_picture(person, "put-back", folder)

    practice.reload()
    expect(practice.locator("main")).to_contain_text("You put it back.")
    address = practice.url
    practice.goto("/clinic/exercises/new/")
    practice.locator("#id_name").fill("Wall slide")
    practice.locator("#id_steps").fill("Stand with your back at a wall.\nSlide down a little.")
    practice.get_by_label("Standing", exact=True).check()
    practice.get_by_label("Pregnancy", exact=True).check()
    practice.locator("#id_file").set_input_files(
        files=[{"name": "wall.png", "mimeType": "image/png", "buffer": a_picture(side=160)}]
    )
    practice.locator("#id_shows").fill("Two colours, for a try")
    practice.get_by_role("button", name="Keep it").click()
    expect(practice.locator("main")).to_contain_text("Not for: Pregnancy")
    expect(practice.locator(".own-exercise__file")).to_have_js_property("naturalWidth", 160)
    practice.goto("/clinic/templates/")
    practice.locator("#id_name").fill("Office workers")
    practice.locator("#id_add input").first.check()
    practice.get_by_role("button", name="Keep it").click()
    practice.goto(address)
    practice.get_by_role("link", name="Templates and exercises of your practice").click()
    practice.locator("input[name=reason]").fill("for your knees")
    practice.get_by_role("button", name=re.compile("Give it")).click()
    expect(practice.locator("main")).to_contain_text("Given, from the next session on.")
    practice.get_by_role("link", name="Office workers").click()
    sound(practice, "template")
    keep_picture(practice, "template", folder)
    person.goto("/session/")
    person.wait_for_load_state("networkidle")
    assert "gave it to you: for your knees" in person.content(), "among the exercises of the session"
    keep_picture(person, "own-session", folder)
    person.goto("/sharing/")
    sound(person, "given")
    keep_picture(person, "own-sharing", folder)
    sound_in_every_size(practice, address.split("/people/")[1].split("/")[0], folder)
    person.goto("/sharing/looked/")
    expect(person.locator("main")).to_contain_text("Changed your programme")
    sound(person, "looked")
    person.goto("/sharing/")
    person.get_by_role("button", name=re.compile("Stop now")).click()
    expect(person.locator("main")).to_contain_text("Stopped.")
    answer = practice.goto(address)
    assert answer is not None
    assert answer.status == 404
    person.goto("/sharing/messages/")
    expect(person.locator(".talk")).to_contain_text("five minutes more")
    sound(person, "before")
    theirs.close()
    practice.context.close()
