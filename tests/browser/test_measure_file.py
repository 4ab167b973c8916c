"""A recording of a logger app on the page of a test, with a script and without one."""

import re

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from loadshare.measure import write_own_csv
from tests.browser.test_measure import taken
from tests.browser.test_measure_each import thigh
from tests.support.browser import accessibility_problems, sideways_scroll


def lifted() -> dict[str, object]:
    recording = thigh((0, 0), (3, 0), (5.5, -100), (9, -100), (11.5, 0), (15, 0))
    return {
        "name": "lifted.csv",
        "mimeType": "text/csv",
        "buffer": write_own_csv(recording=recording).encode(),
    }


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_file_is_read_and_kept_only_when_said_so(
    browser: Browser, site: str, someone: StorageState, script: bool
) -> None:
    context = browser.new_context(base_url=site, storage_state=someone, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/measure/hip-flexion/")
    before = taken(page, "hip-flexion") if script else []
    page.get_by_role("link", name="From a recording of a logger app").click()
    page.get_by_label("The recording", exact=True).set_input_files(lifted())  # type: ignore[arg-type]
    page.get_by_label("Which side was measured?").select_option("Left")
    page.get_by_role("button", name="Read the recording").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    expect(page.locator("main")).to_contain_text("The trials differ or are too few")
    if script:
        assert accessibility_problems(page) == []
        assert sideways_scroll(page) == 0
        assert taken(page, "hip-flexion") == before
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("main")).to_contain_text("from a recording")
    if script:
        row, *_rest = (row for row in taken(page, "hip-flexion") if row["method"] == "file")
        assert (row["side"], row["recordings"]) == ("left", [])
        assert row["figures"]["flexion"]["value"] == pytest.approx(100, abs=2)
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
        "This still needs an answer."
    )
    assert accessibility_problems(their_page) == []
