"""What a finished check means for the week that is running."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loadshare.care.answers import AnswersError
from loadshare.care.programme_types import Change
from loadshare.knowledge.safety import HELP_FIRST
from loadshare.server.check import checking
from loadshare.server.check.views.check import open_run, to_next
from loadshare.server.programme import planning
from loadshare.server.records import answers
from loadshare.server.records.models import Check


def finish_check(run: Check) -> tuple[Change, ...]:
    """Close a check; what its answers speak against leaves the running week at once. Tells what changed.

    Raises `AnswersError` when a needed answer is missing, and `CheckClosedError`.
    """
    if answers.level_so_far(run) in HELP_FIRST:
        # The gate is shut by this alone; nothing about the week may undo it.
        checking.finish(run)
        return ()
    with transaction.atomic():
        checking.finish(run)
        return planning.bring_within(run.person)


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Close the check and show what it says."""
    run = open_run(request)
    if run is None:
        return redirect("result")
    try:
        changes = finish_check(run)
    except checking.CheckClosedError:
        return redirect("result")
    except AnswersError:
        return to_next(run)
    tell_changes(request, changes)
    return redirect("week_next") if run.is_review else redirect("result")


def tell_changes(request: HttpRequest, changes: Collection[Change]) -> None:
    """Say what left the running week, or came in its place, because of new answers."""
    if changes:
        words = _("Your new answers hold from now on, so this week has changed.")
        messages.info(request, " ".join((words, *(change.text for change in changes))))
