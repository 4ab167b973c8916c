"""Everything kept about a person, as plain data."""

from __future__ import annotations

from typing import Any

from loadshare.server.measure.keeping import unpack
from loadshare.server.measure.models import Measurement
from loadshare.server.selfcare.models import Person


def everything_of(person: Person) -> dict[str, Any]:
    """All of it, in the form it is kept in."""
    sessions = [
        {
            "on": session.on.isoformat(),
            "kind": session.kind,
            "pain_before": session.pain_before,
            "pain_after": session.pain_after,
            "settled": session.settled,
            "effort": session.effort,
            "exercises": [
                {"exercise": item.exercise, "dose": item.dose, "outcome": item.outcome, "eased": item.eased}
                for item in session.items.all()
            ],
        }
        for session in person.sessions.prefetch_related("items")
    ]
    return {
        "started": person.started_at.isoformat(),
        "checks": [
            {
                "finished": check.finished_at.isoformat() if check.finished_at else None,
                "answers": check.answers,
                "tests": check.measurements,
                "rules": check.rules_version,
                "result": check.result,
            }
            for check in person.checks.all()
        ],
        "programmes": [programme.content for programme in person.programmes.all()],
        "sessions": sessions,
        "pain": [{"on": entry.on.isoformat(), "pain": entry.pain} for entry in person.pain_entries.all()],
        "measurements": [_measurement(row) for row in person.measurements.all()],
        "locks": [
            {
                "level": lock.level,
                "set": lock.set_at.isoformat(),
                "checked": lock.checked_on.isoformat() if lock.checked_on else None,
            }
            for lock in person.locks.all()
        ],
    }


def _measurement(row: Measurement) -> dict[str, Any]:
    return {
        "taken": row.taken_at.isoformat(),
        "test": row.test,
        "side": row.side or None,
        "method": row.method,
        "figures": row.figures,
        "choices": row.choices,
        "verdict": row.verdict,
        "concerns": row.concerns,
        "pain": row.pain,
        "stopped_by_pain": row.stopped_by_pain,
        "trials_agree": row.trials_agree,
        "device": row.device,
        "recordings": unpack(row),
    }
