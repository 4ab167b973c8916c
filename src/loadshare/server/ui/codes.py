"""Codes for a camera."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe


def code_picture(address: str) -> SafeString:
    """The address as a picture to scan."""
    import segno  # at its first use: this module is read before the first page is served

    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(border=4, omitsize=True, svgclass="code__picture", lineclass="code__ink")
    return mark_safe(picture.replace(' stroke="#000"', ""))
