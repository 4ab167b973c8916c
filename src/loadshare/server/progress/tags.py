"""What templates ask of the measures of progress."""

from typing import Any

from django import template
from django.utils import timezone

from loadshare.server.person.visitor import visitor_of
from loadshare.server.progress import outcomes
from loadshare.server.progress.outcome_views import is_mentioned

register = template.Library()


@register.simple_tag(takes_context=True)
def asked_before_the_start(context: dict[str, Any]) -> bool:
    """Whether the measures of the first day are still to be filled in, and nobody said "not now"."""
    request = context["request"]
    person = visitor_of(request)
    found = outcomes.due_now(person, today=timezone.localdate()) if person else ()
    return bool(found) and found[0].week == 0 and is_mentioned(request, found)
