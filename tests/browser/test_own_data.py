"""Download a copy, delete everything, bring the copy: all of it is there again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import accessibility_problems
from tests.support.journey import Post


def sound(page: Page) -> None:
    assert accessibility_problems(page) == [], page.url


def test_what_was_taken_along_and_deleted_comes_back(page: Page, tmp_path: Path) -> None:
    Post(page.context.request).to_programme()
    page.goto("/programme/")
    names = page.locator("h3").all_inner_texts()
    page.goto("/data/")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download a copy").click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert re.fullmatch(r"loadshare-\d{4}-\d\d-\d\d\.zip", file.name)

    page.goto("/data/delete/")
    sound(page)
    page.get_by_role("button", name="Delete everything").click()
    expect(page.locator("h1")).to_have_text("Everything about you is deleted")
    sound(page)
    number = re.search(r"LS-\w{4}-\w{4}", page.locator("main").inner_text())
    assert number
    with page.expect_download() as receipt:
        page.get_by_role("button", name="Download the receipt").click()
    assert number[0] in receipt.value.path().read_text("utf-8")
    page.goto("/programme/")
    expect(page).to_have_url(re.compile(r":\d+/$"))

    page.goto("/data/bring/")
    sound(page)
    page.get_by_label("Your copy").set_input_files(file)
    page.get_by_role("button", name="Import this file").click()
    expect(page.locator("main")).to_contain_text("were added from your copy")
    page.goto("/programme/")
    assert page.locator("h3").all_inner_texts() == names


@pytest.mark.expects_errors  # the answer 422 is noted by the browser
def test_a_file_that_is_none_of_ours_is_refused_kindly(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "holiday.zip"
    file.write_bytes(b"not a zip")
    page.goto("/data/bring/")
    page.get_by_label("Your copy").set_input_files(file)
    page.get_by_role("button", name="Import this file").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    sound(page)
