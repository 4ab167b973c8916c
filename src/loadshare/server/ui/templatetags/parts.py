"""Small parts that templates share."""

import json
from typing import Any, cast

from django import template
from django.template.loader import select_template
from django.templatetags.static import static
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from loadshare.care.length import usual_minutes
from loadshare.knowledge import load_knowledge
from loadshare.server.ui.stills import figure_for
from loadshare.server.ui.viewer_words import viewer_words as words_for_viewer

register = template.Library()


@register.simple_tag
def static_file(path: str) -> str:
    """The address of a file in `static/`."""
    return static(path)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], name: str) -> SafeString | str:
    """`aria-current` for the link to the page one is on."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return mark_safe('aria-current="page"') if match and match.url_name == name else ""


@register.simple_tag
def check_minutes() -> int:
    """How long the check takes, as it was counted."""
    return usual_minutes(load_knowledge())


@register.inclusion_tag("parts/load_bar.html")
def load_bar(
    *,
    hips_pct: float,
    spread_pct: float = 0,
    label: str,
    note: str = "",
    name: str = "bar",
    before_pct: float | None = None,
) -> dict[str, Any]:
    """The bar of hips and low back. `spread_pct` is half the width of the soft edge; a page with two bars
    gives each a `name`. A mark stands where the bar was before, if it was anywhere else."""
    low = max(0.0, hips_pct - spread_pct)
    high = min(100.0, hips_pct + spread_pct)
    return {
        "low": low,
        "high": high,
        "width": max(high - low, 0.01),
        "before": before_pct,
        "label": label,
        "note": note,
        "name": name,
    }


@register.inclusion_tag("parts/grade.html")
def grade(value: str) -> dict[str, Any]:
    """An evidence grade as a word, with dots for the eye."""
    words = {"strong": 3, "moderate": 2, "weak": 1, "idea-only": 0}
    return {"word": value.replace("-", " "), "full": range(words[value]), "empty": range(3 - words[value])}


@register.simple_tag(takes_context=True)
def part_if_there(context: Any, *names: str) -> SafeString | str:
    """Include the first of these templates that exists, or nothing."""
    try:
        chosen = select_template(list(names))
    except template.TemplateDoesNotExist:
        return ""
    return cast(SafeString, chosen.render(context.flatten(), context.get("request")))


@register.filter
def unlocalize_number(value: float) -> str:
    """A number for an SVG attribute, with a point in every language."""
    return f"{value:g}"


@register.simple_tag
def figure(exercise: str) -> SafeString | str:
    """The drawing of an exercise, or nothing where there is none yet."""
    return mark_safe(figure_for(exercise) or "")


@register.simple_tag
def viewer_words() -> SafeString:
    """The words of the moving body, for the script of every page that shows one."""
    return json_script(words_for_viewer(), "viewer-words")


@register.simple_tag
def json_text(value: Any) -> str:
    """A value as JSON for an attribute; the template escapes it."""
    return json.dumps(value)


BROWSERS = (
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@register.simple_tag
def browser_name(user_agent: str) -> str:
    """Which browser on which system, as people call them; the first names that fit."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), _("A browser"))
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
