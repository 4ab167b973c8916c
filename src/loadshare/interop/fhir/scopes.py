"""What a token may read, in the scopes of SMART App Launch 2: `patient/Observation.rs`. Nothing writes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from loadshare.interop.fhir.searching import PARAMETERS

_SCOPE = re.compile(r"patient/(\*|[A-Z][A-Za-z]{2,40})\.(read|\*|c?r?u?d?s?)")
EVERYTHING = "*"

FOR_ONE_PERSON = ("launch/patient",)
"""Programs ask with it whose data it is. They are told anyway, and it opens nothing."""


class ReadPart(StrEnum):
    """What a person ticks; each is a few scopes."""

    ANSWERS = "answers"
    COURSE = "course"
    PROGRAMME = "programme"
    PAPERS = "papers"
    ALL = "all"


KINDS_OF: dict[ReadPart, tuple[str, ...]] = {
    ReadPart.ANSWERS: ("QuestionnaireResponse",),
    ReadPart.COURSE: ("Observation",),
    ReadPart.PROGRAMME: ("CarePlan", "Goal"),
    ReadPart.PAPERS: ("DocumentReference",),
    ReadPart.ALL: (EVERYTHING,),
}
ALWAYS = ("Patient", "Questionnaire")
"""Who the person is says only a random number; the questions are the same for everybody."""


def scopes_of(parts: Iterable[ReadPart]) -> str:
    """The scopes of what was ticked, separated by spaces."""
    ticked = frozenset(parts)
    kinds = [*ALWAYS, *(kind for part in ReadPart if part in ticked for kind in KINDS_OF[part])]
    return " ".join(f"patient/{kind}.rs" for kind in kinds)


def parts_of(scopes: str) -> list[ReadPart]:
    """What a text of scopes lets somebody read, as a person is told: rather too much than too little."""
    return [
        part
        for part, kinds in KINDS_OF.items()
        if any(may(scopes, kind, act) for kind in kinds for act in "rs")
    ]


def may(scopes: str, kind: str, act: str) -> bool:
    """Whether they allow to read (`r`) or to search (`s`) resources of a kind; `*` is all of them."""
    for scope in scopes.split():
        found = _SCOPE.fullmatch(scope)
        if found and found[1] in (EVERYTHING, kind) and (found[2] in ("read", "*") or act in found[2]):
            return True
    return False


def narrowed(asked: str, allowed: str) -> str:
    """What of the scopes a program asks for it may have, in our form; of an older form (`.read`) the same."""
    granted: list[str] = []
    for kind in (EVERYTHING, *PARAMETERS):
        acts = "".join(act for act in "rs" if may(asked, kind, act) and may(allowed, kind, act))
        if acts and not all(may(" ".join(granted), kind, act) for act in acts):
            granted.append(f"patient/{kind}.{acts}")
    return " ".join(granted)


def known_scopes() -> list[str]:
    """Every scope that means something here."""
    return [f"patient/{kind}.rs" for kind in (EVERYTHING, *PARAMETERS)]
