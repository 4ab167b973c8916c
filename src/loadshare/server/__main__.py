"""Django's own commands: `python -m loadshare.server migrate`."""

import os
import sys

from django.core.management import execute_from_command_line

from loadshare.home import HomeError


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    try:
        execute_from_command_line(["python -m loadshare.server", *sys.argv[1:]])
    except HomeError as problem:
        print(problem, file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
