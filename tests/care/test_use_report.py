"""The report of an installation: right about many people, and silent about each of them."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from loadshare.care.blur import EPSILON, ROUNDED_TO, SUPPRESSED_UP_TO, Blur
from loadshare.care.outcomes import Direction
from loadshare.care.still_using import FollowedUp, still_using
from loadshare.care.use import EffectGrade, LeavingReason
from loadshare.care.use_report import (
    HealthSeen,
    OutcomeSeen,
    PastPeople,
    PersonUse,
    UseReport,
    followed,
    quarter_before,
    quarter_of,
    report_of_use,
)
from tests.support.simulated_use import (
    BETTER,
    GOOD_AT_FIRST,
    GOOD_AT_WEEK_8,
    MILD,
    RED,
    SESSIONS_A_WEEK,
    UNTIL,
    planted,
    simulated,
)

SECRET = b"of this installation"
DRAWS = 3000
MOST_TOLD_APART = 0.245
"""(e^0.5 - 1) / (e^0.5 + 1): who may guess once, knowing all others, is right in 62 of 100 at most."""
SAMPLING = 0.04


def report(
    people: tuple[PersonUse, ...], *, secret: bytes = SECRET, past: tuple[PastPeople, ...] = ()
) -> UseReport:
    measures = {"pain": 10.0, "roland-morris": 24.0}
    return report_of_use(
        people=people,
        past=past,
        outcomes=measures,
        health_weeks=(0, 8, 26, 52),
        quarter="2026-Q3",
        until=UNTIL,
        secret=secret,
    )


def numbers(found: object) -> list[float]:
    """Every number about people in it."""
    if isinstance(found, dict):
        names = ("version", "suppressed_up_to", "rounded_to", "day", "week")
        return [n for name, part in found.items() if name not in names for n in numbers(part)]
    if isinstance(found, list | tuple):
        return [n for part in found for n in numbers(part)]
    return [found] if isinstance(found, int | float) else []


# --- right -----------------------------------------------------------------------------------------------

FREIREICH = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
"""Weeks in remission with 6-mercaptopurine (1963), the example of every textbook; + is still in it."""


@pytest.mark.parametrize(
    ("day", "share", "at_risk"), [(6, 1, 21), (7, 0.857, 17), (8, 0.807, 16), (11, 0.753, 13), (24, 0.448, 5)]
)
def test_the_estimate_is_that_of_the_textbook(day: int, share: float, at_risk: int) -> None:
    known = [FollowedUp(days=int(one.strip("+")), left="+" not in one) for one in FREIREICH.split()]
    (found,) = still_using(followed=known, days=(day,))
    assert found.share == pytest.approx(share, abs=0.001)
    assert found.at_risk == at_risk


def test_simulated_people_give_back_what_was_planted() -> None:
    found = report(simulated(4000))
    assert found.started == pytest.approx(4000, abs=25)
    for cell in found.retention:
        assert cell.share_pct == pytest.approx(100 * planted(cell.day), abs=3), cell
        assert cell.low_pct is not None
        assert cell.high_pct is not None
        assert cell.low_pct - 1 <= 100 * planted(cell.day) <= cell.high_pct + 1, cell
    week_8 = next(cell for cell in found.outcomes if cell.week == 8)
    assert week_8.better_pct == pytest.approx(100 * BETTER, abs=4)
    assert week_8.mean_better_by == pytest.approx(3 * BETTER, abs=0.2)
    good = {cell.week: cell.good_pct for cell in found.health}
    assert good[0] == pytest.approx(100 * GOOD_AT_FIRST, abs=4)
    assert good[8] == pytest.approx(100 * GOOD_AT_WEEK_8, abs=4)
    assert (good[26], good[52]) == (None, None)
    assert max(found.sessions_a_week, key=lambda cell: cell.people or 0).name.startswith(str(SESSIONS_A_WEEK))
    assert found.unwanted[0].people == pytest.approx(4000 * MILD, rel=0.1)
    assert found.unwanted[2].people is None
    weeks = [((one.used - one.started).days + 1) / 7 for one in simulated(4000)]
    of_all = sum(min(26.0, max(1.0, each)) for each in weeks)
    kept = sum(min(1.0, 26 / each) for each in weeks)
    assert found.red_sessions.per_100_weeks == pytest.approx(100 * RED * kept / of_all, rel=0.15)
    assert found.unwanted[0].per_100_weeks == pytest.approx(100 * MILD * kept / of_all, rel=0.15)


def used_for(weeks: int, **values: object) -> PersonUse:
    began = UNTIL - dt.timedelta(days=500)
    return PersonUse(started=began, used=began + dt.timedelta(days=7 * weeks - 1), **values)  # type: ignore[arg-type]


def test_a_rate_is_of_the_weeks_that_its_events_are_of() -> None:
    """Whoever used it for a year counts with half of it, and with half of what was unwanted."""
    people = (used_for(52, red=6, effects=(EffectGrade.MILD,) * 6),) * 1000
    found = report(people)
    assert found.red_sessions.per_100_weeks == pytest.approx(100 * 6 / 52, rel=0.05)
    assert found.unwanted[0].per_100_weeks == pytest.approx(100 * 6 / 52, rel=0.05)


def test_each_grade_counts_effects_of_that_grade_only() -> None:
    effects = (EffectGrade.MILD,) * 8 + (EffectGrade.SEVERE,)
    mild, moderate, severe = report((used_for(10, effects=effects),) * 1000).unwanted
    assert (mild.people, moderate.people) == (None, None)
    assert severe.people == pytest.approx(1000, abs=25)
    assert severe.per_100_weeks == pytest.approx(10, rel=0.1)


def test_a_rate_of_which_nothing_is_known_is_not_zero() -> None:
    """Fifteen people had one: whatever the noise is, "none in 100 weeks" is wrong."""
    few = tuple(used_for(20, red=int(number < 15)) for number in range(200))
    rates = [report(few, secret=secret).red_sessions for secret in secrets(300)]
    assert any(one.people for one in rates)
    for one in rates:
        assert one.per_100_weeks is None or one.per_100_weeks > 0.2
        assert one.people is not None or one.per_100_weeks is None
    brief = tuple(used_for(1, red=10) for _ in range(20))
    assert all(report(brief, secret=secret).red_sessions.per_100_weeks != 0 for secret in secrets(100))


def test_a_large_gain_on_a_wide_scale_is_not_cut() -> None:
    by = {"outcome": "roland-morris", "week": 8, "direction": Direction.BETTER, "better_by": 18.0}
    found = report((used_for(10, seen=(OutcomeSeen(**by),)),) * 2000)  # type: ignore[arg-type]
    cell = next(one for one in found.outcomes if (one.outcome, one.week) == ("roland-morris", 8))
    assert cell.mean_better_by == pytest.approx(18, abs=0.5)


def test_of_few_who_are_followed_so_long_no_share_is_told() -> None:
    """Two hundred rest since their ninth week. Seven others went on: of day 90 seven people tell nothing."""
    rests = replace(used_for(9), rests_since=used_for(9).used)
    people = (rests,) * 200 + (used_for(40),) * SUPPRESSED_UP_TO
    for secret in secrets(40):
        found = {cell.day: cell.share_pct for cell in report(people, secret=secret).retention}
        assert found[30] == pytest.approx(100, abs=5)
        assert found[90] is None


def test_the_interval_holds_what_was_planted_in_19_of_20() -> None:
    held = 0
    for seed in range(100):
        cell = report(simulated(200, seed=seed), secret=str(seed).encode()).retention[1]
        assert cell.low_pct is not None
        assert cell.high_pct is not None
        held += cell.low_pct <= 100 * planted(cell.day) <= cell.high_pct
    assert held >= 94


def test_whoever_left_before_their_rows_went_is_counted_too() -> None:
    stayed = tuple(replace(one, used=UNTIL) for one in simulated(500))
    only_those = report(stayed).retention[1].share_pct
    with_gone = report(stayed, past=(PastPeople(days=7, people=500),)).retention
    assert only_those == pytest.approx(100, abs=2)
    assert with_gone[0].share_pct == pytest.approx(100, abs=2)
    assert with_gone[1].share_pct == pytest.approx(50, abs=4)


def test_who_rests_has_not_left_and_who_is_away_has() -> None:
    began, used = UNTIL - dt.timedelta(days=100), UNTIL - dt.timedelta(days=60)
    one = PersonUse(started=began, used=used)
    assert followed(one, until=UNTIL) == FollowedUp(days=40, left=True)
    rests = replace(one, rests_since=used + dt.timedelta(days=3))
    assert followed(rests, until=UNTIL) == FollowedUp(days=43, left=False)
    assert followed(replace(one, used=UNTIL - dt.timedelta(days=28)), until=UNTIL).left is False


def test_only_whole_quarters_are_told() -> None:
    assert quarter_before(dt.date(2026, 11, 29)) == ("2026-Q3", dt.date(2026, 10, 1))
    assert quarter_before(dt.date(2027, 1, 1)) == ("2026-Q4", dt.date(2027, 1, 1))
    assert quarter_before(dt.date(2026, 3, 31)) == ("2025-Q4", dt.date(2026, 1, 1))
    assert (
        quarter_of(dt.date(2026, 2, 1)) < quarter_of(dt.date(2026, 12, 31)) < quarter_of(dt.date(2027, 1, 1))
    )


# --- attacked --------------------------------------------------------------------------------------------


def secrets(draws: int = DRAWS) -> list[bytes]:
    return [str(number).encode() for number in range(draws)]


@pytest.mark.parametrize("people", [0, 1, SUPPRESSED_UP_TO])
def test_of_so_few_people_nothing_is_told(people: int) -> None:
    for secret in secrets(40):
        assert numbers(report(simulated(people), secret=secret).model_dump()) == []


def test_seven_or_fewer_are_never_told_and_others_are_rounded() -> None:
    for n in range(60):
        told = {Blur(secret=secret, period="q").count("cell", n) for secret in secrets(300)}
        if n <= SUPPRESSED_UP_TO:
            assert told == {None}
        assert all(one is None or (one % ROUNDED_TO == 0 and one > SUPPRESSED_UP_TO) for one in told)


def told_apart(one: Counter[object], other: Counter[object]) -> float:
    """How much better than chance somebody guesses, who sees the number and knows everything else."""
    return sum(abs(one[value] - other[value]) for value in one | other) / 2 / DRAWS


@pytest.mark.parametrize("n", [7, 8, 12, 13, 17, 22, 50, 52, 53])
def test_two_exports_with_and_without_somebody_cannot_be_told_apart(n: int) -> None:
    """The line at seven and steps of rounding included: rounding alone is found out at 12, 17, 22 and 52."""
    before, after = (
        Counter[object](Blur(secret=secret, period=period).count("cell", count) for secret in secrets())
        for period, count in (("2026-Q2", n), ("2026-Q3", n + 1))
    )
    assert told_apart(before, after) <= MOST_TOLD_APART + SAMPLING


def cells_of(found: UseReport) -> dict[str, str]:
    """Every cell as it is told, its interval with it."""
    cells = {"started": str(found.started), "red": found.red_sessions.model_dump_json()}
    assert found.nudges is not None
    assert found.nudge_forms is not None
    cells["nudges"] = found.nudges.model_dump_json()
    cells["forms"] = found.nudge_forms.model_dump_json()
    for name in ("retention", "sessions_a_week", "outcomes", "health", "unwanted", "reasons", "content"):
        for number, cell in enumerate(getattr(found, name)):
            cells[f"{name}/{number}"] = cell.model_dump_json()
    return cells


def learnt(without: list[str], with_them: list[str]) -> float:
    """How much better than chance somebody guesses who learnt from one half and is asked about the other."""
    half = len(without) // 2
    seen = Counter(with_them[:half])
    seen.subtract(Counter(without[:half]))
    right = sum(seen[cell] > 0 for cell in with_them[half:]) - sum(seen[cell] > 0 for cell in without[half:])
    return right / half


LEFT_AT_ONCE = used_for(1)
STAYED = PersonUse(started=UNTIL - dt.timedelta(days=500), used=UNTIL)


@pytest.mark.parametrize(
    "one",
    [
        LEFT_AT_ONCE,
        STAYED,
        used_for(60, sessions=900, red=1000, effects=(EffectGrade.SEVERE,) * 1000, content=1),
        used_for(9, seen=(OutcomeSeen(outcome="pain", week=8, direction=Direction.WORSE, better_by=-10),)),
        used_for(9, health=tuple(HealthSeen(week=week, is_good=False) for week in (0, 8))),
    ],
)
def test_no_cell_of_a_whole_report_tells_whether_somebody_is_in_it(one: PersonUse) -> None:
    """Noise in one number is undone by another that holds none, such as the ends of an interval."""
    seen = tuple(
        OutcomeSeen(outcome="pain", week=8, direction=way, better_by=by)
        for way, by in ((Direction.BETTER, 3), (Direction.SAME, 0))
    )
    people = tuple(
        used_for(
            1 + number % 3 if number < 15 else 9 + number % 9,
            red=number % 2,
            effects=(EffectGrade.SEVERE,) * (number % 2),
            content=5,
            seen=seen[number % 2 : number % 2 + 1],
            health=(HealthSeen(week=0, is_good=number % 2 == 0), HealthSeen(week=8, is_good=True)),
        )
        for number in range(40)
    )
    drawn = secrets(1600)
    without = [cells_of(report(people, secret=secret)) for secret in drawn]
    with_them = [cells_of(report((one, *people), secret=secret)) for secret in drawn]
    for name in without[0]:
        told = learnt([cells[name] for cells in without], [cells[name] for cells in with_them])
        assert told <= MOST_TOLD_APART + SAMPLING, name


def test_a_slice_that_is_taken_away_does_not_show_who_is_left() -> None:
    """All people, less those of a slice, are one person or nobody: the difference does not tell which."""

    def differences(whole: int) -> Counter[object]:
        pairs = (
            (
                Blur(secret=secret, period="q").count("all", whole),
                Blur(secret=secret, period="q").count("some", 40),
            )
            for secret in secrets()
        )
        return Counter(None if None in pair else pair[0] - pair[1] for pair in pairs)  # type: ignore[operator]

    assert told_apart(differences(40), differences(41)) <= MOST_TOLD_APART + SAMPLING


def test_a_share_does_not_show_one_person_either() -> None:
    def shares(better: int) -> Counter[object]:
        found = (
            Blur(secret=secret, period="q").mean("share", total=better, n=40, most=1) for secret in secrets()
        )
        return Counter(None if one is None else round(20 * one) for one in found)

    assert told_apart(shares(20), shares(21)) <= MOST_TOLD_APART + SAMPLING


def test_who_has_much_of_something_does_not_stand_out() -> None:
    people = simulated(60)
    loud = replace(people[0], red=10_000, effects=(EffectGrade.MILD,) * 1000)
    quiet = replace(people[0], red=10, effects=(EffectGrade.MILD,) * 10)
    assert report((loud, *people[1:])) == report((quiet, *people[1:]))


def test_the_same_report_comes_out_again_and_another_installation_has_other_noise() -> None:
    people = simulated(200)
    assert report(people) == report(people[::-1])
    assert len({report(people, secret=secret).started for secret in secrets(40)}) > 1


def test_a_reason_of_few_is_hidden_among_reasons_of_many() -> None:
    people = tuple(replace(one, reason=LeavingReason.BETTER) for one in simulated(100))
    few = (replace(people[0], reason=LeavingReason.HURT), *people[1:])
    found = {cell.name: cell.people for cell in report(few).reasons}
    assert found["hurt"] is None
    assert found["better"] is not None
    assert set(found) == {reason.value for reason in LeavingReason}


def test_noise_is_as_large_as_is_said() -> None:
    drawn = [Blur(secret=secret, period="q").mean("c", total=0, n=1000, most=1000) for secret in secrets()]
    sizes = [abs(one) for one in drawn if one is not None]
    assert sum(sizes) / len(sizes) == pytest.approx(1 / EPSILON, rel=0.1)
