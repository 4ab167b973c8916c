"""How well a tool's words agree with what is accepted, and how far off they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from loadshare.triage.cases import Urgency, Vignette
from loadshare.triage.laws import Law, Variant

Said = Mapping[str, Urgency | None]
"""What a tool said of each case, by name; None where it gave no answer that can be used."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share, each from 0 to 1."""
        return wilson(self.count, self.of)


@dataclass(frozen=True, kw_only=True)
class TriageScore:
    """One tool on one group of cases."""

    group: str
    agrees: Share
    under: Share
    over: Share
    silent: int
    """Cases without an answer that can be used: they agree with nothing."""


@dataclass(frozen=True, kw_only=True)
class LawResult:
    """How often one law was kept, and the first variants where it was not."""

    law: Law
    kept: Share
    broken: tuple[str, ...]


def wilson(count: int, of: int, *, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share. Of nothing, everything is possible: (0, 1).

    Wilson EB. J Am Stat Assoc 22:209 (1927); without correction for continuity.
    """
    if not of:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def score_of(cases: Iterable[Vignette], said: Said) -> tuple[TriageScore, ...]:
    """The score of all cases, then by difficulty, then by severity (the lowest urgency accepted)."""
    every = tuple(cases)
    groups: dict[str, list[Vignette]] = {"all": list(every)}
    for case in every:
        groups.setdefault(case.kind.value, []).append(case)
    for urgency in reversed(Urgency):
        alike = [case for case in every if case.severity is urgency]
        if alike:
            groups[f"needs {urgency.word}"] = alike
    return tuple(_score(name, group, said) for name, group in groups.items())


def _score(name: str, cases: list[Vignette], said: Said) -> TriageScore:
    words = [(case, said.get(case.name)) for case in cases]
    spoken = [(case, word) for case, word in words if word is not None]
    return TriageScore(
        group=name,
        agrees=Share(count=sum(word in case.accepted for case, word in spoken), of=len(words)),
        under=Share(count=sum(word < min(case.accepted) for case, word in spoken), of=len(words)),
        over=Share(count=sum(word > max(case.accepted) for case, word in spoken), of=len(words)),
        silent=len(words) - len(spoken),
    )


def laws_kept(variants: Iterable[Variant], said: Said) -> tuple[LawResult, ...]:
    """How often each law was kept. A variant without an answer breaks its law."""
    kept: dict[Law, list[bool]] = {}
    broken: dict[Law, list[str]] = {}
    for variant in variants:
        before, after = said.get(variant.of), said.get(variant.case.name)
        good = before is not None and after is not None and variant.holds(before, after)
        kept.setdefault(variant.law, []).append(good)
        if not good:
            broken.setdefault(variant.law, []).append(variant.case.name)
    return tuple(
        LawResult(law=law, kept=Share(count=sum(all_), of=len(all_)), broken=tuple(broken.get(law, ())))
        for law, all_ in kept.items()
    )
