"""One change at a time for a person: what is read inside is what the change is made from."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from loadshare.server.records.models import Person


@contextmanager
def held(person_id: uuid.UUID) -> Iterator[Person]:
    """Two windows that write at once wait for each other here, so that neither undoes the other's answer.

    The row is the one that devices, copies and signing in hold too. Read again inside what was read before.
    Raises `Person.DoesNotExist` where everything was deleted meanwhile.
    """
    with transaction.atomic():
        yield Person.objects.select_for_update().get(pk=person_id)
