"""`GET /knowledge` and `GET /questions`: what is known, entry by entry."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from loadshare.interop.results import fill_in
from loadshare.knowledge import load_knowledge
from loadshare.knowledge._base import Entry
from loadshare.knowledge.catalogue import KINDS, IndexEntry, entries_of, index_of, similar_ids
from loadshare.knowledge.evidence import Source, Statement
from loadshare.knowledge.exercise import Exercise
from loadshare.knowledge.mechanism import Mechanism, Sign
from loadshare.knowledge.question import Question
from loadshare.knowledge.safety import Filter, LookAlike, SafetyItem
from loadshare.knowledge.self_test import SelfTest
from loadshare.knowledge.stop import Stop
from loadshare.knowledge.template import Template
from loadshare.server.api.reply import Reply, reply
from loadshare.server.requests.problems import key_problem, refusal

router = Router(tags=["knowledge"])

AnyEntry = (
    Exercise
    | Question
    | SafetyItem
    | LookAlike
    | SelfTest
    | Statement
    | Mechanism
    | Sign
    | Filter
    | Template
    | Stop
    | Source
)


class Index(Entry):
    """Every entry by kind, in the order of the library."""

    rules_version: str
    kinds: Mapping[str, tuple[IndexEntry, ...]]


class QuestionList(Entry):
    """The questions of the check, in the order asked."""

    rules_version: str
    questions: tuple[Question, ...]


@router.get("/knowledge", operation_id="knowledge", response=Index)
def index(request: HttpRequest) -> Reply:  # noqa: ARG001
    """Every entry of the library: its id and the words people see for it."""
    knowledge = load_knowledge()
    kinds = {kind: index_of(kind, knowledge=knowledge) for kind in KINDS}
    return reply(Index(rules_version=knowledge.rules_version, kinds=kinds))


@router.get("/knowledge/{kind}/{name}", operation_id="entry", by_alias=True, response=AnyEntry)
def entry(request: HttpRequest, kind: str, name: str) -> Reply:  # noqa: ARG001
    """One entry of the library, with this country's numbers in its words."""
    knowledge = load_knowledge()
    if kind not in KINDS:
        raise _not_found("kind", kind, f"one of: {', '.join(KINDS)}")
    entries = entries_of(kind, knowledge=knowledge)
    if name not in entries:
        close = similar_ids(name, knowledge=knowledge, kind=kind)
        allowed = f"did you mean {' or '.join(close)}?" if close else "an id listed by /api/v1/knowledge"
        raise _not_found("name", name, allowed)
    return reply(fill_in(entries[name], country=settings.COUNTRY))


@router.get("/questions", operation_id="questions", by_alias=True, response=QuestionList)
def questions(request: HttpRequest) -> Reply:  # noqa: ARG001
    """Every question: its words, why it is asked, what may be answered, and when it is asked."""
    knowledge = load_knowledge()
    return reply(
        QuestionList(rules_version=knowledge.rules_version, questions=tuple(knowledge.questions.values()))
    )


def _not_found(key: str, value: str, allowed: str) -> Exception:
    return refusal(
        404, "Not found", "There is no such entry.", [key_problem(key, value, "not known", allowed)]
    )
