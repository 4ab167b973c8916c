"""A recording made with a logger app: read once, shown, and kept only when the person says so."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from loadshare.measure import Placement, Recording, RecordingError, Side, evaluate, parse_recording
from loadshare.measure.limits import WALK
from loadshare.measure.words import words
from loadshare.server.check.measurement_form import SIDES
from loadshare.server.measure.figures import figures_of, trials_agree
from loadshare.server.measure.keeping import CheckedMeasurement
from loadshare.server.measure.submission import check_submission
from loadshare.server.measurements.models import Measurement
from loadshare.server.measurements.protocols import Protocol
from loadshare.server.requests.problems import RequestError
from loadshare.server.requests.upload import MOST_BYTES, MOST_UNPACKED_BYTES

logger = logging.getLogger(__name__)

ENDINGS = ".csv,.txt,.tsv,.dat,.log,.json,.jsonl,.zip,.gz,.xlsx,.xls"
"""What the browser shows first. What a file is, its content says: each system names the kinds its own way."""
_SALT = "measure.from-file"
_KEPT_FOR_S = 24 * 60 * 60


class NoNumberError(ValueError):
    """The recordings can be read, and no honest number can be made of them; the message says what to do."""


class RecordingForm(forms.Form):
    """The recordings of one test, and what they cannot say themselves."""

    def __init__(self, protocol: Protocol, questions: Sequence[Mapping[str, Any]], *args: Any) -> None:
        super().__init__(*args)
        self._placements: dict[str, Placement] = {}
        self._read: dict[str, Recording] = {}
        for name, label, placement, is_required in _slots(protocol):
            self._placements[name] = placement
            self.fields[name] = forms.FileField(label=label, required=is_required)
            self.fields[name].widget.attrs["accept"] = ENDINGS
        if protocol.sides:
            choices = [("", "–"), *SIDES.items()]
            self.fields["side"] = forms.ChoiceField(label=_("Which side was measured?"), choices=choices)
        for question in questions:
            choices = [("", "–"), *question["options"]]
            self.fields[question["id"]] = forms.ChoiceField(
                label=question["name"], choices=choices, required=False, initial=question["usual"]
            )
        if protocol.asks_height:
            self.fields["height_cm"] = forms.FloatField(
                label=_("Your height in cm, for walking speed; leave it out if you like"),
                required=False,
                min_value=100 * WALK.min_height_m,
                max_value=100 * WALK.max_height_m,
            )
        self._questions = tuple(question["id"] for question in questions)
        self.fields["pain"] = forms.TypedChoiceField(
            label=_("Pain during the test, from 0 to 10"),
            choices=[("", "–"), *((str(pain), str(pain)) for pain in range(11))],
            required=False,
            coerce=int,
            empty_value=None,
        )

    def clean(self) -> dict[str, Any]:
        """Read each file; what is wrong with one is said at that one."""
        cleaned = super().clean() or {}
        for name, placement in self._placements.items():
            file = cleaned.get(name)
            if not isinstance(file, UploadedFile):
                continue
            try:
                self._read[name] = cleaned[name] = _recording(file, placement, cleaned.get("side", ""))
            except RecordingError as error:
                self.add_error(name, str(error))
            except Exception:  # a fault of the reader, told at the file as any other
                logger.exception("a recording could not be read")
                self.add_error(name, words("unreadable.not-a-recording"))
        return cleaned

    @property
    def recordings(self) -> list[Recording]:
        """Those that could be read, in order; also where no number came out of them."""
        return [self._read[name] for name in self._placements if name in self._read]

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen beside the numbers."""
        return {name: self.cleaned_data[name] for name in self._questions if self.cleaned_data[name]}


def _slots(protocol: Protocol) -> list[tuple[str, str, Placement, bool]]:
    """Name, label, place of the phone, and whether it is needed, for each recording the test may take."""
    first = protocol.placement
    if protocol.second_placement is not None:
        return [
            ("first", _("The recording with the phone at the back of the pelvis"), first, True),
            ("second", _("The recording with the phone at the lowest rib"), protocol.second_placement, True),
        ]
    slots = [("first", _("The recording"), first, True)]
    if protocol.tries > 1 and not protocol.best:
        slots += [
            ("second", _("A second try, if there is one"), first, False),
            ("third", _("A third try, if there is one"), first, False),
        ]
    return slots


def _recording(file: UploadedFile[Any], placement: Placement, side: str) -> Recording:
    if (file.size or 0) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise RecordingError(_("The file is larger than %(most)s MB. Cut it to one test.") % {"most": most})
    return parse_recording(
        content=file.read(),
        name=file.name or "",
        placement=placement,
        side=Side(side) if side else None,
        most_unpacked_bytes=MOST_UNPACKED_BYTES,
    )


@dataclass(frozen=True, kw_only=True)
class FileReading:
    """What recordings say, before it is kept. `sealed` is the same, to come back unchanged."""

    taken: CheckedMeasurement
    assumed: tuple[str, ...]
    sealed: str


def read_form(protocol: Protocol, form: RecordingForm, *, now: dt.datetime) -> FileReading:
    """What the recordings of a valid `form` say. Raises `NoNumberError`."""
    side = form.cleaned_data.get("side", "")
    height_cm = form.cleaned_data.get("height_cm")
    outcome = evaluate(
        protocol.measures,
        recordings=form.recordings,
        side=Side(side) if side else None,
        height_m=None if height_cm is None else height_cm / 100,
    )
    if "refused" in outcome:
        raise NoNumberError(outcome["refused"]["message"])
    quality = outcome["quality"]
    raw = {
        "client_id": str(uuid.uuid4()),
        "test": protocol.id,
        "side": side,
        "taken_at": now.isoformat(),
        "figures": figures_of(protocol.id, outcome),
        "choices": form.choices,
        "verdict": quality["verdict"],
        "concerns": quality["concerns"],
        "pain": form.cleaned_data["pain"],
        "trials_agree": trials_agree(outcome),
        "device": next((one.device for one in form.recordings if one.device), ""),
    }
    try:
        taken = check_submission(raw, now=now)
    except RequestError:
        raise NoNumberError(_("The figures are beyond what a body does. Record the test again.")) from None
    return FileReading(
        taken=_from_file(taken),
        assumed=_beside_columns(quality["assumed"]),
        sealed=signing.dumps(raw, salt=_SALT),
    )


def _beside_columns(assumed: Sequence[str]) -> tuple[str, ...]:
    """What is not said of the columns: the preview shows those."""
    shown = tuple(words(f"assumed.{key}", names="").rstrip(".") for key in ("taken", "left-out"))
    return tuple(note for note in assumed if not note.startswith(shown))


def unseal(sealed: str, *, now: dt.datetime) -> CheckedMeasurement | None:
    """What was read and shown before; None where it was changed on the way or is a day old."""
    try:
        raw = signing.loads(sealed, salt=_SALT, max_age=_KEPT_FOR_S)
    except signing.BadSignature:
        return None
    return _from_file(check_submission(raw, now=now))


def _from_file(taken: CheckedMeasurement) -> CheckedMeasurement:
    return replace(taken, method=Measurement.Method.FILE)
