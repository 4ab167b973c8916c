"""Which question of the course of use is asked, and when."""

import itertools

from loadshare.care.use import EffectGrade, EffectKind, UseQuestion, asks_for_signs, question_now


def test_whoever_was_away_is_asked_why_once_and_nothing_else() -> None:
    for week, block, asked in itertools.product(range(1, 7), (1, 2), (True, False)):
        known = {"week": week, "block": block, "content_asked": asked}
        assert question_now(is_back=True, said_since=False, **known) is UseQuestion.AWAY
        assert question_now(is_back=True, said_since=True, **known) is None


def test_how_content_one_is_is_asked_before_half_time_of_the_first_course_only() -> None:
    weeks = [
        (block, week)
        for block in (1, 2)
        for week in range(1, 7)
        if question_now(is_back=False, said_since=False, week=week, block=block, content_asked=False)
    ]
    assert weeks == [(1, 2), (1, 3)]
    assert question_now(is_back=False, said_since=False, week=2, block=1, content_asked=True) is None


def test_what_is_severe_or_a_warning_leads_to_the_safety_signs() -> None:
    mild = {kind for kind in EffectKind if asks_for_signs(kind=kind, grade=EffectGrade.MILD)}
    assert mild == {EffectKind.DOWN_THE_LEG, EffectKind.FALL, EffectKind.DIZZY}
    assert all(asks_for_signs(kind=kind, grade=EffectGrade.SEVERE) for kind in EffectKind)
