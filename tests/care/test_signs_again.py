"""The weekly signs: each of them alone leads to help, none that would is left out, and a no is a no."""

from hypothesis import given, settings
from hypothesis import strategies as st

from loadshare.care.answers import Answers
from loadshare.care.facts import facts_of
from loadshare.care.safety import check_safety, judge_safety, level_about
from loadshare.care.signs_again import SignsAsked, signs_to_ask_again
from loadshare.knowledge.question import Kind
from loadshare.knowledge.safety import Level
from tests.care.cases import KNOWLEDGE, complete_answers
from tests.care.draws import any_answers

HELP = (Level.EMERGENCY, Level.SAME_DAY)
PLAIN = complete_answers({})


def level_with(answers: Answers, changed: dict[str, str]) -> Level:
    merged = answers.model_copy(update={"answers": {**answers.answers, **changed}})
    return check_safety(answers=merged, knowledge=KNOWLEDGE).level


def fact_of(asked: SignsAsked, sign: str) -> str:
    return sign if asked.question.kind is Kind.FLAGS else asked.question.id


@settings(max_examples=25)
@given(answers=any_answers(complete=True), data=st.data())
def test_every_sign_asked_alone_leads_to_help(answers: Answers, data: st.DataObject) -> None:
    asked = data.draw(st.sampled_from(signs_to_ask_again(answers=answers, knowledge=KNOWLEDGE)))
    sign = data.draw(st.sampled_from(asked.signs))
    assert level_with(answers, asked.answers_for({sign.value: "yes"})) in HELP


@settings(max_examples=25)
@given(answers=any_answers(complete=True), data=st.data())
def test_no_sign_that_newly_leads_to_help_is_left_out(answers: Answers, data: st.DataObject) -> None:
    if check_safety(answers=answers, knowledge=KNOWLEDGE).level in HELP:
        return
    asked = signs_to_ask_again(answers=answers, knowledge=KNOWLEDGE)
    shown = {sign.value for part in asked for sign in part.signs}
    again = [fact for fact, q in KNOWLEDGE.answer_facts.items() if q.kind is Kind.FLAGS and q.recheck]
    sign = data.draw(st.sampled_from(again))
    if answers.answers.get(sign) == "no" and level_with(answers, {sign: "yes"}) in HELP:
        assert sign in shown


@settings(max_examples=25)
@given(answers=any_answers(complete=True))
def test_saying_no_to_all_never_raises_the_level(answers: Answers) -> None:
    quiet: dict[str, str] = {}
    for asked in signs_to_ask_again(answers=answers, knowledge=KNOWLEDGE):
        quiet |= asked.answers_for({})
    before = check_safety(answers=answers, knowledge=KNOWLEDGE).level
    assert level_with(answers, quiet).urgency <= before.urgency


def test_the_signs_of_emergency_come_first_and_the_list_stays_short() -> None:
    asked = signs_to_ask_again(answers=PLAIN, knowledge=KNOWLEDGE)
    assert asked[0].question.id == "emergency-nerves"
    assert [part.question.id for part in asked[:6]] == [
        question.id for question in KNOWLEDGE.questions.values() if question.section.value == "safety"
    ][:6]
    assert "dark-thoughts" in {part.question.id for part in asked}
    assert sum(len(part.signs) for part in asked) <= 30


def test_the_graver_of_two_answers_counts_and_not_sure_is_kept() -> None:
    parts = {part.question.id: part for part in signs_to_ask_again(answers=PLAIN, knowledge=KNOWLEDGE)}
    mind = parts["dark-thoughts"]
    assert mind.answers_for({"thoughts": "yes", "now": "yes"}) == {"dark-thoughts": "now"}
    assert mind.answers_for({"thoughts": "yes", "now": "not-sure"}) == {"dark-thoughts": "thoughts"}
    assert mind.answers_for({}) == {"dark-thoughts": "no"}
    nerves = parts["emergency-nerves"].answers_for({"bladder-change": "not-sure"})
    assert nerves["bladder-change"] == "not-sure"
    assert nerves["saddle-numbness"] == "no"


@settings(max_examples=10)
@given(answers=any_answers(complete=True))
def test_a_sign_is_judged_as_by_all_the_rules(answers: Answers) -> None:
    facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
    reasons = judge_safety(facts=facts, knowledge=KNOWLEDGE).reasons
    for fact in facts:
        about = [one.level for one in reasons if fact in one.facts]
        highest = max(about, key=lambda level: level.urgency, default=Level.CARE)
        assert level_about(fact=fact, facts=facts, knowledge=KNOWLEDGE) is highest
