"""What went wrong with a request, as problem details (RFC 9457)."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from loadshare.care import AnswersError
from loadshare.care._reading import plain_value
from loadshare.knowledge._base import Entry

MEDIA_TYPE = "application/problem+json"


class KeyProblem(Entry):
    """One thing to put right."""

    key: str = Field(description="which answer, test result or parameter")
    value: Any = Field(description="what was found there; a list or table in short words")
    message: str
    allowed: str = Field(description="what may stand there")


class ProblemDetails(Entry):
    """Why a request could not be answered."""

    title: str
    status: int
    detail: str
    problems: tuple[KeyProblem, ...] = ()


class RequestError(Exception):
    """A request that cannot be answered, with its details."""

    def __init__(self, details: ProblemDetails) -> None:
        super().__init__(details.detail)
        self.details = details


def refusal(status: int, title: str, detail: str, problems: Iterable[KeyProblem] = ()) -> RequestError:
    """An error to raise: what is wrong, and what to do."""
    return RequestError(ProblemDetails(title=title, status=status, detail=detail, problems=tuple(problems)))


def answers_refusal(error: AnswersError) -> RequestError:
    """Every problem of a person's answers."""
    return refusal(
        422,
        "The answers cannot be used",
        "Put right every key named in 'problems' and send the answers again.",
        (
            key_problem(problem.key, problem.value, problem.message, problem.allowed)
            for problem in error.problems
        ),
    )


def key_problem(key: str, value: object, message: str, allowed: str) -> KeyProblem:
    """One problem; a long or nested value is shortened."""
    return KeyProblem(key=key, value=plain_value(value), message=message, allowed=allowed)


def problem_response(details: ProblemDetails) -> HttpResponse:
    """The details as a response."""
    return HttpResponse(
        json.dumps(details.model_dump(mode="json")), status=details.status, content_type=MEDIA_TYPE
    )
