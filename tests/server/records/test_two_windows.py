"""Several windows of one person that send at the same moment: nothing that was entered is lost, none breaks.

On a real server with its own threads and connections, for both databases.
"""

import io
import json
import os
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.question import Kind, Question
from tests.server.cast import number_of
from tests.support.caller import Answered, Caller
from tests.support.site import Site

ROUNDS = 4
PAGES = ("first", "you", "soon", "legs", "start")
"""Of the check, each in a window of its own."""
Sent = tuple[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Site]:
    on_postgresql = pytestconfig.getoption("--database") == "postgresql"
    home: Path = tmp_path_factory.mktemp("windows")
    running = Site(home, **({"DATABASE_URL": os.environ["DATABASE_URL"]} if on_postgresql else {}))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def planner(site: Site) -> Iterator[Caller]:
    """Somebody with a programme."""
    cookies = site.seeded()["cookies"]
    with Caller(site.port) as somebody:
        somebody.cookies = dict(cookies)
        somebody.get("/offline/sync/")
        yield somebody


def at_once(site: Site, of: Caller, sent: Sequence[Sent]) -> list[Answered]:
    """Each from a window of its own, all let go at the same moment."""
    token = of.get("/offline/sync/").json["token"]
    ready = threading.Barrier(len(sent))
    answers: list[Answered] = []

    def send(path: str, fields: Mapping[str, str]) -> None:
        with Caller(site.port) as window:
            window.cookies = dict(of.cookies)
            window.get("/offline/sync/")
            ready.wait()
            answers.append(window.send(path, {"csrfmiddlewaretoken": token, **fields}))

    windows = [threading.Thread(target=send, args=one) for one in sent]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(answers) == len(sent)
    assert {answer.status for answer in answers} <= {200, 302, 303}, [answer.status for answer in answers]
    return answers


def kept_of(caller: Caller) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(caller.post("/data/take/").body)) as copy:
        tables: dict[str, Any] = json.loads(copy.read("data.json"))["tables"]
    return tables


@pytest.mark.parametrize("_again", range(ROUNDS))
def test_answers_given_in_several_windows_are_all_kept(site: Site, _again: int) -> None:
    """Each window wrote all answers as it had read them, so that the last one took the others away."""
    questions = [one for one in load_knowledge().questions.values() if one.page in PAGES]
    pages = {page: [one for one in questions if one.page == page] for page in PAGES}
    with Caller(site.port) as caller:
        caller.begin()
        at_once(
            site,
            caller,
            [(f"/check/{number_of(its[0].id)}/", dict(map(said_to, its))) for its in pages.values()],
        )
        kept = kept_of(caller)["checks"][0]["answers"]
    flags = [
        option.value
        for one in questions
        if one.kind is Kind.FLAGS
        for option in one.options
        if option.show_when is None
    ]
    assert len(flags) > 10
    assert {kept.get(name) for name in flags} == {"no"}
    assert {one.id for one in questions if one.kind is not Kind.FLAGS} <= set(kept)


def said_to(question: Question) -> tuple[str, str]:
    """The field of an answer."""
    if question.kind is Kind.FLAGS:
        return "none-of-these", "1"
    if question.kind is Kind.YES_NO:
        return question.id, "no"
    return question.id, {"age": "40"}.get(question.id) or question.options[0].value


def test_an_emergency_clicked_often_is_one_check_and_one_lock(site: Site) -> None:
    number = number_of("emergency-nerves")
    with Caller(site.port) as caller:
        caller.begin()
        answers = at_once(site, caller, [(f"/check/{number}/", {"saddle-numbness": "yes"})] * 6)
        assert {answer.headers["location"] for answer in answers} == {"/result/"}
        kept = kept_of(caller)
        assert [
            (run["level"], lock["of_several"])
            for run, lock in zip(kept["checks"], kept["locks"], strict=True)
        ] == [("E", False)]
        at_once(site, caller, [("/result/clarify/", {"nerve-symptoms-when": "long-and-steady"})] * 6)
        kept = kept_of(caller)
        assert (len(kept["checks"]), kept["locks"]) == (1, [])


@pytest.mark.parametrize(
    "address", ["/check/", "/week/all/", "/programme/build/", "/breaks/calendar/", "/phone/for/hip-rotation/"]
)
def test_a_button_clicked_often_at_once_breaks_nothing(site: Site, planner: Caller, address: str) -> None:
    at_once(site, planner, [(address, {})] * 6)
    kept = kept_of(planner)
    assert sum(run["finished_at"] is None for run in kept["checks"]) <= 1
    assert sum(week["is_current"] for week in kept["programmes"]) == 1


def test_exercises_changed_in_several_windows_are_all_changed(site: Site, planner: Caller) -> None:
    programme = kept_of(planner)["programmes"][0]["content"]
    ways = {item["exercise"]: item["easier"] or item["exercise"] for item in programme["items"]}
    changes = [(f"/programme/{name}/change/", {"direction": "easier"}) for name in ways]
    at_once(site, planner, changes)
    told = kept_of(planner)["programmes"][0]["content"]["changes"]
    chosen = {change["exercise"] for change in told if "You chose it easier" in change["text"]}
    assert len(chosen) > 2
    assert chosen >= {to for name, to in ways.items() if to != name}


def test_breaks_paused_in_one_window_and_set_in_another_are_both(site: Site, planner: Caller) -> None:
    settings = {
        "every": "45", "minutes": "3", "days": "0", "quiet_from": "17:30", "quiet_to": "09:00",
        "zone": "Europe/London",
    }  # fmt: skip
    for _ in range(ROUNDS):
        planner.post("/breaks/pause/", {"until": "on"})
        planner.post("/breaks/", {**settings, "every": "30"})
        at_once(site, planner, [("/breaks/", settings), ("/breaks/pause/", {"until": "off"})])
        kept = kept_of(planner)["break_settings"][0]["settings"]
        assert (kept["every_minutes"], kept["paused"]) == (45, True)


def test_signing_up_twice_at_once_makes_one_account(site: Site, planner: Caller) -> None:
    account = {"username": "two-clicks", "password1": "quiet-river-stone-9"}
    windows = at_once(site, planner, [("/account/keep/", account)] * 4)
    assert {answer.status for answer in windows} == {302}, "each of them is signed in"
    with Caller(site.port) as elsewhere:
        known = {"login": "two-clicks", "password": account["password1"]}
        assert elsewhere.post("/account/sign-in/", known).status == 302
        kept = kept_of(elsewhere)
    assert len(kept["programmes"]) == 1, "what was entered came along"


def test_of_two_who_want_a_name_at_once_one_is_told_that_it_is_taken(site: Site) -> None:
    with Caller(site.port) as one, Caller(site.port) as other:
        passwords = {one: "quiet-river-stone-9", other: "loud-river-stone-9"}
        answers: list[Answered] = []
        ready = threading.Barrier(2)

        def sign_up(caller: Caller) -> None:
            caller.begin()
            token = caller.get("/offline/sync/").json["token"]
            ready.wait()
            account = {"username": "one-name", "password1": passwords[caller], "csrfmiddlewaretoken": token}
            answers.append(caller.send("/account/keep/", account))

        both = [threading.Thread(target=sign_up, args=(caller,)) for caller in passwords]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    told = next(answer for answer in answers if answer.status == 200)
    assert sorted(answer.status for answer in answers) == [200, 302]
    assert "already exists" in told.text
