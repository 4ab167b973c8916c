"""A loop over many rows of text: `{% each day words in rows %}<li>{{ day }}: {{ words }}</li>{% endeach %}`.

A row is a tuple of texts, and nothing stands between the tags but HTML and those names. It comes out as from
`{% for %}`, escaped the same way, without a look at the whole context for each word of hundreds of rows.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, TextNode, Token, VariableNode
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class EachNode(template.Node):
    """The loop."""

    child_nodelists = ()

    def __init__(self, rows: FilterExpression, form: str, places: tuple[int, ...]) -> None:
        self._rows, self._form, self._places = rows, form, places

    def render(self, context: template.Context) -> SafeString:
        """Every row, one after the other."""
        form, places = self._form, self._places
        rows = self._rows.resolve(context)
        return mark_safe("".join([form % tuple([_escaped(row[one]) for one in places]) for row in rows]))


@register.tag
def each(parser: Parser, token: Token) -> EachNode:
    """See above."""
    words = token.split_contents()
    if len(words) < 4 or words[-2] != "in":
        raise template.TemplateSyntaxError("write it as: each NAME NAME in ROWS")
    names, rows = words[1:-2], words[-1]
    found: NodeList = parser.parse(("endeach",))
    parser.delete_first_token()
    form, places = "", []
    for node in found:
        if isinstance(node, TextNode):
            form += node.s.replace("%", "%%")
        elif isinstance(node, VariableNode) and node.filter_expression.token in names:
            form += "%s"
            places.append(names.index(node.filter_expression.token))
        else:
            raise template.TemplateSyntaxError(f"between each and endeach only {', '.join(names)} may stand")
    return EachNode(parser.compile_filter(rows), form, tuple(places))


def _escaped(text: Any) -> str:
    return text if hasattr(text, "__html__") else escape(text)
