"""What fits a person and what to do: answers → safety → profile → programme → session → progress.

Pure functions: no files, no clock, no database. `today` and `now` come in as arguments, and the same
input always gives the same answer. These are the names to use from Python; everything else may move.
"""

from loadshare.care._reading import AnswerProblem
from loadshare.care.answers import Answers, AnswersError, missing_answers, read_answers
from loadshare.care.break_choice import Break, break_exercises, choose_break
from loadshare.care.break_hours import BreakSettings, QuietHours
from loadshare.care.breaks import BreakState, Nudge, next_nudge, presence, state_after
from loadshare.care.case import Case
from loadshare.care.check import CheckResult, run_check
from loadshare.care.course import WeekSaid
from loadshare.care.explain import Explanation, explain
from loadshare.care.facts import facts_of
from loadshare.care.logs import ItemLog, SessionLog
from loadshare.care.outcomes import (
    Score,
    ScoreError,
    due_outcomes,
    score_activities,
    score_change,
    score_choice,
    score_pain,
    score_roland_morris,
    typed_score,
)
from loadshare.care.preferences import preferences_from
from loadshare.care.programme import build_programme
from loadshare.care.programme_types import NoProgrammeError, Preferences, Programme, ProgrammeItem
from loadshare.care.response import Response, response_of
from loadshare.care.review import Choice, Review, review_week, settle_week
from loadshare.care.safety import SafetyResult, check_safety
from loadshare.care.session import Timeline, build_timeline
from loadshare.care.signs_again import SignsAsked, signs_to_ask_again

__all__ = [
    "AnswerProblem",
    "Answers",
    "AnswersError",
    "Break",
    "BreakSettings",
    "BreakState",
    "Case",
    "CheckResult",
    "Choice",
    "Explanation",
    "ItemLog",
    "NoProgrammeError",
    "Nudge",
    "Preferences",
    "Programme",
    "ProgrammeItem",
    "QuietHours",
    "Response",
    "Review",
    "SafetyResult",
    "Score",
    "ScoreError",
    "SessionLog",
    "SignsAsked",
    "Timeline",
    "WeekSaid",
    "break_exercises",
    "build_programme",
    "build_timeline",
    "check_safety",
    "choose_break",
    "due_outcomes",
    "explain",
    "facts_of",
    "missing_answers",
    "next_nudge",
    "preferences_from",
    "presence",
    "read_answers",
    "response_of",
    "review_week",
    "run_check",
    "score_activities",
    "score_change",
    "score_choice",
    "score_pain",
    "score_roland_morris",
    "settle_week",
    "signs_to_ask_again",
    "state_after",
    "typed_score",
]
