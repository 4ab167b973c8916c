"""One run through the check: keeping answers, noticing an emergency, finishing."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, UUIDField, When
from django.utils import timezone

from loadshare.care.answers import AnswersError, is_answered
from loadshare.care.asking import PageAsked, next_page, pages_to_ask
from loadshare.care.check import CheckResult, run_check
from loadshare.care.conditions import Facts
from loadshare.care.facts import facts_of
from loadshare.care.safety import clarifying_question, strictest
from loadshare.care.signs_again import SignsAsked, signs_to_ask_again
from loadshare.knowledge import RULES_VERSION, load_knowledge
from loadshare.knowledge.question import Question
from loadshare.knowledge.safety import HELP_FIRST, Level
from loadshare.server.audit.events import Event, record
from loadshare.server.installation.standing import given, standing
from loadshare.server.measurements.newest import newest_values
from loadshare.server.records.answers import answers_of, level_so_far, read_stored
from loadshare.server.records.hold import held
from loadshare.server.records.models import LEVELS, Check, Person, SafetyLock
from loadshare.server.records.trying import stop_trial

logger = logging.getLogger(__name__)


class CheckClosedError(Exception):
    """The check was finished meanwhile, by a second click or in another window."""


@cache
def page_numbers() -> Mapping[str, int]:
    """The number each page has in its address. Ids stay out of addresses: they speak of health."""
    pages = dict.fromkeys(question.page for question in load_knowledge().questions.values())
    return {page: number for number, page in enumerate(pages, start=1)}


def page_by_number(number: int) -> str | None:
    """The page behind a number in an address."""
    return next((page for page, its in page_numbers().items() if its == number), None)


def open_check_of(person: Person) -> Check | None:
    """The check this person is in the middle of."""
    return person.checks.filter(finished_at=None).first()


def last_check_of(person: Person) -> Check | None:
    """The newest finished check."""
    return _newest.first_of(person)


@standing
def _newest() -> QuerySet[Check]:
    return _newest_first(Check.objects.filter(person=given("person", UUIDField())))[:1]


def open_and_last(person: Person) -> tuple[Check | None, Check | None]:
    """The check this person is in the middle of and the newest finished one, asked for at once."""
    found = _open_before_newest.rows_of(person)
    begun = next((run for run in found if run.finished_at is None), None)
    return begun, next((run for run in found if run.finished_at is not None), None)


@standing
def _open_before_newest() -> QuerySet[Check]:
    is_open = Case(When(finished_at=None, then=0), default=1)
    is_newest = Case(When(person__newest_check=F("pk"), then=1), default=0)
    theirs = Check.objects.filter(person=given("person", UUIDField()))
    return theirs.order_by(is_open, is_newest.desc(), "-finished_at")[:2]


def last_checks_of(people: Collection[uuid.UUID]) -> QuerySet[Check]:
    """The newest finished check of each of these people."""
    newest = _newest_first(Check.objects.filter(person=OuterRef("pk"))).values("pk")[:1]
    of_each = Person.objects.filter(pk__in=people).values_list(Subquery(newest), flat=True)
    return Check.objects.filter(pk__in=of_each)


def _newest_first(checks: QuerySet[Check]) -> QuerySet[Check]:
    is_newest = Case(When(person__newest_check=F("pk"), then=1), default=0)
    return checks.exclude(finished_at=None).order_by(is_newest.desc(), "-finished_at")


def note_newest(person: Person, known: Iterable[Check]) -> None:
    """Two histories were joined: the newest of these checks by its stamp, the first of two alike.

    A stamp ahead of the clock says no more than that it was made up to now.
    """
    now = timezone.now()
    stamped = [(min(run.finished_at, now), run.pk) for run in known if run.finished_at]
    if stamped:
        newest = max(stamped, key=lambda one: one[0])[1]
        Person.objects.filter(pk=person.pk).update(newest_check=newest)


def begin_check(person: Person) -> Check:
    """The open check, or a new one. A new one knows only what was measured: safety is asked afresh."""
    known = {"measurements": _readable(newest_values(person))}
    return person.checks.get_or_create(finished_at=None, defaults=known)[0]


def begin_review(person: Person, last: Check) -> Check:
    """A weekly look: the last answers stay, what can change is asked again, safety first."""
    again = {fact for fact, question in load_knowledge().answer_facts.items() if question.recheck}
    kept = {fact: value for fact, value in last.answers.items() if fact not in again}
    return _begun(person, last, answers=kept, passed_over=[])


def signs_again(last: Check) -> tuple[SignsAsked, ...]:
    """The safety signs to ask again beside the last answers."""
    return signs_to_ask_again(answers=answers_of(last), knowledge=load_knowledge())


def begin_short_review(
    person: Person, last: Check, *, signs: Mapping[str, str], pain_average: int | None
) -> Check:
    """A weekly look at the safety signs only; every other answer stays as it was."""
    again: dict[str, Any] = {}
    for asked in signs_again(last):
        again |= asked.answers_for(signs)
    if pain_average is not None:
        again["pain-average"] = pain_average
    answers = {**last.answers, **again}
    read_stored(answers, _measured(person, last))
    return _begun(person, last, answers=answers, passed_over=last.passed_over)


def _begun(person: Person, last: Check, *, answers: Mapping[str, Any], passed_over: list[str]) -> Check:
    """The open check, begun anew with these answers; begun twice, it is the same one."""
    values = {
        "answers": dict(answers),
        "measurements": _measured(person, last),
        "passed_over": passed_over,
        "is_review": True,
        "started_at": timezone.now(),
    }
    with held(person.pk):
        run = person.checks.update_or_create(finished_at=None, defaults=values)[0]
        _lock_at_once(run)
    return run


def _measured(person: Person, last: Check) -> dict[str, Any]:
    return {**last.measurements, **_readable(newest_values(person))}


@contextmanager
def _open(run: Check) -> Iterator[None]:
    """Inside, nobody else writes to this check, and `run` is as it stands. Raises `CheckClosedError`."""
    with held(run.person_id):
        _read_again(run)
        if run.finished_at is not None:
            raise CheckClosedError
        yield


def _read_again(run: Check) -> None:
    try:
        run.refresh_from_db()
    except Check.DoesNotExist:
        raise CheckClosedError from None


def keep_answers(run: Check, answers: Mapping[str, Any], *, passed_over: Collection[str] = ()) -> None:
    """Add answers to an open check. Raises `AnswersError` when they do not go with the others.

    An emergency locks the programme with the answer itself, before anything else is worked out or written.
    """
    with _open(run):
        _add_answers(run, answers, passed_over)


def _add_answers(run: Check, answers: Mapping[str, Any], passed_over: Collection[str] = ()) -> None:
    _write_answers(run, answers, passed_over)
    _lock_at_once(run)


def _write_answers(run: Check, answers: Mapping[str, Any], passed_over: Collection[str]) -> None:
    kept = {name: value for name, value in run.answers.items() if name not in passed_over}
    merged = {**kept, **answers}
    read_stored(merged, run.measurements)
    before = (name for name in run.passed_over if name not in answers and name not in passed_over)
    run.answers, run.passed_over = merged, [*before, *passed_over]
    run.save(update_fields=["answers", "passed_over"])


def keep_wishes(run: Check, answers: Mapping[str, Any], *, passed_over: Collection[str] = ()) -> None:
    """Add what tailors the programme to a finished check, and work its result out anew.

    The result never becomes calmer by it, and the level of older rules stays as it was; what exercises it
    leaves out counts at once in any case. Raises `AnswersError` when the answers do not go with the others.
    """
    with held(run.person_id):
        _read_again(run)
        _write_answers(run, answers, passed_over)
        if run.finished_at is None or run.level in HELP_FIRST:
            return
        if run.rules_version != RULES_VERSION or not _judge_again(run, run.measurements):
            _add_filters(run)


def keep_measurement(run: Check, test: str, values: Mapping[str, Any]) -> None:
    """Add the results of a self-test; none at all takes them away again."""
    with _open(run):
        merged = {name: value for name, value in run.measurements.items() if name != test}
        if values:
            merged[test] = dict(values)
        read_stored(run.answers, merged)
        run.measurements = merged
        run.save(update_fields=["measurements"])


def learn_measurement(run: Check, test: str, values: Mapping[str, Any]) -> bool:
    """Work a finished check out anew with newer numbers of a test; whether that was done.

    Left as it is: a result of older rules, and one that would become calmer or allow more. Only answers given
    afresh may do that. Raises `AnswersError` where the numbers cannot be read.
    """
    with held(run.person_id):
        _read_again(run)
        if run.finished_at is None or run.rules_version != RULES_VERSION or run.level in HELP_FIRST:
            return False
        return _judge_again(run, {**run.measurements, test: dict(values)})


def _judge_again(run: Check, measured: dict[str, Any]) -> bool:
    """Keep the result of what is known now, unless it would be calmer or allow more; whether it was kept."""
    result = run_check(answers=read_stored(run.answers, measured), knowledge=load_knowledge())
    if _is_calmer(result, than=result_of(run)):
        return False
    level = result.safety.level
    run.measurements, run.result, run.level = measured, result.model_dump(mode="json"), level.value
    run.save(update_fields=["measurements", "result", "level"])
    if level in HELP_FIRST:
        _lock(run, level)
    return True


def _add_filters(run: Check) -> None:
    """Leave out as well what is left out by the answers of now."""
    kept = result_of(run)
    now = run_check(answers=read_stored(run.answers, run.measurements), knowledge=load_knowledge())
    known = {one.filter for one in kept.filters}
    new = tuple(one for one in now.filters if one.filter not in known)
    if new:
        run.result = kept.model_copy(update={"filters": (*kept.filters, *new)}).model_dump(mode="json")
        run.save(update_fields=["result"])


def _is_calmer(result: CheckResult, *, than: CheckResult) -> bool:
    new, old = result.safety, than.safety
    if new.level is not old.level:
        return new.level.urgency < old.level.urgency
    return strictest((new.plan, old.plan)) is not new.plan


def pages_of(run: Check) -> tuple[PageAsked, ...]:
    """The pages of this check that apply so far."""
    return pages_to_ask(answers=answers_of(run), knowledge=load_knowledge(), is_again=is_again(run))


def is_again(run: Check) -> bool:
    """Whether this person finished a check before."""
    return run.is_review or run.person.newest_check is not None


def page_to_ask(run: Check, *, after: str | None = None) -> PageAsked | None:
    """The next page: following `after`, else the first that needs an answer."""
    pages, knowledge = pages_of(run), load_knowledge()
    following = next_page(pages, knowledge=knowledge, after=after) if after is not None else None
    return following or next_page(pages, knowledge=knowledge)


def wishes_to_ask(run: Check) -> tuple[PageAsked, ...]:
    """The pages that only tailor the programme."""
    return pages_to_ask(answers=answers_of(run), knowledge=load_knowledge(), after_ideas=True)


def open_wishes(run: Check) -> PageAsked | None:
    """The first of those pages with a question that was neither answered nor left out."""
    answers = answers_of(run)
    facts = facts_of(answers=answers, knowledge=load_knowledge())

    def is_open(question: Question) -> bool:
        is_said = is_answered(question, answers=answers, facts=facts)
        return not is_said and question.id not in run.passed_over

    return next((page for page in wishes_to_ask(run) if any(map(is_open, page.questions))), None)


def finish(run: Check) -> CheckResult:
    """Close the check with its result, and lock the plan where somebody should look first.

    Raises `AnswersError` when a needed answer is missing; an emergency needs no further answer. Raises
    `CheckClosedError` where it was closed already.
    """
    with _open(run):
        return _close(run)


def _close(run: Check) -> CheckResult:
    result = run_check(answers=answers_of(run), knowledge=load_knowledge())
    run.result = result.model_dump(mode="json")
    run.rules_version = result.rules_version
    run.level = result.safety.level.value
    run.finished_at = timezone.now()
    run.save(update_fields=["result", "rules_version", "level", "finished_at"])
    Person.objects.filter(pk=run.person_id).update(newest_check=run.pk)
    record(Event.CHECK_FINISHED, person=run.person_id)
    if result.safety.level in HELP_FIRST:
        _lock(run, result.safety.level)
    return result


def question_to_clarify(run: Check) -> Question | None:
    """The one question whose answer could show that an emergency sign is old and steady."""
    if run.level != Level.EMERGENCY.value:
        return None
    return clarifying_question(answers=answers_of(run), knowledge=load_knowledge())


def clarify(run: Check, answers: Mapping[str, Any]) -> bool:
    """Add the answer to that question. True when the check is no emergency any more and goes on.

    Only the lock that this check alone has set goes with that; what another check said stands until somebody
    has seen the person. A check begun meanwhile goes on in this one, and its newer answers hold.
    """
    with held(run.person_id) as person:
        _read_again(run)
        if run.finished_at is None:  # sent twice
            return True
        _add_answers(run, answers)
        if level_so_far(run) is Level.EMERGENCY:
            _close(run)
            return False
        _clear_own_lock(run)
        begun = open_check_of(person)
        if begun is not None:
            _take_over(run, begun)
        run.finished_at, run.result, run.level, run.rules_version = None, None, "", ""
        run.save(update_fields=["finished_at", "result", "level", "rules_version"])
        if level_so_far(run) is Level.EMERGENCY:
            _close(run)
            return False
    return True


def _take_over(run: Check, begun: Check) -> None:
    """Add the answers of a check that was begun later, and take that one away: only one is open."""
    answers, measured = {**run.answers, **begun.answers}, {**run.measurements, **begun.measurements}
    try:
        read_stored(answers, measured)
    except AnswersError:  # they contradict each other: the newer ones are asked again
        answers, measured = run.answers, run.measurements
    begun.delete()
    run.answers, run.measurements = answers, measured
    run.passed_over = [name for name in run.passed_over if name not in answers]
    run.save(update_fields=["answers", "measurements", "passed_over"])


def result_of(run: Check) -> CheckResult:
    """The stored result of a finished check."""
    return CheckResult.model_validate(run.result)


def has_untested(run: Check) -> bool:
    """Whether a home test would tell more about one of the ideas."""
    profile = result_of(run).profile
    return profile is not None and any(fit.untested for fit in profile.fits)


def facts_of_run(run: Check) -> Facts:
    """The facts a check was made from."""
    return facts_of(answers=answers_of(run), knowledge=load_knowledge())


def _readable(measured: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Those tests whose numbers the rules of today can read."""
    readable: dict[str, Any] = {}
    for test, values in measured.items():
        try:
            read_stored({}, {test: values})
        except AnswersError:
            continue
        readable[test] = dict(values)
    return readable


def _lock_at_once(run: Check) -> None:
    if level_so_far(run) is Level.EMERGENCY:
        _lock(run, Level.EMERGENCY)


def _lock(run: Check, level: Level) -> None:
    """Lock the programme. A lock that stands stays that of the check that set it, and becomes no milder."""
    stop_trial(run.person_id, today=timezone.localdate())
    standing = run.person.locks.filter(checked_on=None).first()
    if standing is None:
        SafetyLock.objects.create(person=run.person, check_run=run, level=level.value)
        try:
            with transaction.atomic():
                record(Event.LOCK_SET, person=run.person_id)
        except Exception:  # a lock stands also where the trail cannot be written
            logger.exception("a lock was set that the trail does not know of")
        return
    standing.level = min(standing.level, level.value, key=LEVELS.index)
    standing.set_at = timezone.now()
    standing.of_several = standing.of_several or standing.check_run_id != run.pk
    standing.save(update_fields=["level", "set_at", "of_several"])


def _clear_own_lock(run: Check) -> None:
    gone, _ = run.locks.filter(checked_on=None, of_several=False).delete()
    if gone:
        record(Event.LOCK_CLEARED, person=run.person_id)
