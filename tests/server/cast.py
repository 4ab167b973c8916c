"""The people of the server tests, and short ways to bring them where a test begins."""

import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from loadshare.care.answers import read_answers
from loadshare.care.asking import PageAsked
from loadshare.care.facts import visible_options, walk
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Kind, Question
from loadshare.server.check import checking
from loadshare.server.records.answers import answers_of
from loadshare.server.records.models import Check, Person, Programme

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PASSWORD = "quiet-river-stone-9"
SADDLE = {"saddle-numbness": "yes"}


def example_answers(name: str, **changes: Any) -> dict[str, Any]:
    """A whole set of answers, item by item."""
    raw = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    given = read_answers(raw, knowledge=load_knowledge(), complete=False).as_raw()["answers"]
    return {**given, **{key.replace("_", "-"): value for key, value in changes.items()}}


class Visitor:
    """Somebody at a browser."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.client = Client(enforce_csrf_checks=False)

    @property
    def person(self) -> Person:
        user = User.objects.filter(username=self.name).first() if self.name else None
        if user is not None:
            return Person.objects.get(user=user)
        return Person.objects.get(id=self.client.session["person"])

    def get(self, address: str, **kwargs: Any) -> HttpResponse:
        return self.client.get(address, **kwargs)  # type: ignore[return-value]

    def post(self, address: str, data: dict[str, Any] | None = None, **kwargs: Any) -> HttpResponse:
        return self.client.post(address, data or {}, **kwargs)  # type: ignore[return-value]

    def start(self) -> Check:
        self.post("/check/")
        return self.person.checks.get(finished_at=None)

    def with_check(self, example: str = "desk-worker", **changes: Any) -> Check:
        """A finished check with these answers."""
        run = self.start()
        run.answers = example_answers(example, **changes)
        run.save()
        self.post("/check/finish/")
        run.refresh_from_db()
        return run

    def with_programme(self, example: str = "desk-worker", **changes: Any) -> Programme:
        self.with_check(example, **changes)
        self.post("/programme/build/")
        return self.person.programmes.get(is_current=True)

    def with_emergency(self) -> Check:
        self.start()
        self.post(f"/check/{number_of('emergency-nerves')}/", {"saddle-numbness": "yes"})
        return self.person.checks.exclude(finished_at=None).get()

    def keeps_plan(self) -> HttpResponse:
        return self.post("/account/keep/", {"username": self.name, "password1": PASSWORD})

    def signs_in(self, password: str = PASSWORD) -> HttpResponse:
        return self.post("/account/sign-in/", {"login": self.name, "password": password})

    def says_of_the_answers(self, choice: str, **more: str) -> HttpResponse:
        """After signing in on a device where somebody was before: whose the answers are."""
        return self.post("/account/answers/", {"choice": choice, **more})


def number_of(question: str) -> int:
    """The number in the address of the page on which this is asked."""
    return checking.page_numbers()[load_knowledge().questions[question].page]


def quiet_page(asked: PageAsked, run: Check) -> dict[str, Any]:
    """The form of a page that says nothing is the matter."""
    said: dict[str, Any] = {}
    for question in asked.questions:
        said |= quiet_data(question, run)
    return said


def quiet_data(question: Question, run: Check) -> dict[str, Any]:
    """The fields of one question that say nothing is the matter."""
    if question.kind is Kind.FLAGS:
        return {"none-of-these": "1"}
    if question.kind is Kind.YES_NO:
        return {question.id: "no"}
    if question.kind in {Kind.NUMBER, Kind.SCALE}:
        return {question.id: {"age": "40", "duration-weeks": "20"}.get(question.id, "4")}
    facts = walk(answers=answers_of(run), knowledge=load_knowledge()).facts
    values = [option.value for option in visible_options(question, facts)]
    quiet = next((value for value in ("no", "none", "same-as-before") if value in values), values[0])
    return {question.id: quiet}
