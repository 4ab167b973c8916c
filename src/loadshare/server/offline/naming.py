"""The name a device knows a person by: it says nothing about them, and cannot be turned back."""

from __future__ import annotations

import uuid

from django.utils.crypto import salted_hmac

from loadshare.server.records.models import Person

NOBODY = "nobody"


def device_name(person_id: uuid.UUID) -> str:
    """Sixteen letters, the same on every device."""
    return salted_hmac("loadshare.offline.name", str(person_id)).hexdigest()[:16]


def names_of(person: Person) -> tuple[str, ...]:
    """The name of now first, then those of guests whose history this person took over."""
    return (device_name(person.id), *person.former_names.values_list("name", flat=True))
