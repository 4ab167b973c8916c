"""What a person says of a program that may read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loadshare.interop.fhir.scopes import ReadPart
from loadshare.server.tokens.making import DAYS, USUAL_DAYS
from loadshare.server.tokens.models import OwnToken

PART_WORDS = {
    ReadPart.ANSWERS: (_("Your answers"), _("What you said in each check.")),
    ReadPart.COURSE: (_("How it goes"), _("Pain, scores, measurements, and the sessions you did.")),
    ReadPart.PROGRAMME: (_("Your programme"), _("Your weeks, and what you want to do again.")),
    ReadPart.PAPERS: (
        _("What can be printed"),
        _("Your record, with your answers, and your week."),
    ),
    ReadPart.ALL: (_("Everything that is kept"), _("All of it, also what is not named here.")),
}


_MARK_PARTS = _("Tick at least one thing it may read.")
_MARK_TIME = _("Say for how long.")


class YesForm(forms.Form):
    """What of that which a program asks for it may read, and for how long."""

    TIMES = (
        ("1", _("1 hour")),
        ("168", _("7 days")),
        ("720", _("30 days")),
        ("2160", _("90 days")),
    )

    parts = forms.MultipleChoiceField(error_messages={"required": _MARK_PARTS})
    hours = forms.TypedChoiceField(
        choices=TIMES, coerce=int, initial=TIMES[0][0], error_messages={"required": _MARK_TIME}
    )

    def __init__(self, *args: Any, parts: Collection[ReadPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [(part.value, part.value) for part in parts]  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """Its name, what it may read, and for how long."""

    name = forms.CharField(
        max_length=OwnToken.MOST_NAME, error_messages={"required": _("Give the program a name.")}
    )
    parts = forms.MultipleChoiceField(
        choices=[(part.value, part.value) for part in ReadPart],
        error_messages={"required": _MARK_PARTS},
    )
    days = forms.TypedChoiceField(
        choices=[(str(days), str(days)) for days in DAYS],
        coerce=int,
        initial=str(USUAL_DAYS),
        error_messages={"required": _MARK_TIME},
    )
