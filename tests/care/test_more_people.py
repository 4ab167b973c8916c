"""Many people, a line each: their level is one that was decided on before the rules were run."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from loadshare.care.safety import check_safety
from tests.care.cases import KNOWLEDGE, complete_answers

PEOPLE = tomllib.loads((Path(__file__).parent / "more_people.toml").read_text(encoding="utf-8"))["people"]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person["note"])
def test_their_level_is_right(person: dict[str, Any]) -> None:
    answers = complete_answers(person["answers"], person.get("tests"))
    safety = check_safety(answers=answers, knowledge=KNOWLEDGE)
    assert safety.level in person["level"], [(reason.item, reason.level) for reason in safety.reasons]
