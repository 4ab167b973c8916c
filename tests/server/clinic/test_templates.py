"""A template: only what the facts of a person pass is made, the rest is named with why."""

import re
from collections.abc import Sequence

import pytest

from loadshare.care.doses import describe_dose, ladder
from loadshare.care.practitioner import offered
from loadshare.knowledge import load_knowledge
from loadshare.server.clinic.editing import editable_of
from loadshare.server.clinic.models import PracticeTemplate
from loadshare.server.records.current import current_programme
from tests.server.cast import SADDLE, Visitor, number_of
from tests.server.clinic.practice import edit_of, page_of, practitioner, shares, text_of

pytestmark = pytest.mark.django_db
PAGE = "/clinic/templates/"


@pytest.fixture
def mary(db: None) -> Visitor:  # noqa: ARG001
    return practitioner("mary", clinic="Hill Road")


def a_template(practice: Visitor, *, add: Sequence[str] = (), out: Sequence[str] = ()) -> PracticeTemplate:
    answer = practice.post(PAGE, {"name": "Runners", "add": add, "out": out})
    assert answer.status_code == 302, answer.content.decode()
    return PracticeTemplate.objects.latest("made_at")


def page_for(person: Visitor, template: PracticeTemplate) -> str:
    return f"{page_of(person)}templates/{template.pk}/"


def doing(person: Visitor) -> list[str]:
    stored = current_programme(person.person)
    assert stored is not None
    return [item["exercise"] for item in stored.content["items"]]


def with_a_band() -> str:
    known = load_knowledge().exercises.values()
    return next(one.id for one in known if "loop-band" in one.equipment and one.strand == "strengthen")


def presses(practice: Visitor, person: Visitor, template: PracticeTemplate, *edits: str) -> int:
    page = practice.get(page_for(person, template)).content.decode()
    mark = re.search(r'name="mark" value="([^"]+)"', page)
    assert mark
    sent = {"edits": list(edits), "mark": mark[1], "reason": "As we spoke of"}
    return practice.post(page_for(person, template), sent).status_code


def test_what_may_be_is_made_and_the_rest_is_named_with_why(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme("desk-worker", equipment=[])
    shares(alice, mary)
    found = editable_of(alice.person)
    assert found is not None
    there, added = doing(alice)[0], offered(programme=found.programme, case=found.case).joins[0]
    banded = with_a_band()
    template = a_template(mary, add=[added, banded], out=[there])
    page = text_of(mary, page_for(alice, template))
    assert f'value="add/{added}" checked' in page
    assert f'value="add/{banded}"' not in page
    assert "Not possible: It needs a loop band" in page
    assert presses(mary, alice, template, f"add/{added}", f"out/{there}") == 302
    assert added in doing(alice)
    assert there not in doing(alice)
    assert "because: As we spoke of" in text_of(alice, "/programme/")
    assert presses(mary, alice, template, f"add/{banded}") == 302, "sent all the same"
    assert banded not in doing(alice)
    assert "not possible. It needs a loop band" in text_of(mary, edit_of(alice))


def test_what_is_added_comes_with_its_dose_as_far_as_the_person_may(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme("desk-worker", equipment=[])
    shares(alice, mary)
    found = editable_of(alice.person)
    assert found is not None
    added, banded = offered(programme=found.programme, case=found.case).joins[0], with_a_band()
    exercise = load_knowledge().exercises[added]
    sent = {"name": "Runners", "add": [added, banded], f"dose-{added}": "0", f"dose-{banded}": "1"}
    assert mary.post(PAGE, {**sent, f"dose-{added}": "99"}).status_code == 422
    assert mary.post(PAGE, sent).status_code == 302
    template = PracticeTemplate.objects.latest("made_at")
    smallest = describe_dose(exercise=exercise, dose=ladder(exercise.dose)[0])
    page = text_of(mary, page_for(alice, template))
    assert f"Add {exercise.name}, at most {smallest}" in page
    assert f'value="add/{banded}"' not in page, "a dose passes over nothing"
    assert presses(mary, alice, template, f"add/{added}") == 302
    found = editable_of(alice.person)
    assert found is not None
    assert found.programme.item(added).dose == ladder(exercise.dose)[0]


def test_what_is_ticked_twice_is_made_once(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    there = doing(alice)[0]
    template = a_template(mary, out=[there, there])
    assert text_of(mary, page_for(alice, template)).count(f'value="out/{there}" checked') == 1
    assert presses(mary, alice, template, f"out/{there}", f"out/{there}") == 302
    assert there not in doing(alice)
    assert "not possible" not in text_of(mary, edit_of(alice))


def test_why_not_is_told_only_to_who_reads_the_answers(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme("desk-worker", equipment=[])
    shares(alice, mary, parts=["programme", "changes"])
    page = text_of(mary, page_for(alice, a_template(mary, add=[with_a_band()])))
    assert "It needs" not in page
    assert "Not for this person now." in page


def test_nothing_is_made_where_help_comes_first_or_the_page_is_old(alice: Visitor, mary: Visitor) -> None:
    alice.with_programme()
    shares(alice, mary)
    there = doing(alice)[:2]
    template = a_template(mary, out=there)
    sent = {"edits": [f"out/{there[0]}"], "mark": "0" * 16, "reason": "As we spoke of"}
    assert mary.post(page_for(alice, template), sent).status_code == 409
    alice.start()
    alice.post(f"/check/{number_of('emergency-nerves')}/", SADDLE)
    assert mary.post(page_for(alice, template), sent).status_code == 422
    assert [item["exercise"] for item in alice.person.programmes.get().content["items"]][:2] == there


def test_what_cannot_be_a_template_is_refused_and_it_is_of_its_practice(
    alice: Visitor, mary: Visitor
) -> None:
    for sent in ({"add": []}, {"add": ["dead-bug"], "out": ["dead-bug"]}, {"add": ["nothing"]}):
        assert mary.post(PAGE, {"name": "Runners", **sent}).status_code == 422
    template = a_template(mary, add=["dead-bug"])
    other = practitioner("otto")
    shares(alice, other)
    assert other.get(page_for(alice, template)).status_code == 404
    assert other.post(f"{PAGE}{template.pk}/delete/").status_code == 404
    assert mary.post(f"{PAGE}{template.pk}/delete/").status_code == 302
    assert not PracticeTemplate.objects.exists()
