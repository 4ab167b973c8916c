"""Every field in which people write in their own words is known where a refused form gives them back."""

from importlib import import_module

from django import forms

from loadshare.server.requests.written import REASON_AT, WORDS

OTHERS = {"endpoint", "p256dh", "exercise", "choice", "seen", "stop_notes"} | {
    "code",
    "username",
    "name",
    "clinic",
    "called",
    "address",
}
"""Long enough, but made by a page or its script, or a name, a code or an address."""
LONG = 80


def all_forms(of: type[forms.Form] = forms.Form) -> set[type[forms.Form]]:
    return {one for sub in of.__subclasses__() for one in {sub, *all_forms(sub)}}


def test_no_field_of_words_is_forgotten() -> None:
    import_module("loadshare.server.urls")
    fields = {
        name
        for form in all_forms()
        if form.__module__.startswith("loadshare.server")
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and (field.max_length or LONG) >= LONG
    }
    assert {"text", "words", "reason"} <= fields
    assert {name for name in fields - OTHERS if not WORDS.fullmatch(name)} == {"reason"}
    assert REASON_AT


def test_no_field_of_a_secret_is_taken_for_words() -> None:
    import_module("loadshare.server.urls")
    secret = {
        name
        for form in all_forms()
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput) or name in {"login", "code", "username"}
    }
    assert len(secret) > 3
    assert not [name for name in secret if WORDS.fullmatch(name)]
