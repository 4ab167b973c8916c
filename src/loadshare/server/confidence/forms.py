"""An activity in five steps, a try, a look at walks, and the plan for the next bout."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.care.own_steps import STEPS
from loadshare.server.records.models import LONG_WORDS, WORDS

EXAMPLES = (
    gettext_lazy("Bend down to a chair"),
    gettext_lazy("Bend to my knees"),
    gettext_lazy("Bend to the floor, a hand on a table"),
    gettext_lazy("Bend to the floor"),
    gettext_lazy("Pick up a full bag from the floor"),
)


class DaredForm(forms.Form):
    """An activity and its five steps, from easy to whole."""

    words = forms.CharField(
        max_length=WORDS,
        label=gettext_lazy("What would you like to do again?"),
        error_messages={"required": gettext_lazy("Write down what you would like to do again.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for place in range(1, STEPS + 1):
            self.fields[f"step-{place}"] = forms.CharField(
                max_length=WORDS,
                label=_("Step %(n)s") % {"n": place},
                error_messages={"required": _("Write down step %(n)s.") % {"n": place}},
            )

    @property
    def rows(self) -> tuple[tuple[forms.BoundField, str], ...]:
        """Each step with an example."""
        return tuple((self[f"step-{place}"], str(EXAMPLES[place - 1])) for place in range(1, STEPS + 1))

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps as they were sent."""
        return tuple(self.cleaned_data[f"step-{place}"] for place in range(1, STEPS + 1))


class TryForm(forms.Form):
    """Which step, and how sure now."""

    activity = forms.UUIDField()
    step = forms.IntegerField(min_value=1, max_value=STEPS)
    sure = forms.IntegerField(min_value=0, max_value=10)


class WalkForm(forms.Form):
    """How the walks are now."""

    minutes = forms.IntegerField(
        min_value=1,
        max_value=240,
        label=gettext_lazy("How many minutes is a comfortable walk now?"),
        error_messages={
            "required": gettext_lazy("Give the minutes of a comfortable walk."),
            "invalid": gettext_lazy("Give whole minutes, for example 15."),
            "min_value": gettext_lazy("Give whole minutes, 1 to 240."),
            "max_value": gettext_lazy("Give whole minutes, 1 to 240."),
        },
    )
    days = forms.TypedChoiceField(
        choices=[(str(n), str(n)) for n in range(8)],
        coerce=int,
        label=gettext_lazy("On how many days of a usual week do you walk like that?"),
        error_messages={"required": gettext_lazy("Choose a number of days.")},
    )


class BoutForm(forms.Form):
    """Their own words; each may stay empty."""

    helps = forms.CharField(
        required=False,
        max_length=LONG_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("What helped me before"),
    )
    eases = forms.CharField(
        required=False,
        max_length=LONG_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("What I can put off, and whom I can ask"),
    )
    reminds = forms.CharField(
        required=False,
        max_length=LONG_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=gettext_lazy("What I want to tell myself"),
    )
