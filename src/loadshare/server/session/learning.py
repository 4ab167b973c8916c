"""What the next session takes from those before."""

from __future__ import annotations

import datetime as dt

from loadshare.care.logs import unlocked_by
from loadshare.care.programme import (
    NoProgrammeError,
)
from loadshare.care.progression import Progress, next_doses
from loadshare.knowledge import load_knowledge
from loadshare.server.diary.logbook import logs_of
from loadshare.server.programme import planning
from loadshare.server.records.hold import held
from loadshare.server.records.models import Person
from loadshare.server.records.models import Programme as StoredProgramme


def learn_from_sessions(person: Person, stored: StoredProgramme, *, today: dt.date) -> Progress | None:
    """Let the next session reflect the ones before; None where no programme is allowed any more."""
    with held(person.pk):
        planning.read_again(stored)
        logs = logs_of(person)
        unlocked = unlocked_by(logs=logs, knowledge=load_knowledge())
        try:
            progress = next_doses(
                programme=planning.programme_of(stored),
                logs=logs,
                case=planning.case_for(stored, unlocked=unlocked),
                today=today,
            )
        except NoProgrammeError:
            return None
        if progress.changes:
            planning.rewrite(stored, progress.programme)
    return progress
