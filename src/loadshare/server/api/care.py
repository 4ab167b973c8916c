"""`POST /check`, `POST /plan` and `POST /review`: answers in, result out, nothing stored."""

import datetime as dt
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from loadshare.care import AnswersError, CheckResult
from loadshare.interop.results import (
    EARLIEST_START,
    LATEST_START,
    WEEKS,
    PlanResult,
    ReviewResult,
    check_result,
    plan_result,
    review_result,
)
from loadshare.knowledge import load_knowledge
from loadshare.server.api.openapi import TAKES_ANSWERS, TAKES_REVIEW
from loadshare.server.api.reply import Reply, reply
from loadshare.server.requests.body import MOST_REVIEW_BYTES, read_body
from loadshare.server.requests.problems import answers_refusal

router = Router(tags=["care"])

Week = Annotated[int, Query(ge=WEEKS[0], le=WEEKS[1], description="week of the block")]
Starts = Annotated[
    dt.date | None,
    Query(
        ge=EARLIEST_START,
        le=LATEST_START,
        description=f"first day of week 1, {EARLIEST_START} to {LATEST_START}; today if left out",
    ),
]


@router.post("/check", operation_id="check", response=CheckResult, openapi_extra=TAKES_ANSWERS)
def check(request: HttpRequest) -> Reply:
    """The safety level with its reasons, which ideas fit and why, look-alikes and filters."""
    raw = read_body(request)
    try:
        return reply(check_result(raw, knowledge=load_knowledge(), country=settings.COUNTRY))
    except AnswersError as error:
        raise answers_refusal(error) from None


@router.post("/plan", operation_id="plan", response=PlanResult, openapi_extra=TAKES_ANSWERS)
def plan(request: HttpRequest, week: Week = 1, starts: Starts = None) -> Reply:
    """The check, and a week's programme with a reason for every item, or why there is none."""
    raw = read_body(request)
    first_day = starts or timezone.localdate()
    try:
        result = plan_result(
            raw, knowledge=load_knowledge(), country=settings.COUNTRY, starts=first_day, week=week
        )
    except AnswersError as error:
        raise answers_refusal(error) from None
    return reply(result)


@router.post("/review", operation_id="review", response=ReviewResult, openapi_extra=TAKES_REVIEW)
def review(request: HttpRequest) -> Reply:
    """A week that is over, and the next one with every change explained, accepted or chosen otherwise."""
    raw = read_body(request, most=MOST_REVIEW_BYTES)
    try:
        return reply(review_result(raw, knowledge=load_knowledge(), country=settings.COUNTRY))
    except AnswersError as error:
        raise answers_refusal(error) from None
