"""The force through a vertebra, where implants measure it."""

import numpy as np
import pytest

from loadshare.body import Body, Person
from loadshare.body.engine import people_of
from loadshare.body.implants import PEOPLE, Implants
from loadshare.body.tasks import Task
from loadshare.body.validate import Comparison

HEAVY = Person(height_m=1.9, mass_kg=95.0)


@pytest.mark.parametrize("person", [Person(), HEAVY], ids=["average", "heavy"])
@pytest.mark.parametrize(
    "task",
    [
        Task(name="stand"),
        Task(name="bend", settings={"trunk_deg": 60.0}),
        Task(name="lift", settings={"trunk_deg": 55.0, "load_kg": 20.0}),
        Task(name="lie-prone"),
    ],
    ids=lambda t: t.name,
)
def test_across_the_disc_below_l4_it_is_what_the_solver_says(body: Body, task: Task, person: Person) -> None:
    """The same cut by another way: what crosses L4/5, put together here, is the press and the shear there."""
    chooser = body.chooser(person.sex)
    posture = chooser.choose(task, people_of(chooser.skeleton, person))
    answer = body.solve(task=task, person=person)
    (below, _), _ = Implants(chooser, ("l4", "l1")).forces_n(posture, person)
    whole = np.hypot(answer.l4l5_compression_n, answer.l4l5_shear_n)
    assert np.linalg.norm(below) == pytest.approx(whole, rel=0.01)


def test_a_vertebra_is_pressed_by_what_is_above_it(comparison: Comparison) -> None:
    """A kilogram at the sides presses L1 with its weight and what balances it; nobody is pressed by less."""
    assert comparison.implants.carried_n("stand") > 10.0 * 9.81
    assert comparison.implants.carried_n("hold") > comparison.implants.carried_n("stand")


def test_four_of_five_implants_sit_high(comparison: Comparison) -> None:
    assert PEOPLE == {"l1": 4, "l3": 1}
    assert sum(PEOPLE.values()) == 5
    chooser, person = comparison.implants.chooser, Person()
    posture = chooser.choose(Task(name="stand"), people_of(chooser.skeleton, person))
    l1, l3 = np.linalg.norm(comparison.implants.forces_n(posture, person).mean(axis=1), axis=1)
    assert comparison.implants.mean_n(posture, person) == pytest.approx(0.8 * l1 + 0.2 * l3)
