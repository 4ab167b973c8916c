"""Walks a person through the pages the way a person does: reads the question, gives an answer, goes on."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Kind, Question

DESK_WORKER: Mapping[str, Any] = {
    "age": 38,
    "sex": "female",
    "pregnancy": "no",
    "pain-places": ("low-back", "upper-buttock"),
    "pain-side": "both",
    "pain-now": 4,
    "pain-average": 4,
    "duration-weeks": 20,
    "stiff-after-sitting": "yes",
    "trouble-socks-car": "yes",
    "hips-tight-turning": "yes",
    "sitting-hours": 9,
    "breaks-often": "rarely",
    "days-per-week": 5,
    "session-minutes": "15",
    "equipment": ("none",),
    "positions": ("floor", "chair", "standing"),
}
"""Answers that fit the second idea; whatever is not named is answered with no, none or the first choice."""


@dataclass
class Journey:
    """One person at one browser page."""

    page: Page
    answers: Mapping[str, Any] = field(default_factory=lambda: DESK_WORKER)
    seen: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.page.goto("/")
        self.page.get_by_role("button", name="Start the check").click()
        self.page.wait_for_url(re.compile(r"/check/\d+/"))

    def answer_until(self, *, stop_at: str | None = None) -> None:
        """Answer question after question, until one with this id shows or the questions end."""
        for _ in range(100):
            question = self.question()
            if question is None or question.id == stop_at:
                return
            self.seen.append(question.id)
            self.answer(question)
        raise AssertionError("the check does not end")

    def question(self) -> Question | None:
        if not re.search(r"/check/\d+/", self.page.url):
            return None
        identifier = self.page.locator("[data-question]").get_attribute("data-question")
        return load_knowledge().questions[identifier or ""]

    def answer(self, question: Question) -> None:
        address = self.page.url
        value = self.answers.get(question.id)
        match question.kind:
            case Kind.FLAGS:
                self._flags(value or ())
            case Kind.YES_NO | Kind.CHOICE:
                chosen = value or ("no" if question.kind is Kind.YES_NO else _quiet_choice(question))
                self.page.locator(f"button[name=answer][value='{chosen}']").click()
            case Kind.NUMBER:
                self.page.locator("#answer").fill(str(value if value is not None else 10))
                self._go_on()
            case Kind.SCALE:
                self._scale(int(value if value is not None else 2))
            case Kind.CHOICES | Kind.BODY:
                for option in value or (question.options[0].value,):
                    self.page.locator(f"input[name=answer][value='{option}']").check()
                self._go_on()
        expect(self.page).not_to_have_url(address)

    def finish_check(self) -> None:
        """From the last question past the home tests to the result."""
        self.page.get_by_role("link", name="Go on").click()
        self.page.get_by_role("button", name="See what they say").click()

    def to_result(self) -> None:
        self.start()
        self.answer_until()
        self.finish_check()

    def to_programme(self) -> None:
        self.to_result()
        self.page.get_by_role("button", name="Build my programme").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("programme")

    def _flags(self, chosen: tuple[str, ...]) -> None:
        for item in chosen:
            self.page.locator(f"input[name='{item}'][value=yes]").check()
        self.page.get_by_role("button", name="Continue" if chosen else "None of these").click()

    def _scale(self, value: int) -> None:
        slider = self.page.locator("input[type=range]")
        (slider if slider.count() else self.page.locator("#answer")).fill(str(value))
        self._go_on()

    def _go_on(self) -> None:
        self.page.get_by_role("button", name="Continue").click()


def _quiet_choice(question: Question) -> str:
    """The answer that says nothing is the matter, where the question has one; else the first."""
    values = [option.value for option in question.options]
    quiet = ("no", "none", "same-as-before")
    return next((value for value in quiet if value in values), values[0])


def breaks_at_every_hour(page: Page) -> None:
    """Opens breaks on every day and, but for one minute far from now, at every hour."""
    page.goto("/breaks/")
    for day in ("Saturday", "Sunday"):
        page.get_by_label(day).check()
    now = dt.datetime.now(dt.UTC) + dt.timedelta(hours=6)
    page.get_by_label("Whose clock").fill("UTC")
    page.get_by_label("From", exact=True).fill(f"{now:%H:%M}")
    page.get_by_label("To", exact=True).fill(f"{now + dt.timedelta(minutes=1):%H:%M}")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved. Your breaks follow")).to_be_visible()
