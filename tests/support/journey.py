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
    """One person at one browser page; `seen` are the pages of the check, `taps` what it took."""

    page: Page
    answers: Mapping[str, Any] = field(default_factory=lambda: DESK_WORKER)
    seen: list[str] = field(default_factory=list)
    taps: int = 0

    def start(self) -> None:
        self.page.goto("/")
        self.page.get_by_role("button", name="Start the check").click()
        self.page.wait_for_url(re.compile(r"/check/\d+/"))

    def answer_until(self, *, stop_at: str | None = None) -> None:
        """Answer page after page, until one that asks this question shows or the pages end."""
        for _ in range(40):
            questions = self.questions()
            if not questions or stop_at in {question.id for question in questions}:
                return
            self.seen.append(questions[0].page)
            self.answer_page(questions)
        raise AssertionError("the check does not end")

    def questions(self) -> tuple[Question, ...]:
        """What is asked on the page that shows; nothing where it is no page of questions."""
        if not re.search(r"/(check|wishes)/\d+/", self.page.url):
            return ()
        rows = self.page.locator("[data-row]")
        ids = [rows.nth(place).get_attribute("data-row") for place in range(rows.count())]
        return tuple(load_knowledge().questions[one or ""] for one in ids)

    def answer_page(self, questions: tuple[Question, ...]) -> None:
        """Give every answer of the page and go on."""
        address = self.page.url
        ticked = False
        for question in questions:
            ticked = self.answer(question) or ticked
        if len(questions) > 1 or questions[0].kind not in {Kind.YES_NO, Kind.CHOICE}:
            is_list = any(question.kind is Kind.FLAGS for question in questions)
            name = "None of these" if is_list and not ticked else "Continue"
            self.taps += 1
            self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page).not_to_have_url(address)

    def answer(self, question: Question) -> bool:
        """Give one answer; whether something of a list was ticked."""
        value = self.answers.get(question.id)
        match question.kind:
            case Kind.FLAGS:
                for item in value or ():
                    self._tap(f"input[name='{item}'][value=yes]")
                return bool(value)
            case Kind.YES_NO | Kind.CHOICE:
                chosen = value or ("no" if question.kind is Kind.YES_NO else _quiet_choice(question))
                self._tap(f"[name='{question.id}'][value='{chosen}']")
            case Kind.NUMBER:
                self.taps += 1
                self.page.locator(f"#{question.id}").fill(str(value if value is not None else 10))
            case Kind.SCALE:
                self._tap(f"[name='{question.id}'][value='{value if value is not None else 2}']")
            case Kind.CHOICES | Kind.BODY:
                for option in value or (question.options[0].value,):
                    self._tap(f"input[name='{question.id}'][value='{option}']")
        return False

    def _tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).click()

    def finish_check(self) -> None:
        """From the look over the answers to the result."""
        self.page.get_by_role("button", name="See what they say").click()

    def to_result(self) -> None:
        self.start()
        self.answer_until()
        self.finish_check()

    def to_programme(self) -> None:
        self.to_result()
        self.build_programme()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("programme")

    def build_programme(self) -> None:
        """From the ideas past what fits the week to the programme."""
        self.page.get_by_role("button", name="Build my programme").click()
        self.page.wait_for_url(re.compile("/programme/"))
        self.answer_until()


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
    page.locator(".break-form__more > summary").click()
    page.get_by_label("Time zone").fill("UTC")
    page.get_by_label("From", exact=True).fill(f"{now:%H:%M}")
    page.get_by_label("To", exact=True).fill(f"{now + dt.timedelta(minutes=1):%H:%M}")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved. Your breaks follow")).to_be_visible()
