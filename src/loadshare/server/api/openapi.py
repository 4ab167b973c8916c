"""What OpenAPI says beyond the results: the form of the answers, and the errors of every operation."""

from typing import Any

from loadshare.care.answer_schema import answers_schema
from loadshare.knowledge import load_knowledge
from loadshare.server.api import body, problems

TAKES_ANSWERS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {body.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Answers"}}},
    }
}

_ERRORS = {
    400: "The body is not JSON.",
    404: "There is no such entry.",
    413: f"The body is longer than {body.MOST_BYTES} bytes.",
    415: f"The body is not sent as {body.MEDIA_TYPE}.",
    422: "Something in the request has to be put right; every problem is named.",
}
_WITH_ANSWERS, _WITH_PATH = (400, 413, 415, 422), (404,)


def complete(schema: dict[str, Any]) -> None:
    """Add the answers, the problem details, and the errors that each operation can end with."""
    parts = schema["components"]["schemas"]
    parts["Answers"] = answers_schema(knowledge=load_knowledge())
    details = problems.ProblemDetails.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    parts.update(details.pop("$defs"))
    parts["ProblemDetails"] = details
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                parameter["schema"] = _without_null(parameter["schema"])
            codes = _WITH_ANSWERS if "requestBody" in operation else _WITH_PATH if "{" in path else ()
            operation["responses"].update({str(code): _error(code) for code in codes})


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address cannot hold a null: a parameter that may be missing is simply left out."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **choices[0]} if len(choices) == 1 else schema


def _error(code: int) -> dict[str, Any]:
    return {
        "description": _ERRORS[code],
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
