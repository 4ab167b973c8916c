"""Pages written from the model are current, and the public names stay what they are."""

import re
from pathlib import Path

import pytest

import loadshare.body
from loadshare.body import report
from loadshare.body.validate import Comparison, Result

ROOT = Path(__file__).resolve().parents[2]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def assert_same(written: str, computed: str) -> None:
    """Equal words; numbers may differ by the last digit, because processors round differently."""
    assert NUMBER.sub("#", written) == NUMBER.sub("#", computed)
    for a, b in zip(NUMBER.findall(written), NUMBER.findall(computed), strict=True):
        assert float(a) == pytest.approx(float(b), rel=0.02, abs=0.11)


def test_the_validation_page_is_current(results: tuple[Result, ...]) -> None:
    page = (ROOT / "docs/reference/validation.md").read_text(encoding="utf-8")
    assert_same(page, report.validation_markdown(results))
    assert "miss" in page


def test_the_validation_plot_is_current(results: tuple[Result, ...]) -> None:
    plot = (ROOT / "docs/reference/validation.svg").read_text(encoding="utf-8")
    words = re.sub(r'="[^"]*"', "", plot)
    assert_same(words, re.sub(r'="[^"]*"', "", report.validation_svg(results)))


def test_the_guide_says_what_the_model_says(comparison: Comparison) -> None:
    from loadshare.body.guide import guide_markdown

    page = (ROOT / "docs/guide/what-the-model-says.md").read_text(encoding="utf-8")
    assert_same(page, guide_markdown(comparison))


def test_public_names_are_sorted_and_documented() -> None:
    names = loadshare.body.__all__
    assert names == sorted(names)
    for name in names:
        assert getattr(loadshare.body, name).__doc__


def test_the_guide_names_every_task_setting_and_command() -> None:
    from loadshare.body.tasks import TASKS
    from loadshare.cli.body import app

    page = (ROOT / "docs/guide/body-model.md").read_text(encoding="utf-8")
    for name, kind in TASKS.items():
        assert f"`{name}`" in page
        assert all(f"`{setting}`" in page for setting in kind.settings)
    for command in app.registered_commands:
        assert command.callback is not None
        assert f"loadshare body {command.callback.__name__}" in page
