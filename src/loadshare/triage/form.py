"""The form to rate the cases: one page for a screen or for paper, which sends nothing anywhere."""

import html
from importlib.resources import files
from string import Template

from loadshare.triage.cases import Urgency, VignetteSet


def rating_form(cases: VignetteSet) -> str:
    """An HTML page by itself. What is accepted is not on it."""
    folder = files("loadshare.triage")
    one = Template((folder / "form_case.html").read_text(encoding="utf-8"))
    page = Template((folder / "form.html").read_text(encoding="utf-8"))
    return page.substitute(
        count=len(cases.cases),
        cases="".join(
            one.substitute(
                name=html.escape(case.name),
                story=html.escape(case.story.strip()),
                choices="".join(
                    f'<label><input type="radio" name="{html.escape(case.name)}" value="{one_.word}"> '
                    f"{one_.word}</label>"
                    for one_ in reversed(Urgency)
                ),
            )
            for case in cases.cases
        ),
    )
