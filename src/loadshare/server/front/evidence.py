"""The page about the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from loadshare.knowledge import Knowledge
from loadshare.knowledge.evidence import Grade, Source, Statement


@dataclass(frozen=True, kw_only=True)
class ClaimEvidence:
    """One claim with what is known about it."""

    statement: Statement
    sources: tuple[Source, ...]


class EvidenceScreen:
    """Verdicts, and the library of sources."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @property
    def verdicts(self) -> tuple[ClaimEvidence, ...]:
        """Every claim, in the order of the article."""
        order = {statement: place for place, statement in enumerate(_ordered(self._knowledge))}
        return tuple(
            ClaimEvidence(
                statement=statement,
                sources=self._knowledge.cited(statement.sources),
            )
            for statement in sorted(self._knowledge.statements.values(), key=lambda s: order[s.id])
        )

    @property
    def grades(self) -> tuple[Grade, ...]:
        """The four grades, strongest first."""
        return tuple(Grade)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source, by title."""
        return tuple(sorted(self._knowledge.sources.values(), key=lambda source: source.title.casefold()))

    @property
    def read_count(self) -> int:
        """How many sources were read for this."""
        return sum(source.read for source in self._knowledge.sources.values())

    @property
    def rules_version(self) -> str:
        """The version of the rules in use."""
        return self._knowledge.rules_version


CODE_ORDER = ("A", "B", "M", "S", "R", "F", "G")


def _ordered(knowledge: Knowledge) -> list[str]:
    def key(statement: Statement) -> tuple[int, str]:
        first = statement.code[:1]
        return (CODE_ORDER.index(first) if first in CODE_ORDER else len(CODE_ORDER), statement.code)

    return [statement.id for statement in sorted(knowledge.statements.values(), key=key)]
