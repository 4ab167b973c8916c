"""Which of the three ideas the answers and measurements relate to, with a reason for every point.

The rules are the evidence table of docs/guide/evidence.md, kept as data in `knowledge/mechanisms/`. They
are a judgement of this project (source key `loadshare-judgement`), made to be read and argued with: every
point that counts, and every point that was asked or measured and does not, is listed with its reason.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from loadshare.care.conditions import Facts, FactValue, Truth, evaluate
from loadshare.knowledge._base import Entry
from loadshare.knowledge.conditions import facts_in
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.mechanism import Basis, Mechanism, Point

SCORE_PER_WEIGHT = 15
SCORE_MOST = 100
FITS_WELL_FROM = 45
PARTLY_FROM = 30
ACUTE_UNDER_WEEKS = 6
STRONG = 2
"""The weight of a ++ point."""

LOOK_ALIKES = "look-alikes"
"""A list fact the profile adds: look-alikes whose clues are in the answers. Conditions may read it."""

MARKS = frozenset({"pain", "stopped-by-pain", "trials-agree"})
"""Facts about how a test went; they are not results."""

_SPOILT_BY = {"stopped-by-pain": "yes", "trials-agree": "no", "ended-by": "cramp"}


class Fit(StrEnum):
    """How far the answers and tests speak for an idea."""

    FITS_WELL = "fits well"
    PARTLY = "partly"
    LITTLE_SIGN = "little sign"
    TOO_EARLY = "too early to say"
    NOT_ASKED = "not asked"

    @classmethod
    def _missing_(cls, value: object) -> "Fit | None":
        """Results of older rules said "not tested" where nothing bore on an idea."""
        return cls.NOT_ASKED if value == "not tested" else None


STRENGTH = (Fit.FITS_WELL, Fit.PARTLY, Fit.LITTLE_SIGN, Fit.TOO_EARLY, Fit.NOT_ASKED)
"""Strongest first."""


class PointResult(Entry):
    """One evidence point that was decided."""

    point: str
    weight: int
    basis: Basis
    reason: str


class MechanismFit(Entry):
    """One idea, how well it fits, and why."""

    mechanism: str
    fit: Fit
    score: int
    """0 to 100: 15 for each + (weight 1), 30 for each ++ (weight 2), capped at 100."""
    speaks_for: tuple[PointResult, ...]
    speaks_against: tuple[PointResult, ...]
    capped: bool
    """True when answers alone would have said 'fits well' and the cap of 'partly' held it back."""
    untested: tuple[str, ...]
    """Self-tests that would tell more and were not done."""


class Profile(Entry):
    """The three ideas, strongest first."""

    fits: tuple[MechanismFit, ...]
    lead: tuple[str, ...]
    """Mechanisms that lead the programme's emphasis; empty means a general programme."""


def build_profile(
    *, facts: Facts, filters: frozenset[str], look_alikes: frozenset[str], knowledge: Knowledge
) -> Profile:
    """Weigh every idea against the facts. Pure: the same input always gives the same profile.

    `facts` are those of `care.facts.facts_of`; `filters` and `look_alikes` the ids switched on. A point
    left open by "not sure" counts neither for nor against. No idea leads where a look-alike wants its own
    programme, or in a circumstance in which none should. Raises nothing for missing facts: what was not
    asked or measured is untested.
    """
    read = usable_facts(facts, look_alikes=look_alikes)
    done = tests_done(read)
    fits = [
        _weigh(mechanism, facts=read, done=done, filters=filters, knowledge=knowledge)
        for mechanism in knowledge.mechanisms.values()
    ]
    fits.sort(key=lambda fit: (STRENGTH.index(fit.fit), -fit.score))
    lead = _lead(fits, facts=read, filters=filters, look_alikes=look_alikes, knowledge=knowledge)
    fits.sort(key=lambda fit: fit.mechanism not in lead)
    return Profile(fits=tuple(fits), lead=lead)


def is_recent(facts: Facts) -> bool:
    """Whether the pain is younger than six weeks; False where that was not said."""
    weeks = facts.get("duration-weeks")
    return isinstance(weeks, int | float) and weeks < ACUTE_UNDER_WEEKS


def is_too_early(facts: Facts) -> bool:
    """Whether the pain is too young to be linked to an idea; one that is known from before is not."""
    return is_recent(facts) and facts.get("pain-new") != "same-as-before"


def usable_facts(facts: Facts, *, look_alikes: frozenset[str] = frozenset()) -> Facts:
    """The facts the profile reads: without tests that were spoilt, with what follows from the others.

    Left out: every result of a test that pain or cramp stopped, or whose trials disagreed. Added: the share
    of a bend that comes from the hips (percent), the version of a side hold where none was given (the one
    usual at that age), and the list of look-alikes.
    """
    spoilt = frozenset(_spoilt_tests(facts))
    read = {
        name: value for name, value in facts.items() if not spoilt or name.partition(".")[0] not in spoilt
    }
    read[LOOK_ALIKES] = tuple(sorted(look_alikes))
    _add_hip_share(read)
    _add_side_bridge_version(read)
    return read


def tests_done(facts: Facts) -> frozenset[str]:
    """Ids of the self-tests with at least one result among these facts."""
    split = (name.partition(".") for name in facts)
    return frozenset(test for test, dot, rest in split if dot and rest not in MARKS)


def _spoilt_tests(facts: Facts) -> Iterator[str]:
    for name, value in facts.items():
        test, dot, mark = name.partition(".")
        if dot and (mark, value) in {
            ("stopped-by-pain", "yes"),
            ("trials-agree", "no"),
            ("ended-by", "cramp"),
        }:
            yield test


def _add_hip_share(facts: dict[str, FactValue]) -> None:
    upper, sacral = facts.get("forward-bend.upper-tilt"), facts.get("forward-bend.sacral-tilt")
    if "forward-bend.hip-share" in facts or not isinstance(upper, int | float) or upper <= 0:
        return
    if isinstance(sacral, int | float):
        facts["forward-bend.hip-share"] = 100 * sacral / upper


def _add_side_bridge_version(facts: dict[str, FactValue]) -> None:
    age = facts.get("age")
    if "side-bridge.time.lowest" in facts and isinstance(age, int | float):
        facts.setdefault("side-bridge.version", "full" if age < 60 else "knees")


def _weigh(
    mechanism: Mechanism,
    *,
    facts: Facts,
    done: frozenset[str],
    filters: frozenset[str],
    knowledge: Knowledge,
) -> MechanismFit:
    speaks_for: list[PointResult] = []
    speaks_against: list[PointResult] = []
    for point in mechanism.points:
        truth = evaluate(point.when, facts)
        if truth is Truth.YES:
            speaks_for.append(_result(point, point.says))
        elif truth is Truth.NO and point.against and _is_known(point, facts):
            speaks_against.append(_result(point, point.against))
    score = min(SCORE_MOST, SCORE_PER_WEIGHT * sum(point.weight for point in speaks_for))
    measured_for = any(point.basis is Basis.MEASUREMENT for point in speaks_for)
    measured = measured_for or any(point.basis is Basis.MEASUREMENT for point in speaks_against)
    return MechanismFit(
        mechanism=mechanism.id,
        fit=fit_of(
            score,
            measured_for=measured_for,
            measured=measured,
            asked=bool(speaks_for or speaks_against),
            too_early=is_too_early(facts),
        ),
        score=score,
        speaks_for=tuple(speaks_for),
        speaks_against=tuple(speaks_against),
        capped=score >= FITS_WELL_FROM and not measured_for,
        untested=tuple(
            test
            for test in mechanism.tests
            if test not in done and filters.isdisjoint(knowledge.self_tests[test].not_for)
        ),
    )


def _result(point: Point, reason: str) -> PointResult:
    return PointResult(point=point.id, weight=point.weight, basis=point.basis, reason=reason)


def _is_known(point: Point, facts: Facts) -> bool:
    """Whether a point that does not count was really asked or measured."""
    if point.known_when is not None:
        return evaluate(point.known_when, facts) is Truth.YES
    return all(fact in facts for fact in facts_in(point.when))


def fit_of(score: int, *, measured_for: bool, measured: bool, asked: bool, too_early: bool) -> Fit:
    """Answers alone never carry an idea beyond 'partly', and in new pain they carry none at all."""
    if too_early and not measured:
        return Fit.TOO_EARLY
    if score >= FITS_WELL_FROM and measured_for:
        return Fit.FITS_WELL
    if score >= PARTLY_FROM:
        return Fit.PARTLY
    return Fit.LITTLE_SIGN if asked else Fit.NOT_ASKED


def _lead(
    fits: list[MechanismFit],
    *,
    facts: Facts,
    filters: frozenset[str],
    look_alikes: frozenset[str],
    knowledge: Knowledge,
) -> tuple[str, ...]:
    """The ideas of the best fit and, within it, the best score; none where another plan comes first."""
    known = knowledge.look_alikes
    if any(knowledge.filters[name].no_idea_leads for name in filters if name in knowledge.filters):
        return ()
    if any(known[name].replaces_lead for name in look_alikes if name in known):
        return ()
    able = [fit for fit in fits if _may_lead(fit, knowledge.mechanisms, facts)]
    for wanted in (Fit.FITS_WELL, Fit.PARTLY):
        best = [fit for fit in able if fit.fit is wanted]
        if best:
            return tuple(fit.mechanism for fit in best if fit.score == best[0].score)
    return ()


def _may_lead(fit: MechanismFit, mechanisms: Mapping[str, Mechanism], facts: Facts) -> bool:
    mechanism = mechanisms[fit.mechanism]
    never = mechanism.never_leads_when
    if never is not None and evaluate(never, facts) is Truth.YES:
        return False
    return not (mechanism.tests_decide and is_felt_only(fit))


def is_felt_only(fit: MechanismFit) -> bool:
    """Whether answers speak for the idea while a strong (++) test was done and no test agrees."""
    agrees = any(point.basis is Basis.MEASUREMENT for point in fit.speaks_for)
    found_nothing = any(
        point.basis is Basis.MEASUREMENT and point.weight >= STRONG for point in fit.speaks_against
    )
    return bool(fit.speaks_for) and found_nothing and not agrees
