"""The table is what the model says now, between its points too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.body import Body
from loadshare.body.daily import exercises as exercise_table
from loadshare.body.daily import solver, table
from loadshare.body.daily.asked import (
    BMI,
    DAILY,
    GLUTES_GRID,
    HEIGHT_CM,
    HIP_GRID,
    MASS_KG,
    Asked,
    HipSide,
)
from loadshare.body.daily.reading import NUMBERS, Reading
from loadshare.body.daily.version import model_version

RENEW = "the model has moved on: run `python tools/connection_tables.py`"
LARGEST = 400_000


def close(found: Reading, computed: Reading, *, share: float) -> list[str]:
    """Names whose table value strays from the model's by more than a share of it, or a little."""
    little = {"back_n": 3.0, "hip_bw": 0.01, "lumbar_deg": 0.06, "passive_nm": 0.06}
    return [
        f"{name}: {found.numbers[name]} is not {value}"
        for name, value in computed.numbers.items()
        if abs(found.numbers[name] - value) > max(share * abs(value), little.get(name.split(".")[0], 0.3))
    ]


def test_the_tables_are_made_from_this_model() -> None:
    assert table.everyday()["model"] == model_version(), RENEW
    assert table.json.loads(exercise_table.EXERCISES.read_text())["model"] == model_version(movements=True), (
        RENEW
    )


def test_the_tables_have_the_grid_of_the_page() -> None:
    assert tuple(table.everyday()["hip"]) == HIP_GRID
    assert tuple(table.everyday()["glutes"]) == GLUTES_GRID
    assert set(table.everyday()["tasks"]) == set(DAILY)
    assert table.EVERYDAY.stat().st_size < LARGEST


@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked(task="bend", hip=20, glutes=30),
        Asked(task="sit", hip=40, side=HipSide.ONE),
        Asked(task="one-leg", glutes=60, side=HipSide.ONE),
        Asked(task="step", hip=10, glutes=45),
    ],
    ids=lambda asked: asked.address,
)
def test_a_point_of_the_table_is_the_models_answer(body: Body, asked: Asked) -> None:
    assert close(table.look_up(asked), solver.compute(body, asked), share=0.002) == [], RENEW


@pytest.mark.parametrize("asked", [Asked(task="bend", hip=20), Asked(task="walk", glutes=60)], ids=str)
def test_the_numbers_are_those_of_the_python_interface(body: Body, asked: Asked) -> None:
    task, person = solver.task_of(asked), solver.person_of(asked)
    answer = body.solve(task=task, person=person)
    band = body.band(task=task, person=person, people=solver.PEOPLE, seed=solver.SEED)
    found = table.look_up(asked).numbers
    assert found["back_n"] == pytest.approx(answer.l5s1_compression_n, abs=1)
    assert found["lumbar_deg"] == pytest.approx(answer.lumbar_deg, abs=0.05)
    assert found["passive_nm"] == pytest.approx(answer.low_back_passive_nm, abs=0.05)
    assert found["hip_bw"] == pytest.approx(
        max(answer.hip_force_right_bw, answer.hip_force_left_bw), abs=0.01
    )
    assert found["back_n.low"] == pytest.approx(band.quantiles["l5s1_compression_n"][0], abs=2)
    assert found["back_n.high"] == pytest.approx(band.quantiles["l5s1_compression_n"][-1], abs=2)
    for group, percent in answer.group_activation_pct.items():
        assert found[f"active.{group}"] == pytest.approx(percent, abs=0.1)


@pytest.mark.parametrize("task", ["bend", "lift", "walk", "step"])
def test_between_points_the_table_stays_near_the_model(body: Body, task: str) -> None:
    asked = Asked(task=task, hip=17, glutes=22)
    found, computed = table.look_up(asked).numbers, solver.compute(body, asked).numbers
    for name in NUMBERS[:4]:
        assert found[name] == pytest.approx(computed[name], rel=0.03, abs=0.3)


@given(
    task=st.sampled_from(sorted(DAILY)),
    hip=st.floats(0, 40),
    glutes=st.floats(0, 60),
    side=st.sampled_from(HipSide),
)
def test_every_place_of_the_sliders_has_an_answer(
    task: str, hip: float, glutes: float, side: HipSide
) -> None:
    reading = table.look_up(Asked(task=task, hip=hip, glutes=glutes, side=side))
    for name in NUMBERS:
        spread = reading.spread(name)
        if spread is not None:
            assert spread.low <= spread.value <= spread.high
    assert len(reading.posture) == 30
    assert 0 <= reading.still < len(table.everyday()["tasks"][task]["postures"])


def test_the_limits_of_a_body_are_the_models() -> None:
    from loadshare.body import person

    assert (HEIGHT_CM[0] / 100, HEIGHT_CM[1] / 100) == person.HEIGHT_M
    assert person.MASS_KG == MASS_KG
    assert person.BMI == BMI


@pytest.mark.parametrize("exercise", ["glute-bridge", "clamshell"])
def test_an_exercise_row_is_the_models_answer(body: Body, exercise: str) -> None:
    row = exercise_table.compute_one(body, exercise)
    kept = exercise_table.exercises()[exercise]
    assert list(kept.back_n) == pytest.approx(row["back_n"], abs=2), RENEW
    assert kept.active == pytest.approx(row["active"], abs=0.2), RENEW
