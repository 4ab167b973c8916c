"""A guest's breaks become an account's, and go along when somebody takes their data away."""

from __future__ import annotations

from typing import Any

from loadshare.server.breaks.models import BreakPlan
from loadshare.server.selfcare.models import Person


def move_breaks(*, owner: Person, guest: Person) -> None:
    """Move what the guest said, their devices and calendars. Their settings are newer, so they stand."""
    known = owner.break_events.values("client_id")
    guest.break_events.exclude(client_id__in=known).update(person=owner)
    guest.push_devices.update(person=owner)
    guest.calendar_feeds.update(person=owner)
    plan = BreakPlan.objects.filter(person=guest).first()
    if plan is not None:
        BreakPlan.objects.filter(person=owner).delete()
        BreakPlan.objects.filter(person=guest).update(person=owner)


def breaks_taken(person: Person) -> dict[str, Any]:
    """Everything about breaks as plain data. Keys of devices and the calendar's address are no data about
    the person, and would be of use to somebody who finds the file, so only their number is told."""
    plan = BreakPlan.objects.filter(person=person).first()
    return {
        "settings": plan.settings if plan else None,
        "minutes": plan.minutes if plan else None,
        "said": [
            {"at": row.at.isoformat(), "kind": row.kind, "door": row.door, **row.details}
            for row in person.break_events.all()
        ],
        "push_devices": person.push_devices.count(),
        "calendars": person.calendar_feeds.count(),
    }
