"""How the week goes on after a pause. What two weeks off mean for the doses, they mean after a pause too
(`loadshare-judgement`)."""

import datetime as dt

from loadshare.care.case import Case
from loadshare.care.logs import SessionLog, is_away
from loadshare.care.pause import Pause, days_paused
from loadshare.care.pins import told_still
from loadshare.care.programme_types import Programme, sessions_planned
from loadshare.care.proposal import propose

MUCH_DONE = 0.5
"""From this share of its sessions on a week counts as done, and does not begin again."""


def come_back(
    *,
    programme: Programme,
    logs: tuple[SessionLog, ...],
    case: Case,
    today: dt.date,
    pauses: tuple[Pause, ...],
) -> Programme:
    """The week that was left, begun again today; as it is where most of it was done, or little of it rested.

    It begins again only where it rested for as many days as it ran, so that short pauses never put off the
    look back with its questions about safety, and after two weeks without a session: then everything is a
    step lower. Nothing grows, and nothing joins. Raises `NoProgrammeError` where no programme is allowed.
    """
    rested = days_paused(pauses=pauses, since=programme.starts, until=today)
    planned = sessions_planned(programme)
    done = len({log.date for log in logs if programme.starts <= log.date <= today and not log.flare_day})
    missed = is_away(since=max((log.date for log in logs), default=programme.starts), today=today)
    ran = (today - programme.starts).days - rested
    if not missed and (rested < ran or (planned and done >= MUCH_DONE * planned)):
        return programme
    again = propose(
        programme=programme, logs=logs, case=case, today=today, hold=True, stay=True, missed=missed
    ).programme
    return told_still(programme=again, before=programme)
