"""`python -m loadshare.server daily`: what a server does at its start and on every new day."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from loadshare.server.running.keys_seen import note_keys


class Command(BaseCommand):
    """Several at a time do no harm."""

    help = "Delete people who stayed away, and note which keys this server has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keys-alone", action="store_true", help="`loadshare work` deletes")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["keys_alone"]:
            call_command("expire_people", verbosity=options["verbosity"])
        note_keys()
