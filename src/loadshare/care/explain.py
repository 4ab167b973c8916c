"""What the check found, in words: each idea, the signs, the look-alikes, and what this cannot tell.

Every sentence about evidence comes from `knowledge/statements/` with its sources; the words here only say
how the person's own answers relate to it. Calm words: one possible contributor, never a verdict.
"""

from loadshare.care.check import CheckResult, LookAlikeMatch
from loadshare.care.conditions import Facts, Truth, evaluate
from loadshare.care.profile import (
    Fit,
    MechanismFit,
    Profile,
    is_felt_only,
    is_too_early,
    tests_done,
    usable_facts,
)
from loadshare.care.telling_tests import tests_that_tell
from loadshare.care.words import joined, words
from loadshare.knowledge._base import Entry
from loadshare.knowledge.evidence import Grade, Source, Statement
from loadshare.knowledge.library import Knowledge
from loadshare.knowledge.mechanism import Basis, Mechanism, Sign
from loadshare.knowledge.safety import HELP_FIRST, PlanPermission


class Evidence(Entry):
    """What the evidence says about one claim, and what it does not say."""

    statement: str
    claim: str
    grade: Grade
    verdict: str
    not_said: str
    sources: tuple[Source, ...]


class TestOffer(Entry):
    """A self-test that would tell more."""

    __test__ = False

    self_test: str
    name: str
    purpose: str


class IdeaExplanation(Entry):
    """One of the three ideas, seen from this person's answers."""

    mechanism: str
    name: str
    idea: str
    fit: Fit
    fit_sentence: str
    leads: bool
    """Whether the programme leans on it."""
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    findings: tuple[str, ...]
    """What the tests that were done showed, in words."""
    note: str
    """A kind word where answers and tests do not agree; else empty."""
    evidence: Evidence
    sources: tuple[Source, ...]
    """Where the rules for this idea come from."""
    tests: tuple[TestOffer, ...]


class SignExplanation(Entry):
    """One of the article's signs that this person has, and what it means."""

    sign: str
    text: str
    evidence: Evidence


class LookAlikeExplanation(Entry):
    """Something that resembles the article's picture and wants another plan."""

    look_alike: str
    name: str
    certain: bool
    clues: str
    meaning: str
    plan_effect: str
    sources: tuple[Source, ...]


class Caveat(Entry):
    """One thing the check cannot tell."""

    text: str
    sources: tuple[Source, ...]


class Explanation(Entry):
    """The explanation page, top to bottom."""

    rules_version: str
    headline: str
    ideas: tuple[IdeaExplanation, ...]
    """Strongest first; empty at levels E and S, where getting help comes first."""
    signs: tuple[SignExplanation, ...]
    look_alikes: tuple[LookAlikeExplanation, ...]
    tests: tuple[TestOffer, ...] = ()
    """At most two tests that would tell more, the one that could change most first."""
    unused_tests: tuple[str, ...]
    """Tests that were done and could not be used, one sentence each."""
    limits: tuple[Caveat, ...]


_LIMITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cause", ("lancet-2018", "nice-ng59")),
    ("several", ("lancet-2018", "nice-ng59")),
    ("matched", ("loadshare-judgement", "dejesus-2020")),
    ("home-tests", ("keogh-2019", "penney-2014", "loadshare-judgement")),
    ("inside", ("nice-ng59",)),
)
"""What the check cannot tell, and who says so."""


def explain(*, check: CheckResult, facts: Facts, knowledge: Knowledge) -> Explanation:
    """Put a check into words. `facts` are those the check was made from (`care.facts.facts_of`).

    Pure. Raises `KeyError` if the check names knowledge that this library does not hold, which happens only
    when a stored check was made with other rules: compare `rules_version` first.
    """
    look_alikes = frozenset(match.look_alike for match in check.look_alikes)
    read = usable_facts(facts, look_alikes=look_alikes)
    profile = check.profile
    lead = profile.lead if profile else ()
    return Explanation(
        rules_version=check.rules_version,
        headline=_headline(check, facts=read, knowledge=knowledge),
        ideas=tuple(
            _idea(fit, leads=fit.mechanism in lead, facts=read, knowledge=knowledge)
            for fit in (profile.fits if profile else ())
        ),
        signs=tuple(
            _sign(sign, knowledge)
            for sign in knowledge.signs.values()
            if evaluate(sign.when, read) is Truth.YES
        ),
        look_alikes=tuple(_look_alike(match, knowledge) for match in check.look_alikes),
        tests=tuple(
            _offer(test, knowledge)
            for test in (tests_that_tell(profile=profile, facts=read, knowledge=knowledge) if profile else ())
        ),
        unused_tests=tuple(_unused_test(test, facts, knowledge) for test in _unused(facts, read)),
        limits=tuple(
            Caveat(text=words(f"caveat.{name}"), sources=knowledge.cited(keys)) for name, keys in _LIMITS
        ),
    )


def _headline(check: CheckResult, *, facts: Facts, knowledge: Knowledge) -> str:
    if check.profile is None or check.safety.level in HELP_FIRST:
        return words("headline.help-first")
    if check.safety.plan is PlanPermission.NONE:
        return words("headline.seen-first")
    first = next((match for match in check.look_alikes if match.replaces_lead), None)
    if first is not None:
        return words("headline.look-alike", name=_as_part(first.name))
    lead = check.profile.lead
    if not lead:
        return words("headline.early" if is_too_early(facts) else "headline.general")
    return _lead_headline(check.profile, knowledge)


def _lead_headline(profile: Profile, knowledge: Knowledge) -> str:
    """What leads, said so that it cannot quarrel with the cards below: one ranking drives both."""
    fits = {fit.mechanism: fit.fit for fit in profile.fits}
    best = fits[profile.lead[0]]
    names = joined([_as_part(knowledge.mechanisms[mechanism].name) for mechanism in profile.lead])
    how = "well" if best is Fit.FITS_WELL else "in-part"
    if len(profile.lead) == len(fits):
        return words(f"headline.all.{how}")
    if all(fit is best for fit in fits.values()):
        return words(f"headline.most.{how}", names=names)
    if len(profile.lead) == 1:
        return words(f"headline.one.{how}", names=names)
    return words(f"headline.two.{how}", names=names)


def _as_part(name: str) -> str:
    """A name inside a sentence: its first letter small, unless the word is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _idea(fit: MechanismFit, *, leads: bool, facts: Facts, knowledge: Knowledge) -> IdeaExplanation:
    mechanism = knowledge.mechanisms[fit.mechanism]
    return IdeaExplanation(
        mechanism=mechanism.id,
        name=mechanism.name,
        idea=mechanism.idea,
        fit=fit.fit,
        fit_sentence=_fit_sentence(fit),
        leads=leads,
        speaks_for=tuple(point.reason for point in fit.speaks_for),
        speaks_against=tuple(point.reason for point in fit.speaks_against),
        findings=_findings(mechanism, facts, knowledge),
        note=words("idea.felt-only") if mechanism.tests_decide and is_felt_only(fit) else "",
        evidence=_evidence(knowledge.statements[mechanism.statement], knowledge),
        sources=knowledge.cited(mechanism.sources),
        tests=tuple(_offer(test, knowledge) for test in fit.untested),
    )


def _offer(test: str, knowledge: Knowledge) -> TestOffer:
    known = knowledge.self_tests[test]
    return TestOffer(self_test=test, name=known.name, purpose=known.purpose)


def _fit_sentence(fit: MechanismFit) -> str:
    measured = any(point.basis is Basis.MEASUREMENT for point in (*fit.speaks_for, *fit.speaks_against))
    if fit.capped and not measured:
        return words("idea.answers-alone")
    return words(f"idea.fit.{fit.fit.name.lower()}")


def _findings(mechanism: Mechanism, facts: Facts, knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(
        finding.text
        for test in mechanism.tests
        for finding in knowledge.self_tests[test].findings
        if evaluate(finding.when, facts) is Truth.YES
    )


def _sign(sign: Sign, knowledge: Knowledge) -> SignExplanation:
    return SignExplanation(
        sign=sign.id,
        text=sign.text,
        evidence=_evidence(knowledge.statements[sign.statement], knowledge),
    )


def _look_alike(match: LookAlikeMatch, knowledge: Knowledge) -> LookAlikeExplanation:
    return LookAlikeExplanation(
        look_alike=match.look_alike,
        name=match.name,
        certain=match.certain,
        clues=match.clues,
        meaning=match.meaning,
        plan_effect=match.plan_effect,
        sources=knowledge.cited(knowledge.look_alikes[match.look_alike].sources),
    )


def _evidence(statement: Statement, knowledge: Knowledge) -> Evidence:
    return Evidence(
        statement=statement.id,
        claim=statement.claim,
        grade=statement.grade,
        verdict=statement.verdict,
        not_said=statement.not_said,
        sources=knowledge.cited(statement.sources),
    )


def _unused(facts: Facts, read: Facts) -> tuple[str, ...]:
    """Tests with a mark or a result that the profile does not read."""
    split = (name.partition(".") for name in facts)
    started = dict.fromkeys(test for test, dot, _ in split if dot)
    done = tests_done(read)
    return tuple(test for test in started if test not in done)


def _unused_test(test: str, facts: Facts, knowledge: Knowledge) -> str:
    name = knowledge.self_tests[test].name
    if facts.get(f"{test}.stopped-by-pain") == "yes":
        return words("unused-test.pain", name=name)
    if facts.get(f"{test}.trials-agree") == "no":
        return words("unused-test.tries", name=name)
    if facts.get(f"{test}.ended-by") == "cramp":
        return words("unused-test.cramp", name=name)
    return words("unused-test.nothing", name=name)
