"""Every caution of the evidence table is in the library; the strongest ones leave the exercise out."""

import pytest

from loadshare.knowledge import load_knowledge
from loadshare.knowledge.exercise import CautionEffect

BY_CODE = {exercise.code: exercise for exercise in load_knowledge().exercises.values()}

CAUTIONS = {
    "R1": "anticoagulant poor-skin-feeling gtps deep-gluteal",
    "R2": "anticoagulant poor-skin-feeling gtps deep-gluteal late-pregnancy",
    "R3": "anticoagulant poor-skin-feeling deep-gluteal radicular",
    "R4": "anticoagulant poor-skin-feeling gtps",
    "R5": "anticoagulant osteoporosis wrist-pain pregnancy",
    "R6": "anticoagulant gtps",
    "R7": "anticoagulant pregnancy osteoporosis hernia",
    "R8": "anticoagulant radicular",
    "R9": "anticoagulant osteoporosis",
    "R10": "poor-skin-feeling",
    "S1": "gtps hip-replacement hip-osteoarthritis",
    "S2": "gtps hip-replacement hip-osteoarthritis",
    "S3": "gtps hip-replacement knee-pain pelvic-girdle-pain radicular",
    "S4": "hip-replacement late-pregnancy radicular",
    "S5": "gtps hip-replacement deep-gluteal",
    "S6": "knee-pain pregnancy",
    "S7": "fall-risk",
    "S8": "hip-replacement knee-pain hip-osteoarthritis",
    "S9": "hip-replacement",
    "S10": "pregnancy prone-intolerance",
    "S11": "radicular hamstring-tendon",
    "S12": "wrist-pain osteoporosis",
    "S13": "hip-replacement knee-pain late-pregnancy",
    "S14": "radicular",
    "C5": "pelvic-girdle-pain",
    "C6": "osteoporosis hernia neck-pain",
    "C7": "gtps",
    "C8": "gtps",
    "C9": "gtps",
    "C10": "fall-risk",
    "C12": "knee-pain gtps",
    "C14": "wrist-pain",
    "C15": "arching-hurts pregnancy",
    "C16": "wrist-pain",
    "C17": "knee-pain hip-osteoarthritis",
    "C18": "radicular osteoporosis",
    "C19": "fall-risk",
    "C20": "knee-pain fall-risk",
    "C21": "knee-pain",
    "C22": "knee-pain pelvic-girdle-pain",
    "C23": "knee-pain fall-risk",
    "C24": "shoulder-pain gtps pregnancy",
    "C25": "shoulder-pain gtps pregnancy",
    "C27": "wrist-pain high-blood-pressure pregnancy",
    "C28": "fall-risk gtps",
    "C29": "gtps",
    "C30": "osteoporosis stress-fracture-clues pregnancy pelvic-floor",
    "B1": "dizziness",
    "B5": "gtps hip-replacement",
    "B6": "knee-pain",
    "B7": "fall-risk",
    "B8": "fall-risk",
    "B10": "stenosis arching-hurts",
}
"""Rows of the library with the filters they must know; "PG" is pregnancy, late where the row says so."""

LEFT_OUT = {
    "gtps": "R4 R6 S1 S3 S5",
    "anticoagulant": "R1 R2 R3 R4 R5 R6 R7 R8 R9",
    "deep-gluteal": "R3 S2 B5",
    "radicular": "R3",
    "hip-replacement": "S1 S3 S5",
    "osteoporosis": "R9 C30",
    "stress-fracture-clues": "C30",
    "pregnancy": "R7 S10 C15 C30",
}
"""Never adapted, always left out."""


@pytest.mark.parametrize("code", CAUTIONS)
def test_an_exercise_knows_the_circumstances_it_must_be_careful_in(code: str) -> None:
    known = {caution.filter for caution in BY_CODE[code].cautions}
    if "late-pregnancy" in CAUTIONS[code] and "pregnancy" in known:
        known.add("late-pregnancy")
    if "pregnancy" in CAUTIONS[code].split() and "late-pregnancy" in known:
        known.add("pregnancy")
    assert set(CAUTIONS[code].split()) <= known


@pytest.mark.parametrize("circumstance", LEFT_OUT)
def test_what_could_do_harm_is_left_out_and_not_only_changed(circumstance: str) -> None:
    for code in LEFT_OUT[circumstance].split():
        effects = [caution.effect for caution in BY_CODE[code].cautions if caution.filter == circumstance]
        assert effects == [CautionEffect.EXCLUDE], f"{code} under {circumstance}: {effects}"


def test_every_balance_exercise_knows_about_falls() -> None:
    for exercise in BY_CODE.values():
        if exercise.balance:
            assert "fall-risk" in {caution.filter for caution in exercise.cautions}, exercise.id


def test_pigeon_opens_only_after_the_lying_figure_four_went_well_for_two_weeks() -> None:
    unlock = BY_CODE["S3"].unlock
    assert unlock is not None
    assert (unlock.after, unlock.weeks) == (BY_CODE["S1"].id, 2)
