"""Django's own commands: `python -m loadshare.server migrate`."""

import os
import sys

from django.core.management import execute_from_command_line

from loadshare.ending import run_to_end


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    raise SystemExit(
        run_to_end(lambda: execute_from_command_line(["python -m loadshare.server", *sys.argv[1:]]))
    )


if __name__ == "__main__":
    main()
