"""What the tables of the check, the programme and the sessions hold, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field

from loadshare.care.check import CheckResult
from loadshare.care.programme import Programme as CareProgramme
from loadshare.care.review import Decision
from loadshare.care.trial import MOST_DAYS, TrialEnd, Way
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Dose
from loadshare.server.belongings import Belonging, DataGroup, OnlyOne, Trace
from loadshare.server.records.answers import answers_of, level_so_far
from loadshare.server.records.models import (
    LEVELS,
    Check,
    ItemLog,
    OutcomeScore,
    Pause,
    Programme,
    SafetyLock,
    SingleTrial,
    WeeklyReview,
)


def _is_readable(run: Check) -> None:
    try:
        answers_of(run)
    except ValueError:
        words = _("The answers of %(day)s cannot be read by this version of Loadshare.")
        raise ValueError(words % {"day": f"{timezone.localdate(run.started_at):%d.%m.%Y}"}) from None
    _are_known(run.passed_over, load_knowledge().questions)
    if (run.result is None) != (run.finished_at is None):
        raise ValueError(_("A check in this copy is not whole."))
    if run.result is not None:
        _result_goes_with(run, CheckResult.model_validate(run.result))


def _result_goes_with(run: Check, result: CheckResult) -> None:
    known = load_knowledge()
    _are_known((one.filter for one in result.filters), known.filters)
    _are_known((one.look_alike for one in result.look_alikes), known.look_alikes)
    _are_known(result.incomplete_tests, known.self_tests)
    fits = result.profile.fits if result.profile else ()
    names = [fit.mechanism for fit in fits]
    _are_known(names, known.mechanisms)
    _are_known((test for fit in fits for test in fit.untested), known.self_tests)
    says = (result.safety.level.value, result.rules_version)
    if says != (run.level, run.rules_version) or len(set(names)) < len(names):
        raise ValueError(_("A check in this copy is not whole."))
    if result.profile and not set(result.profile.lead) <= set(names):
        raise ValueError(_("A check in this copy is not whole."))


def _are_known(names: Iterable[str], known: Container[str]) -> None:
    for name in names:
        if name not in known:
            words = _("This copy names something that is not known here: %(name)s.")
            raise ValueError(words % {"name": name})


def _is_known(name: str) -> None:
    if name not in load_knowledge().exercises:
        raise ValueError(_("This copy names an exercise that is not known here: %(name)s.") % {"name": name})


def _is_finished(run: Check) -> bool:
    return run.finished_at is not None


def _is_of_a_finished_check(_row: Any, beside: Mapping[str, Any]) -> None:
    if False in beside.values():
        raise ValueError(_("Something in this copy was made from a check that is not finished."))


def _names_are_known(stored: Programme) -> None:
    programme = CareProgramme.model_validate(stored.content)
    for item in (*programme.items, *programme.flare_day):
        for name in (item.exercise, *item.swaps, item.easier, item.harder):
            if name is not None:
                _is_known(name)
    for name in (*programme.breaks, *(name for day in programme.days for name in day.items)):
        _is_known(name)
    for pin in programme.pins:
        _is_known(pin.exercise)
    if not _is_whole(stored, programme):
        raise ValueError(_("A programme in this copy is not whole."))


def _is_whole(stored: Programme, programme: CareProgramme) -> bool:
    """Whether it has its seven days, each made of its own exercises, and says what its row says."""
    says = (programme.week, programme.starts, programme.rules_version)
    items = [item.exercise for item in programme.items]
    return (
        says == (stored.week, stored.starts, stored.rules_version)
        and sorted(day.weekday for day in programme.days) == list(range(7))
        and all(set(day.items) <= set(items) for day in programme.days)
        and len(set(items)) == len(items)
    )


def _item_is_known(item: ItemLog) -> None:
    _is_known(item.exercise)


def _score_is_possible(score: OutcomeScore) -> None:
    measure = load_knowledge().outcomes.get(score.outcome)
    if measure is None:
        words = _("This copy names a measure that is not known here: %(name)s.")
        raise ValueError(words % {"name": score.outcome})
    if not measure.may_be(score.value):
        raise ValueError(_("A score in this copy cannot be: %(value)s.") % {"value": f"{score.value:g}"})
    if not measure.may_speak_of(score.item):
        words = _("A score in this copy speaks of something that %(name)s does not know: “%(item)s”.")
        raise ValueError(words % {"name": measure.name, "item": score.item})


def _ends_after_it_starts(pause: Pause) -> None:
    if pause.ends is not None and pause.ends < pause.starts:
        raise ValueError(_("A pause in this copy ends before it starts."))


def _trial_ends_in_its_time(trial: SingleTrial) -> None:
    if trial.ended_on is not None and (trial.ended_on < trial.starts or not trial.end):
        raise ValueError(_("A trial in this copy ends before it starts."))


def _decision_is_known(review: WeeklyReview) -> None:
    _are_known([review.decision] if review.decision else [], set(Decision))


Scale = Annotated[int, Field(ge=0, le=10)]


class Counted(BaseModel):
    """What a score was counted from."""

    model_config = ConfigDict(extra="forbid")

    ticks: list[str] = []
    ratings: dict[str, Scale] = {}


def _graver_first(lock: SafetyLock) -> int:
    return LEVELS.index(lock.level)


def _graver_so_far(run: Check) -> int:
    return LEVELS.index(level_so_far(run).value)


def _join_locks(stands: SafetyLock, other: SafetyLock) -> None:
    """Whatever one of them says holds: until when to be seen, and that an answer alone lifts neither."""
    is_same = stands.check_run_id is not None and stands.check_run_id == other.check_run_id
    stands.of_several = stands.of_several or other.of_several or not is_same
    stands.set_at = max(stands.set_at, other.set_at)


BELONGINGS = (
    Belonging(
        model="selfcare.Check",
        table="checks",
        under=DataGroup.ANSWERS,
        holds=gettext_lazy("Your answers, test results, and what they fit"),
        why=gettext_lazy("To ask about safety first, and to build a programme that suits you."),
        standing=OnlyOne(when={"finished_at": None}, rank=_graver_so_far),
        contents={
            "answers": dict[str, Any],
            "passed_over": list[str],
            "measurements": dict[str, Any],
            "result": CheckResult,
        },
        check=_is_readable,
        tells=_is_finished,
    ),
    Belonging(
        model="selfcare.Programme",
        table="programmes",
        holds=gettext_lazy("Your programme, week by week"),
        why=gettext_lazy("To show you what to do today, and to build the next week on this one."),
        standing=OnlyOne(when={"is_current": True}, gives_way={"is_current": False}),
        contents={"content": CareProgramme},
        check=_names_are_known,
        check_beside=_is_of_a_finished_check,
    ),
    Belonging(
        model="selfcare.SessionLog",
        table="sessions",
        holds=gettext_lazy("Sessions you did, with pain and effort"),
        why=gettext_lazy("So that the next session is neither too much nor too little."),
        same_by=("client_id",),
        stays=("heard_at",),
    ),
    Belonging(
        model="selfcare.ItemLog",
        table="session_items",
        holds=gettext_lazy("How each exercise of a session went"),
        why=gettext_lazy("To make that exercise easier or harder."),
        same_by=("session", "exercise"),
        contents={"dose": Dose},
        check=_item_is_known,
    ),
    Belonging(
        model="selfcare.PainEntry",
        table="pain",
        holds=gettext_lazy("Pain you noted, once a day"),
        why=gettext_lazy("To compare before and after a session."),
        same_by=("on",),
    ),
    Belonging(
        model="selfcare.SafetyLock",
        table="locks",
        under=DataGroup.ANSWERS,
        holds=gettext_lazy("Whether somebody should see you before you exercise"),
        why=gettext_lazy("So that the programme stays shut until you were seen."),
        same_by=("check_run", "set_at"),
        check_beside=_is_of_a_finished_check,
        standing=OnlyOne(when={"checked_on": None}, rank=_graver_first, join=_join_locks),
    ),
    Belonging(
        model="selfcare.OwnActivity",
        table="activities",
        under=DataGroup.ANSWERS,
        holds=gettext_lazy("Activities of your own that your back makes hard"),
        why=gettext_lazy("To ask whether the things that matter to you go better."),
        same_by=("place",),
        account_stands=True,
    ),
    Belonging(
        model="selfcare.Pause",
        table="pauses",
        holds=gettext_lazy("Times in which your programme rests"),
        why=gettext_lazy("So that holidays and illness count for no week, and nothing reminds you."),
        same_by=("starts", "reason"),
        standing=OnlyOne(when={"over_on": None}),
        check=_ends_after_it_starts,
    ),
    Belonging(
        model="selfcare.WeeklyReview",
        table="weeks",
        holds=gettext_lazy("How each week was, and what was made of it"),
        why=gettext_lazy("To change the next week for a reason, and to tell you the reason."),
        same_by=("programme",),
        check=_decision_is_known,
    ),
    Belonging(
        model="selfcare.OutcomeScore",
        table="scores",
        under=DataGroup.ANSWERS,
        holds=gettext_lazy("Scores you answered or were given elsewhere"),
        why=gettext_lazy("To say whether it is working, and how sure that is."),
        same_by=("outcome", "item", "on", "origin"),
        contents={"answers": Counted},
        check=_score_is_possible,
    ),
    Belonging(
        model="selfcare.DaredActivity",
        table="dared",
        holds=gettext_lazy("Activities you are wary of and want to do again"),
        why=gettext_lazy("To take them up again in steps of your own."),
    ),
    Belonging(
        model="selfcare.DaredStep",
        table="dared_steps",
        holds=gettext_lazy("The steps you chose for them"),
        why=gettext_lazy("To show which one comes next."),
        same_by=("activity", "place"),
    ),
    Belonging(
        model="selfcare.StepTry",
        table="dared_tries",
        holds=gettext_lazy("When you tried a step, and how sure you were"),
        why=gettext_lazy("So that you see how trust grows."),
        same_by=("step", "on"),
    ),
    Belonging(
        model="selfcare.WalkLook",
        table="walk_looks",
        holds=gettext_lazy("Your monthly look at your walks"),
        why=gettext_lazy("To let the walks grow from where you are."),
        same_by=("on",),
    ),
    Belonging(
        model="selfcare.BoutPlan",
        table="bout_plans",
        holds=gettext_lazy("What you wrote down for your next bout"),
        why=gettext_lazy("So that you have it when you need it."),
        same_by=(),
        account_stands=True,
    ),
    Belonging(
        model="selfcare.Leaving",
        table="leavings",
        holds=gettext_lazy("Why you stopped or were away"),
        why=gettext_lazy("To count, without names, why people stop."),
        same_by=("on",),
    ),
    Belonging(
        model="selfcare.Satisfaction",
        table="satisfaction",
        holds=gettext_lazy("How content you said you are"),
        why=gettext_lazy("To count, without names, how content people are."),
        same_by=(),
        account_stands=True,
    ),
    Belonging(
        model="selfcare.UnwantedEffect",
        table="unwanted",
        holds=gettext_lazy("Unwanted effects that you noted"),
        why=gettext_lazy("So that you can show them to somebody, and to count them without names."),
    ),
    Belonging(
        model="selfcare.NoFollowUp",
        table="no_follow_up",
        holds=gettext_lazy("That you do not want to be asked after six and twelve months"),
        why=gettext_lazy("So that you are left in peace."),
        same_by=(),
        account_stands=True,
    ),
    Belonging(
        model="selfcare.SingleTrial",
        table="trials",
        holds=gettext_lazy("What you tried out on yourself, with a number for each day"),
        why=gettext_lazy("To find out whether it helps you."),
        standing=OnlyOne(when={"end": ""}, gives_way={"end": TrialEnd.NOT_FINISHED.value}),
        contents={
            "noted": Annotated[dict[dt.date, Scale], Field(max_length=MOST_DAYS)],
            "rested": Annotated[list[dt.date], Field(max_length=MOST_DAYS)],
            "turns": Annotated[dict[dt.date, Way], Field(max_length=MOST_DAYS)],
        },
        check=_trial_ends_in_its_time,
    ),
)

TRACES = (
    Trace(
        model="selfcare.PastUse",
        holds=gettext_lazy("For how long people used it whose rows are gone: counts by quarter, no names"),
        why=gettext_lazy("So that whoever left is counted too. Nobody can be found in it."),
    ),
)
