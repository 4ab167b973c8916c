"""What is said of a reason is what the person ticked, and nothing else."""

from hypothesis import given

from loadshare.care.answers import Answers
from loadshare.care.safety import SafetyReason, check_safety
from loadshare.care.telling import BACKGROUND, time_in_words
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.question import Kind
from loadshare.knowledge.safety import Level
from tests.care.cases import KNOWLEDGE, complete_answers
from tests.care.draws import any_answers


def reasons(**given_answers: object) -> dict[str, SafetyReason]:
    answers = complete_answers({name.replace("_", "-"): value for name, value in given_answers.items()})
    return {reason.item: reason for reason in check_safety(answers=answers, knowledge=KNOWLEDGE).reasons}


def test_one_tick_is_named_by_itself_and_never_by_its_rule() -> None:
    found = reasons(general_signs=["weight-loss"])["signs-together"]
    assert found.told == ("Weight loss without trying",)
    assert "weight" in found.say
    assert "unwell" not in found.say


def test_the_sentence_for_inflammation_is_built_from_the_ticks() -> None:
    found = reasons(
        age=38, duration_weeks=22, pain_new="first-time", better_moving="yes", night_waking="yes",
        pain_places=["upper-buttock"], inflammatory_signs=["psoriasis"],
    )["inflammatory-back-pain"]  # fmt: skip
    assert found.level is Level.DAYS
    assert found.say.startswith("Say: I am 38 years old. My pain has lasted 5 months.")
    assert "It is better when I move" in found.say
    assert "psoriasis" in found.say
    assert "name what you ticked" not in found.say
    assert found.say.endswith("?")


def test_an_emergency_is_said_without_preamble() -> None:
    found = reasons(saddle_numbness="yes")["saddle-numbness"]
    assert found.say.startswith("Say: I feel numb or odd between my legs.")


def test_an_open_answer_is_said_to_be_open() -> None:
    found = reasons(bladder_change="not-sure")["bladder-change"]
    assert found.told == ("Passing urine has changed (you were not sure)",)
    assert "I am not sure about this: passing urine has changed." in found.say


@given(any_answers())
def test_only_what_was_ticked_or_left_open_is_told(answers: Answers) -> None:
    for reason in check_safety(answers=answers, knowledge=KNOWLEDGE).reasons:
        assert reason.told, reason.item
        assert reason.say.startswith("Say: ")
        for fact in reason.facts:
            question = KNOWLEDGE.answer_facts.get(fact)
            if question is not None and question.kind is Kind.FLAGS:
                assert answers.answers[fact] in {"yes", "not-sure"}


def test_every_sign_a_level_rests_on_has_words() -> None:
    """What a rule reads, a person may have to say."""
    for item in KNOWLEDGE.safety.values():
        for rule in item.rules:
            assert rule.when is not None
            for fact in facts_in(rule.when):
                question = KNOWLEDGE.answer_facts.get(fact)
                if question is None or fact in {*BACKGROUND, "sex"}:
                    continue
                if question.kind is Kind.FLAGS:
                    assert next(o for o in question.options if o.value == fact).say, fact
                elif question.kind is Kind.CHOICE:
                    assert any(option.say for option in question.options), fact
                else:
                    assert question.say, fact


def test_times_are_said_as_people_say_them() -> None:
    assert [time_in_words(weeks) for weeks in (0.2, 1, 5, 22, 52, 104, 260)] == [
        "1 day",
        "1 week",
        "5 weeks",
        "5 months",
        "12 months",
        "2 years",
        "5 years",
    ]
