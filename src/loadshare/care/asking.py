"""Which question comes next, and how far the check has come."""

from loadshare.care.answers import Answers, is_answered
from loadshare.care.facts import walk
from loadshare.knowledge._base import Entry
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.question import Question, Section


class SectionProgress(Entry):
    """One part of the check: how many of its questions apply, and how many have an answer."""

    section: Section
    asked: int
    answered: int

    @property
    def is_done(self) -> bool:
        """Whether nothing in this part is left."""
        return self.answered == self.asked


def visible_questions(*, answers: Answers, knowledge: Knowledge) -> tuple[Question, ...]:
    """The questions that apply to this person so far, in the order asked."""
    return walk(answers=answers, knowledge=knowledge).questions


def next_question(*, answers: Answers, knowledge: Knowledge, after: str | None = None) -> Question | None:
    """The question to show next; None when the check is done.

    With `after`, the question that follows it, answered or not, so that going on works while looking back;
    a question that no longer applies still has its place in the order. Without, the first required question
    that has no answer.
    """
    walked = walk(answers=answers, knowledge=knowledge)
    if after is None:
        return next(
            (
                question
                for question in walked.questions
                if question.required and not is_answered(question, answers=answers, facts=walked.facts)
            ),
            None,
        )
    order = {question: place for place, question in enumerate(knowledge.questions)}
    place = order[after]
    return next((question for question in walked.questions if order[question.id] > place), None)


def previous_question(*, answers: Answers, knowledge: Knowledge, before: str) -> Question | None:
    """The question before this one; None at the first."""
    order = {question: place for place, question in enumerate(knowledge.questions)}
    earlier = [
        question
        for question in visible_questions(answers=answers, knowledge=knowledge)
        if order[question.id] < order[before]
    ]
    return earlier[-1] if earlier else None


def section_progress(*, answers: Answers, knowledge: Knowledge) -> tuple[SectionProgress, ...]:
    """How far each part of the check has come; optional questions count once they are answered."""
    walked = walk(answers=answers, knowledge=knowledge)
    parts = []
    for section in Section:
        answered = [
            is_answered(question, answers=answers, facts=walked.facts)
            for question in walked.questions
            if question.section is section
            and (question.required or is_answered(question, answers=answers, facts=walked.facts))
        ]
        parts.append(SectionProgress(section=section, asked=len(answered), answered=sum(answered)))
    return tuple(parts)
