"""Which safety signs are asked again once a week: those that alone would lead to help today."""

from collections.abc import Iterator, Mapping

from loadshare.care.answers import Answers
from loadshare.care.facts import QuestionWalk, deciding_facts, facts_of, visible_options, walk
from loadshare.care.safety import level_about
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Kind, Option, Question
from loadshare.knowledge.safety import Level

NO = "no"
YES = "yes"


class SignsAsked(Entry):
    """One question of the check, cut down to the signs that are asked again."""

    question: Question
    signs: tuple[Option, ...]

    def answers_for(self, given: Mapping[str, str]) -> dict[str, str]:
        """The answers of the check for what was said: `yes` or `not-sure` by sign, nothing for a no.

        Of several answers to one question that takes only one, the last of the list counts: it is the
        graver one.
        """
        if self.question.kind is Kind.FLAGS:
            return {sign.value: given.get(sign.value, NO) for sign in self.signs}
        said = [(sign.value, given[sign.value]) for sign in self.signs if sign.value in given]
        if not said:
            return {self.question.id: NO}
        sure = [value for value, how in said if how == YES]
        return {self.question.id: sure[-1] if sure else said[-1][1]}


def signs_to_ask_again(*, answers: Answers, knowledge: Knowledge) -> tuple[SignsAsked, ...]:
    """The signs that, ticked alone beside everything else this person said, lead to level S or E.

    `answers` are those of the last finished check. Signs of emergency come first, as in the check.
    """
    return tuple(_asked(answers, knowledge))


def _asked(answers: Answers, knowledge: Knowledge) -> Iterator[SignsAsked]:
    walked = walk(answers=answers, knowledge=knowledge)
    for question in walked.questions:
        options = _signs_of(question, visible_options(question, walked.facts))
        signs = tuple(o for o in options if _leads_to_help(question, o, walked, answers, knowledge))
        if signs and question.recheck:
            yield SignsAsked(question=question, signs=signs)


def _signs_of(question: Question, shown: tuple[Option, ...]) -> tuple[Option, ...]:
    """What can be ticked: a flag, any answer but "no", or the question itself where it is yes or no."""
    if not question.recheck:
        return ()
    if question.kind is Kind.FLAGS:
        return shown
    if question.kind is Kind.YES_NO:
        return (Option(value=YES, label=question.text, hint=question.hint),)
    has_no = question.kind is Kind.CHOICE and NO in {option.value for option in shown}
    return tuple(option for option in shown if option.value != NO) if has_no else ()


def _leads_to_help(
    question: Question, sign: Option, walked: QuestionWalk, answers: Answers, knowledge: Knowledge
) -> bool:
    """Whether this sign, beside the other answers, is among the reasons to be seen today."""
    fact, value = (sign.value, YES) if question.kind is Kind.FLAGS else (question.id, sign.value)
    if fact in deciding_facts(knowledge):
        ticked = answers.model_copy(update={"answers": {**answers.answers, fact: value}})
        facts = facts_of(answers=ticked, knowledge=knowledge)
    else:  # what is asked stays the same, and so does everything else
        facts = {**walked.facts, fact: value}
    level = level_about(fact=fact, facts=facts, knowledge=knowledge)
    return level.urgency >= Level.SAME_DAY.urgency
