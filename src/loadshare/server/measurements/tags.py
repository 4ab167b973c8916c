"""What templates ask of measurements."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from loadshare.server.measurements.protocols import protocols

register = template.Library()


@register.simple_tag
def measure_link(test: str, name: str) -> SafeString | str:
    """The name of a home test, as a link where a phone can measure it."""
    if test not in protocols():
        return name
    return format_html('<a href="{}">{}</a>', reverse("measure_test", args=[test]), name)
