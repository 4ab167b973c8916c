"""A passkey: made when the plan is kept, used to sign in without a password, and removed."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.browser import accessibility_problems
from tests.support.journey import Post

PASSWORD = "quiet-river-stone-9"
SLOW_MS = 30_000
"""Scrambling a password takes its time on a busy machine."""


@pytest.fixture(autouse=True)
def authenticator(page: Page) -> None:
    """A device with a fingerprint reader whose owner always agrees."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sound(page: Page) -> None:
    assert accessibility_problems(page) == [], page.url


def keep_with_passkey(page: Page, name: str) -> None:
    page.goto("/account/keep/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Keep it, and add a passkey").click()
    expect(page).to_have_url(re.compile("/account/passkeys/add/"), timeout=SLOW_MS)
    sound(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page).to_have_url(re.compile("/account/codes/"), timeout=SLOW_MS)


def sign_out(page: Page) -> None:
    page.goto("/account/sign-out/")
    page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_a_passkey_is_made_and_signs_in_without_a_password(page: Page) -> None:
    Post(page.context.request).to_programme()
    page.goto("/programme/")
    item = page.locator("h3").first.inner_text()
    keep_with_passkey(page, "passkey-robin")
    codes = page.locator("[data-codes] li").all_inner_texts()
    assert len(set(codes)) == 10
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    assert download.value.path().read_text("utf-8").split() == codes
    page.reload()
    expect(page.locator("main")).not_to_contain_text(codes[0])

    sign_out(page)
    page.goto("/account/sign-in/")
    sound(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/today/"))
    page.goto("/programme/")
    expect(page.locator("main")).to_contain_text(item)

    page.goto("/account/")
    sound(page)
    expect(page.locator("main")).to_contain_text("My passkey")
    page.get_by_role("link", name=re.compile("Remove.*My passkey")).click()
    sound(page)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.locator("main")).to_contain_text("None yet")


def test_the_password_alone_no_longer_opens_it_and_a_code_does(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start the check").click()
    keep_with_passkey(page, "passkey-sam")
    code = page.locator("[data-codes] li").first.inner_text()
    sign_out(page)
    page.goto("/account/sign-in/")
    page.get_by_label("Name").fill("passkey-sam")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/account/sign-in/second/"), timeout=SLOW_MS)
    sound(page)
    page.get_by_label("Code").fill("00000000")
    page.get_by_role("button", name="Use this code").click()
    expect(page.get_by_role("alert").first).to_contain_text("Please look again")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Use this code").click()
    expect(page).not_to_have_url(re.compile("/account/"))
    page.goto("/account/devices/")
    sound(page)
    expect(page.locator("main")).to_contain_text("this device")


def test_who_says_no_to_the_passkey_is_told_and_can_go_on(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used, and nothing was changed.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_signing_in_with_a_passkey_asks_whose_the_answers_on_the_device_are(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Start the check").click()
    keep_with_passkey(page, "passkey-alex")
    sign_out(page)
    Post(page.context.request).to_programme()
    page.goto("/programme/")
    item = page.locator("h3").first.inner_text()
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/account/answers/"))
    sound(page)
    page.get_by_text("What is there").click()
    expect(page.locator("main")).to_contain_text("Your programme, week by week")
    page.get_by_role("button", name="Not now").click()
    expect(page).to_have_url(re.compile("/today/"))
    page.goto("/account/")
    sound(page)
    page.get_by_role("link", name="Whose are they?").click()
    page.get_by_role("button", name="They are mine: keep them with this account").click()
    page.goto("/programme/")
    expect(page.locator("main")).to_contain_text(item)


@pytest.mark.parametrize("origin", ["http://clinic.example", "http://127.0.0.1"])
def test_no_passkey_is_offered_where_none_can_be_made(browser: Browser, site: str, origin: str) -> None:
    """Another machine over http is not safe enough for a browser, and numbers are no name for a passkey."""
    context = browser.new_context(base_url=origin)
    context.route(f"{origin}/**", lambda route: answered_by(site, route))
    page = context.new_page()
    page.goto("/account/keep/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Keep my plan")).to_be_visible()
    expect(page.get_by_text(re.compile("passkey", re.I)).filter(visible=True)).to_have_count(0)
    page.goto("/account/sign-in/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    context.close()


def answered_by(site: str, route: Route) -> None:
    """As if the site stood at the address that was asked for."""
    asked = urlsplit(route.request.url)
    route.fulfill(response=route.fetch(url=f"{site}{asked.path}"))
