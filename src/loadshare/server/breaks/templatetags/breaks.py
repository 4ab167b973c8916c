"""The breaks part, for whichever page shows it."""

from typing import Any

from django import template

from loadshare.server.breaks.presenter import BreakPart
from loadshare.server.breaks.views import break_part
from loadshare.server.selfcare.visitor import visitor_of

register = template.Library()


@register.simple_tag(takes_context=True)
def breaks_now(context: dict[str, Any]) -> BreakPart | None:
    """How the visitor's breaks stand now; none for a stranger."""
    person = visitor_of(context["request"])
    return break_part(person) if person else None
