"""The API itself: its operations, and how its errors look. `/api/v1/openapi.json` describes it."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from loadshare import __version__
from loadshare.server.api import care, knowledge, measure, openapi, own
from loadshare.server.requests.problems import RequestError, key_problem, problem_response, refusal
from loadshare.server.tokens.making import TokenRefusedError


class Api(NinjaAPI):
    """The API with a full description of answers and errors."""

    _described: ClassVar[dict[str | None, OpenAPISchema]] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Describe every operation. It never changes, and takes a tenth of a second to work out."""
        if path_prefix not in self._described:
            schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            openapi.complete(schema)
            self._described[path_prefix] = schema
        return self._described[path_prefix]


# Pages that show an API come from a content network, so there are none: only openapi.json.
api = Api(
    title="Loadshare",
    version=__version__,
    description=(
        "How hips and low back share the load: a check, a programme, measurements, and the "
        "knowledge behind them. "
        "Education for looking after yourself. Nothing is stored, no cookie is set. "
        "A token of the person's own reads what is kept about them."
    ),
    docs_url=None,
    urls_namespace="api-v1",
)
api.add_router("", care.router)
api.add_router("", knowledge.router)
api.add_router("", measure.router)
api.add_router("", own.router)


@api.exception_handler(RequestError)
def _refused(request: HttpRequest, error: RequestError) -> HttpResponse:  # noqa: ARG001
    return problem_response(error.details)


@api.exception_handler(TokenRefusedError)
def _no_token(request: HttpRequest, error: TokenRefusedError) -> HttpResponse:  # noqa: ARG001
    title, detail = openapi.TOKEN_REFUSALS[error.why]
    response = problem_response(refusal(error.status, title, detail).details)
    for name, value in error.headers.items():
        response[name] = value
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        key_problem(key := str(found["loc"][-1]), request.GET.get(key), "not usable", str(found["msg"]))
        for found in error.errors
    ]
    detail = "Put right every parameter named in 'problems'."
    return problem_response(refusal(422, "A parameter cannot be used", detail, problems).details)
