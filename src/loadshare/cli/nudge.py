"""`loadshare nudge`: nudge people whose page is closed."""

import os
from typing import Annotated

import typer


def nudge(
    once: Annotated[bool, typer.Option("--once", help="one round, for a timer of the system")] = False,
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Send the nudges that are due to browsers that asked for them, and do nothing else.

    `loadshare work` does it with everything else, and `loadshare serve` runs that by itself once somebody
    asked. Two at a time do no harm.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")

    import django
    from django.core.management import call_command

    from loadshare.server.installation.database import require_database

    django.setup()
    require_database()
    call_command("send_nudges", once=once, parent=parent)
