"""Everything kept about a person, as plain data."""

from __future__ import annotations

from typing import Any

from loadshare.server.breaks.keeping import breaks_taken
from loadshare.server.selfcare.models import Person, WeeklyReview


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
        "breaks": breaks_taken(person),
        "activities": [activity.words for activity in person.activities.all()],
        "weeks": [_week(weekly) for weekly in person.reviews.all()],
        "scores": [
            {
                "outcome": score.outcome,
                "item": score.item,
                "on": score.on.isoformat(),
                "value": score.value,
                "origin": score.origin,
                "given_by": score.given_by,
                "answers": score.answers,
            }
            for score in person.scores.all()
        ],
        "sent by devices": [
            {
                "kind": receipt.kind,
                "made": receipt.made_at.isoformat(),
                "received": receipt.received_at.isoformat(),
                "kept": receipt.is_kept,
                "why not": receipt.words,
                "stopped for": receipt.stop,
            }
            for receipt in person.receipts.all()
        ],
        "locks": [
            {
                "level": lock.level,
                "set": lock.set_at.isoformat(),
                "checked": lock.checked_on.isoformat() if lock.checked_on else None,
            }
            for lock in person.locks.all()
        ],
    }


def _week(weekly: WeeklyReview) -> dict[str, Any]:
    return {
        "on": weekly.on.isoformat(),
        "pain_average": weekly.pain_average,
        "activity": weekly.activity,
        "confidence": weekly.confidence,
        "seen": weekly.seen_on.isoformat() if weekly.seen_on else None,
        "settled": weekly.settled_at.isoformat() if weekly.settled_at else None,
        "decision": weekly.decision,
        "gentle": weekly.gentle,
    }
