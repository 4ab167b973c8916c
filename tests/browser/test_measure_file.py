"""A recording of a logger app on the page of a test, with a script and without one."""

import re

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.test_measure import WALK, taken
from tests.support.browser import accessibility_problems, sideways_scroll


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_file_is_read_and_kept_only_when_said_so(
    browser: Browser, site: str, someone: StorageState, script: bool
) -> None:
    context = browser.new_context(base_url=site, storage_state=someone, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/measure/walking/")
    page.get_by_role("link", name="From a recording of a logger app").click()
    page.get_by_label("The recording", exact=True).set_input_files(WALK)
    page.get_by_role("button", name="Read the recording").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    expect(page.locator("main")).to_contain_text("No rotation rate in the file")
    if script:
        assert accessibility_problems(page) == []
        assert sideways_scroll(page) == 0
        assert [row for row in taken(page, "walking") if row["method"] == "file"] == []
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("main")).to_contain_text("from a recording")
    if script:
        (row,) = (row for row in taken(page, "walking") if row["method"] == "file")
        assert row["figures"]["cadence"]["unit"] == "times"
    context.close()


@pytest.mark.expects_errors
def test_a_file_that_is_none_is_refused_at_its_field(their_page: Page) -> None:
    their_page.goto("/measure/hip-rotation/file/")
    notes = {"name": "notes.csv", "mimeType": "text/csv", "buffer": b"dear diary"}
    their_page.get_by_label("The recording", exact=True).set_input_files(notes)  # type: ignore[arg-type]
    their_page.get_by_role("button", name="Read the recording").click()
    expect(their_page.get_by_role("alert")).to_be_focused()
    field = their_page.get_by_label("The recording", exact=True)
    expect(field).to_have_accessible_description(re.compile("There is no table of numbers"))
    expect(their_page.get_by_label("Which side was measured?")).to_have_accessible_description(
        "This field is required."
    )
    assert accessibility_problems(their_page) == []
