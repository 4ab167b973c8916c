"""A question kept as SQL answers as the same question put together anew, of the moment it is asked."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loadshare.server.audit.models import AuditEvent
from loadshare.server.installation.standing import StandingChange, among, given, standing
from loadshare.server.records.models import PainEntry, Person
from tests.support.clock import today

pytestmark = pytest.mark.django_db


@standing
def _rows() -> QuerySet[AuditEvent]:
    known = AuditEvent.objects.filter(among("person", "people"), at__gt=given("at", DateTimeField()))
    return known.exclude(reason=given("reason", CharField())).order_by("pk")


@standing
def _numbers() -> QuerySet[Any]:
    older = PainEntry.objects.filter(person=OuterRef("person"), on__lt=OuterRef("on"))
    hurts = PainEntry.objects.filter(among("person", "people"), pain__gt=0)
    found = hurts.annotate(has_older=Exists(older)).order_by("on")
    return found.values_list("person_id", "on", "pain", "person__started_at", "has_older")


def test_it_answers_like_the_question_put_together_anew() -> None:
    people = [uuid.uuid4() for _ in range(3)]
    for n, person in enumerate([*people, *people]):
        AuditEvent.objects.create(event="data-taken", person=person, reason=str(n), count=n, actor=None)
    at = timezone.now() - dt.timedelta(hours=1)
    for some in ([], people[:1], people, [*people, uuid.uuid4()]):
        for reason in ("0", "4", 'it\'s "%s"'):
            anew = AuditEvent.objects.filter(person__in=some, at__gt=at).exclude(reason=reason).order_by("pk")
            found = _rows.rows(people=some, at=at, reason=reason)
            assert [vars(one) | {"_state": 0} for one in found] == [vars(one) | {"_state": 0} for one in anew]
    assert _rows.rows(people=people, at=timezone.now() + dt.timedelta(1), reason="") == []


def test_numbers_are_read_as_their_columns_say() -> None:
    one, other = (Person.objects.create() for _ in range(2))
    for back in (2, 0):
        one.pain_entries.create(on=today() - dt.timedelta(back), pain=4)
    rows = _numbers.rows(people=[one.pk, other.pk])
    wanted = [(one.pk, today() - dt.timedelta(back), 4, one.started_at, back == 0) for back in (2, 0)]
    assert rows == wanted


def test_nothing_of_an_answer_is_kept() -> None:
    one = Person.objects.create()
    one.pain_entries.create(on=today(), pain=4)
    assert [row[2] for row in _numbers.rows(people=[one.pk])] == [4]
    one.pain_entries.update(pain=9)
    with CaptureQueriesContext(connection) as asked:
        assert [row[2] for row in _numbers.rows(people=[one.pk])] == [9]
    assert len(asked) == 1
    one.pain_entries.all().delete()
    assert _numbers.rows(people=[one.pk]) == []


def test_a_question_is_put_together_once_and_a_value_that_is_missing_is_said() -> None:
    made: list[int] = []

    @standing
    def people() -> QuerySet[Person]:
        made.append(1)
        return Person.objects.filter(pk=given("pk", UUIDField()))

    one = Person.objects.create()
    assert [people.rows(pk=one.pk), people.rows(pk=str(one.pk)), people.rows(pk=uuid.uuid4())] == [
        [one],
        [one],
        [],
    ]
    assert len(made) == 1
    with pytest.raises(KeyError, match="pk"):
        people.rows()


def test_a_change_says_how_many_it_changed() -> None:
    people = [uuid.uuid4() for _ in range(3)]
    AuditEvent.objects.bulk_create(AuditEvent(event="data-taken", person=one) for one in people)
    told = AuditEvent.objects.filter(among("person", "people"))
    again = StandingChange(lambda: told, {"count": F("count") + 1})
    assert [again.make(people=some) for some in (people[:2], [], people)] == [2, 0, 3]
    assert [AuditEvent.objects.get(person=one).count for one in people] == [3, 3, 2]
