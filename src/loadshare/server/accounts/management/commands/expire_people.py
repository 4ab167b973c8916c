"""`python -m loadshare.server expire_people`: delete people who stayed away, and what is out of date."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from loadshare.server.accounts.expiry import expire_people, time_seen
from loadshare.server.audit.ended import note_ended
from loadshare.server.audit.events import cut_views
from loadshare.server.belongings.bringing import sweep
from loadshare.server.belongings.one_import import ImportBusyError, one_import
from loadshare.server.breaks.chances import note_silent
from loadshare.server.clinic.codes import forget_old_codes
from loadshare.server.clinic.sharing import end_overdue
from loadshare.server.requests.limits import cull_cache


class Command(BaseCommand):
    """Run by `loadshare serve` at its start and on every new day; two at a time do no harm."""

    help = (
        "Delete people who have not been back for GUEST_DAYS or ACCOUNT_DAYS, with everything they entered."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        gone = expire_people(
            today=timezone.localdate(), guest_days=settings.GUEST_DAYS, account_days=settings.ACCOUNT_DAYS
        )
        with suppress(OSError):  # a full disk: on the next day, or with the next backup
            note_ended(settings.DATA_FOLDER)
        call_command("clearsessions")
        with suppress(ImportBusyError), one_import(patience_s=0):
            sweep()
        end_overdue()
        seen = time_seen()
        if seen is not None:
            forget_old_codes(now=seen)
            cut_views(now=seen)
            note_silent(now=seen)
        cull_cache()
        if options["verbosity"] > 0:
            self.stdout.write(f"Guests deleted: {gone.guests}\nAccounts deleted: {gone.accounts}")
