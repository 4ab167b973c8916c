"""A clock that was moved, in either direction, breaks no page, deletes nothing and shuts nobody out.

Everything there can be is made at one moment. Then the clock stands elsewhere, every page is looked at, and
everything is said that can be said. The pages are those of the address list itself: a new one is looked at
without anybody adding it here.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from loadshare.server.check import checking
from loadshare.server.clinic.models import GivenExercise, PracticeExercise, PracticeTemplate
from loadshare.server.pairing.links import make_link
from loadshare.server.records.models import SingleTrial
from loadshare.server.tokens.models import OwnToken
from tests.server.cast import Visitor, quiet_page
from tests.server.clinic.practice import member, practitioner, shares
from tests.server.clinic.test_exercises import a_picture, an_exercise, gives
from tests.server.clinic.test_templates import a_template
from tests.server.offline.parcels import offer_of
from tests.server.progress.test_outcomes import OWN, PAIN, page_of
from tests.server.tokens.test_tokens import make
from tests.server.trials.test_trials import begun
from tests.server.week.test_week import SAID
from tests.support.clock import later

SHIFTS = {
    "400 days back": dt.timedelta(days=-400),
    "120 days back": dt.timedelta(days=-120),
    "15 minutes back": dt.timedelta(minutes=-15),
    "15 minutes ahead": dt.timedelta(minutes=15),
    "100 days ahead": dt.timedelta(days=100),
    "3 years ahead": dt.timedelta(days=3 * 365),
}
if connection.vendor == "postgresql":  # the nearest and the farthest: the rules are the same
    SHIFTS = {name: SHIFTS[name] for name in ("15 minutes back", "3 years ahead")}
LASTING = (
    "auth.User", "selfcare.Person", "selfcare.Programme", "selfcare.SessionLog", "selfcare.ItemLog",
    "selfcare.PainEntry", "selfcare.SafetyLock", "selfcare.WeeklyReview", "selfcare.OutcomeScore",
    "selfcare.OwnActivity", "breaks.BreakEvent", "breaks.BreakPlan", "breaks.PushDevice",
    "measure.Measurement", "offline.Receipt", "clinic.Member", "clinic.Sharing",
    "clinic.PracticeExercise", "clinic.GivenExercise", "clinic.PracticeTemplate", "selfcare.SingleTrial",
    "breaks.KeptNudge",
)  # fmt: skip
"""What nothing but the person may delete."""
LEAVES = {
    "account_logout", "delete", "push_end", "calendar_end", "clinic_leave", "sharing_stop", "stop_token",
    "trial_end", "clinic_exercise_withdraw", "clinic_template_delete", "given_out",
}  # fmt: skip
"""Addresses that end something when they are sent to."""


@pytest.fixture(params=SHIFTS.values(), ids=SHIFTS.keys())
def shift(request: pytest.FixtureRequest) -> dt.timedelta:
    moved: dt.timedelta = request.param
    return moved


@pytest.fixture
def somebody(db: None) -> Visitor:  # noqa: ARG001
    """An account with everything there can be, kept at that moment."""
    visitor = Visitor("somebody")
    with later(days=-8):
        visitor.with_programme()
        say_everything(visitor)
    with later(days=-1):
        review(visitor)
    visitor.keeps_plan()
    visitor.post("/clinic/", {"name": "Somebody"})
    mary = practitioner("mary", clinic="Hill Road")
    shares(visitor, mary)
    gives(mary, visitor, an_exercise(mary, file=a_picture()))
    an_exercise(visitor)
    a_template(visitor, add=["glute-bridge"])
    begun(visitor)
    make(visitor)
    visitor.post("/sharing/code/new/")
    say_everything(visitor)
    visitor.post("/week/all/")
    for _ in range(3):
        run = visitor.person.checks.get(finished_at=None)
        asked = checking.page_to_ask(run)
        assert asked is not None
        visitor.post(f"/check/{checking.page_numbers()[asked.page.id]}/", quiet_page(asked, run))
    return visitor


BREAKS = (
    "back", "meeting", "meeting-over", "later", "started", "back", "skipped", "moved",
)  # fmt: skip


def say_everything(visitor: Visitor) -> list[Any]:
    """Everything that can be said on an ordinary day; the answers, in order."""
    keys = {"p256dh": "B" * 87, "auth": "a" * 22}
    pushed = json.dumps({"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "keys": keys})
    as_json: dict[str, Any] = {
        "content_type": "application/json",
        "headers": {"Origin": "http://testserver"},
    }
    return [
        visitor.post("/today/pain/", {"pain": "4"}),
        *(
            visitor.post(address, session_at(visitor, address))
            for address in ("/session/", "/session/gentle/")
        ),
        visitor.post("/today/settled/", {"settled": "yes"}),
        *(visitor.post("/breaks/say/", {"kind": kind, "minutes": "30"}) for kind in BREAKS),
        visitor.post("/break/", {"exercises": "glute-squeeze", "then": "back"}),
        *(visitor.post("/breaks/pause/", {"until": until}) for until in ("tomorrow", "off", "on")),
        visitor.post("/breaks/chance/", {"chance": "on"}),
        visitor.post("/breaks/calendar/", {"with_breaks": "on"}),
        visitor.client.post("/breaks/push/allow/", pushed, **as_json),
        visitor.client.post("/measure/keep/", json.dumps(measured()), **as_json),
        visitor.post(page_of("pain"), PAIN),
        visitor.post(page_of("psfs"), OWN),
        visitor.post(page_of("roland-morris"), {"ticks": []}),
        visitor.post("/progress/questions/later/"),
        visitor.post("/data/take/"),
    ]


def session_at(visitor: Visitor, address: str) -> dict[str, str]:
    offer = offer_of(visitor, address)
    return {"client_id": str(uuid.uuid4()), "offer": offer, "pain_after": "3", "effort": "5"}


def measured() -> dict[str, Any]:
    turn = {"value": 40, "low": 32, "high": 48, "unit": "deg"}
    return {
        "client_id": str(uuid.uuid4()),
        "test": "hip-rotation",
        "side": "left",
        "taken_at": timezone.now().isoformat(),
        "figures": {"internal": turn, "external": turn},
        "verdict": "good",
    }


def review(visitor: Visitor) -> list[Any]:
    """The look back at a week, as far as it comes."""
    said = [visitor.post("/week/", SAID), visitor.post("/week/signs/", {"none-of-these": "1"})]
    page = visitor.get("/week/next/")
    mark = page.content.decode().partition('name="mark" value="')[2].partition('"')[0]
    seen = {"checked_on": timezone.localdate().isoformat()}
    return [
        *said,
        page,
        visitor.post("/week/next/", {"mark": mark}),
        visitor.post("/week/seen/", seen),
    ]


def addresses(visitor: Visitor) -> list[tuple[str, str]]:
    """Every address there is, by its name, with something that exists in the place of each part."""
    fresh = make_link(person=visitor.person, test="hip-rotation")
    parts = {
        "question": {"number": "7"}, "measurement": {"number": "2"}, "outcome": {"number": "4"},
        "wishes": {"number": "1"}, "exercise": "glute-bridge", "kind": "exercises", "name": "hip-rotation",
        "test": "hip-rotation", "token": "nobody", "code": fresh.code, "link_id": str(fresh.link.id),
        "pk": "1", "part": "scores",
        "person_id": str(visitor.person.pk), "colleague_id": str(member(visitor).pk),
        "sharing_id": str(visitor.person.sharings.earliest("since").pk),
        "invitation_id": str(visitor.person.invitations.earliest("made_at").pk),
        "key": str(SingleTrial.objects.get().pk), "token_id": str(OwnToken.objects.get().pk),
        "given_id": str(GivenExercise.objects.get().pk),
        "exercise_id": str(PracticeExercise.objects.latest("made_at").pk),
        "template_id": str(PracticeTemplate.objects.get().pk), "table": "pain", "rest": "metadata",
    }  # fmt: skip
    found = []
    for route, name in _routes(get_resolver()):
        address = route
        while "<" in address:
            before, _, rest = address.partition("<")
            part, _, after = rest.partition(">")
            key = part.rpartition(":")[2]
            known = parts.get(name, {}).get(key) if isinstance(parts.get(name), dict) else None  # type: ignore[union-attr]
            value = known or parts[key]
            assert isinstance(value, str), f"say what {key} of {route} may be"
            address = before + value + after
        found.append((name, "/" + address))
    return found


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, str(one.name)
        else:
            yield from _routes(one, route)


def rows() -> dict[str, set[Any]]:
    return {label: set(apps.get_model(label).objects.values_list("pk", flat=True)) for label in LASTING}


def look_everywhere(visitor: Visitor) -> list[Any]:
    return [visitor.get(address) for _name, address in addresses(visitor)]


def send_everywhere(visitor: Visitor) -> list[Any]:
    """Every address without a word: whatever is missing is asked for."""
    return [visitor.post(address) for name, address in addresses(visitor) if name not in LEAVES]


def problems(answers: list[Any]) -> list[str]:
    return [f"{one.request['PATH_INFO']}: {one.status_code}" for one in answers if one.status_code >= 500]


def refusals(answers: list[Any]) -> list[str]:
    return [f"{one.request['PATH_INFO']}: {one.status_code}" for one in answers if one.status_code >= 400]


def lost(before: dict[str, set[Any]]) -> dict[str, set[Any]]:
    now = rows()
    return {label: known - now[label] for label, known in before.items() if known - now[label]}


def test_nothing_breaks_nothing_is_lost_and_nobody_is_shut_out(
    somebody: Visitor, shift: dt.timedelta
) -> None:
    somebody.client.raise_request_exception = False
    before = rows()
    with later(shift):
        call_command("expire_people", verbosity=0)
        call_command("clearsessions", verbosity=0)
        assert somebody.get("/today/").status_code == 200
        assert problems(look_everywhere(somebody)) == []
        told = [*say_everything(somebody), *review(somebody)]
        assert refusals(told) == []
        assert somebody.person.pain_entries.get(on=timezone.localdate()).pain == 4
        assert problems(send_everywhere(somebody)) == []
        somebody.post("/account/sign-out/")
        assert somebody.signs_in().status_code == 302
        assert somebody.get("/today/").status_code == 200
    assert lost(before) == {}
    with later(dt.timedelta(minutes=20)):  # it is put right
        call_command("expire_people", verbosity=0)
        call_command("clearsessions", verbosity=0)
        assert somebody.get("/today/").status_code == 200
        assert problems(look_everywhere(somebody)) == []
        assert refusals(say_everything(somebody)) == []
        assert somebody.person.pain_entries.get(on=timezone.localdate()).pain == 4
    assert lost(before) == {}
