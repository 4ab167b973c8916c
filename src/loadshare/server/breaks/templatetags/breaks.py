"""The breaks part, for whichever page shows it."""

from typing import Any

from django import template

from loadshare.server.breaks.presenter import BreakPart
from loadshare.server.breaks.views import break_part
from loadshare.server.person.visitor import visitor_of

register = template.Library()


@register.simple_tag(takes_context=True)
def breaks_now(context: dict[str, Any]) -> BreakPart | None:
    """How the visitor's breaks stand now; none for a stranger."""
    person = visitor_of(context["request"])
    programme = getattr(context.get("screen"), "programme", None)
    every = getattr(programme, "break_every_minutes", None)
    return break_part(person, every_minutes=every) if person else None
