"""What is sent by the pages of sharing. The templates show the fields."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from loadshare.care.practitioner import Edit, EditKind
from loadshare.server.clinic.models import Member, SharedMessage
from loadshare.server.clinic.sections import CHOSEN, OPENED, SharedPart
from loadshare.server.clinic.sharing import weeks_for
from loadshare.server.clinic.words import said, words

NAME_MOST, REASON_MOST = 80, 160
_NAME_ERRORS = {
    "required": said(lambda: words("form.name-missing")),
    "max_length": said(lambda: words("form.name-long", most=str(NAME_MOST))),
}


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent; also nothing at all was sent, and is told so."""
    return request.POST if request.method == "POST" else None


def has_words(text: str) -> None:
    """Marks that nobody sees are no words, whatever they are called."""
    if all(unicodedata.category(one)[0] in "CZ" for one in text):
        raise forms.ValidationError("", code="required")


def name_field(*, required: bool = True) -> forms.CharField:
    """What somebody or something is called."""
    return forms.CharField(
        max_length=NAME_MOST, required=required, error_messages=_NAME_ERRORS, validators=[has_words]
    )


def reason_field(*, required: bool = True) -> forms.CharField:
    """Why a practitioner changes something; the person reads it."""
    return forms.CharField(
        max_length=REASON_MOST,
        required=required,
        validators=[has_words],
        error_messages={
            "required": said(lambda: words("form.reason-missing")),
            "max_length": said(lambda: words("form.reason-long", most=str(REASON_MOST))),
            "null_characters_not_allowed": said(lambda: words("form.message-odd")),
        },
    )


class ChangeReasonForm(forms.Form):
    """A form with such a reason."""

    def clean_reason(self) -> str:
        """In one line."""
        return " ".join(str(self.cleaned_data["reason"]).split())


def offered_to(member: Member) -> tuple[SharedPart, ...]:
    """What a person may tick; only a clinic has assistants."""
    return CHOSEN if member.clinic_id is not None else OPENED


class ConsentForm(forms.Form):
    """The yes: which parts, for how long, and what the practitioner reads as a name."""

    called = name_field()
    sections = forms.MultipleChoiceField(
        required=False,
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
        parts: Any = self.fields["sections"]
        parts.choices = [(part.value, part.value) for part in offered_to(member)]
        weeks: Any = self.fields["weeks"]
        weeks.choices = [(number, number) for number in weeks_for(member)]

    def clean_sections(self) -> list[str]:
        """Nobody changes what they do not see."""
        given: list[str] = self.cleaned_data["sections"]
        if SharedPart.CHANGES in given and SharedPart.PROGRAMME not in given:
            raise forms.ValidationError(words("form.changes-need-programme"))
        return given

    @property
    def chosen(self) -> frozenset[SharedPart]:
        """The parts that were ticked."""
        return frozenset(SharedPart(one) for one in self.cleaned_data["sections"])


class PracticeForm(forms.Form):
    """Somebody begins to follow people."""

    name = name_field()
    clinic = name_field(required=False)


class NameForm(forms.Form):
    """Somebody joins a clinic."""

    name = name_field()


class MessageForm(forms.Form):
    """Plain words, as they were typed."""

    text = forms.CharField(
        max_length=SharedMessage.MOST_LETTERS,
        validators=[has_words],
        error_messages={
            "required": said(lambda: words("form.message-missing")),
            "max_length": said(lambda: words("form.message-long", most=str(SharedMessage.MOST_LETTERS))),
            "null_characters_not_allowed": said(lambda: words("form.message-odd")),
        },
    )

    def clean_text(self) -> str:
        """One kind of line end, so that a browser's own way of ending lines counts for nothing."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")


class EditForm(ChangeReasonForm):
    """One change of a programme: `dose/3`, `swap/clamshell`, `out/`, `keep/` or `add/clamshell`, and why."""

    exercise = forms.CharField(max_length=80)
    choice = forms.CharField(
        max_length=90, error_messages={"required": said(lambda: words("form.edit-missing"))}
    )
    mark = forms.CharField(max_length=16)
    seen = forms.CharField(max_length=2000, required=False)
    reason = reason_field()

    def edit(self) -> Edit | None:
        """What is asked for; None where nobody can have pressed that."""
        kind, _, what = str(self.cleaned_data["choice"]).partition("/")
        name = str(self.cleaned_data["exercise"])
        match kind:
            case "dose" if what.isdecimal() and len(what) < 4:
                return Edit(kind=EditKind.DOSE, exercise=name, rung=int(what))
            case "swap":
                return Edit(kind=EditKind.SWAP, exercise=name, to=what)
            case "out":
                return Edit(kind=EditKind.OUT, exercise=name)
            case "keep":
                return Edit(kind=EditKind.KEEP, exercise=name)
            case "add":
                return Edit(kind=EditKind.ADD, exercise=what)
        return None


class TypedCodeForm(forms.Form):
    """A code that was read out or shown."""

    code = forms.CharField(
        max_length=40,
        error_messages={
            "required": said(lambda: words("form.code-missing")),
            "max_length": said(lambda: words("form.code-long")),
        },
    )
