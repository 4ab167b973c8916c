"""Whether anything beside the exercises may grow now: own steps, and walks (`loadshare-judgement`)."""

from loadshare.care.case import Case
from loadshare.care.course import WeekSaid, pain_rose
from loadshare.care.logs import SessionLog, ends_red
from loadshare.knowledge.safety import PlanPermission


def may_grow(*, case: Case, logs: tuple[SessionLog, ...], weeks: tuple[WeekSaid, ...]) -> bool:
    """Not while only gentle exercises are right, after a last session that hurt, or a week of more pain.

    `weeks` are the looks back, oldest first.
    """
    rose = bool(weeks) and pain_rose(said=weeks[-1], past=weeks[:-1])
    is_open = case.check.safety.plan not in (PlanPermission.NONE, PlanPermission.RESTRICTED)
    return is_open and not ends_red(logs) and not rose
