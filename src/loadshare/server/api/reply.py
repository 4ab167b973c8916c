"""A result as the response of the API, the same JSON as the command line prints."""

from django.http import HttpResponse
from pydantic import BaseModel

Reply = HttpResponse


def reply(result: BaseModel) -> Reply:
    """The result in its stable form."""
    return HttpResponse(result.model_dump_json(by_alias=True), content_type="application/json")
