"""`loadshare migrate`: make the database, or bring it up to date."""

from loadshare.cli.installation import set_up_server
from loadshare.cli.output import InputError


def migrate() -> None:
    """Make the database, or bring it up to date.

    `loadshare serve` does this at every start unless told --no-migrate. Several at once do no harm: one works
    and the others wait.
    """
    set_up_server()

    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as problem:
        raise InputError(f"The database could not be brought up to date: {str(problem).strip()}") from None
    print("The database is up to date.")
