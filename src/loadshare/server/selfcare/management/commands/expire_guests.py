"""`python -m loadshare.server expire_guests`: delete guests who stayed away, and old sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from loadshare.server.selfcare.expiry import expire_guests


class Command(BaseCommand):
    """Run by `loadshare serve` at its start, and by whoever runs a clinic, daily."""

    help = "Delete guests who have not been back for GUEST_DAYS days, with everything they entered."

    def handle(self, *_args: Any, **options: Any) -> None:
        gone = expire_guests(today=timezone.localdate(), days=settings.GUEST_DAYS)
        call_command("clearsessions")
        if options["verbosity"] > 0:
            self.stdout.write(f"Guests deleted: {gone}")
