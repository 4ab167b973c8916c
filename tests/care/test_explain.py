"""The explanation: the profile in words, with its evidence and its limits."""

from typing import Any

import pytest

from loadshare.care.check import CheckResult, LookAlikeMatch
from loadshare.care.conditions import FactValue
from loadshare.care.explain import Explanation, explain
from loadshare.care.profile import Fit
from loadshare.care.safety import SafetyResult
from loadshare.knowledge.safety import Level, PlanPermission
from tests.support.profiles import BR, KNOWLEDGE, M1, M2, M3, SB, facts_for, internal, profile_of, sides
from tests.support.reading import grade_of


def explained(
    answers: dict[str, FactValue],
    tests: dict[str, Any] | None = None,
    *,
    level: Level = Level.CARE,
    plan: PlanPermission | None = None,
    look_alikes: tuple[LookAlikeMatch, ...] = (),
) -> Explanation:
    urgent = level in {Level.EMERGENCY, Level.SAME_DAY}
    matched = frozenset(match.look_alike for match in look_alikes)
    check = CheckResult(
        rules_version=KNOWLEDGE.rules_version,
        safety=SafetyResult(level=level, reasons=(), plan=plan),
        profile=None if urgent else profile_of(answers, tests, look_alikes=matched),
        look_alikes=look_alikes,
        filters=(),
        incomplete_tests=(),
    )
    return explain(check=check, facts=facts_for(answers, tests), knowledge=KNOWLEDGE)


def match(look_alike: str) -> LookAlikeMatch:
    known = KNOWLEDGE.look_alikes[look_alike]
    return LookAlikeMatch(
        look_alike=known.id,
        name=known.name,
        certain=True,
        clues=known.clues,
        meaning=known.meaning,
        plan_effect=known.plan_effect,
        replaces_lead=known.replaces_lead,
    )


STIFF: dict[str, FactValue] = {
    "age": 38, "sex": "female", "duration-weeks": 22,
    "stiff-after-sitting": "yes", "trouble-socks-car": "yes",
    "worse-impact": "no",
}  # fmt: skip


def test_the_three_ideas_come_strongest_first_each_with_its_evidence() -> None:
    page = explained(STIFF, internal(22, 24))
    assert page.ideas[0].mechanism == M2
    assert len(page.ideas) == 3
    first = page.ideas[0]
    assert first.fit is Fit.FITS_WELL
    assert first.leads
    assert "probably" in first.fit_sentence
    assert "one possible contributor" in first.fit_sentence
    assert len(first.speaks_for) == 2
    assert first.findings == ("At least one hip turns inwards less than we expect for your age.",)
    for idea in page.ideas:
        statement = KNOWLEDGE.statements[KNOWLEDGE.mechanisms[idea.mechanism].statement]
        assert (idea.evidence.grade, idea.evidence.verdict) == (statement.grade, statement.verdict)
        assert idea.evidence.not_said == statement.not_said
        assert [source.id for source in idea.evidence.sources] == list(statement.sources)


def test_what_speaks_against_is_said_too() -> None:
    page = explained(STIFF, internal(22, 24))
    load = next(idea for idea in page.ideas if idea.mechanism == M1)
    assert load.speaks_against == (
        "You said that running, hard ground, stairs down and long walks do not make it worse.",
    )


def test_tests_that_would_tell_more_are_offered_until_they_are_done() -> None:
    offered = {test.self_test for idea in explained(STIFF).ideas for test in idea.tests}
    assert {"hip-rotation", "side-bridge", "chair-stands"} <= offered
    offered = {test.self_test for idea in explained(STIFF, internal(22, 24)).ideas for test in idea.tests}
    assert "hip-rotation" not in offered


def test_only_the_persons_own_signs_are_shown() -> None:
    page = explained(
        {"age": 40, "tender-buttock": "yes", "hips-tight-turning": "no", "better-moving": "not-sure"}
    )
    assert [sign.sign for sign in page.signs] == ["tender-spots"]


def test_better_with_movement_names_inflammatory_back_pain() -> None:
    page = explained({"age": 30, "duration-weeks": 30, "better-moving": "yes"})
    (sign,) = page.signs
    assert "inflammatory back pain" in sign.evidence.verdict
    assert "not a safe guide" in sign.evidence.verdict


def test_stiff_after_walking_alone_is_the_first_sign() -> None:
    page = explained({"age": 40, "stiff-after-walking": "yes", "stiff-after-sitting": "no"})
    assert [sign.sign for sign in page.signs] == ["stiff-after-sitting-or-walking"]


@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SAME_DAY])
def test_help_comes_before_ideas(level: Level) -> None:
    page = explained(STIFF, internal(22, 24), level=level)
    assert page.ideas == ()
    assert "get the help" in page.headline


def test_no_programme_is_promised_where_none_is_allowed() -> None:
    page = explained({"age": 15, "duration-weeks": 9}, level=Level.DAYS, plan=PlanPermission.NONE)
    assert page.headline == "First see somebody about this. A programme can come later."


@pytest.mark.parametrize(
    ("answers", "tests", "words"),
    [
        (STIFF, internal(22, 24), "one fits your answers well: hips that move less"),
        (STIFF, None, "one fits your answers in part: hips that move less"),
        ({"age": 40, "duration-weeks": 30}, None, "No single idea stands out"),
        ({"age": 40, "duration-weeks": 2, "stiff-after-sitting": "yes"}, None, "Your pain is new"),
        (
            {"age": 70, "sex": "male"},
            {"single-leg-stance": {"time": sides(4, 5)}, "chair-stands": {"count": 10}},
            "two fit your answers in part: soaking up load and holding your pelvis steady",
        ),
    ],
)
def test_one_line_headline(answers: dict[str, FactValue], tests: dict[str, Any] | None, words: str) -> None:
    headline = explained(answers, tests).headline
    assert words in headline
    assert headline.count(".") == 1


def test_answers_alone_say_that_a_test_could_say_more() -> None:
    answers: dict[str, FactValue] = STIFF | {"hips-tight-turning": "yes"}
    first = explained(answers).ideas[0]
    assert "a short test at home could" in first.fit_sentence
    assert first.note == ""


def test_felt_tightness_without_stiffness_is_said_kindly() -> None:
    first = explained(STIFF | {"hips-tight-turning": "yes"}, internal(40, 41)).ideas[0]
    assert first.mechanism == M2
    assert not first.leads
    assert "does not mean that something is wrong" in first.note
    assert "short test at home" not in first.fit_sentence


def test_new_pain_is_not_linked_to_an_idea() -> None:
    page = explained({"age": 23, "duration-weeks": 2, "worse-impact": "yes"})
    assert {idea.fit_sentence for idea in page.ideas} == {
        "Your pain is new. In the first weeks we do not link it to any one idea."
    }


def test_every_look_alike_is_explained_with_its_sources() -> None:
    assert KNOWLEDGE.look_alikes
    for known in KNOWLEDGE.look_alikes.values():
        page = explained(STIFF, look_alikes=(match(known.id),))
        (shown,) = page.look_alikes
        assert shown.meaning == known.meaning
        assert [source.id for source in shown.sources] == list(known.sources)
        assert ("wants its own plan" in page.headline) is known.replaces_lead


@pytest.mark.parametrize(
    ("test", "result", "words"),
    [
        (SB, {"time": sides(5, 9), "stopped-by-pain": "yes"}, "stopping was right"),
        (SB, {"time": sides(5, 9), "trials-agree": "no"}, "did not agree"),
        (BR, {"time": sides(5, 9), "ended-by": "cramp"}, "cramp ended it"),
        (SB, {"pain": 2}, "there was no result"),
    ],
)
def test_a_test_that_was_not_counted_is_named_with_the_reason(
    test: str, result: dict[str, Any], words: str
) -> None:
    (sentence,) = explained({"age": 40, "duration-weeks": 30}, {test: result}).unused_tests
    assert KNOWLEDGE.self_tests[test].name in sentence
    assert words in sentence.lower()


def test_the_limits_are_always_said_with_sources() -> None:
    limits = explained({"age": 40}).limits
    assert any("matched to one of these ideas" in limit.text for limit in limits)
    assert all(limit.sources for limit in limits)


def test_the_words_around_the_evidence_are_easy_to_read() -> None:
    pages = [
        explained(STIFF),
        explained(STIFF, internal(22, 24)),
        explained({"age": 40, "duration-weeks": 1}),
    ]
    for page in pages:
        words = [page.headline, *(limit.text for limit in page.limits)]
        words += [sentence for idea in page.ideas for sentence in (idea.fit_sentence, idea.note) if sentence]
        for text in words:
            assert grade_of(text) <= 10, text
        assert grade_of(" ".join(words)) <= 6.5


def test_the_same_check_is_always_explained_the_same_way() -> None:
    assert explained(STIFF, internal(22, 24)) == explained(STIFF, internal(22, 24))
    assert {idea.mechanism for idea in explained(STIFF).ideas} == {M1, M2, M3}


@pytest.mark.parametrize("fit", Fit)
def test_every_fit_has_its_sentence(fit: Fit) -> None:
    profile = profile_of(STIFF)
    as_judged = profile.model_copy(
        update={"fits": tuple(one.model_copy(update={"fit": fit, "capped": False}) for one in profile.fits)}
    )
    check = CheckResult(
        rules_version=KNOWLEDGE.rules_version,
        safety=SafetyResult(level=Level.CARE, reasons=(), plan=None),
        profile=as_judged,
        look_alikes=(),
        filters=(),
        incomplete_tests=(),
    )
    told = explain(check=check, facts=facts_for(STIFF), knowledge=KNOWLEDGE)
    assert len({idea.fit_sentence for idea in told.ideas}) == 1
    assert all(idea.fit_sentence.endswith(".") for idea in told.ideas)
