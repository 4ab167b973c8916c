"""The pages of single-case trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from loadshare.server.offline.entries import TimedEntry
    from loadshare.server.offline.registry import KeptEntry
    from loadshare.server.records.models import Person


class TrialsConfig(AppConfig):
    """A trial on oneself, and how the number of a morning arrives."""

    name = "loadshare.server.trials"
    label = "trial_pages"

    def ready(self) -> None:
        """Make the number of a morning known to whoever carries entries."""
        from loadshare.server.offline.registry import keeper

        keeper("trial")(_keep_note)


def _keep_note(person: Person, done: TimedEntry) -> KeptEntry:
    # The model of a trial brings NumPy, without which most commands start.
    from loadshare.server.trials.keep_note import keep_note

    return keep_note(person, done)
