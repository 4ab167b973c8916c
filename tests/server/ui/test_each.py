"""The quick loop of templates says what `{% for %}` says."""

import pytest
from django.template import Template, TemplateSyntaxError
from django.template.context import Context
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

BETWEEN = '<li class="100%-{{ kind }}">{{ says }} %s {{ kind }}</li>'
QUICK = Template("{% each kind says in rows %}" + BETWEEN + "{% endeach %}")
USUAL = Template("{% for kind, says in rows %}" + BETWEEN + "{% endfor %}")
TEXTS = st.text() | st.text(alphabet="<>&\"'%s{}").map(lambda one: f"{one}%(x)s")


@settings(max_examples=50)
@given(st.lists(st.tuples(TEXTS, TEXTS | TEXTS.map(mark_safe)), max_size=5))
def test_it_says_what_for_says(rows: list[tuple[str, str]]) -> None:
    assert QUICK.render(Context({"rows": rows})) == USUAL.render(Context({"rows": rows}))


@pytest.mark.parametrize(
    "source",
    [
        "{% each a in rows %}{{ b }}{% endeach %}",
        "{% each a in rows %}{{ a|safe }}{% endeach %}",
        "{% each a in rows %}{% if a %}{% endif %}{% endeach %}",
        "{% each rows %}{% endeach %}",
    ],
)
def test_what_it_cannot_say_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(source)
