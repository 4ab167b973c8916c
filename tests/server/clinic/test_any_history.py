"""Whatever three practices and five people do: a page is there exactly while its part is shared."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from loadshare.server.clinic.models import Sharing
from loadshare.server.clinic.sections import OPENED, SharedPart
from tests.server.cast import Visitor
from tests.server.clinic.practice import member, page_of, practitioner, shares

pytestmark = pytest.mark.django_db
PEOPLE = ("ann", "ben", "cem", "dee", "eve")
PRACTICES = {"mary": "Hill Road", "nina": "Mill Lane", "otto": ""}
people, practices = st.sampled_from(PEOPLE), st.sampled_from(tuple(PRACTICES))
PAGES = {SharedPart.LEVEL: "", SharedPart.CHANGES: "programme/", SharedPart.MESSAGES: "messages/"}


def address_of(person: Visitor, part: SharedPart) -> str:
    return page_of(person) + PAGES.get(part, f"part/{part.value}/")


def machine(cast: dict[str, Visitor]) -> type[RuleBasedStateMachine]:
    """Its own copy of the tables for each history: what it did is undone at the end."""

    class History(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.shared: dict[tuple[str, str], frozenset[SharedPart]] = {}
            self.undone = transaction.atomic()
            self.undone.__enter__()

        def teardown(self) -> None:
            try:
                for person in PEOPLE:
                    self.holds(person)
            finally:
                transaction.set_rollback(True)
                self.undone.__exit__(None, None, None)

        @rule(person=people, practice=practices, parts=st.frozensets(st.sampled_from(OPENED)))
        def says_yes(self, person: str, practice: str, parts: frozenset[SharedPart]) -> None:
            if SharedPart.CHANGES in parts:
                parts |= {SharedPart.PROGRAMME}  # asked for together
            shares(cast[person], cast[practice], parts=[part.value for part in parts])
            self.shared[person, practice] = parts | {SharedPart.LEVEL}
            self.holds(person)

        @rule(person=people, practice=practices)
        def stops(self, person: str, practice: str) -> None:
            for row in Sharing.objects.filter(person=cast[person].person, member=member(cast[practice])):
                cast[person].post(f"/sharing/{row.pk}/stop/")
            self.shared.pop((person, practice), None)
            self.holds(person)

        @rule(person=people, practice=practices)
        def runs_out(self, person: str, practice: str) -> None:
            now = timezone.now()
            rows = Sharing.objects.filter(
                person=cast[person].person, member=member(cast[practice]), ended_at=None
            )
            rows.update(since=now - dt.timedelta(weeks=4), until=now - dt.timedelta(seconds=1))
            self.shared.pop((person, practice), None)
            self.holds(person)

        @rule(practice=practices)
        def leaves_and_begins_again(self, practice: str) -> None:
            cast[practice].post("/clinic/leave/")
            cast[practice].post("/clinic/", {"name": practice, "clinic": PRACTICES[practice]})
            lost = [key for key in self.shared if key[1] == practice]
            for person, _ in lost:
                del self.shared[person, practice]
                self.holds(person)

        @rule(person=people, practice=practices)
        def writes(self, person: str, practice: str) -> None:
            """A form holds as a page does."""
            is_open = SharedPart.MESSAGES in self.shared.get((person, practice), ())
            address = address_of(cast[person], SharedPart.MESSAGES)
            answer = cast[practice].post(address, {"text": "How are you?"})
            assert (answer.status_code == 404) is not is_open

        def holds(self, person: str) -> None:
            for practice in PRACTICES:
                parts = self.shared.get((person, practice), frozenset())
                for part in (SharedPart.LEVEL, *OPENED):
                    seen = cast[practice].get(address_of(cast[person], part)).status_code
                    assert seen == (200 if part in parts else 404), f"{practice} at {part} of {person}"
            for other in PEOPLE:
                assert cast[other].get(page_of(cast[person])).status_code in {302, 404}

    return History


@pytest.mark.any_database
def test_a_page_is_there_exactly_while_it_is_shared() -> None:
    cast = {name: practitioner(name, clinic=clinic) for name, clinic in PRACTICES.items()}
    for name in PEOPLE:
        cast[name] = Visitor(name)
        cast[name].with_programme()
        cast[name].keeps_plan()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine(cast),
        settings=settings(
            max_examples=10,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
