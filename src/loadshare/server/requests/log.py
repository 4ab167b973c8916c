"""What the log says of an outage. Read before the applications are there, so it imports none of them."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError


def is_outage(problem: BaseException | None) -> bool:
    """Away, starting, full, or held by somebody for too long: the same request may go well in a moment."""
    return isinstance(problem, (OperationalError, InterfaceError))


class OneLine(logging.Filter):
    """An outage is a line in the log for each request, not a page."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything pass, and shorten what is an outage."""
        problem = record.exc_info[1] if record.exc_info else None
        if is_outage(problem):
            why = next(iter(str(problem).splitlines()), "")
            record.msg, record.args = "%s (%s)", (record.getMessage(), why)
            record.exc_info = record.exc_text = None
        return True
