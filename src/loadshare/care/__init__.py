"""What fits a person and what to do: answers → safety → profile → programme → session → progress.

Pure functions: no files, no clock, no database. `today` and `now` come in as arguments, and the same
input always gives the same answer. These are the names to use from Python; everything else may move.
"""

from loadshare.care.answers import Answers, AnswersError, missing_answers, read_answers
from loadshare.care.check import CheckResult, run_check
from loadshare.care.explain import Explanation, explain
from loadshare.care.facts import facts_of
from loadshare.care.preferences import preferences_from
from loadshare.care.programme import build_programme
from loadshare.care.programme_types import NoProgrammeError, Preferences, Programme, ProgrammeItem
from loadshare.care.safety import SafetyResult, check_safety
from loadshare.care.session import Timeline, build_timeline

__all__ = [
    "Answers",
    "AnswersError",
    "CheckResult",
    "Explanation",
    "NoProgrammeError",
    "Preferences",
    "Programme",
    "ProgrammeItem",
    "SafetyResult",
    "Timeline",
    "build_programme",
    "build_timeline",
    "check_safety",
    "explain",
    "facts_of",
    "missing_answers",
    "preferences_from",
    "read_answers",
    "run_check",
]
