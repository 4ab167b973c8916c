"""What is sent about an exercise that a practice writes, and about giving one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from loadshare.care.own_exercise import MOST_STEPS, OwnExercise
from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import Equipment, Position, Strand
from loadshare.server.clinic.forms import ChangeReasonForm, has_words, name_field, reason_field
from loadshare.server.clinic.media import Media, MediaError, read_media
from loadshare.server.clinic.words import said, words
from loadshare.server.requests.upload import MOST_FILM_BYTES

STRANDS = (Strand.STRENGTHEN, Strand.STRETCH, Strand.RELEASE)
STEP_MOST = 300
_LISTED = {
    "required": said(lambda: words("form.choose-listed")),
    "invalid_choice": said(lambda: words("form.choose-listed")),
}


def _number(least: int, most: int) -> forms.IntegerField:
    wrong = said(lambda: words("form.number", least=str(least), most=str(most)))
    kinds = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(min_value=least, max_value=most, error_messages=dict.fromkeys(kinds, wrong))


class ExerciseForm(forms.Form):
    """A new exercise, its words, its file, and for whom it is not."""

    name = name_field()
    steps = forms.CharField(
        max_length=MOST_STEPS * STEP_MOST,
        validators=[has_words],
        error_messages={
            "required": said(lambda: words("form.steps-missing")),
            "max_length": said(lambda: words("form.steps-long", n=MOST_STEPS)),
            "null_characters_not_allowed": said(lambda: words("form.message-odd")),
        },
    )
    strand = forms.ChoiceField(choices=[(one.value, one.value) for one in STRANDS], error_messages=_LISTED)
    position = forms.ChoiceField(choices=[(one.value, one.value) for one in Position], error_messages=_LISTED)
    equipment = forms.MultipleChoiceField(
        required=False, choices=[(one.value, one.value) for one in Equipment], error_messages=_LISTED
    )
    per_side = forms.BooleanField(required=False)
    sets = _number(1, 5)
    count = _number(1, 30)
    hold_s = _number(0, 60)
    cautions = forms.MultipleChoiceField(required=False, error_messages=_LISTED)
    for_everybody = forms.BooleanField(required=False)
    file = forms.FileField(
        required=False, error_messages={"empty": said(lambda: words("exercises.file-broken"))}
    )
    shows = forms.CharField(
        required=False,
        max_length=200,
        error_messages={"max_length": said(lambda: words("form.reason-long", most="200"))},
    )

    brought: Media | None = None

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"sets": 2, "count": 8, "hold_s": 0, "strand": "strengthen"})
        cautions: Any = self.fields["cautions"]
        cautions.choices = [(one.id, one.name) for one in load_knowledge().filters.values()]

    def clean_steps(self) -> tuple[str, ...]:
        """One step in a line."""
        lines = tuple(
            filter(None, (" ".join(line.split()) for line in self.cleaned_data["steps"].splitlines()))
        )
        if len(lines) > MOST_STEPS or any(len(line) > STEP_MOST for line in lines):
            raise forms.ValidationError(words("form.steps-long", n=MOST_STEPS))
        return lines

    def clean_file(self) -> None:
        """By what is in it, whatever it is called."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return
        try:
            if (file.size or 0) > MOST_FILM_BYTES:
                raise MediaError("large")
            self.brought = read_media(file.read())
        except MediaError as problem:
            raise forms.ValidationError(words(f"exercises.file-{problem.args[0]}")) from None

    def clean(self) -> dict[str, Any]:
        """For whom it is not has to be said, also that it is for everybody."""
        found = super().clean() or {}
        if bool(found.get("cautions")) == bool(found.get("for_everybody")):
            self.add_error("cautions", words("form.cautions-missing"))
        if self.brought is not None and not found.get("shows", "").strip():
            self.add_error("shows", words("form.shows-missing"))
        return found

    @property
    def exercise(self) -> OwnExercise:
        """As the care room knows it."""
        names = OwnExercise.model_fields.keys() & self.cleaned_data.keys()
        return OwnExercise.model_validate({name: self.cleaned_data[name] for name in names})


class GiveForm(ChangeReasonForm):
    """Which exercise a person is given and why, or which is left out again."""

    exercise = forms.UUIDField(required=False)
    out = forms.UUIDField(required=False)
    reason = reason_field(required=False)

    def clean(self) -> dict[str, Any]:
        """One of both, and a reason for what is given."""
        found = super().clean() or {}
        if found.get("out") is None and found.get("exercise") is None:
            self.add_error("exercise", words("form.choose-listed"))
        elif found.get("out") is None and not self.errors and not found.get("reason"):
            self.add_error("reason", words("form.reason-missing"))
        return found
