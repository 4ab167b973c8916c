"""`loadshare nudge`: nudge people whose page is closed."""

import os
from typing import Annotated

import typer


def nudge(
    once: Annotated[bool, typer.Option("--once", help="one round, for a timer of the system")] = False,
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Send the nudges that are due to browsers that asked for them.

    `loadshare serve` runs this by itself once somebody asked. Run it yourself where the pages are served in
    another way; two at a time do no harm.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")

    import django
    from django.core.management import call_command

    from loadshare.server.installation.database import require_database

    django.setup()
    require_database()
    call_command("send_nudges", once=once, parent=parent)
