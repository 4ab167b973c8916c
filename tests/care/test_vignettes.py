"""The vignettes the rules were first held to (V..) and our own, one for each row of its lists (A..)."""

import pytest

from loadshare.care.check import run_check
from tests.care.cases import KNOWLEDGE, NAMES, case

OF_THE_EVIDENCE = 20


def test_every_vignette_of_the_evidence_is_here() -> None:
    assert len([name for name in NAMES if name.startswith("V") and "-" not in name]) == OF_THE_EVIDENCE


@pytest.mark.parametrize("name", NAMES)
def test_vignette(name: str) -> None:
    answers, expect = case(name)
    result = run_check(answers=answers, knowledge=KNOWLEDGE)
    reasons = {reason.item: reason for reason in result.safety.reasons}
    assert result.safety.level in expect["level"], sorted(reasons)
    assert {match.look_alike for match in result.look_alikes} == set(expect.get("look_alikes", []))
    assert {active.filter for active in result.filters} == set(expect.get("filters", []))
    assert set(expect.get("items", [])) <= set(reasons)
    assert set(expect.get("incomplete", [])) == set(result.incomplete_tests)
    if "certain" in expect:
        assert reasons[expect["items"][0]].certain is expect["certain"]
    if "plan" in expect:
        assert result.safety.plan == expect["plan"]
    if "within_days" in expect:
        assert result.safety.reasons[0].within_days == expect["within_days"]
    if "lead" in expect:
        assert result.profile is not None
        assert set(result.profile.lead) == set(expect["lead"])
        fits = {fit.mechanism: fit.fit for fit in result.profile.fits}
        assert {name: fits[name] for name in expect.get("fits", {})} == expect.get("fits", {})


def test_every_safety_item_and_look_alike_is_met_by_a_vignette() -> None:
    met: set[str] = set()
    for name in NAMES:
        result = run_check(answers=case(name)[0], knowledge=KNOWLEDGE)
        met |= {reason.item for reason in result.safety.reasons}
        met |= {match.look_alike for match in result.look_alikes}
    assert met == {*KNOWLEDGE.safety, *KNOWLEDGE.look_alikes}
