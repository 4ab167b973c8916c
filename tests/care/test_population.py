"""A few hundred simulated people over twelve weeks: no rule is broken (`make bench` does ten thousand)."""

from bench._kept import broken_by_level
from bench._person import make_person
from bench.population import Town, live, simulate
from loadshare.care.logs import SessionLog
from loadshare.care.review import Review
from loadshare.knowledge.safety import Level
from tests.care.test_review import CASE, day, good_week, review, session
from tests.support.people import programme_for

PEOPLE = 150


def test_twelve_weeks_of_a_small_town_break_no_rule() -> None:
    town = simulate(PEOPLE)
    assert town.broken == []
    assert town.counts["people"] == PEOPLE
    assert town.counts["sessions"] > 10 * PEOPLE
    for something in ("steps up", "steps down", "edited reviews", "no programme at the check"):
        assert town.counts[something] > 0, something
    for decision in ("go-on", "new-block", "same-week", "see-somebody", "steady", "step-down", "stop"):
        assert town.counts[f"reviews: {decision}"] > 0, decision


def test_what_was_too_much_does_not_join_again_as_if_it_were_new() -> None:
    """After two weeks off this one's bridge gave way to an easier one, and came back at twice its dose."""
    town = Town()
    live(9901, town, make_person)
    assert town.broken == []
    assert town.counts["steps down"] > 0


def test_the_same_person_lives_the_same_life() -> None:
    assert make_person(7).raw == make_person(7).raw
    assert simulate(3, first=5).counts == simulate(3, first=5).counts


def test_the_rules_of_the_town_notice_a_broken_one() -> None:
    programme = programme_for(CASE)
    found: Review = review(programme, *good_week(programme))
    red: tuple[SessionLog, ...] = tuple(session(programme, offset, pain_during=8) for offset in (3, 5))
    assert list(broken_by_level(found, red, day(7))) == ["two red sessions in a week and no level D"]
    unsafe = found.model_copy(update={"level": Level.EMERGENCY})
    assert list(broken_by_level(unsafe, (), day(7))) == ["a programme at level E"]
