"""What a person answered and measured, once it was checked."""

from collections.abc import Mapping
from typing import Any

from loadshare.care.conditions import FactValue
from loadshare.knowledge._base import Entry

TestValue = str | int | float | Mapping[str, str | int | float]
"""A number, a choice, or one of either for each side (`left`, `right`)."""


class Answers(Entry):
    """Checked answers and test results. Items of a `flags` question each stand by themselves."""

    answers: Mapping[str, FactValue] = {}
    tests: Mapping[str, Mapping[str, TestValue]] = {}
    rules: str | None = None
    note: str = ""
    retired: tuple[str, ...] = ()
    """Answers of an older file that nobody asks for any more; left out."""

    def as_raw(self) -> dict[str, Any]:
        """The answers in the form `read_answers` takes; reading it again gives the same answers."""
        raw: dict[str, Any] = {
            "answers": {
                key: list(value) if isinstance(value, tuple) else value for key, value in self.answers.items()
            }
        }
        if self.tests:
            raw["tests"] = {
                test: {
                    key: dict(value) if isinstance(value, Mapping) else value for key, value in values.items()
                }
                for test, values in self.tests.items()
            }
        if self.rules is not None:
            raw["rules"] = self.rules
        if self.note:
            raw["note"] = self.note
        return raw
