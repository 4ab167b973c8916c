"""What is sent by the pages of sharing. The templates show the fields."""

from __future__ import annotations

from typing import Any

from django import forms

from loadshare.server.clinic.models import Member, Message
from loadshare.server.clinic.sections import CHOSEN, SharedPart
from loadshare.server.clinic.sharing import weeks_for
from loadshare.server.clinic.words import said, words

NAME_MOST = 80
_NAME_ERRORS = {
    "required": said(lambda: words("form.name-missing")),
    "max_length": said(lambda: words("form.name-long", most=str(NAME_MOST))),
}


def _name(*, required: bool = True) -> forms.CharField:
    return forms.CharField(max_length=NAME_MOST, required=required, error_messages=_NAME_ERRORS)


class ConsentForm(forms.Form):
    """The yes: which parts, for how long, and what the practitioner reads as a name."""

    called = _name()
    sections = forms.MultipleChoiceField(
        required=False,
        choices=[(part.value, part.value) for part in CHOSEN],
        error_messages={"invalid_choice": said(lambda: words("form.choose-listed"))},
    )
    weeks = forms.TypedChoiceField(
        coerce=int,
        error_messages={
            "required": said(lambda: words("form.weeks-missing")),
            "invalid_choice": said(lambda: words("form.choose-listed")),
        },
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks: Any = self.fields["weeks"]
        weeks.choices = [(number, number) for number in weeks_for(member)]

    @property
    def chosen(self) -> frozenset[SharedPart]:
        """The parts that were ticked."""
        return frozenset(SharedPart(one) for one in self.cleaned_data["sections"])


class PracticeForm(forms.Form):
    """Somebody begins to follow people."""

    name = _name()
    clinic = _name(required=False)


class NameForm(forms.Form):
    """Somebody joins a clinic."""

    name = _name()


class MessageForm(forms.Form):
    """Plain words, as they were typed."""

    text = forms.CharField(
        max_length=Message.MOST_LETTERS,
        error_messages={
            "required": said(lambda: words("form.message-missing")),
            "max_length": said(lambda: words("form.message-long", most=str(Message.MOST_LETTERS))),
            "null_characters_not_allowed": said(lambda: words("form.message-odd")),
        },
    )

    def clean_text(self) -> str:
        """One kind of line end, so that a browser's own way of ending lines counts for nothing."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")


class TypedCodeForm(forms.Form):
    """A code that was read out or shown."""

    code = forms.CharField(
        max_length=40,
        error_messages={
            "required": said(lambda: words("form.code-missing")),
            "max_length": said(lambda: words("form.code-long")),
        },
    )
