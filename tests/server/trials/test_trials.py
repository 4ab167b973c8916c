"""Does it help me? Begun, noted each morning, said, stopped by a lock, ended, and asked on Today."""

import datetime as dt
import re
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loadshare.care.trial import (
    PAIR_DAYS,
    DayOf,
    TrialEnd,
    TrialLength,
    TrialOutcome,
    TrialQuestion,
    Way,
)
from loadshare.care.trial_verdict import Said
from loadshare.knowledge.trial_power import trial_powers
from loadshare.server.belongings.leaving import everything_of
from loadshare.server.check import checking
from loadshare.server.records.models import SafetyLock, SingleTrial
from loadshare.server.trials import keeping, words
from tests.server.cast import Visitor
from tests.server.offline.parcels import Device, entry
from tests.support.clock import later

BEGIN = {"question": "breaks", "outcome": "pain", "length": "5"}
ASKS = "How strong was the pain this morning?"


def begun(visitor: Visitor, **changed: str) -> SingleTrial:
    if "trial-page" not in visitor.get("/trial/").content.decode():
        visitor.with_programme()
    assert visitor.post("/trial/", {**BEGIN, **changed})["Location"] == "/trial/"
    return visitor.person.trials.get(end="")


def taps(visitor: Visitor, row: SingleTrial, number: int) -> str:
    return visitor.post("/today/trial/", {"trial": str(row.pk), "number": str(number)})["Location"]


def noted(row: SingleTrial, *, first: int, second: int, days: int) -> None:
    trial = keeping.kept(row, pauses=(), today=row.starts).trial
    row.noted = {
        str(row.starts + dt.timedelta(days=place + 1)): (first if way is Way.FIRST else second) + place % 2
        for place, (way, _kind) in enumerate(trial.days[:days])
    }
    row.save()


def numbers(row: SingleTrial) -> dict[str, int]:
    row.refresh_from_db()
    found: dict[str, int] = row.noted
    return found


def test_everything_the_rules_know_has_words() -> None:
    assert set(words.QUESTIONS) == set(TrialQuestion)
    assert set(words.WAYS) == {(question, way) for question in TrialQuestion for way in Way}
    assert set(words.OUTCOMES) == set(words.ASKS) == set(words.ENDS) == set(TrialOutcome)
    assert set(words.LENGTHS) == set(TrialLength)
    assert set(words.TRIAL_ENDS) == set(TrialEnd)
    assert set(words.KINDS_OF_DAY) == set(DayOf)
    assert {said: str(text) for said, text in words.SAID.items()} == {
        Said.HELPS: "probably helps",
        Said.NO_DIFFERENCE: "probably makes no difference to you",
        Said.OPEN: "cannot tell yet",
    }


@pytest.mark.parametrize("who", ["guest", "alice"])
def test_a_trial_from_its_first_day_to_its_verdict(who: str, request: pytest.FixtureRequest) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    visitor.with_programme()
    power = trial_powers().power_at(points=2.0, days=40)
    offered = visitor.get("/trial/").content.decode()
    assert f"it finds that for {power.helps_pct:.0f} of 100 people" in offered, "said before one begins"
    row = begun(visitor)
    assert ASKS not in visitor.get("/today/").content.decode(), "the first number comes the morning after"
    noted(row, first=2, second=6, days=3 * PAIR_DAYS - 1)
    with later(days=3 * PAIR_DAYS):
        page = visitor.get("/today/").content.decode()
        assert page.count("tapscale__row") == 1, "one thing to tap at a time"
        assert ASKS in page
        assert taps(visitor, row, 6) == "/trial/"
        row.refresh_from_db()
        assert (row.end, row.ended_on) == ("finished", timezone.localdate())
        said = visitor.get("/trial/").content.decode()
        assert "A break every 30 minutes: probably helps" in said
        assert ASKS not in visitor.get("/today/").content.decode()
        one = visitor.get(f"/trial/{row.pk}/").content.decode()
        assert "points better with: a break every 30 minutes" in one
        assert one.count('class="trial__dot') + one.count('class="trial__square') == 3 * PAIR_DAYS


def test_today_asks_in_the_morning_and_then_for_the_pain_of_now(guest: Visitor) -> None:
    row = begun(guest)
    with later(days=1):
        assert taps(guest, row, 4) == "/today/"
        page = guest.get("/today/").content.decode()
        assert ASKS not in page
        assert "How strong is the pain now?" in page
        assert taps(guest, row, 5) == "/today/"
        assert list(numbers(row).values()) == [5], "a second tap corrects the first"


def test_one_that_gave_way_to_another_says_no_more_as_time_goes_by(guest: Visitor) -> None:
    """Two accounts became one: it ended on the last morning with a number, and no later look is made."""
    row = begun(guest)
    noted(row, first=2, second=6, days=3 * PAIR_DAYS - 2)
    guest.person.trials.update(end=TrialEnd.NOT_FINISHED)
    with later(days=3 * PAIR_DAYS + 1):
        (found,) = keeping.all_of(guest.person, today=timezone.localdate())
        assert found.verdict(today=timezone.localdate()).said is Said.OPEN
        assert guest.post("/today/trial/", {"trial": str(row.pk), "number": "3"}).status_code == 400


def test_what_is_found_without_a_tap_is_the_verdict_too(guest: Visitor) -> None:
    """The number of the morning of a look was never noted: the day after, the trial is over all the same."""
    row = begun(guest)
    noted(row, first=2, second=6, days=3 * PAIR_DAYS - 1)
    with later(days=3 * PAIR_DAYS):
        assert ASKS in guest.get("/today/").content.decode(), "the number may still come"
    with later(days=3 * PAIR_DAYS + 1):
        page = guest.get("/today/").content.decode()
        assert "Your trial is over." in page
        assert ASKS not in page
        assert "Try today" not in page
        said = guest.get("/trial/").content.decode()
        assert "A break every 30 minutes: probably helps" in said.split("Tried before")[1]
        assert "it looks at your numbers" not in said
    with later(days=TrialLength.SIX_WEEKS.days + 8):
        assert "Your trial" not in guest.get("/today/").content.decode(), "told for some days"


def test_nothing_is_asked_for_that_the_programme_holds_no_more(guest: Visitor) -> None:
    """The next week may leave it out, for health too: then it is not to be tried."""
    begun(guest)
    stored = guest.person.programmes.get(is_current=True)
    stored.content = {**stored.content, "breaks": []}
    stored.save()
    with later(days=1):
        page = guest.get("/today/").content.decode()
        assert ASKS not in page
        assert "Try today" not in page
        page = guest.get("/trial/").content.decode()
        assert "Your programme does not hold this now." in page
        assert ASKS not in page
        assert "trial__plan" not in page
        assert "End it" in page


def test_today_needs_no_more_queries_than_it_may_with_a_trial(guest: Visitor) -> None:
    begun(guest)
    with later(days=1):
        guest.get("/today/")
        with CaptureQueriesContext(connection) as queries:
            assert ASKS in guest.get("/today/").content.decode()
        assert len(queries) <= 12, "\n".join(query["sql"][:110] for query in queries)


def test_only_one_runs(guest: Visitor) -> None:
    row = begun(guest)
    assert "One runs already" in guest.post("/trial/", BEGIN, follow=True).content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SingleTrial.objects.create(
            person=guest.person, question="walk", outcome="pain", starts=row.starts, seed=1, pairs=5
        )


def test_it_can_be_ended_and_is_kept_as_not_finished(guest: Visitor) -> None:
    row = begun(guest)
    with later(days=2):
        assert taps(guest, row, 3) == "/today/"
        assert "kept as not finished" in guest.post("/trial/end/", follow=True).content.decode()
        row.refresh_from_db()
        assert (row.end, len(row.noted)) == ("not-finished", 1)
        assert "not finished" in guest.get("/trial/").content.decode()
        begun(guest)
    guest.post("/trial/end/")
    guest.post("/trial/end/")


def test_a_lock_stops_it_wherever_it_comes_from(guest: Visitor) -> None:
    row = begun(guest)
    with later(days=1):
        signs = [sign.value for part in checking.signs_again(row.person.checks.get()) for sign in part.signs]
        guest.post("/week/signs/", {f"sign-{signs.index('saddle-numbness')}": "yes"})
        row.refresh_from_db()
        assert row.end == "stopped"
        assert "closed for now" in guest.get("/trial/").content.decode()
    other = SingleTrial.objects.create(
        person=guest.person, question="walk", outcome="pain", starts=row.starts, seed=1, pairs=5
    )
    SafetyLock.objects.update(set_at=other.begun_at + dt.timedelta(seconds=1))
    assert keeping.running(guest.person, today=row.starts) is None, "a lock that a copy brought"
    assert [one.end for one in keeping.all_of(guest.person, today=row.starts)] == [TrialEnd.STOPPED] * 2


def test_a_bad_day_and_a_pause_rest(guest: Visitor) -> None:
    row = begun(guest)
    with later(days=2):
        taps(guest, row, 9)
        assert "It rests today" in guest.get("/trial/").content.decode()
        assert "Try today" not in guest.get("/today/").content.decode()
        day = timezone.localdate()
        guest.post(
            "/programme/pause/", {"reason": "illness", "starts": str(day + dt.timedelta(days=1)), "ends": ""}
        )
    with later(days=6):
        found = keeping.running(guest.person, today=timezone.localdate())
        assert found is not None
        assert [kind is DayOf.RESTS for _way, kind in found.trial.days[:7]] == [False, False, *[True] * 5]
        assert ASKS not in guest.get("/today/").content.decode()


def test_what_was_tapped_offline_is_noted_for_its_day(guest: Visitor) -> None:
    row = begun(guest)
    with later(days=2):
        sent = Device(guest).send(entry("trial", minutes_ago=60 * 24, trial=str(row.pk), number="4"))
        assert [one["outcome"] for one in sent] == ["kept"]
        assert numbers(row) == {str(row.starts + dt.timedelta(days=1)): 4}


@pytest.mark.parametrize(
    "sent",
    [
        {"trial": "nonsense", "number": "3"},
        {"trial": str(uuid.uuid4()), "number": "3"},
        {"number": "3"},
        {"number": "11"},
        {},
    ],
)
def test_what_is_no_number_of_a_trial_is_refused(guest: Visitor, sent: dict[str, str]) -> None:
    row = begun(guest)
    with later(days=1):
        assert guest.post("/today/trial/", sent).status_code == 400
        assert not numbers(row)
    assert guest.post("/today/trial/", {"trial": str(row.pk), "number": "3"}).status_code == 400, "too early"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"question": "strength"}, "Select a valid choice"),
        ({"question": ""}, "Choose what to try."),
        ({"outcome": "activity"}, "Say what it is"),
        ({"length": "7"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_tried_is_not_begun(guest: Visitor, changed: dict[str, str], says: str) -> None:
    guest.with_programme()
    page = guest.post("/trial/", {**BEGIN, **changed})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not guest.person.trials.exists()


def test_it_belongs_to_its_person(alice: Visitor, bob: Visitor) -> None:
    row = begun(alice, outcome="activity", words="tying my <b>shoes")
    bob.with_programme()
    with later(days=1):
        assert "tying my &lt;b&gt;shoes" in alice.get("/today/").content.decode()
        assert bob.post("/today/trial/", {"trial": str(row.pk), "number": "1"}).status_code == 400
        assert bob.get(f"/trial/{row.pk}/").status_code == 404
        taps(alice, row, 2)
    copy = everything_of(alice.person, now=timezone.now())["tables"]
    assert [one["words"] for one in copy["trials"]] == ["tying my <b>shoes"]
    assert [list(one["noted"].values()) for one in copy["trials"]] == [[2]]
    alice.person.delete()
    assert not SingleTrial.objects.filter(pk=row.pk).exists()


def test_whoever_never_looks_again_may_still_begin_another(guest: Visitor) -> None:
    row = begun(guest)
    with later(days=TrialLength.SIX_WEEKS.days + 9):
        assert keeping.running(guest.person, today=timezone.localdate()) is None
        assert "cannot tell yet" in guest.get("/trial/").content.decode().lower()
        begun(guest)
        row.refresh_from_db()
        assert row.end == "finished"


def test_the_plan_shows_the_days_to_come(guest: Visitor) -> None:
    begun(guest)
    page = guest.get("/trial/").content.decode()
    plan = page.split("trial__plan")[1].split("</ol>")[0]
    ways = re.findall("a break every (30|60) minutes", plan)
    assert set(ways) == {"30", "60"}
    assert len(ways) in (3, 4), "four blocks, of which two may be of one way"
    assert 'href="/breaks/"' in page
