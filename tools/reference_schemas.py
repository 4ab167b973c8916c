"""The JSON Schemas of answers and results, and the OpenAPI description of the HTTP API."""

import ast
import inspect
import json
import os
import textwrap
from typing import Any

from pydantic import BaseModel

from loadshare.care import CheckResult
from loadshare.care.answer_schema import answers_schema, review_request_schema
from loadshare.interop.results import PlanResult, ReviewResult
from loadshare.knowledge import load_knowledge

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def pages() -> dict[str, str]:
    """File name and text of every schema."""
    answers = {"$schema": DIALECT, **answers_schema(knowledge=load_knowledge())}
    asked = review_request_schema(knowledge=load_knowledge())
    return {
        "answers.schema.json": _text(answers),
        "check.schema.json": _text(result_schema(CheckResult)),
        "programme.schema.json": _text(result_schema(PlanResult)),
        "review-request.schema.json": _text({"$schema": DIALECT, **asked}),
        "review.schema.json": _text(result_schema(ReviewResult)),
        "openapi.json": _text(openapi()),
        "my-data.schema.json": _text(my_data()),
    }


def result_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a result as it is printed, each key with the words that stand below it in the code."""
    schema = model.model_json_schema(mode="serialization")
    explained = {name: _key_words(found) for name, found in _models_in(model).items()}
    for name, part in [(model.__name__, schema), *schema.get("$defs", {}).items()]:
        for key, words in explained.get(name, {}).items():
            part["properties"][key].setdefault("description", words)
    return {"$schema": DIALECT, **schema}


def openapi() -> dict[str, Any]:
    """What `/api/v1/openapi.json` answers."""
    _set_up_server()
    from loadshare.server.api.v1 import api

    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def my_data() -> dict[str, Any]:
    """The form of the data.json in the copy a person takes along."""
    _set_up_server()
    from loadshare.server.belongings.file_form import schema

    return schema()


def _set_up_server() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loadshare.server.settings")
    import django

    django.setup()


def _models_in(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The model and every model inside it, by name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [model]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind.__name__ not in found:
                found[kind.__name__] = kind
                waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += getattr(kind, "__args__", ())
    return found


def _key_words(model: type[BaseModel]) -> dict[str, str]:
    """The words below each key of a model."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(body, ast.ClassDef)
    words = {}
    for key, below in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(key, ast.AnnAssign) and isinstance(key.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            words[key.target.id] = inspect.cleandoc(str(below.value.value))
    return words


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
