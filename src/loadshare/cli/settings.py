"""What the command line takes from the environment."""

import os

from loadshare.cli.output import InputError
from loadshare.interop.country import Country, find_country


def country() -> Country:
    """Whose emergency numbers are shown; the setting `COUNTRY`, as in the web application."""
    try:
        return find_country(os.environ.get("COUNTRY", "GB"))
    except ValueError as error:
        raise InputError(str(error)) from None
