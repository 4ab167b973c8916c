"""Everything a person reads is plain: Flesch reading ease 80 and grade 5 at the middle of each kind."""

from statistics import median

import pytest

from loadshare.care.asking import pages_to_ask
from loadshare.care.facts import facts_of, visible_options
from loadshare.care.length import answers_of_person
from loadshare.knowledge import load_knowledge
from tests.support.reading import flesch_of, grade_of

KNOWLEDGE = load_knowledge()


def screens() -> list[str]:
    """The words of every page that one of the made-up people meets, each item a sentence of its own."""
    seen: dict[str, str] = {}
    for person in KNOWLEDGE.people:
        answers = answers_of_person(person, knowledge=KNOWLEDGE)
        facts = facts_of(answers=answers, knowledge=KNOWLEDGE)
        for after_ideas in (False, True):
            for page in pages_to_ask(answers=answers, knowledge=KNOWLEDGE, after_ideas=after_ideas):
                texts = [page.title, page.page.hint]
                for question in page.questions:
                    if question.text != page.title:  # a question that stands alone heads its page, once
                        texts.append(question.text)
                    texts += [question.hint, question.low_label, question.high_label]
                    for option in visible_options(question, facts):
                        texts += [option.label, option.hint]
                seen[page.page.id] = ". ".join(text for text in texts if text)
    return list(seen.values())


KINDS = {
    "screens of the check": screens(),
    "why we ask": [question.why for question in KNOWLEDGE.questions.values()],
    "ideas and their reasons": [
        text
        for one in KNOWLEDGE.mechanisms.values()
        for text in (one.idea, *(point.says for point in one.points))
    ],
    "statements": [f"{one.verdict} {one.not_said}" for one in KNOWLEDGE.statements.values()],
    "exercises": [" ".join(one.steps) for one in KNOWLEDGE.exercises.values()],
    "what to do": [one.do for one in KNOWLEDGE.safety.values()],
    "look-alikes": [f"{one.meaning} {one.plan_effect}" for one in KNOWLEDGE.look_alikes.values()],
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_easy_to_read(kind: str) -> None:
    texts = KINDS[kind]
    assert median(map(flesch_of, texts)) >= 80
    assert median(map(grade_of, texts)) <= 5


def test_no_screen_of_the_check_is_hard() -> None:
    long = [text for text in screens() if len(text.split()) >= 30]
    assert [text for text in long if flesch_of(text) < 75 or grade_of(text) > 6] == []


def test_hard_words_are_noticed() -> None:
    hard = "Multidisciplinary biopsychosocial rehabilitation necessitates interdisciplinary evaluation."
    assert flesch_of(hard) < 0
    assert grade_of(hard) > 12
