"""What OpenAPI says beyond the results: the form of the answers, and the errors of every operation."""

from typing import Any

from loadshare.care.answer_schema import answers_schema, review_request_schema
from loadshare.knowledge import load_knowledge
from loadshare.server.requests import body, problems, upload
from loadshare.server.tokens.making import Refusal

TAKES_ANSWERS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {body.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Answers"}}},
    }
}

TAKES_REVIEW: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {body.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ReviewRequest"}}},
    }
}

TAKES_RECORDING: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A recording: Loadshare CSV or JSON, or an export of a phone's logger, also gzipped.",
        "content": {
            media_type: {
                "schema": {"type": "object"} if media_type == body.MEDIA_TYPE else {"type": "string"}
            }
            for media_type in upload.MEDIA_TYPES
        },
    }
}
_RECORDING_ERRORS = {
    404: "There is no such test.",
    413: f"The body is longer than {upload.MOST_BYTES} bytes.",
    415: "The body is of another kind.",
    503: "Other recordings are being read; send it again in a minute.",
    422: "The recording cannot be read, or no honest number can be made from it; `problems` says why.",
}

_ERRORS = {
    400: "The body is not JSON.",
    404: "There is no such entry.",
    413: f"The body is longer than {body.MOST_BYTES} bytes ({body.MOST_REVIEW_BYTES} for a review).",
    415: f"The body is not sent as {body.MEDIA_TYPE}.",
    422: "Something in the request has to be put right; every problem is named.",
}
TOKEN_REFUSALS = {
    Refusal.MISSING: (
        "A token is needed",
        "Send Authorization: Bearer TOKEN with a token that the person made.",
    ),
    Refusal.UNKNOWN: ("The token is not good", "It is not known, is over, or was stopped."),
    Refusal.SCOPE: ("The token may not read that", "Its scopes do not name it."),
    Refusal.OFTEN: ("Too many requests", "Wait as long as Retry-After says."),
}
_TOKEN_ERRORS = {
    401: "There is no token, or it is not known, is over, or was stopped.",
    403: "The token's scopes do not name this table.",
    404: "There is no such table.",
    422: "A parameter has to be put right.",
    429: "Too many requests; wait as long as Retry-After says.",
}
_WITH_ANSWERS, _WITH_PATH = (400, 413, 415, 422), (404,)


def complete(schema: dict[str, Any]) -> None:
    """Add the answers, the problem details, and the errors that each operation can end with."""
    parts = schema["components"]["schemas"]
    parts["Answers"] = answers_schema(knowledge=load_knowledge())
    asked = review_request_schema(knowledge=load_knowledge(), refs="#/components/schemas/{model}")
    for name, part in asked.pop("$defs").items():
        parts.setdefault(name, part)  # a programme goes in as it came out
    parts["ReviewRequest"] = asked
    details = problems.ProblemDetails.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    parts.update(details.pop("$defs"))
    parts["ProblemDetails"] = details
    schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                parameter["schema"] = _without_null(parameter["schema"])
            operation["responses"].update(_errors_of(path, operation))


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address cannot hold a null: a parameter that may be missing is simply left out."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **choices[0]} if len(choices) == 1 else schema


def _errors_of(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    if operation["operationId"] == "measure":
        return {str(code): _error(words) for code, words in _RECORDING_ERRORS.items()}
    if operation["operationId"] in ("own", "own_rows"):
        codes = (401, 429) if operation["operationId"] == "own" else tuple(_TOKEN_ERRORS)
        return {str(code): _error(_TOKEN_ERRORS[code]) for code in codes}
    codes = _WITH_ANSWERS if "requestBody" in operation else _WITH_PATH if "{" in path else ()
    return {str(code): _error(_ERRORS[code]) for code in codes}


def _error(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
