"""`python -m loadshare.server send_nudges`: nudge closed pages; what `loadshare nudge` runs."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from loadshare.server.breaks.models import PushDevice
from loadshare.server.breaks.push import Round, Sender, send_due
from loadshare.server.breaks.push_address import AddressRule

EVERY_S = 10


class Command(BaseCommand):
    """Looks every few seconds who is due. Stopping and starting it, or running two, is safe at any moment."""

    help = "Send the nudges that are due to browsers that asked for them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, for a timer of the system")
        parser.add_argument("--parent", type=int, default=0, help="end with this process")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["once"]:
            done = self._round()
            self.stdout.write(f"Nudges sent: {done.sent}, devices gone: {done.gone}, failed: {done.failed}")
            return
        while not options["parent"] or os.getppid() == options["parent"]:
            try:
                self._round()
            except Error as problem:
                self.stderr.write(f"The database did not answer, trying again: {type(problem).__name__}")
            close_old_connections()
            time.sleep(EVERY_S)

    def _round(self) -> Round:
        if not PushDevice.objects.exists():
            return Round()
        return send_due(now=timezone.now(), sender=self._sender())

    def _sender(self) -> Sender:
        """Made at the first use, because making it makes the key."""
        if not hasattr(self, "_kept_sender"):
            self._kept_sender = Sender(
                folder=settings.DATA_FOLDER,
                contact=settings.PUSH_CONTACT,
                rule=AddressRule(services=tuple(settings.PUSH_SERVICES)),
                clock=timezone.now,
            )
        return self._kept_sender
