"""What a verb needs before it can ask the rooms of the server anything."""

import os


def set_up_server() -> None:
    """Read the settings of this installation."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")

    import django

    django.setup()


def set_up_database() -> None:
    """The same, where there is a database of ours already. Raises `PlainError` with what to do where not."""
    set_up_server()

    from loadshare.server.installation.database import require_database

    require_database()
