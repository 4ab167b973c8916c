"""Walks a person through the pages the way a person does: reads the question, gives an answer, goes on."""

import datetime as dt
import html
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

from playwright.sync_api import APIRequestContext, Page, expect

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
class Walk(ABC):
    """One person on the way; `seen` are the pages of the check, `taps` what it took.

    What an answer is stands here; how a browser is made to give it, in the walks of each browser.
    """

    answers: Mapping[str, Any] = field(default_factory=lambda: DESK_WORKER, kw_only=True)
    seen: list[str] = field(default_factory=list, kw_only=True)
    taps: int = field(default=0, kw_only=True)

    @abstractmethod
    def open(self, path: str) -> None:
        """Go to a page."""

    @abstractmethod
    def press(self, name: str) -> None:
        """Press the button of this name."""

    @abstractmethod
    def choose(self, selector: str) -> None:
        """Tap what a selector finds."""

    @abstractmethod
    def write(self, selector: str, text: str) -> None:
        """Put a text into a field."""

    @abstractmethod
    def address(self) -> str:
        """Where the browser is."""

    @abstractmethod
    def rows(self) -> list[str]:
        """The questions of the page that shows."""

    @abstractmethod
    def comes_to(self, pattern: str) -> None:
        """Wait until the address has this in it."""

    @abstractmethod
    def leaves(self, address: str) -> None:
        """Wait until the browser is elsewhere."""

    def start(self) -> None:
        self.open("/")
        self.press("Start the check")
        self.comes_to(r"/check/\d+/")

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
        if not re.search(r"/(check|wishes)/\d+/", self.address()):
            return ()
        return tuple(load_knowledge().questions[one] for one in self.rows())

    def answer_page(self, questions: tuple[Question, ...]) -> None:
        """Give every answer of the page and go on."""
        address = self.address()
        ticked = False
        for question in questions:
            ticked = self.answer(question) or ticked
        if len(questions) > 1 or questions[0].kind not in {Kind.YES_NO, Kind.CHOICE}:
            is_list = any(question.kind is Kind.FLAGS for question in questions)
            self.taps += 1
            self.press("None of these" if is_list and not ticked else "Continue")
        self.leaves(address)

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
                self.write(f"#{question.id}", str(value if value is not None else 10))
            case Kind.SCALE:
                self._tap(f"[name='{question.id}'][value='{value if value is not None else 2}']")
            case Kind.CHOICES | Kind.BODY:
                for option in value or (question.options[0].value,):
                    self._tap(f"input[name='{question.id}'][value='{option}']")
        return False

    def _tap(self, selector: str) -> None:
        self.taps += 1
        self.choose(selector)

    def finish_check(self) -> None:
        """From the look over the answers to the result."""
        self.press("See what they say")

    def to_result(self) -> None:
        self.start()
        self.answer_until()
        self.finish_check()

    def to_programme(self) -> None:
        self.to_result()
        self.build_programme()

    def build_programme(self) -> None:
        """From the ideas past what fits the week to the programme."""
        self.press("Build my programme")
        self.comes_to("/programme/")
        self.answer_until()


@dataclass
class Journey(Walk):
    """A person at a page of Chromium."""

    page: Page

    def open(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, selector: str) -> None:
        self.page.locator(selector).click()

    def write(self, selector: str, text: str) -> None:
        self.page.locator(selector).fill(text)

    def address(self) -> str:
        return self.page.url

    def rows(self) -> list[str]:
        rows = self.page.locator("[data-row]")
        return [rows.nth(place).get_attribute("data-row") or "" for place in range(rows.count())]

    def comes_to(self, pattern: str) -> None:
        self.page.wait_for_url(re.compile(pattern))

    def leaves(self, address: str) -> None:
        expect(self.page).not_to_have_url(address)

    def to_programme(self) -> None:
        super().to_programme()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("programme")


FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
BUTTON = re.compile(r"<button\b([^>]*)>(.*?)</button>", re.DOTALL)
HIDDEN = re.compile(r"""<input type="hidden" name="([^"]*)" value="([^"]*)">""")


def _attribute(name: str, of: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', of)
    return html.unescape(found[1]) if found else ""


@dataclass
class Post(Walk):
    """A person whose forms are sent while no page of theirs is open; the cookies are those of the browser.

    For tests that begin where the way through the check ends; it takes a tenth of the time.
    """

    request: APIRequestContext
    _address: str = ""
    _text: str = ""
    _given: list[tuple[str, str]] = field(default_factory=list)

    def open(self, path: str) -> None:
        answer = self.request.get(path)
        assert answer.ok, (path, answer.status)
        self._address, self._text = answer.url, answer.text()

    def press(self, name: str) -> None:
        for attributes, inside in FORM.findall(self._text):
            for button, words in BUTTON.findall(inside):
                if html.unescape(words).strip() == name:
                    own = [(key, _attribute("value", button))] if (key := _attribute("name", button)) else []
                    self._send(attributes, inside, [*self._given, *own])
                    return
        raise AssertionError(f"no button {name!r} at {self._address}")

    def _send(self, attributes: str, inside: str, fields: list[tuple[str, str]]) -> None:
        hidden = [(html.unescape(key), html.unescape(value)) for key, value in HIDDEN.findall(inside)]
        where = urljoin(self._address, _attribute("action", attributes))
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.request.post(where, data=urlencode([*hidden, *fields]), headers=kind)
        assert answer.ok, (where, answer.status, fields)
        self._address, self._text, self._given = answer.url, answer.text(), []

    def choose(self, selector: str) -> None:
        found = re.search(r"\[name='([^']+)'\]\[value='?([^'\]]+)'?\]", selector)
        assert found is not None, selector
        self._given.append((found[1], found[2]))

    def write(self, selector: str, text: str) -> None:
        self._given.append((selector.removeprefix("#"), text))

    def address(self) -> str:
        return self._address

    def rows(self) -> list[str]:
        return re.findall(r'data-row="([^"]+)"', self._text)

    def comes_to(self, pattern: str) -> None:
        assert re.search(pattern, self._address), (pattern, self._address)

    def leaves(self, address: str) -> None:
        if self._given:  # a question that goes on by itself
            with_form = next(one for one in FORM.findall(self._text) if "data-page-form" in one[0])
            self._send(*with_form, self._given)
        assert self._address != address, self._text[:2000]

    def to_programme(self) -> None:
        super().to_programme()
        assert self._address.endswith("/programme/"), self._address


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
