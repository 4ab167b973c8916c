"""A computer shows a code, a phone opens it and measures, and the computer shows the result by itself."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.browser import PHONE
from tests.support.journey import Post
from tests.support.site import Site

TEST = "/measure/hip-rotation/"
DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that phones reach where the computer does: a page of localhost may use sensors as https may."""
    one = Site(tmp_path_factory.mktemp("pairing"))
    one.settings["PHONE_ADDRESS"] = one.address
    try:
        one.start()
        yield one.address
    finally:
        one.stop()


@pytest.fixture
def computer(browser: Browser, address: str) -> Iterator[Page]:
    """A computer that shows a code for the seated hip turn."""
    context = browser.new_context(base_url=address, viewport=DESK, reduced_motion="reduce")
    Post(context.request).to_programme()
    page = context.new_page()
    page.goto(TEST)
    page.get_by_role("button", name="Measure with your phone").click()
    expect(page.get_by_role("status")).to_contain_text("Waiting for your phone")
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def code_on(computer: Page) -> str:
    address = computer.locator(".code__address").text_content() or ""
    assert re.fullmatch(r"http://localhost:\d+/phone/open/[\w-]{16}/", address)
    return address


def test_the_result_of_the_phone_appears_on_the_computer_once(computer: Page, phone: Page) -> None:
    code = code_on(computer)
    phone.goto(code)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Measure for your computer?")
    phone.get_by_role("button", name="Measure on this phone").click()
    expect(phone).to_have_url(re.compile(f"{TEST}$"))
    expect(computer.get_by_text("A phone has opened the code")).to_be_visible()
    measure_by_hand(phone)
    expect(phone.get_by_text("Your computer shows it")).to_be_visible()
    expect(computer.get_by_text("Your phone has sent a result")).to_be_visible()
    computer.get_by_role("link", name="See the result").click()
    expect(computer.get_by_role("heading", name="Your newest numbers")).to_be_visible()
    expect(phone.get_by_role("heading", name="Your newest numbers")).to_have_count(0)
    answer = phone.goto(code)
    assert answer is not None
    assert answer.status == 410
    expect(phone.get_by_role("heading", level=1)).to_have_text("This code is over")


def test_the_phone_can_stop(computer: Page, phone: Page) -> None:
    phone.goto(code_on(computer))
    phone.get_by_role("button", name="Measure on this phone").click()
    phone.get_by_role("button", name="Stop measuring for it").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("no longer measures")
    expect(computer.get_by_text("This code is over")).to_be_visible()
    computer.get_by_role("button", name="Make a new code").click()
    expect(computer.get_by_role("status")).to_contain_text("Waiting for your phone")


def measure_by_hand(phone: Page) -> None:
    expect(phone.locator("[data-start]")).to_be_visible()  # by hand is open until the script has looked round
    phone.get_by_text("Without a phone: measure by hand").click()
    phone.locator('[name="internal.left"]').fill("30")
    phone.locator('[name="internal.right"]').fill("33")
    phone.get_by_role("button", name="Keep these").click()
