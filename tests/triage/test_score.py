"""Scores and agreement against figures that others published, and against laws of counting."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loadshare.knowledge import load_knowledge
from loadshare.triage import (
    BenchmarkError,
    Law,
    Urgency,
    agreement_of,
    laws_kept,
    loadshare,
    published,
    read_ratings,
    read_set,
    score_of,
    variants_of,
    wilson,
)
from loadshare.triage.agreement import fleiss_kappa, weighted_kappa
from loadshare.triage.tools import everyone_soon, red_flag_list

KNOWLEDGE = load_knowledge()
CASES = read_set(published(), knowledge=KNOWLEDGE)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    # Newcombe RG. Stat Med 17:857 (1998), Table I, method 3: the score method.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_those_of_newcombe(count: int, of: int, low: float, high: float) -> None:
    assert wilson(count, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1


def test_fleiss_kappa_of_a_textbook_table() -> None:
    """Ten subjects, fourteen raters, five categories: 0.210."""
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    table = [[kind for kind, n in enumerate(row) for _ in range(n)] for row in counts]
    assert fleiss_kappa(table) == pytest.approx(0.210, abs=5e-4)


@given(st.lists(st.sampled_from(Urgency), min_size=2, max_size=30))
def test_who_agrees_fully_has_kappa_one_or_none(words: list[Urgency]) -> None:
    both = fleiss_kappa([[word, word] for word in words]), weighted_kappa(words, words)
    if len(set(words)) == 1:
        assert both == (None, None)
    else:
        assert both == (pytest.approx(1), pytest.approx(1))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_weighted_kappa_is_at_most_one_and_knows_no_first(pairs: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = weighted_kappa(one, other)
    assert kappa == weighted_kappa(other, one)
    assert kappa is None or (kappa <= 1 and math.isfinite(kappa))


@given(st.data())
def test_agreement_under_over_and_silence_are_all_there_is(data: st.DataObject) -> None:
    said = {
        case.name: data.draw(st.sampled_from([*Urgency, None]), label=case.name) for case in CASES.cases[::9]
    }
    for score in score_of(CASES.cases[::9], said):
        parts = score.agrees.count + score.under.count + score.over.count + score.silent
        assert parts == score.agrees.of == score.under.of == score.over.of


def test_loadshare_agrees_with_every_published_case() -> None:
    said = loadshare(knowledge=KNOWLEDGE)(CASES.cases)
    assert [name for name, word in said.items() if word not in CASES.by_name[name].accepted] == []


def test_a_baseline_is_seen_to_be_one() -> None:
    """A bench on which sending everybody to a doctor does well would measure nothing."""
    cases = CASES.cases
    ours, all_, listed = (
        score_of(cases, tool(cases))[0]
        for tool in (loadshare(knowledge=KNOWLEDGE), everyone_soon, red_flag_list(CASES.red_flags))
    )
    assert all_.agrees.interval[1] < ours.agrees.interval[0]
    assert listed.agrees.interval[1] < ours.agrees.interval[0]
    assert all_.over.count > listed.over.count > 0
    assert listed.under.count > 0


def test_the_laws_hold_for_some_of_the_changes() -> None:
    """The whole of them is `loadshare bench triage`."""
    variants = list(variants_of(CASES, knowledge=KNOWLEDGE))
    chosen = [
        one
        for one in variants
        if sum(one.case.name.encode()) % (23 if one.law is Law.NOT_SURE_NEVER_BELOW_NO else 3) == 0
    ]
    said = loadshare(knowledge=KNOWLEDGE)([*CASES.cases, *(one.case for one in chosen)])
    results = laws_kept(chosen, said)
    assert {result.law for result in results} == set(Law)
    assert {result.law: result.broken for result in results if result.broken} == {}


def test_a_tool_that_calms_on_a_sign_breaks_the_law() -> None:
    variants = list(variants_of(CASES, knowledge=KNOWLEDGE))
    said = {**{case.name: Urgency.SOON for case in CASES.cases}}
    said |= {one.case.name: Urgency.SELF_CARE for one in variants}
    kept = {result.law: result.kept.count for result in laws_kept(variants, said)}
    assert kept[Law.SIGN_NEVER_LOWERS] == kept[Law.SIGN_IS_SEEN] == kept[Law.RETOLD_KEEPS] == 0


def test_raters_are_compared(tmp_path: Path) -> None:
    names = [case.name for case in CASES.cases]
    for rater, words in {
        "ana": [min(case.accepted) for case in CASES.cases],
        "ben": [Urgency.EMERGENCY for _ in names],
    }.items():
        rows = [f"{name},{word.word}" for name, word in zip(names, words, strict=True)]
        (tmp_path / rater).write_text("\ufeffcase,level\r\n" + "\r\n".join(rows) + "\r\n", encoding="utf-8")
    ana, ben = (read_ratings(tmp_path / rater, cases=CASES) for rater in ("ana", "ben"))
    found = agreement_of([ana, ben], cases=CASES)
    assert (found.raters, found.cases) == (2, len(names))
    assert found.accepted[0].count == len(names) > found.accepted[1].count
    assert found.kappa is not None
    assert found.kappa < 0
    assert agreement_of([ana, ana], cases=CASES).kappa == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("case,level\nnobody,soon\n", "line 2: no case is called 'nobody'"),
        ("case,level\nO02,perhaps\n", "line 2: 'perhaps' is none of emergency, same-day, soon, self-care"),
        ("case,level\nO02,\n", "no rating here"),
        ("", "no rating here"),
    ],
)
def test_ratings_that_cannot_be_read_are_named(tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(text)
    with pytest.raises(BenchmarkError, match=wrong):
        read_ratings(path, cases=CASES)
