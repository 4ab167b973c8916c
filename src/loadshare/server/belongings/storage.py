"""How much is kept for somebody who has no account: whoever comes by can be anybody, any number of times."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from loadshare.server.belongings.leaving import rows_owned_by
from loadshare.server.belongings.older import FileRefusedError
from loadshare.server.belongings.reading import Copy
from loadshare.server.belongings.register import carried

GUEST_ROWS = 50_000
GUEST_CHARACTERS = 32 * 1024 * 1024
GUEST_ENTRIES = 10_000
"""Things done, one after the other: a break every hour for years."""
GUEST_MEASUREMENTS = 1000
GUEST_RECORDED_BYTES = 32 * 1024 * 1024
NO_ROOM = gettext_noop(
    "There is no more room without an account. First choose Keep my plan and a name, then do it again."
)


def check_room(copy: Copy, *, guest: Any) -> None:
    """Raises `FileRefusedError` where a guest, or a new one, would have more than a guest may."""
    here = sum(rows_owned_by(one, guest).count() for one in carried()) if guest else 0
    if here + copy.count > GUEST_ROWS or copy.characters > GUEST_CHARACTERS:
        raise FileRefusedError(
            _(
                "This copy is more than is kept without an account. First choose Keep my plan and a name, "
                "then bring it in again."
            )
        )
