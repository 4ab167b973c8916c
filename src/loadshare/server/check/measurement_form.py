"""A form for the results of a self-test somebody has already measured, made from its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loadshare.knowledge.self_test import Quantity, SelfTest, TestUnit

SIDES = {"left": gettext_lazy("Left"), "right": gettext_lazy("Right")}
PAIN, STOPPED, AGREE = "pain", "stopped-by-pain", "trials-agree"
UNITS = {
    TestUnit.DEGREES: gettext_lazy("degrees"),
    TestUnit.SECONDS: gettext_lazy("seconds"),
    TestUnit.REPETITIONS: gettext_lazy("times"),
    TestUnit.CENTIMETRES: gettext_lazy("cm"),
    TestUnit.SCORE: gettext_lazy("points"),
    TestUnit.CHOICE: "",
}


@dataclass(frozen=True, kw_only=True)
class QuantityFields:
    """One quantity with its fields, one or one for each side."""

    quantity: Quantity
    unit: str
    fields: tuple[forms.BoundField, ...]


class MeasurementForm(forms.Form):
    """Results of one self-test; everything may stay empty. After `is_valid`, `values` are what to keep."""

    def __init__(self, test: SelfTest, *, data: Any = None, known: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(_flatten(known or {})))
        self.test = test
        self.values: dict[str, Any] = {}
        for quantity in test.quantities:
            for name, label in _names(quantity):
                self.fields[name] = _field(quantity, label)
        self.fields[PAIN] = forms.DecimalField(
            required=False, min_value=0, max_value=10, label=_("Pain during the test, from 0 to 10")
        )
        self.fields[STOPPED] = _yes_no(_("Did pain make you stop?"))
        self.fields[AGREE] = _yes_no(_("Were your tries about the same?"))

    def groups(self) -> tuple[QuantityFields, ...]:
        """The fields, quantity by quantity."""
        return tuple(
            QuantityFields(
                quantity=quantity,
                unit=str(UNITS[quantity.unit]),
                fields=tuple(self[name] for name, _label in _names(quantity)),
            )
            for quantity in self.test.quantities
        )

    def clean(self) -> dict[str, Any]:
        """Gather the filled fields in the form that `read_answers` takes."""
        cleaned = super().clean() or {}
        for quantity in self.test.quantities:
            given = {name: _plain(cleaned.get(name)) for name, _label in _names(quantity)}
            filled = {name: value for name, value in given.items() if value not in (None, "")}
            if not filled:
                continue
            self.values[quantity.id] = (
                {name.rpartition(".")[2]: value for name, value in filled.items()}
                if quantity.per_side
                else filled[quantity.id]
            )
        marks = {name: _plain(cleaned.get(name)) for name in (PAIN, STOPPED, AGREE)}
        self.values |= {name: value for name, value in marks.items() if value not in (None, "")}
        return cleaned


def _names(quantity: Quantity) -> Iterator[tuple[str, str]]:
    if not quantity.per_side:
        yield quantity.id, quantity.name
        return
    for side, label in SIDES.items():
        yield f"{quantity.id}.{side}", str(label)


def _field(quantity: Quantity, label: str) -> forms.Field:
    if quantity.options:
        choices = [
            ("", "–"),
            *((option, option.replace("-", " ").capitalize()) for option in quantity.options),
        ]
        return forms.ChoiceField(choices=choices, required=False, label=label)
    return forms.DecimalField(
        required=False, min_value=quantity.least, max_value=quantity.most, label=label, localize=False
    )


def _yes_no(label: str) -> forms.Field:
    return forms.ChoiceField(
        choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))], required=False, label=label
    )


def _plain(value: Any) -> Any:
    """Decimals as plain numbers, everything else as it is."""
    if value in (None, "") or isinstance(value, str):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


def _flatten(known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in known.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{side}", one) for side, one in value.items())
        else:
            yield name, value
