"""What a device asks for to go on without a connection."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from loadshare.server.person.visitor import visitor_of
from loadshare.server.today.device_plan import plan_for


@require_GET
def plan(request: HttpRequest) -> JsonResponse:
    """What this device may keep for the person who is signed in."""
    return JsonResponse(plan_for(visitor_of(request), today=timezone.localdate()))
