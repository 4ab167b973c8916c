"""`loadshare nudge`: nudge people whose page is closed."""

from typing import Annotated

import typer

from loadshare.cli.work import be_worker


def nudge(
    once: Annotated[bool, typer.Option("--once", help="one round, for a timer of the system")] = False,
) -> None:
    """Send the nudges that are due to browsers that asked for them, and do nothing else.

    `loadshare work` does it with everything else, and `loadshare serve` runs that by itself once somebody
    asked. Two at a time do no harm.
    """
    be_worker(once=once, only="nudges")
