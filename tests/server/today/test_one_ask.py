"""Today asks one thing at a time, whatever waits, and what concerns safety asks first."""

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

from loadshare.server.clinic.models import Sharing
from loadshare.server.records.models import Programme
from tests.server.cast import Visitor
from tests.server.clinic.practice import page_of, practitioner, shares
from tests.support.clock import later

ORDER = (
    ("rose", "Go through the safety signs"),
    ("morning", "by the next morning"),
    ("message", "A message from your practitioner."),
    ("week", "This week is over."),
    ("content", "How content are you"),
    ("scores", "Answer the questions, three minutes"),
    ("ends", "Sharing with Mary ends on"),
)
"""What may wait, the most important first, with the words it asks in."""
NAMES = [name for name, _words in ORDER]
WAITING = [frozenset(NAMES[place:]) for place in range(len(NAMES) + 1)]


def asks_of(page: str) -> list[str]:
    main = page.split("today__main")[1].split("today__rail")[0]
    return re.findall(r"<(?:p|section)[^>]*data-one-ask[^>]*>(.*?)</(?:p|section)>", main, re.S)


@pytest.mark.parametrize("waiting", WAITING, ids=lambda some: "-".join(sorted(some)) or "nothing")
def test_the_first_of_what_waits_asks_alone(alice: Visitor, waiting: frozenset[str]) -> None:
    stored = alice.with_programme()
    mary = practitioner("mary")
    row = shares(alice, mary)
    if "content" in waiting:
        Programme.objects.filter(pk=stored.pk).update(week=2)
    if "morning" in waiting:
        alice.post("/session/", {"client_id": str(uuid.uuid4()), "pain_after": "2", "effort": "5"})
    with later(days=7 if "week" in waiting else 1):
        if "rose" in waiting:
            alice.post("/today/pain/", {"pain": str(stored.made_from.answers["pain-average"] + 2)})
        if "message" in waiting:
            mary.post(f"{page_of(alice)}messages/", {"text": "How was it?"})
        if "ends" in waiting:
            Sharing.objects.filter(pk=row.pk).update(until=timezone.now() + dt.timedelta(days=3))
        if "scores" not in waiting:
            alice.post("/progress/questions/later/")
        page = alice.get("/today/").content.decode()
    expected = [words for name, words in ORDER if name in waiting][:1]
    asks = asks_of(page)
    assert len(asks) == len(expected), asks
    assert all(words in ask for words, ask in zip(expected, asks, strict=True))
