"""What a person says of a program that may read."""

from __future__ import annotations

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


class TokenForm(forms.Form):
    """Its name, what it may read, and for how long."""

    name = forms.CharField(
        max_length=OwnToken.MOST_NAME, error_messages={"required": _("Give the program a name.")}
    )
    parts = forms.MultipleChoiceField(
        choices=[(part.value, part.value) for part in ReadPart],
        error_messages={"required": _("Tick at least one thing it may read.")},
    )
    days = forms.TypedChoiceField(
        choices=[(str(days), str(days)) for days in DAYS],
        coerce=int,
        initial=str(USUAL_DAYS),
        error_messages={"required": _("Say for how long.")},
    )
