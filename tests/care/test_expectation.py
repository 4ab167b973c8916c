"""What to expect before the programme: by the length of the pain, with numbers that were read, and graded."""

import re
from dataclasses import replace

import pytest

from loadshare.care.conditions import NOT_SURE, FactValue
from loadshare.care.expectation import what_to_expect
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.cross_check import problems_in

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("weeks", "course"),
    [
        (0, "course-new"),
        (5.9, "course-new"),
        (6, "course-between"),
        (11.9, "course-between"),
        (12, "course-lasting"),
        (520, "course-lasting"),
        (NOT_SURE, "course-open"),
        (None, "course-open"),
    ],
)
def test_the_length_of_the_pain_says_how_people_fare(weeks: FactValue | None, course: str) -> None:
    told = what_to_expect(facts={} if weeks is None else {"duration-weeks": weeks}, knowledge=KNOWLEDGE)
    assert [one.expectation for one in told] == [course, "size", "walking"]


def test_each_has_a_grade_a_limit_and_a_source_that_was_read() -> None:
    for one in KNOWLEDGE.expectations.values():
        assert one.not_said
        assert all(KNOWLEDGE.sources[source].read for source in one.sources), one.id


def test_walking_says_both_lengths_and_whom_they_are_of() -> None:
    walking = KNOWLEDGE.expectations["walking"]
    assert re.findall(r"\d+", walking.text) == ["208", "112"]
    assert "pocovi-2024" in walking.sources
    assert "just got better" in walking.not_said


def test_new_pain_is_told_as_two_counts_of_many_people_found_it() -> None:
    new = KNOWLEDGE.expectations["course-new"]
    assert re.findall(r"\d+", new.text) == ["5", "6", "2", "3", "10"]
    for source, start, six_weeks in (("costa-2012", "52", "23"), ("wallwork-2024", "56", "26")):
        assert source in new.sources
        assert {start, six_weeks} <= set(re.findall(r"\d+", KNOWLEDGE.sources[source].note or ""))


def test_the_block_stays_short() -> None:
    for weeks in (2, 8, 100):
        told = what_to_expect(facts={"duration-weeks": weeks}, knowledge=KNOWLEDGE)
        assert sum(len(one.text.split()) for one in told) <= 120


def test_a_topic_that_could_be_silent_is_found() -> None:
    less = {name: one for name, one in KNOWLEDGE.expectations.items() if name != "course-open"}
    assert any("course" in line for line in problems_in(replace(KNOWLEDGE, expectations=less)))
