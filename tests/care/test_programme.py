"""Programmes for particular people: emphasis, growth, exclusions and words."""

import re
from typing import Any

import pytest

from loadshare.care.check import run_check
from loadshare.care.choices import ChoiceError, make_easier, make_harder, put_back, swap_item
from loadshare.care.doses import describe_dose
from loadshare.care.facts import facts_of
from loadshare.care.outline import outline_weeks
from loadshare.care.preferences import preferences_from
from loadshare.care.programme import (
    DayKind,
    ExclusionKind,
    NoProgrammeError,
    Programme,
    build_programme,
)
from loadshare.knowledge.exercise import Strand
from loadshare.knowledge.safety import Level
from tests.care.cases import case as vignette
from tests.support.people import KNOWLEDGE, MONDAY, case_of, check_of, programme_for

FORBIDDEN = re.compile(
    r"diagnos|\btreat|\bcure|switched off|unstable|\bdamage|\bwear\b|weak glutes|!|amazing|well done", re.I
)

EMPHASIS = {
    "V01": "hip-movement",
    "V02": "pelvic-control",
    "V04": "general",
    "V05": "general",
    "V07": "pregnancy",
    "V08": "pelvic-control",
    "V10": "pelvic-control",
    "V11": "gentle",
    "V15": "fall-risk",
    "V16": "pelvic-control",
    "V17": "hip-movement",
    "V20": "radicular",
    "V23": "gluteal-tendinopathy",
    "V25": "stenosis",
    "V27": "hip-osteoarthritis",
}


def programme_of(name: str, week: int = 1, **changes: Any) -> Programme:
    answers, _ = vignette(name)
    facts = {**facts_of(answers=answers, knowledge=KNOWLEDGE), **changes}
    return build_programme(
        check=run_check(answers=answers, knowledge=KNOWLEDGE),
        preferences=preferences_from(facts=facts),
        facts=facts,
        knowledge=KNOWLEDGE,
        starts=MONDAY,
        week=week,
    )


def names(programme: Programme) -> set[str]:
    return {item.exercise for item in programme.items}


def left_out(programme: Programme) -> dict[str, ExclusionKind]:
    return {exclusion.what: exclusion.kind for exclusion in programme.exclusions}


@pytest.mark.parametrize("name", sorted(EMPHASIS))
def test_the_emphasis_of_every_vignette_with_a_programme(name: str) -> None:
    assert programme_of(name).emphasis == EMPHASIS[name]


@pytest.mark.parametrize("name", ["V13", "V18", "V21", "V28", "V30"])
def test_no_programme_where_something_else_comes_first(name: str) -> None:
    with pytest.raises(NoProgrammeError) as refused:
        programme_of(name)
    assert refused.value.why
    assert refused.value.do


def test_outer_hip_pain_gets_press_outs_and_nothing_that_pulls_or_presses() -> None:
    programme = programme_of("V23", equipment=("strap", "massage-ball", "foam-roller"))
    assert "belt-press-out" in names(programme)
    offered = {name for item in programme.items for name in (item.exercise, *item.swaps)}
    assert not offered & {
        "figure-four-stretch",
        "pigeon-pose",
        "knee-to-opposite-shoulder",
        "massage-ball-front-hip",
        "foam-roller-outer-hip",
    }
    assert left_out(programme)["figure-four-stretch"] is ExclusionKind.HEALTH
    assert any("pillow between your knees" in note for note in programme.notes)


def test_hips_that_turn_far_get_no_stretching_and_are_told_why() -> None:
    programme = programme_of("V16")
    assert all(item.strand is not Strand.STRETCH for item in programme.items)
    assert left_out(programme)["strand:stretch"] is ExclusionKind.RANGE
    assert left_out(programme)["figure-four-stretch"] is ExclusionKind.RANGE


def test_hips_that_only_feel_tight_are_told_kindly() -> None:
    programme = programme_of("V05")
    assert any("feeling tight does not have to mean being short" in note for note in programme.notes)


def test_blood_thinners_leave_ball_and_roller_out_and_the_hand_in() -> None:
    wishes = {"session-minutes": "45", "activity-level": "very-active"}
    programme = programme_of("V17", week=6, equipment=("massage-ball", "foam-roller"), **wishes)
    assert "hand-massage-and-heat" in names(programme)
    assert left_out(programme)["massage-ball-wall"] is ExclusionKind.HEALTH
    assert left_out(programme)["foam-roller-glute-sit"] is ExclusionKind.HEALTH


def test_stenosis_walks_in_parts_and_never_bends_back() -> None:
    programme = programme_of("V25")
    assert "in all" in programme.walk_goal
    assert "standing-back-bend" not in programme.breaks
    assert all(KNOWLEDGE.exercises[name].gentle for name in names(programme))


def test_clues_to_an_overloaded_bone_leave_walks_out() -> None:
    case = case_of(check_of(look_alikes=("stress-fracture",), level=Level.DAYS))
    programme = programme_for(case)
    assert {day.walk_minutes for day in programme.days} == {0}
    assert "Leave walks out" in programme.walk_goal


def test_the_first_week_is_small_and_the_sixth_is_not() -> None:
    case = case_of(check_of("hip-movement"), session_minutes="30")
    first, sixth = programme_for(case), programme_for(case, week=6)
    assert max(len(day.items) for day in first.days) == 3
    assert 4 <= max(len(day.items) for day in sixth.days) <= 6


def test_strength_falls_on_three_days_with_one_between() -> None:
    stiff = case_of(check_of("pelvic-control"), days_per_week=7, stiff_after_sitting="yes")
    kinds = [day.kind for day in programme_for(stiff).days]
    assert kinds.count(DayKind.STRENGTH) == 3
    assert kinds.count(DayKind.MOBILITY) == 3
    assert kinds.count(DayKind.REST) == 1


def test_five_minutes_hold_strength_and_the_stretch_that_is_called_for() -> None:
    stiff = case_of(session_minutes="5", days_per_week=2, stiff_after_sitting="yes")
    programme = programme_for(stiff)
    assert {item.strand for item in programme.items} == {Strand.STRETCH, Strand.STRENGTHEN}
    assert any("a week for a muscle" in note for note in programme.notes)
    assert left_out(programme)["strand:release"] is ExclusionKind.NO_NEED


def test_without_equipment_self_massage_is_by_hand_and_the_ball_is_explained() -> None:
    programme = programme_for(case_of(equipment=("none",), tender_buttock="yes"))
    assert "hand-massage-and-heat" in names(programme)
    assert left_out(programme)["massage-ball-wall"] is ExclusionKind.EQUIPMENT
    assert left_out(programme)["pigeon-pose"] is ExclusionKind.UNLOCK


def test_a_chair_is_enough() -> None:
    programme = programme_for(case_of(positions=("chair",)))
    positions = {
        KNOWLEDGE.exercises[name].position.value for name in names(programme) | set(programme.breaks)
    }
    assert positions == {"chair"}
    assert left_out(programme)["figure-four-stretch"] is ExclusionKind.POSITION


def test_every_item_says_what_it_is_for_and_which_answer_it_goes_with() -> None:
    programme = programme_of("V01")
    whys = [item.why for item in programme.items if item.strand is Strand.STRETCH]
    assert len(set(whys)) == len(whys)
    findings = {one.text for test in KNOWLEDGE.self_tests.values() for one in test.findings}
    assert all("You " in why or any(text in why for text in findings) for why in whys)


def test_a_swap_stays_through_the_weeks() -> None:
    case = case_of(check_of("hip-movement"))
    programme = programme_for(case)
    swapped = swap_item(
        programme=programme, exercise="figure-four-stretch", to="seated-figure-four", case=case
    )
    following = programme_for(case, week=2, previous=swapped)
    assert "seated-figure-four" in names(following)
    assert "figure-four-stretch" not in names(following)
    assert "figure-four-stretch" in left_out(following)


def test_easier_and_harder_are_each_others_way_back() -> None:
    case = case_of(check_of("hip-movement"), session_minutes="30")
    programme = programme_for(case)
    easier = make_easier(programme=programme, exercise="glute-bridge", case=case)
    assert "glute-squeeze" in names(easier)
    harder = make_harder(programme=programme, exercise="glute-bridge", case=case)
    assert harder.item("glute-bridge").dose.count == programme.item("glute-bridge").dose.count + 2
    assert harder.changes[-1].text.endswith("You chose it harder.")


def test_a_swap_says_what_it_stands_for_and_goes_back_in_one_step() -> None:
    case = case_of(check_of("hip-movement"), session_minutes="30")
    programme = programme_for(case)
    item = next(item for item in programme.items if item.swaps)
    swapped = swap_item(programme=programme, exercise=item.exercise, to=item.swaps[0], case=case)
    assert swapped.changes[-1].text.endswith(f"for {KNOWLEDGE.exercises[item.exercise].name}.")
    back = put_back(programme=swapped, exercise=item.swaps[0], case=case, today=MONDAY)
    assert {(i.exercise, i.dose) for i in back.items} == {(i.exercise, i.dose) for i in programme.items}
    assert back.days == programme.days
    with pytest.raises(ChoiceError, match="nothing to go back to"):
        put_back(programme=back, exercise=item.exercise, case=case, today=MONDAY)


def test_what_is_left_out_by_now_is_not_put_back() -> None:
    case = case_of(check_of("hip-movement"))
    programme = programme_for(case)
    swapped = swap_item(
        programme=programme, exercise="figure-four-stretch", to="seated-figure-four", case=case
    )
    seated = case_of(check_of("hip-movement"), positions=("chair",))
    with pytest.raises(ChoiceError, match="not open to you now"):
        put_back(programme=swapped, exercise="seated-figure-four", case=seated, today=MONDAY)


def test_a_choice_that_cannot_be_made_says_why() -> None:
    case = case_of(check_of("hip-movement"))
    programme = programme_for(case)
    with pytest.raises(ChoiceError, match="Choose one of the swaps"):
        swap_item(programme=programme, exercise="glute-bridge", to="pigeon-pose", case=case)
    with pytest.raises(KeyError):
        make_easier(programme=programme, exercise="pigeon-pose", case=case)


def test_the_outline_says_what_joins_and_how_the_walk_grows() -> None:
    case = case_of(check_of("pelvic-control"), session_minutes="30")
    weeks = outline_weeks(programme=programme_for(case), case=case)
    assert [week.week for week in weeks] == [1, 2, 3, 4, 5, 6]
    assert [week.walk_minutes for week in weeks] == [10, 12, 14, 16, 19, 22]
    assert any(week.joins for week in weeks[1:])
    assert all(week.text.endswith(".") for week in weeks)


def test_changes_name_what_joined_and_the_walk() -> None:
    case = case_of(check_of("pelvic-control"), session_minutes="30")
    third = programme_for(case, week=3, previous=programme_for(case, week=2))
    assert any("joins" in change.text for change in third.changes)
    assert any(change.exercise == "walk" for change in third.changes)


def test_a_new_block_carries_on_where_the_last_one_ended() -> None:
    case = case_of(check_of("pelvic-control"), session_minutes="30")
    last = programme_for(case, week=6)
    harder = make_harder(programme=last, exercise="clamshell", case=case)
    fresh = programme_for(case, week=1, previous=harder)
    assert fresh.session_size == last.session_size
    assert names(fresh) == names(last)
    assert fresh.item("clamshell").dose == harder.item("clamshell").dose


def test_a_filter_that_leads_nothing_is_no_reason_for_an_item() -> None:
    case = case_of(check_of("hip-movement", filters=("anticoagulant",), level=Level.CARE_CHANGED))
    assert not [item.why for item in programme_for(case).items if "blood" in item.why.lower()]


def test_the_week_begins_on_the_day_it_starts() -> None:
    thursday = MONDAY.replace(day=26)
    programme = programme_for(case_of(), starts=thursday)
    assert programme.days[0].weekday == 3
    assert programme.session(thursday) == tuple(programme.item(name) for name in programme.days[0].items)


@pytest.mark.parametrize("name", sorted(EMPHASIS))
def test_no_word_frightens_or_promises(name: str) -> None:
    programme = programme_of(name)
    texts = [
        programme.headline,
        programme.walk_goal,
        *programme.notes,
        *(item.why for item in programme.items),
        *(exclusion.reason for exclusion in programme.exclusions),
        *(stop.do for stop in KNOWLEDGE.stops.values()),
    ]
    assert not [text for text in texts if FORBIDDEN.search(text)]


@pytest.mark.parametrize(
    ("exercise", "words"),
    [
        ("glute-bridge", "2 sets of 8 repetitions"),
        ("figure-four-stretch", "2 holds of 20 seconds on each side"),
        ("massage-ball-wall", "once for 30 seconds on each side"),
        ("glute-squeeze", "2 sets of 10 repetitions"),
    ],
)
def test_a_dose_in_words(exercise: str, words: str) -> None:
    known = KNOWLEDGE.exercises[exercise]
    assert describe_dose(exercise=known, dose=known.dose) == words


def test_preferences_are_read_from_answers_and_brought_into_bounds() -> None:
    read = preferences_from(
        facts={"days-per-week": 1, "session-minutes": "20", "equipment": ("none",), "sitting-hours": 7.5}
    )
    assert (read.days_per_week, read.minutes, read.sits_hours) == (2, 20, 7.5)
    assert read.equipment == frozenset()
    assert len(read.positions) == 3
    assert read.beginner
